"""Skills, tools, methods, awards, languages, certificates: lists are cut by code, prose is read by the model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from extract.drafts import Draft, Span
from extract.errors import ReplyCutOffError
from extract.paragraphs import paragraphs
from extract.reading import Reading
from extract.replies import Reply
from schemas.profile import QualificationKind

KIND = "qualification"
MAX_NAME = 70
MAX_ITEM_WORDS = 7
"""A piece of a list with more words than this is prose."""
PROSE_CHARS = 420
"""Prose shown at once, in code points; a small model names less of a longer piece."""
MAX_NAMED = 14

_KINDS: dict[str, QualificationKind] = {
    "skills": "skill", "languages": "language", "awards": "award", "certifications": "certification",
    "service": "service", "interests": "research_interest",
}  # fmt: skip
_LABELS: tuple[tuple[str, QualificationKind], ...] = (
    (r"\b(?:honou?rs?|awards?|scholarships?|fellowships?|prizes?|distinctions?|auszeichnung\w*)\b", "award"),
    (
        r"\b(?:tools?|software|systems?|platforms?|frameworks?|libraries|infrastructure|technologies|databases?|programming|cloud|edv|it)\b",
        "tool",
    ),
    (r"\b(?:methods?|techniques?|methodolog\w+)\b", "method"),
    (r"\b(?:certificat\w*|licen[cs]\w*|registration|tickets?)\b", "certification"),
    (r"\b(?:research (?:areas?|interests?)|interests?)\b", "research_interest"),
    (r"\b(?:languages|sprachen|langues)\b", "language"),
)
_SPOKEN = re.compile(
    r"(?i)\b(?:native|fluent|mother tongue|bilingual|conversational|proficient|intermediate|beginner|working proficiency|basic|advanced|[ABC][12]\b|muttersprache|fließend|courant|langue maternelle|verhandlungssicher)\b"
)
_AWARD_LINE = re.compile(
    r"(?i)\b(?:awards?|prize|fellowship|scholarship|scholar\b|dean'?s list|valedictorian|summa cum laude|magna cum laude|medal|outstanding graduate|honorable mention|honourable mention|runner-?up|winner|best paper|stipendium|preis)\b"
)
_LABEL = re.compile(r"^\s*(?:[•●▪◦‣·*–—-]\s*)?([A-ZÀ-Þ][\w &/+,'()-]{1,45}?):\s+(?=\S)")
_BULLET = re.compile(r"^\s*(?:[•●▪◦‣·*–—-]|\(?\d{1,3}[.)])\s+")
_SEPARATOR = re.compile(r"\s*[;|•·●▪\t]\s*|,\s+(?![^()]*\))|\s{3,}")
_PROSE_SECTIONS = ("experience", "projects", "publications", "summary", "other", "top", "service")


class NamedAnswer(Reply):
    """What some lines of prose name."""

    skills: list[str] = Field(max_length=MAX_NAMED)


async def extract_qualifications(reading: Reading, others: Sequence[Draft]) -> list[Draft]:
    """Return the qualifications that the document names, in its order, each name once.

    `others` are the facts of other kinds: employers, titles, schools and names of people are no qualifications.
    """
    found: dict[str, Draft] = {}
    prose: list[Span] = []
    for section in reading.sections:
        kind = _KINDS.get(section.kind)
        for span in paragraphs(reading.document, section.body):
            text = reading.document.text[span[0] : span[1]]
            if kind and not _is_prose(text):
                _cut_list(reading, span, kind, found)
            elif section.kind == "education":
                _honours(reading, span, found)
            elif section.kind in _PROSE_SECTIONS or kind in ("skill", "service"):
                prose.append(span)
            elif kind:
                _cut_list(reading, span, kind, found)
    names = {_key(str(value)) for other in others for name, value in other.values.items() if name in _TAKEN and value}
    for chunk in _chunks(prose):
        await _read_prose(reading, chunk, found, names)
    return sorted(found.values(), key=lambda draft: (draft.start, draft.end))


_TAKEN = ("employer", "title", "institution", "location", "name", "degree", "email")


def _is_label(reading: Reading, start: int, end: int) -> bool:
    """Whether words are the label of their line ("Impact: …"), which names no skill."""
    line = reading.document.line_at(start)
    head = reading.document.text[line.start : start]
    return not re.search(r"\w", head) and bool(
        re.match(r"[^\n:]{0,30}:\s", reading.document.text[end : line.end] + " ")
    )


def _key(name: str) -> str:
    return " ".join(re.sub(r"[^\w+#]+", " ", name.casefold()).split())


def _is_prose(text: str) -> bool:
    """Whether a line is a sentence rather than a list: its longest piece has many words."""
    label = _LABEL.match(text)
    pieces = [piece for piece in _SEPARATOR.split(text[label.end() if label else 0 :]) if piece]
    words = sorted((len(piece.split()) for piece in pieces), reverse=True)
    return bool(words) and words[0] > MAX_ITEM_WORDS + 3 and sum(words) > 14


def _cut_list(reading: Reading, span: Span, kind: QualificationKind, found: dict[str, Draft]) -> None:
    text = reading.document.text[span[0] : span[1]]
    start = 0
    if label := _LABEL.match(text):
        start = label.end()
        kind = _kind_of(label[1], text[start:], kind)
    elif bullet := _BULLET.match(text):
        start = bullet.end()
    if kind == "language" and not label and not _SPOKEN.search(text) and len(text.split()) > 12:
        kind = "skill"
    whole = kind in ("award", "certification", "service")
    separator = re.compile(r"\s*[;|\t]\s*") if whole else _SEPARATOR
    for piece_start, piece_end in _pieces(text, start, separator):
        _add(reading, (span[0] + piece_start, span[0] + piece_end), kind, found)


def _kind_of(label: str, rest: str, default: QualificationKind) -> QualificationKind:
    named: list[QualificationKind] = [kind for pattern, kind in _LABELS if re.search(pattern, label, re.IGNORECASE)]
    found = named[0] if named else default
    if found == "language" and not _SPOKEN.search(rest):
        # "Languages: Python, C++" under skills are programming languages.
        return "tool" if default == "skill" else "language"
    return found


def _pieces(text: str, start: int, separator: re.Pattern[str]) -> list[Span]:
    spans: list[Span] = []
    position = start
    for match in [*separator.finditer(text, start), None]:
        end = match.start() if match else len(text)
        if text[position:end].strip():
            spans.append((position, end))
        position = match.end() if match else end
    return spans


def _honours(reading: Reading, span: Span, found: dict[str, Draft]) -> None:
    """Take the honours that an education section names; the rest of it is of the programmes themselves."""
    text = reading.document.text[span[0] : span[1]]
    label = _LABEL.match(text)
    labelled = bool(label and re.search(_LABELS[0][0], label[1], re.IGNORECASE))
    if not labelled and not _AWARD_LINE.search(text):
        return
    separator = re.compile(r"\s*[;|]\s*") if labelled else re.compile(r"\s*[;|]\s*|,\s+(?=[A-Z])")
    for start, end in _pieces(text, label.end() if label and labelled else 0, separator):
        if labelled or _AWARD_LINE.search(text[start:end]):
            _add(reading, (span[0] + start, span[0] + end), "award", found)


def _add(reading: Reading, span: Span, kind: QualificationKind, found: dict[str, Draft]) -> None:
    text = reading.document.text
    start, end = span[0], span[0] + len(text[span[0] : span[1]].rstrip())
    date = next((p for p in reading.periods if start <= p.start and p.end <= end and p.start_date), None)
    if date and kind in ("award", "certification", "service"):
        # "Dean's List, 2019": the name ends where the date begins, or begins where a leading date ends.
        if date.start - start > end - date.end:
            end = date.start
        else:
            start = date.end
    while start < end and text[start] in " \n\t,;:.·•*–—-|()[]&'\"“”":
        start += 1
    while end > start and text[end - 1] in " \n\t,;:·•*–—-|([&'\"“”.":
        end -= 1
    if text.count("(", start, end) < text.count(")", start, end) and text[end - 1] == ")":
        end -= 1
    name = " ".join(text[start:end].split())
    if kind == "language":
        name_end = re.match(r"[^(:,–—-]+", name)
        name = name_end[0].strip() if name_end else name
        end = start + len(name) if text[start : start + len(name)] == name else end
    if not name or len(name) > 160 or not re.search(r"[^\W\d_]", name) or _key(name) in found:
        return
    draft = Draft(values={"kind": kind})
    draft.derive("name", name, "list_item", (start, end))
    if date and kind in ("award", "certification", "service") and date.start_date:
        draft.derive("date", date.start_date.iso(), date.rule, (date.start, date.end))
    found[_key(name)] = draft


def _chunks(spans: Sequence[Span]) -> list[list[Span]]:
    """Put neighbouring pieces of prose together until they fill a question."""
    chunks: list[list[Span]] = []
    size = 0
    for span in spans:
        length = span[1] - span[0]
        if chunks and size + length <= PROSE_CHARS and span[0] - chunks[-1][-1][1] < 200:
            chunks[-1].append(span)
            size += length
        else:
            chunks.append([span])
            size = length
    return chunks


_NO_SKILL = re.compile(
    r"(?i)\d\s?%|[$€£]\s?\d|^(?:raised|scaled|published|led|built|reduced|increased|improved|presented|invited|won|received|achieved|grew|launched|shipped|cut|saved|promoted|hired|managed)\s"
    r"|\b(?:papers?|workshop|conference|journal extension|proceedings|stars)\b"
    r"|(?:^|\s)(?:teams?|engineers|contributors|founders|users|customers|clients|startups?|labs|uptime|speed-?up|degradation|reduction|interns?|colleagues|staff|people|students|pupils|patients)$"
)
"""What a small model lists beside skills: results with their numbers, deeds, papers, people."""


_NAMES_TOOL = re.compile(r"\B[A-Z]|\d|(?<=.)\b[A-Z]|^[A-Z][a-z]+$")
"""Capitals within a name, or a name of one word: "PyTorch", "Epic". A method may begin a sentence: "Root cause analysis"."""


async def _read_prose(reading: Reading, chunk: Sequence[Span], found: dict[str, Draft], taken: set[str]) -> None:
    shown = "\n".join(reading.shown(span) for span in chunk)
    if len(shown.split()) < 6:
        return
    within = (chunk[0][0], chunk[-1][1])
    try:
        answer = await reading.ask("qualifications", NamedAnswer, 260, lines=shown)
    except ReplyCutOffError:
        reading.note("cut_off_reply", "The model's list of the skills in these lines did not end, so none was taken from them.",
                     "error", [within])  # fmt: skip
        return
    for name in answer.skills:
        key = _key(name)
        if not key or key in found or len(name) > MAX_NAME or not re.search(r"[^\W\d_]{2}", name):
            continue
        if _NO_SKILL.search(name):
            continue
        if any(key == other or f" {key} " in f" {other} " for other in taken):
            continue
        anchor = reading.anchor(name, (), within)
        if anchor and not _is_label(reading, anchor.start, anchor.end):
            written = reading.words(anchor, name)
            draft = Draft(values={"kind": "tool" if _NAMES_TOOL.search(written) else "method"})
            draft.put("name", written, anchor)
            found[key] = draft
