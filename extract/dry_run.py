"""stub"""

from typing import Any


async def preview_order(*a: Any) -> Any: ...


def print_preview(*a: Any) -> None: ...
