"""Where the words of a text stand on their pages, down to the character."""

from __future__ import annotations

from typing import NamedTuple


class PartPlace(NamedTuple):
    """Where a piece of a line stands: lengths in points from the page's top left corner.

    `edges` says where each character begins, in the order of the text, and where the last one ends; in scripts that run
    leftward they fall. Where they are fewer, the characters are not told apart: the first and the last bound the piece.
    """

    top: float
    bottom: float
    edges: tuple[float, ...]


class PlacedWord(NamedTuple):
    """A piece of a line from `start` to `end`, offsets into the document's text; the rest as in `PartPlace`."""

    start: int
    end: int
    top: float
    bottom: float
    edges: tuple[float, ...]

    def sides(self, start: int, end: int) -> tuple[float, float]:
        """Return left and right of its characters between two offsets of the text, which it shares a character with."""
        edges = self.edges
        if len(edges) == self.end - self.start + 1:
            edges = edges[max(0, start - self.start) : min(end, self.end) - self.start + 1]
        return min(edges), max(edges)
