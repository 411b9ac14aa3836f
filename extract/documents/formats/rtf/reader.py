"""RTF: the words of a rich text document, without its control words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from extract.documents.formats.rtf.flow import Flow
from extract.documents.model.assemble import DraftDocument, DraftLine, Part
from extract.documents.model.document import Notice
from extract.errors import DocumentError

MEDIA_TYPE = "application/rtf"

_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z])|([{}])|\r?\n|([^\\{}\r\n]+)")
# Groups whose words are no text of the document: fonts, colours, styles, pictures, properties, comments.
_SKIPPED = frozenset(
    (
        "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "revtbl", "rsidtbl", "info", "pict",
        "object", "generator", "themedata", "colorschememapping", "latentstyles", "datastore", "xmlnstbl", "filetbl",
        "annotation", "atnid", "atnauthor", "atndate", "bkmkstart", "bkmkend", "nonshppict", "datafield", "mmathPr",
        "pgptbl", "pntxtb", "pntxta", "xe", "tc", "shpinst", "sp", "template", "passwordhash", "shprslt", "nonesttables",
    )
)  # fmt: skip
_SHOWN = frozenset(("shpinst", "fldrslt", "fldinst"))  # groups marked \* that hold words all the same
# Groups that hold paragraphs of their own.
_FLOWS = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
    "footnote": "footnote", "shptxt": "box", "listtext": "label", "pntext": "label",
}  # fmt: skip
_CHARACTERS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "tab": "\t", "nestcell": "\t", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_ENDS = frozenset(("par", "line", "sect", "page", "nestrow"))
_GROUNDS = frozenset(("cbpat", "chcbpat", "highlight"))  # colours behind words
_CODE_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255",
    178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_LINK = re.compile(r'HYPERLINK\s+"([^"]+)"')
_MAX_DEPTH = 1000
_MIN_HALF_POINTS = 4


@dataclass(frozen=True, slots=True)
class _State:
    flow: Flow
    skip: bool = False
    hidden: bool = False
    deleted: bool = False
    bold: bool = False
    half_points: int = 24
    color: int = 0
    ground: int = 0
    fallback: int = 1  # bytes that follow a \\u for readers that do not know it
    font: int = 0
    instruction: bool = False
    url: str | None = None


@dataclass(slots=True)
class _Reader:
    encoding: str = "cp1252"
    charsets: dict[int, str] = field(default_factory=dict[int, str])
    white: set[int] = field(default_factory=set[int])
    finished: list[Flow] = field(default_factory=list[Flow])
    raw: bytearray = field(default_factory=bytearray)
    skip_bytes: int = 0
    hidden: int = 0
    cell_ground: int = 0
    url: str | None = None
    instruction: str = ""

    def add(self, text: str, state: _State) -> None:
        if state.instruction:
            self.instruction += text
            return
        if state.deleted:
            return
        on_paper = not any(ground and ground not in self.white for ground in (state.ground, self.cell_ground))
        if state.hidden or state.half_points < _MIN_HALF_POINTS or (state.color in self.white and on_paper):
            self.hidden += len("".join(text.split()))
            return
        state.flow.add(text, self.url, bold=state.bold)

    def take(self, data: bytes) -> None:
        """Collect encoded characters, but for those that repeat a Unicode character for old readers."""
        dropped = min(self.skip_bytes, len(data))
        self.skip_bytes -= dropped
        self.raw.extend(data[dropped:])

    def close(self, flow: Flow, outer: Flow | None) -> None:
        """Put the paragraphs of a group where a reader meets them."""
        flow.close()
        if flow.kind == "label" and outer is not None:
            label = " ".join(" ".join(line.text for line in flow.lines).split())
            # Bullets are letters of symbol fonts; numbers are what the text goes on to speak of.
            outer.label = f"{label} " if any(character.isalnum() for character in label) else "- " if label else ""
        elif flow.kind == "box" and outer is not None:
            outer.take_box(flow.lines)
        else:
            self.finished.append(flow)

    def in_order(self) -> list[DraftLine]:
        """Return headers, body, footnotes and footers; a header or footer once a wording."""
        lines: list[DraftLine] = []
        seen: set[str] = set()
        for kind in ("header", "body", "footnote", "footer"):
            for flow in self.finished:
                wording = "\n".join(line.text.strip() for line in flow.lines)
                if flow.kind != kind or (kind in ("header", "footer") and wording in seen):
                    continue
                seen.add(wording)
                lines += flow.lines
        return lines


def read_rtf(data: bytes) -> DraftDocument:
    """Read an RTF document: headers, the body with text boxes in place, footnotes, footers; a line a paragraph.

    Short cells of a table row share a line, parted by tabs. Hidden, white and deleted words and comments are left out.

    Raises:
        DocumentError: "damaged": groups are nested beyond reason.
    """
    reader = _Reader(white=_white_colors(data), charsets=_charsets(data))
    states = [_State(Flow("body"))]
    for match in _TOKEN.finditer(data):
        word, number, byte, symbol, brace, run = match.groups()
        if byte is None or states[-1].skip:
            _flush(reader, states[-1])
        if brace is not None:
            _brace(brace, states, reader)
        elif word is not None:
            states[-1] = _control(word.decode("ascii"), int(number) if number is not None else None, states[-1], reader)
        elif symbol is not None:
            states[-1] = _symbol(symbol.decode("latin-1"), states[-1], reader)
        elif not states[-1].skip:
            reader.take(bytes([int(byte, 16)]) if byte is not None else run or b"")
    _flush(reader, states[-1])
    for state, outer in zip(states[:0:-1], states[-2::-1], strict=True):  # groups that a cut file leaves open
        if state.flow is not outer.flow:
            reader.close(state.flow, outer.flow)
    reader.close(states[0].flow, None)
    draft = DraftDocument(MEDIA_TYPE, reader.in_order())
    _join_surrogates(draft)
    if reader.hidden:
        draft.notices.append(Notice("hidden_text", f"{reader.hidden} characters that are marked hidden were left out."))
    return draft


def _charsets(data: bytes) -> dict[int, str]:
    """Encodings of fonts that have one of their own."""
    return {
        int(font): _CHARSETS[int(charset)]
        for font, charset in re.findall(rb"\{\\f(\d{1,5})[^{};]*?\\fcharset(\d{1,3})", data)
        if int(charset) in _CHARSETS
    }


def _brace(brace: bytes, states: list[_State], reader: _Reader) -> None:
    if brace == b"{":
        if len(states) > _MAX_DEPTH:
            raise DocumentError("damaged", "The RTF nests its groups too deeply.", "Save it again.")
        states.append(states[-1])
        return
    closed = states.pop() if len(states) > 1 else states[-1]
    if closed.url is not None and states[-1].url is None:
        reader.url, reader.instruction = None, ""
    if closed.flow is not states[-1].flow:
        reader.close(closed.flow, states[-1].flow)


def _flush(reader: _Reader, state: _State) -> None:
    if reader.raw:
        encoding = reader.charsets.get(state.font, reader.encoding)
        reader.add(reader.raw.decode(encoding, errors="replace"), state)
        reader.raw.clear()


def _control(name: str, value: int | None, state: _State, reader: _Reader) -> _State:
    if name in _SKIPPED and name not in _SHOWN:
        return replace(state, skip=True)
    if name in _FLOWS and (not state.skip or name == "footnote"):
        return _State(
            Flow(_FLOWS[name]), hidden=state.hidden, deleted=state.deleted, fallback=state.fallback, font=state.font
        )
    if name in _SHOWN:
        return _shown(name, state, reader)
    if state.skip:
        return state
    if name == "u" and value is not None:
        reader.add(chr(value % 0x10000), state)
        reader.skip_bytes = state.fallback
    elif name in _ENDS:
        state.flow.end_paragraph()
    elif name in _CHARACTERS:
        reader.add(_CHARACTERS[name], state)
    elif name in _LAYOUT:
        _LAYOUT[name](state.flow, value)
    elif name in ("trowd", "clcbpat"):
        reader.cell_ground = (value or reader.cell_ground) if name == "clcbpat" else 0
    elif name == "ansicpg" and value:
        reader.encoding = "utf-8" if value == 65001 else f"cp{value}" if _known(f"cp{value}") else reader.encoding
    elif name in _CODE_PAGES:
        reader.encoding = _CODE_PAGES[name]
    return _format(name, value, state)


def _set_heading(flow: Flow, level: int | None) -> None:
    flow.heading = level is not None and level < 9


def _start_paragraph(flow: Flow, _: int | None) -> None:
    flow.heading = False


# What control words do to the paragraphs.
_LAYOUT: dict[str, Callable[[Flow, int | None], None]] = {
    "outlinelevel": _set_heading,
    "pard": _start_paragraph,
    "intbl": lambda flow, _: flow.start_row(),
    "cell": lambda flow, _: flow.end_cell(),
    "row": lambda flow, _: flow.end_row(),
}


def _shown(name: str, state: _State, reader: _Reader) -> _State:
    """Fields: the instruction names the address, the result holds the words. Shapes hold words of their own."""
    if name == "fldinst":
        return replace(state, skip=False, instruction=True)
    if name == "fldrslt":
        link = _LINK.search(reader.instruction)
        reader.instruction = ""
        reader.url = link.group(1) if link else None
        return replace(state, skip=False, instruction=False, url=reader.url)
    return replace(state, skip=False)


def _format(name: str, value: int | None, state: _State) -> _State:
    on = value != 0
    match name:
        case "v":
            return replace(state, hidden=on)
        case "deleted":
            return replace(state, deleted=on)
        case "b":
            return replace(state, bold=on)
        case "fs":
            return replace(state, half_points=value or 24)
        case "cf":
            return replace(state, color=value or 0)
        case "f":
            return replace(state, font=value or 0)
        case "uc":
            return replace(state, fallback=max(0, min(value or 0, 8)))
        case "plain":
            return replace(state, hidden=False, deleted=False, bold=False, half_points=24, color=0, ground=0)
        case "pard":
            return replace(state, ground=0)
        case _ if name in _GROUNDS:
            return replace(state, ground=value or 0)
        case _:
            return state


def _symbol(symbol: str, state: _State, reader: _Reader) -> _State:
    if symbol == "*":
        return replace(state, skip=True)
    if not state.skip:
        text = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\"}.get(symbol)
        if text:
            reader.add(text, state)
        elif symbol in "\r\n":
            state.flow.end_paragraph()
    return state


def _known(encoding: str) -> bool:
    try:
        "".encode(encoding)
    except LookupError:
        return False
    return True


def _white_colors(data: bytes) -> set[int]:
    """Numbers of the colours that cannot be seen on white paper."""
    table = re.search(rb"\\colortbl([^{}]*)", data)
    white: set[int] = set()
    for number, entry in enumerate(table.group(1).split(b";") if table else ()):
        parts = [int(part) for part in re.findall(rb"\\(?:red|green|blue)(\d{1,3})", entry)]
        if len(parts) == 3 and min(parts) > 243:
            white.add(number)
    return white


def _join_surrogates(draft: DraftDocument) -> None:
    """RTF writes characters beyond U+FFFF as two halves."""
    for line in draft.lines:
        text = line.text
        if any(0xD800 <= ord(character) <= 0xDFFF for character in text):
            url = next((part.url for part in line.parts if part.url), None)
            joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            line.parts = [Part(joined, url)]
