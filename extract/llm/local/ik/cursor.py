"""Where in a JSON text a model stands while it writes it: which key, inside a string or not, in which list."""

from __future__ import annotations

from collections.abc import Callable

Ended = Callable[[bytes, bytes], None]
"""Called with the key and the raw JSON of a value that has ended; the key of an item of a list is that of the list."""


class Cursor:
    """The place behind `out`, the bytes read so far. `key` is the last key, `value_start` where the string began.

    `expects` is "key", "value" or "separator".
    """

    __slots__ = ("_escaped", "_in_key", "_literal", "expects", "in_string", "key", "out", "stack", "value_start")

    def __init__(self) -> None:
        self.out = b""
        self.stack = b""
        self.key = b""
        self.expects = "value"
        self.in_string = False
        self.value_start = 0
        self._in_key = self._escaped = False
        self._literal = -1

    def copy(self) -> Cursor:
        """Return another cursor at the same place."""
        other = Cursor.__new__(Cursor)
        for name in Cursor.__slots__:
            setattr(other, name, getattr(self, name))
        return other

    def feed(self, data: bytes, ended: Ended | None = None) -> None:
        """Read on."""
        base = len(self.out)
        self.out += data
        for place, char in enumerate(data, base):
            if self.in_string:
                self._in_text(char, place, ended)
                continue
            if self._literal >= 0 and char in b",]} ":
                self._end(self._literal, place, ended)
                self._literal = -1
            if char == 0x22:  # "
                self.in_string, self._in_key, self.value_start = True, self.expects == "key", place + 1
            elif char in b"{[":
                self.stack += bytes([char])
                self.expects = "key" if char == 0x7B else "value"
            elif char in b"}]":
                self.stack, self.expects = self.stack[:-1], "separator"
            elif char == 0x2C:  # ,
                self.expects = "key" if self.stack.endswith(b"{") else "value"
            elif char == 0x3A:  # :
                self.expects = "value"
            elif char not in b" \n\t" and self._literal < 0:
                self._literal = place

    def _in_text(self, char: int, place: int, ended: Ended | None) -> None:
        if self._escaped:
            self._escaped = False
        elif char == 0x5C:  # a backslash
            self._escaped = True
        elif char == 0x22:
            self.in_string = False
            if self._in_key:
                self.key = self.out[self.value_start : place]
            else:
                self._end(self.value_start - 1, place + 1, ended)

    def _end(self, start: int, end: int, ended: Ended | None) -> None:
        self.expects = "separator"
        if ended:
            ended(self.key, self.out[start:end])

    @property
    def in_value(self) -> bool:
        """Whether it stands inside a string that is a value."""
        return self.in_string and not self._in_key

    @property
    def at_value(self) -> bool:
        """Whether a value begins here."""
        return not self.in_string and self.expects == "value" and self._literal < 0

    @property
    def value(self) -> bytes:
        """What is written of the string so far."""
        return self.out[self.value_start :]

    @property
    def in_list(self) -> bool:
        """Whether the innermost thing that is open is a list."""
        return self.stack.endswith(b"[")
