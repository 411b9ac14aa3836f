"""Sees that a model has begun to repeat itself, in a list of a JSON answer or in running text."""

from __future__ import annotations

from extract.llm.local.ik.cursor import Cursor

SAME_IN_A_ROW = 3
"""Items of a list that all say the same, one after another."""
SAID_AGAIN = 6
"""Items in a row that all stood in the list before: the model goes round."""
TEXT_BYTES = 48
TEXT_TIMES = 8
"""A piece of so many bytes at most that stands so often in a row, and fills `TEXT_BYTES` at least."""


class Loops:
    """Reads an answer as it is written; `seen` is true once it goes round."""

    def __init__(self) -> None:
        self.seen = False
        self._cursor = Cursor()
        self._items: list[list[bytes]] = []
        self._starts: list[int] = []
        self._again: list[int] = []

    def feed(self, data: bytes) -> None:
        """Read on."""
        for byte in data:
            before, depth = self._cursor.in_string, len(self._cursor.stack)
            self._cursor.feed(bytes([byte]))
            if not before and not self._cursor.in_string:
                self._structure(byte, depth)
        if not self.seen and len(self._cursor.out) % 16 < len(data):
            self.seen = self._goes_round()

    def _structure(self, byte: int, depth: int) -> None:
        here = len(self._cursor.out)
        if byte == 0x5B:  # [
            self._items.append([])
            self._starts.append(here)
            self._again.append(0)
        elif byte in b",]" and self._items and depth and self._is_in_list(depth, byte):
            self._item(self._cursor.out[self._starts[-1] : here - 1].strip())
            self._starts[-1] = here
            if byte == 0x5D:
                for kept in (self._items, self._starts, self._again):
                    kept.pop()

    def _is_in_list(self, depth: int, byte: int) -> bool:
        """Whether a comma or the end stands in a list, not in an object within it."""
        return byte == 0x5D or self._cursor.stack[depth - 1 : depth] == b"["

    def _item(self, item: bytes) -> None:
        items = self._items[-1]
        self._again[-1] = self._again[-1] + 1 if item in items else 0
        items.append(item)
        run = len(items) >= SAME_IN_A_ROW and len(set(items[-SAME_IN_A_ROW:])) == 1
        if item and (run or self._again[-1] >= SAID_AGAIN):
            self.seen = True

    def _goes_round(self) -> bool:
        """Whether the last bytes are one short piece over and over."""
        out = self._cursor.out
        for size in range(1, TEXT_BYTES + 1):
            times = max(TEXT_TIMES, -(-TEXT_BYTES // size))
            if len(out) >= size * times and out.endswith(out[-size:] * times):
                return True
        return False
