"""A page's content without the letters at given places, without pictures, and without marks that say what is drawn.

Each stream is written anew: letters that go leave a gap as wide as they were, rounded, so that the others stay where they
are. Forms are written anew each time they are drawn, since a form may stand in several places.
"""

# pikepdf's objects take any attribute.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from extract.redaction.pdf.codes import Codes
from extract.redaction.pdf.layers import Layers
from extract.redaction.pdf.refusing import unusual
from extract.redaction.pdf.text_state import IDENTITY, Matrix, TextState, multiply

Area = tuple[float, float, float, float]
"""Left, bottom, right, top in a page's own coordinates."""

MAX_DEPTH, MAX_FORMS = 12, 3000
_GAP_STEP = 500  # thousandths of the letters' size: gaps are rounded, so that their width does not tell the words
_INVISIBLE = 3  # text render mode; 7 draws nothing either
_SETTINGS = {"Tc": "spacing", "Tw": "word_spacing", "TL": "leading", "Ts": "rise"}
_MATRICES = ("Tm", "cm")
_PLAIN: dict[str, Callable[[TextState], None]] = {
    "q": TextState.keep, "Q": TextState.restore, "BT": TextState.begin, "T*": TextState.next_line,
}  # fmt: skip
_SHOWS = ("Tj", "TJ", "'", '"')
_FORM_KEYS = ("/Type", "/Subtype", "/BBox", "/Matrix", "/Group")
_RESOURCE_KEYS = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Font", "/ProcSet")


@dataclass(slots=True)
class Counts:
    """What was met: letters shown, letters that no one sees, letters taken out, pictures taken out."""

    shown: int = 0
    unseen: int = 0
    letters: int = 0
    pictures: set[Any] = field(default_factory=set[Any])
    inline_pictures: int = 0


class Cleaner:
    """Writes the content of one page anew."""

    def __init__(self, pdf: pikepdf.Pdf, areas: list[Area], layers: Layers) -> None:
        self.counts = Counts()
        self._pdf = pdf
        self._areas = areas
        self._layers = layers
        self._fonts: dict[Any, Codes] = {}
        self._forms = 0

    def clean(self, source: Any, resources: Any, matrix: Matrix = IDENTITY, depth: int = 0) -> tuple[bytes, Any]:
        """Return the content of a page or form, and the resources that it needs."""
        if depth > MAX_DEPTH:
            raise unusual("forms nested too deeply")
        self._refuse_hidden_text(resources)
        kept = pikepdf.Dictionary({key: resources[key] for key in _RESOURCE_KEYS if key in resources})
        kept["/XObject"] = pikepdf.Dictionary()
        walk = _Walk(self, resources, kept, TextState(matrix), depth)
        for instruction in pikepdf.parse_content_stream(source):
            walk.take(instruction)
        return pikepdf.unparse_content_stream(walk.written), kept

    def is_taken(self, x: float, y: float) -> bool:
        """Whether what stands at a place is to go."""
        return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in self._areas)

    def codes_of(self, resources: Any, name: Any) -> Codes:
        """Return the codes of a font."""
        font = resources.get("/Font", {}).get(str(name))
        if font is None:
            raise unusual("text in a font that it does not name")
        key = font.objgen if font.is_indirect else id(font)
        if key not in self._fonts:
            self._fonts[key] = Codes(font)
        return self._fonts[key]

    def draw(self, form: Any, resources: Any, matrix: Matrix, depth: int) -> Any:
        """Return a form, cleaned for the place where it is drawn."""
        self._forms += 1
        if self._forms > MAX_FORMS:
            raise unusual("too many forms")
        own = [float(number) for number in form.get("/Matrix", [1, 0, 0, 1, 0, 0])]
        place = multiply((own[0], own[1], own[2], own[3], own[4], own[5]), matrix)
        content, kept = self.clean(form, form.get("/Resources", resources), place, depth + 1)
        new = pikepdf.Stream(self._pdf, content)
        for key in _FORM_KEYS:
            if key in form:
                new[key] = form[key]
        new["/Resources"] = kept
        return new

    def is_off(self, resources: Any, tag: Any, properties: Any) -> bool:
        """Whether marked content is on a layer that is not shown."""
        if str(tag) != "/OC":
            return False
        named = properties
        if not hasattr(properties, "keys"):
            named = resources.get("/Properties", {}).get(str(properties))
        return self._layers.is_off(named)

    def is_drawn(self, drawn: Any) -> bool:
        """Whether a form or picture is on a layer that is shown."""
        return not self._layers.is_off(drawn.get("/OC"))

    def _refuse_hidden_text(self, resources: Any) -> None:
        """Patterns, masks and drawn letters are left as they are, so they must not hold words or pictures."""
        inner: list[Any] = [each for each in resources.get("/Pattern", {}).values() if isinstance(each, pikepdf.Stream)]
        for state in resources.get("/ExtGState", {}).values():
            mask = state.get("/SMask")
            if isinstance(mask, pikepdf.Dictionary) and "/G" in mask:
                inner.append(mask["/G"])
        for font in resources.get("/Font", {}).values():
            if str(font.get("/Subtype", "")) == "/Type3":
                inner.extend(font.get("/CharProcs", {}).values())
        for stream in inner:
            for instruction in pikepdf.parse_content_stream(stream):
                operator = str(instruction.operator)
                if operator in _SHOWS or operator == "Do":
                    raise unusual("words or pictures inside a pattern, a mask or a letter")


class _Walk:
    """One content stream, instruction by instruction."""

    def __init__(self, cleaner: Cleaner, resources: Any, kept: Any, state: TextState, depth: int) -> None:
        self.written: list[Any] = []
        self._cleaner = cleaner
        self._resources = resources
        self._kept = kept
        self._state = state
        self._depth = depth
        self._marks: list[bool] = []  # of open marked content: is it on a layer that is off?

    def take(self, instruction: Any) -> None:
        """Write an instruction, or what stands for it."""
        operator, operands = str(instruction.operator), instruction.operands
        if operator in ("BMC", "BDC"):
            off = operator == "BDC" and self._cleaner.is_off(self._resources, operands[0], operands[1])
            self._marks.append(off)
        elif operator == "EMC":
            if self._marks:
                self._marks.pop()
        elif operator == "INLINE IMAGE":
            self._cleaner.counts.inline_pictures += 1
        elif operator == "Do":
            self._draw(operands[0])
        elif operator in _SHOWS:
            self._show(operator, operands)
        elif operator not in ("MP", "DP"):
            self._follow(operator, operands)
            # On a hidden layer the state goes on, so that what follows stays in its place; nothing is painted.
            if not any(self._marks) or operator not in _PAINTS:
                self.written.append(instruction)

    def _follow(self, operator: str, operands: Any) -> None:
        """Follow what sets the state that letters are placed by."""
        state = self._state
        if operator in _SETTINGS:
            state.set(**{_SETTINGS[operator]: float(operands[0])})
        elif operator in _MATRICES:
            matrix = _matrix(operands)
            state.begin(matrix) if operator == "Tm" else state.set(page=multiply(matrix, state.now.page))
        elif operator in ("Td", "TD"):
            if operator == "TD":
                state.set(leading=-float(operands[1]))
            state.move(float(operands[0]), float(operands[1]))
        elif operator in _PLAIN:
            _PLAIN[operator](state)
        else:
            self._follow_font(operator, operands)

    def _follow_font(self, operator: str, operands: Any) -> None:
        if operator == "Tf":
            self._state.set(font=self._cleaner.codes_of(self._resources, operands[0]), size=float(operands[1]))
        elif operator == "Tz":
            self._state.set(stretch=float(operands[0]) / 100)
        elif operator == "Tr":
            self._state.set(mode=int(operands[0]))
        elif operator == "gs" and "/Font" in self._resources.get("/ExtGState", {}).get(str(operands[0]), {}):
            raise unusual("a font that a state of the page chooses")

    def _draw(self, name: Any) -> None:
        drawn = self._resources.get("/XObject", {}).get(str(name))
        if drawn is None or any(self._marks) or not self._cleaner.is_drawn(drawn):
            return
        kind = str(drawn.get("/Subtype", ""))
        if kind == "/Image":
            self._cleaner.counts.pictures.add(drawn.objgen)
        elif kind == "/Form":
            form = self._cleaner.draw(drawn, self._resources, self._state.now.page, self._depth)
            key = f"/X{len(self._kept['/XObject'])}"
            self._kept["/XObject"][key] = form
            self._write([pikepdf.Name(key)], "Do")

    def _show(self, operator: str, operands: Any) -> None:
        state = self._state
        if operator == '"':
            for name, operand, setter in (("word_spacing", operands[0], "Tw"), ("spacing", operands[1], "Tc")):
                state.set(**{name: float(operand)})
                self._write([operand], setter)
        if operator in ("'", '"'):
            state.next_line()
            self._write([], "T*")
        pieces = list(operands[0]) if operator == "TJ" else [operands[-1]]
        self._write([pikepdf.Array(self._pieces(pieces))], "TJ")

    def _pieces(self, pieces: list[Any]) -> list[Any]:
        """Return what TJ shows without the letters that go: strings, and gaps between them."""
        now, counts = self._state.now, self._cleaner.counts
        if now.font is None or not now.size:
            if any(isinstance(piece, pikepdf.String) and bytes(piece) for piece in pieces):
                raise unusual("text without a font or a size")
            return []
        kept: list[Any] = []
        run, gap = b"", 0.0
        unseen = now.mode in (_INVISIBLE, 7)
        for piece in pieces:
            if not isinstance(piece, pikepdf.String):
                self._state.go_on(-float(piece) / 1000 * now.size)
                if gap:
                    gap += float(piece)
                else:
                    kept.extend([pikepdf.String(run)] if run else [])
                    kept.append(piece)
                    run = b""
                continue
            for code, advance, is_space in now.font.split(bytes(piece)):
                more = now.spacing + (now.word_spacing if is_space else 0.0)
                counts.shown += 1
                counts.unseen += unseen
                goes = unseen or any(self._marks) or self._cleaner.is_taken(*self._state.middle(advance))
                self._state.go_on(advance / 1000 * now.size + more)
                if goes:
                    counts.letters += 1
                    kept.extend([pikepdf.String(run)] if run else [])
                    run = b""
                    gap -= advance + 1000 * more / now.size
                    continue
                if gap:
                    kept.append(_rounded(gap))
                    gap = 0.0
                run += code
        kept.extend([pikepdf.String(run)] if run else [])
        if gap:
            kept.append(_rounded(gap))
        return kept

    def _write(self, operands: list[Any], operator: str) -> None:
        self.written.append(pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(operator)))


_PAINTS = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh"))


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in operands)
    return a, b, c, d, e, f


def _rounded(gap: float) -> int:
    return _GAP_STEP * round(gap / _GAP_STEP)
