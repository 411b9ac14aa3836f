from typing import Any

class Request:
    method: str
    uri: str
    headers: dict[str, Any]
    body: Any
    def __init__(self, method: str, uri: str, body: Any, headers: dict[str, Any]) -> None: ...
    @property
    def path(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def url(self) -> str: ...
