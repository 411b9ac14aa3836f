"""YAML with the lines on which things stand, so that an error can say where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import yaml

Place = tuple[str | int, ...]
"""Keys and places in lists that lead to a value."""


class YamlFile:
    """The text of a YAML file: `data`, and the line (counted from 1) of each thing in it.

    Every value is the text that stands there: "no" is no False, 2019 no number, and a day no date.

    Raises:
        yaml.YAMLError: it is no YAML.
    """

    def __init__(self, text: str) -> None:
        untyped = cast("Any", yaml)  # says nothing of what `compose` returns
        self._top: Any = untyped.compose(text, Loader=yaml.SafeLoader)
        self.data: Any = yaml.BaseLoader(text).get_single_data()

    def line_of(self, place: Sequence[str | int]) -> int:
        """Return the line of a thing, or of the innermost thing around it that is there."""
        node: Any = self._top
        line = 1
        for step in place:
            found = _inner(node, step)
            if found is None:
                break
            line, node = found
        return line

    def doubled_keys(self) -> Iterator[tuple[str, int]]:
        """Yield keys that stand twice in one mapping, with the line of the second; YAML itself would drop the first."""
        yield from _doubled(self._top)


def _inner(node: Any, step: str | int) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None


def _doubled(node: Any) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield str(key.value), key.start_mark.line + 1
            seen.add(key.value)
            yield from _doubled(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _doubled(value)
