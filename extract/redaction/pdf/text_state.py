"""Where the letters of a PDF's content stand (ISO 32000-1, 9.3 and 9.4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extract.redaction.pdf.codes import Codes

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def multiply(one: Matrix, two: Matrix) -> Matrix:
    """Return the matrix that applies `one`, then `two`."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a point comes to."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@dataclass(frozen=True, slots=True)
class Settings:
    """What q keeps and Q brings back: the matrix of the page, and how text is set."""

    page: Matrix = IDENTITY
    font: Codes | None = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0


class TextState:
    """The state while a content stream is walked through."""

    def __init__(self, page: Matrix) -> None:
        self.now = Settings(page)
        self._kept: list[Settings] = []
        self._line: Matrix = IDENTITY
        self._text: Matrix = IDENTITY

    def set(self, **values: object) -> None:
        """Change settings."""
        self.now = replace(self.now, **values)  # pyright: ignore[reportArgumentType]

    def keep(self) -> None:
        """Do q."""
        self._kept.append(self.now)

    def restore(self) -> None:
        """Do Q."""
        if self._kept:
            self.now = self._kept.pop()

    def begin(self, matrix: Matrix = IDENTITY) -> None:
        """Do BT or Tm."""
        self._line = self._text = matrix

    def move(self, x: float, y: float) -> None:
        """Do Td."""
        self._line = self._text = multiply((1, 0, 0, 1, x, y), self._line)

    def next_line(self) -> None:
        """Do T*."""
        self.move(0.0, -self.now.leading)

    def middle(self, advance: float) -> tuple[float, float]:
        """Return a point inside a letter that would stand here, `advance` thousandths wide, on the page."""
        now = self.now
        x = advance / 2000 * now.size * now.stretch
        return apply(multiply(self._text, now.page), x, now.rise + 0.28 * now.size)

    def go_on(self, points: float) -> None:
        """Move along the line, in units of text."""
        self._text = multiply((1, 0, 0, 1, points * self.now.stretch, 0), self._text)
