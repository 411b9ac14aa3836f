"""From a PDF page's own coordinates to places on the page as displayed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class PageFrame:
    """How page coordinates (origin bottom left, unrotated) become places on the page as displayed."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the distance from the left and from the top of the displayed page, in points."""
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def unplace(self, x: float, y: float) -> tuple[float, float]:
        """Return the page's own coordinates of a place, as `place` gives it."""
        if self.rotation == 90:
            return self.left + y, self.bottom + x
        if self.rotation == 180:
            return self.right - x, self.bottom + y
        if self.rotation == 270:
            return self.right - y, self.top - x
        return self.left + x, self.top - y

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as displayed, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in (90, 270) else (width, height)
