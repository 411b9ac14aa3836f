"""Skills, tools, awards, languages and certificates that stand in lists: cut by code, without a question."""

from __future__ import annotations

import itertools
import re

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.education.degrees import level_of
from extract.extraction.kinds.qualifications.table_rows import TableRow
from extract.text.drafts import Draft, Span
from extract.text.languages import NATIVE, is_level, spoken_languages
from schemas.profile import QualificationKind

MAX_ITEM_WORDS = 7
"""A piece of a list with more words than this is prose."""

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
_CELL_LABEL = re.compile(r"^\s*([^\W\d_][^\t,;|:\d\n]{1,30}?) ?\t ?(?=[^\t]*[^\t\s],[^\t]+$)")
"""A label in a cell of its own, before a list in another: "Tools<tab>Docker, Git"."""
_BULLET = re.compile(r"^\s*(?:[•●▪◦‣·*–—-]|\(?\d{1,3}[.)])\s+")
_SEPARATOR = re.compile(r"\s*[;|•·●▪\t、；]\s*|,\s+(?![^()]*\))|\s{3,}")
_SENTENCE_END = re.compile(r"(?<!\S)(\S+)\.\s+(?=[A-ZÀ-Þ])")
_ABBREVIATION = re.compile(r"[^\w]*[A-ZÀ-Þ][\w.]{0,3}")
"""Before a full stop that ends no sentence: "St. Mary", "Univ. of"."""


def kind_of_list(section: str) -> QualificationKind | None:
    """Return the kind of what a section of this kind lists; None where it lists no qualifications."""
    return _KINDS.get(section)


def key_of(name: str) -> str:
    """Return a name as names are compared: case, signs and white space folded."""
    return " ".join(re.sub(r"[^\w+#]+", " ", name.casefold()).split())


def is_prose(text: str) -> bool:
    """Whether a line is a sentence rather than a list: its longest piece has many words."""
    label = _LABEL.match(text)
    pieces = [piece for piece in _SEPARATOR.split(text[label.end() if label else 0 :]) if piece]
    words = sorted((len(piece.split()) for piece in pieces), reverse=True)
    return bool(words) and words[0] > MAX_ITEM_WORDS + 3 and sum(words) > 14


def take_row(reading: ExtractionContext, row: TableRow, kind: QualificationKind, found: dict[str, Draft]) -> None:
    """Add what a row of a table names to what was found."""
    if row.name is None:
        return
    words = reading.document.text[row.name[0] : row.name[1]]
    if names_language(words) and kind in _MAY_BE_SPOKEN:
        _add(reading, row.name, "language", found, row.level)
        return
    pieces = _pieces(words, 0, _SEPARATOR) if kind in _MAY_BE_SPOKEN else [(0, len(words))]
    for start, end in pieces:
        _add(reading, (row.name[0] + start, row.name[0] + end), kind, found, row.level)


def cut_list(reading: ExtractionContext, span: Span, kind: QualificationKind, found: dict[str, Draft]) -> None:
    """Add each piece of a list to what was found."""
    text = reading.document.text[span[0] : span[1]]
    start = 0
    label = _LABEL.match(text) or (_CELL_LABEL.match(text) if kind in _MAY_BE_SPOKEN else None)
    if label and names_language(label[1]):
        label, kind = None, "language"  # "English: fluent"
    if label:
        start = label.end()
        kind = _kind_of(label[1], text[start:], kind)
    elif bullet := _BULLET.match(text):
        start = bullet.end()
    if kind == "language" and not label and not _SPOKEN.search(text) and len(text.split()) > 12:
        kind = "skill"
    whole = kind in ("award", "certification", "service")
    separator = re.compile(r"\s*[;|▪\t•·●]\s*") if whole else _SEPARATOR
    for piece in (
        _with_dates(reading, span[0], _pieces(text, start, separator)) if whole else _pieces(text, start, separator)
    ):
        each = "language" if names_language(text[piece[0] : piece[1]]) and kind in _MAY_BE_SPOKEN else kind
        for piece_start, piece_end in _languages_of(text, piece) if each == "language" else [piece]:
            before = text[piece[0] : piece_start].strip(" ,()")
            level = before if _LEVELS.fullmatch(before) and len(before.split()) <= MAX_LEVEL_WORDS else None
            _add(reading, (span[0] + piece_start, span[0] + piece_end), each, found, level)


def _with_dates(reading: ExtractionContext, offset: int, pieces: list[Span]) -> list[Span]:
    """Return pieces with those that are a date alone, in a cell of their own, put to the piece beside them."""
    joined: list[Span] = []
    leading: int | None = None
    for start, end in pieces:
        words = reading.document.text[offset + start : offset + end]
        dates = [p.text for p in reading.periods if offset + start <= p.start < offset + end]
        for date in dates:
            words = words.replace(date, "")
        if dates and not re.search(r"\w", words):
            if joined:
                joined[-1] = (joined[-1][0], end)
            else:
                leading = start
            continue
        joined.append((start if leading is None else leading, end))
        leading = None
    return joined


_MAY_BE_SPOKEN = ("skill", "tool", "method")
_LANGUAGE_WORD = re.compile(r"(?i)^\s*(?:language|sprache|langue|lengua|idioma|lingua|língua|język|язык|мова)?\s*$")


def names_language(words: str) -> bool:
    """Whether words are a spoken language, perhaps with its level, and nothing else."""
    spoken = spoken_languages(words)
    if len(spoken) != 1:
        return False
    rest = words[: spoken[0].start] + words[spoken[0].end :]
    return bool(_LANGUAGE_WORD.match(rest) or (spoken[0].low is not None and len(rest.split()) <= MAX_LEVEL_WORDS))


MAX_LEVEL_WORDS = 4
_CEFR = re.compile(r"(?<![A-Za-z0-9])([ABC][12])(?![A-Za-z0-9])")


def level_of_language(words: str) -> str | None:
    """Return the level that stands behind a language: A1 to C2, native, or as written; None where none does."""
    spoken = spoken_languages(words)
    if not spoken:
        told = _BRACKET.match(words)
        return told[1].strip() if told and len(told[1].split()) <= MAX_LEVEL_WORDS else None
    first, following = spoken[0], spoken[1].start if len(spoken) > 1 else len(words)
    behind = words[first.end : following]
    if (
        len(spoken) > 1
        and (cut := list(_SEPARATOR.finditer(behind.rstrip(" "))))
        and cut[-1].end() < len(behind.rstrip(" "))
    ):
        behind = behind[: cut[-1].start()]  # "English, conversational Spanish": the words before a language are its own
    if code := _CEFR.search(behind):
        return code[1]
    if first.low == NATIVE:
        return "native"
    told = _BEHIND_NAME.match(behind)
    if told and behind.lstrip().startswith(",") and first.low is None:
        told = None  # the next entry of the list
    written = re.split(r"[;|\t\n]|,\s|\)", told[1])[0].strip(" .,") if told else ""
    if first.low is not None and not written:
        written = behind.strip(" ,.;:()") or words[: first.start].strip(" ,:(")
    return written if re.search(r"[^\W\d_]", written) and len(written.split()) <= MAX_LEVEL_WORDS else None


_BRACKET = re.compile(r"[^(),;|\t\n]+\(([^()\n]*[^\W\d_][^()\n]*)\)")
"""A language that no table has, with its level: "British Sign Language (Level 2)"."""
_BEHIND_NAME = re.compile(r"\s*(?:[(\[:\t]|[–—-]\s|,\s(?=[^\W\d_a-zß-ÿ]*[a-zß-ÿ]))\s*(.+)", re.DOTALL)
"""A bracket, a colon, a dash or a cell between a language and how well it is spoken."""


def _languages_of(text: str, piece: Span) -> list[Span]:
    """Return where the languages of a piece stand: each by itself where it names several, none where it is about levels."""
    words = text[piece[0] : piece[1]]
    spoken = [(piece[0] + each.start, piece[0] + each.end) for each in spoken_languages(words)]
    if len(spoken) > 1:
        between = (text[one[1] : two[0]] for one, two in itertools.pairwise(spoken))
        return spoken if all(_AND.fullmatch(joint) for joint in between) else [piece]  # "Mandarin Chinese" is one
    is_cell = text[: piece[0]].rstrip(" ").endswith(("\t", "|"))
    if not spoken and is_cell and len(words.split()) <= MAX_LEVEL_WORDS and spoken_languages(text[: piece[0]]):
        return []  # how well another piece's language is spoken
    if spoken:
        return [(spoken[0][0], piece[1])] if _LEVELS.fullmatch(text[piece[0] : spoken[0][0]]) else [piece]
    return [] if _LEVELS.fullmatch(words) else [piece]


_LEVELS = re.compile(
    r"(?i)(?:[\s,()]|\b(?:both|all|each|very|native|fluent(?:ly)?|conversational|basic|intermediate|advanced|beginner|business|professional|working|proficien(?:cy|t)|"
    r"spoken|written|reading|speaking|level|mother tongue|first language|bilingual|in|and|or|[abc][12])\b)+"
)
"""Nothing but how well a language is spoken."""
_AND = re.compile(r"(?i)\s*(?:,|&|and|or|as well as|und|oder|et|ou|y|o)\s*")
_SPEAKS = re.compile(
    r"(?i)\b(?:i (?:also )?speak|speaks|(?:fluent|bilingual|conversant|proficient) in|native speaker of|ich spreche|je parle|hablo)\s+"
)
_NEXT_SPOKEN = re.compile(
    r"(?i)(?:\s*\([^()]*\))?(?:\s+(?:fluently|well|natively))?\s*(?:,?\s*\b(?:and|or|as well as|und|et|y)|,)?\s*(?:\b(?:also|both|some|good|basic|fluent|native|conversational)\s+)*"
)
"""What may stand between two languages that are spoken, or before the first."""
_NOT_SPOKEN = re.compile(r"\s+(?!(?:and|or|as|at|to|with|since|from|well|fluently|natively|und|et|y)\b)[a-z]")
"""A noun behind the name: "fluent in German labour law"."""


def take_spoken(reading: ExtractionContext, span: Span, found: dict[str, Draft]) -> None:
    """Take the languages that prose says somebody speaks: "I speak Welsh (first language) and English"."""
    text = reading.document.text[span[0] : span[1]]
    for said in _SPEAKS.finditer(text):
        end = said.end()
        for each in spoken_languages(text[said.end() :]):
            start, stop = said.end() + each.start, said.end() + each.end
            if not _NEXT_SPOKEN.fullmatch(text[end:start]) or _NOT_SPOKEN.match(text, stop):
                break
            _add(reading, (span[0] + start, span[0] + stop), "language", found)
            end = stop


def _kind_of(label: str, rest: str, default: QualificationKind) -> QualificationKind:
    named: list[QualificationKind] = [kind for pattern, kind in _LABELS if re.search(pattern, label, re.IGNORECASE)]
    found = named[0] if named else default
    if found == "language" and not _SPOKEN.search(rest):
        # "Languages: Python, C++" under skills are programming languages.
        return "tool" if default == "skill" else "language"
    return found


def _pieces(text: str, start: int, separator: re.Pattern[str]) -> list[Span]:
    """Return what stands between separators, and between sentences."""
    ends = [match.span() for match in separator.finditer(text, start)]
    ends += [
        m.span()[1:] + m.span()[1:] for m in _SENTENCE_END.finditer(text, start) if not _ABBREVIATION.fullmatch(m[1])
    ]
    spans: list[Span] = []
    position = start
    for left, right in [*sorted(ends), (len(text), len(text))]:
        if text[position:left].strip():
            spans.append((position, left))
        position = max(position, right)
    return spans


_LEVEL = re.compile(
    r"(?i)now|current|expert|advanced|intermediate|basics?|good|beginner|proficient|familiar|fluent|native|level|area|last used|"
    r"(?:years?|yrs?)(?: of experience)?|\d+\+?\s?(?:years?|yrs?)"
)
"""A cell of a table of skills that says how well or how long."""
_TOLD_LEVEL = re.compile(
    r"(?P<name>[^()（）\n]*[^\s()（）:–—-])\s*(?:[(（]\s*(?P<within>[^()（）]+?)\s*[)）]?|(?::|\s[–—-])\s*(?P<behind>[^()\n]+))",
    re.DOTALL,
)
"""A name with a bracket, a colon or a dash behind it that may say how well it is known."""
_CREDENTIAL = re.compile(
    r"(?i)\b(?:certified|certifications?|licen[cs](?:es?|ed|ure)|chartered|accredited|registered|(?:yellow|green|black) belt|operator card|OSHA|CPR|first aid|ServSafe)\b"
)
_POST_NOMINALS = re.compile(r"(?:,[ ]?[A-Z][A-Za-z&-]{1,9}®?)+(?=[ ]*(?:\n|\t|\||·|\Z))")
_POST_NOMINAL = re.compile(r"[A-Z]\w*[A-Z][\w&-]*")


def take_post_nominals(reading: ExtractionContext, name: Span, found: dict[str, Draft]) -> None:
    """Take the credentials behind the person's name ("Ada Example, RN, CCRN"); degrees are no qualifications."""
    if match := _POST_NOMINALS.match(reading.document.text, name[1]):
        for title in _POST_NOMINAL.finditer(reading.document.text, *match.span()):
            if level_of(title[0]) == "other":
                _add(reading, title.span(), "certification", found)


def take_credentials(reading: ExtractionContext, span: Span, found: dict[str, Draft]) -> None:
    """Take the certificates and licences that stand among programmes of study."""
    text = reading.document.text[span[0] : span[1]]
    if _CREDENTIAL.search(text) and not is_prose(text):
        cut_list(reading, span, "certification", found)


def take_honours(reading: ExtractionContext, span: Span, found: dict[str, Draft]) -> None:
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


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return a span without the white space, signs and loose brackets at its ends."""
    while start < end and text[start] in " \n\t,;:.·•*–—-|()[]&'\"“”":
        start += 1
    while end > start and text[end - 1] in " \n\t,;:·•*–—-|([&'\"“”.":
        end -= 1
    if text.count("(", start, end) < text.count(")", start, end) and text[end - 1] == ")":
        end -= 1
    return start, end


def _without_level(text: str, start: int, end: int) -> tuple[str | None, int]:
    """Return how well a skill is known, as written behind its name, and where the name ends."""
    told = _TOLD_LEVEL.fullmatch(text, start, end)
    said = (told["within"] or told["behind"]) if told else ""
    return (said, told.end("name")) if told and is_level(said) else (None, end)


def _add(
    reading: ExtractionContext, span: Span, kind: QualificationKind, found: dict[str, Draft], level: str | None = None
) -> None:
    text = reading.document.text
    start, end = span[0], span[0] + len(text[span[0] : span[1]].rstrip())
    date = next((p for p in reading.periods if start <= p.start and p.end <= end and p.start_date), None)
    if date and kind in ("award", "certification", "service"):
        # "Dean's List, 2019": the name ends where the date begins, or begins where a leading date ends.
        if re.search(r"[^\W\d_]", text[start : date.start]):
            end = date.start
        else:
            start = date.end
    start, end = _trimmed(text, start, end)
    name = " ".join(text[start:end].split())
    if kind == "language":
        name_end = re.match(r"[^(:,（：–—-]+", name)
        name = name_end[0].strip() if name_end else name
        if (spoken := spoken_languages(name)) and _CEFR.search(name[spoken[-1].end :]):
            name = name[: spoken[-1].end]  # "Portuguese C2"
        end = start + len(name) if text[start : start + len(name)] == name else end
    if kind in _MAY_BE_SPOKEN:
        if _LEVEL.fullmatch(name) or is_level(name):
            return
        written, end = _without_level(text, start, end)
        level = written or level
        name = " ".join(text[start:end].split())
    if not name or len(name) > 160 or not re.search(r"[^\W\d_]", name) or key_of(name) in found:
        return
    draft = Draft(values={"kind": kind})
    draft.derive("name", name, "list_item", (start, end))
    line_end = reading.document.line_at(start).end
    if kind == "language":
        level = level_of_language(text[start : max(line_end, end)]) or level
    if kind == "language" or level:
        draft.values["level"] = level
    if date and kind in ("award", "certification", "service") and date.start_date:
        draft.derive("date", date.start_date.iso(), date.rule, (date.start, date.end))
    found[key_of(name)] = draft
