from typing import Any

from vcr.request import Request

def serialize(cassette_dict: dict[str, Any], serializer: object) -> str: ...
def deserialize(
    cassette_string: str, serializer: object
) -> tuple[list[Request], list[dict[str, Any]]] | tuple[list[Request], list[dict[str, Any]], dict[str, Any]]: ...
