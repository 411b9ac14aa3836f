from collections.abc import Callable
from typing import Any

from vcr.request import Request

class VCR:
    def __init__(self, **settings: Any) -> None: ...
    def get_merged_config(
        self,
        *,
        before_record_request: Callable[[Request], Request | None] = ...,
        before_record_response: Callable[[dict[str, Any]], dict[str, Any] | None] = ...,
        func_path_generator: Callable[[Callable[..., Any]], str] = ...,
        **settings: Any,
    ) -> dict[str, Any]: ...
    def use_cassette(self, path: str | None = None, **settings: Any) -> Any: ...
