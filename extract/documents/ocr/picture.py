"""A page as a picture, in grey."""

from __future__ import annotations

from dataclasses import dataclass

_IS_DARK = bytes(int(tone < 170) for tone in range(256))
_INK_SHARE = 0.002


@dataclass(frozen=True, slots=True)
class GreyPicture:
    """A page as drawn: one byte a pixel, 0 black to 255 white; rows of `stride` bytes; `scale` pixels a point."""

    pixels: bytes
    width: int
    height: int
    stride: int
    scale: float

    @property
    def has_ink(self) -> bool:
        """Whether more is on it than on a page of rules and boxes; a few lines of text have that much."""
        return self.pixels.translate(_IS_DARK).count(1) > _INK_SHARE * len(self.pixels)

    def turned(self, degrees: int) -> GreyPicture:
        """Return it turned clockwise by 0, 90, 180 or 270 degrees."""
        if not degrees:
            return self
        rows = [self.pixels[at * self.stride : at * self.stride + self.width] for at in range(self.height)]
        if degrees == 180:
            turned = [row[::-1] for row in reversed(rows)]
        else:
            packed = b"".join(rows)
            columns = [packed[x :: self.width] for x in range(self.width)]  # each from top to bottom
            turned = [column[::-1] for column in columns] if degrees == 90 else columns[::-1]
        width = self.height if degrees in (90, 270) else self.width
        return GreyPicture(b"".join(turned), width, len(turned), width, self.scale)

    def as_pgm(self) -> bytes:
        """Return it as a file that needs no library to write (https://netpbm.sourceforge.net/doc/pgm.html)."""
        rows = (self.pixels[at * self.stride : at * self.stride + self.width] for at in range(self.height))
        return b"P5\n%d %d\n255\n" % (self.width, self.height) + b"".join(rows)
