"""JSON with the place of each value: its offsets in the text and its JSON pointer (RFC 6901)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

_SPACE = re.compile(r"[ \t\n\r]*")
_ATOM = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_DEEPEST = 64
"""Levels of lists and objects in each other; JSON Resume has five."""


class JSONTextError(ValueError):
    """The text is no JSON, or gives a key of an object twice. `pointer` is that of the innermost value around the fault."""

    def __init__(self, reason: str, offset: int, pointer: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset
        self.pointer = pointer


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a JSON text.

    `start` (inclusive) and `end` (exclusive) are code-point offsets; those of a string leave its quotes out.
    """

    pointer: str
    start: int
    end: int
    value: str | float | bool | list[Node] | dict[str, Node] | None

    @property
    def fields(self) -> dict[str, Node]:
        """The values of an object by key; none for any other value."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The values of a list; none for any other value."""
        return self.value if isinstance(self.value, list) else []

    def strings(self) -> Iterator[Node]:
        """Yield this value, if it is a string, and all strings in it, in the order of the text."""
        if isinstance(self.value, str):
            yield self
        for inner in (*self.fields.values(), *self.items):
            yield from inner.strings()


def parse_json(text: str) -> Node:
    """Return the value of a whole text.

    Raises:
        JSONTextError: it is no JSON, is nested more than 64 levels deep, or gives a key of an object twice.
    """
    node = _value(text, _skip(text, 0), "", 0)
    end = _skip(text, _after(text, node))
    if end < len(text):
        raise JSONTextError("something stands behind the value", end, "")
    return node


def _value(text: str, at: int, pointer: str, depth: int) -> Node:
    if depth > _DEEPEST:
        raise JSONTextError(f"it is nested more than {_DEEPEST} levels deep", at, pointer)
    opening = text[at : at + 1]
    if opening == '"':
        value, end = _string(text, at, pointer)
        return Node(pointer, at + 1, end - 1, value)
    if opening == "{":
        return _object(text, at, pointer, depth)
    if opening == "[":
        return _list(text, at, pointer, depth)
    atom = _ATOM.match(text, at)
    if atom is None:
        raise JSONTextError("a value is missing", at, pointer)
    return Node(pointer, at, atom.end(), cast("float | bool | None", json.loads(atom[0])))


def _object(text: str, start: int, pointer: str, depth: int) -> Node:
    fields: dict[str, Node] = {}
    at = _skip(text, start + 1)
    while text[at : at + 1] != "}":
        if fields:
            at = _skip(text, _expect(text, at, ",", pointer))
        if text[at : at + 1] != '"':
            raise JSONTextError("a key in double quotes is missing", at, pointer)
        key, end = _string(text, at, pointer)
        inner = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
        if key in fields:
            raise JSONTextError("a key stands there twice", at, inner)
        colon = _expect(text, _skip(text, end), ":", inner)
        fields[key] = _value(text, _skip(text, colon), inner, depth + 1)
        at = _skip(text, _after(text, fields[key]))
    return Node(pointer, start, at + 1, fields)


def _list(text: str, start: int, pointer: str, depth: int) -> Node:
    items: list[Node] = []
    at = _skip(text, start + 1)
    while text[at : at + 1] != "]":
        if items:
            at = _skip(text, _expect(text, at, ",", pointer))
        items.append(_value(text, at, f"{pointer}/{len(items)}", depth + 1))
        at = _skip(text, _after(text, items[-1]))
    return Node(pointer, start, at + 1, items)


_QUOTE = re.compile(r'\\.|"', re.DOTALL)


def _closing_quote(text: str, at: int, pointer: str) -> int:
    """Return where the string ends whose opening quote stands at `at`."""
    for match in _QUOTE.finditer(text, at + 1):
        if match[0] == '"':
            return match.start()
    raise JSONTextError("a string is not closed, or holds a character that has to be escaped", at, pointer)


def _string(text: str, at: int, pointer: str) -> tuple[str, int]:
    """Return the string whose opening quote stands at `at`, and the offset behind its closing one."""
    try:
        end = _closing_quote(text, at, pointer) + 1
        return cast("str", json.loads(text[at:end])), end
    except json.JSONDecodeError as error:
        raise JSONTextError("a string is not closed, or holds a character that has to be escaped", at + error.pos, pointer) from None  # fmt: skip


def _after(text: str, node: Node) -> int:
    """Return the offset behind a value, that of a string behind its closing quote."""
    return node.end + isinstance(node.value, str)


def _expect(text: str, at: int, sign: str, pointer: str) -> int:
    if text[at : at + 1] != sign:
        raise JSONTextError(f"a {sign!r} is missing", at, pointer)
    return at + 1


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
