from collections.abc import Mapping

CONVERTER_CLASSES: Mapping[str, object]

def num2words(number: int, *, lang: str = ...) -> str: ...
