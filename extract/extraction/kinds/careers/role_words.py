"""The model's words about a position, each put into the field where it belongs, by what the lines of the document show."""

from __future__ import annotations

import re

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.education.study_entries import SCHOOL
from extract.extraction.kinds.titles import names_title, split_entry
from extract.text.anchor import Anchor
from extract.text.paragraphs import stands_in_bullet
from extract.text.sections.headings import heading_kind
from schemas.answers.roles import Job


def mend_words(reading: ExtractionContext, job: Job) -> Job:
    """Return an answer's position with each of its words in the field where it belongs.

    A section's heading or a period is no title, and a title no employer; an entry in one piece is title and employer; a place behind the employer is the
    place of work; and where the title names a team, and another piece of its line a title, that piece is the title.
    """
    title, employer, location = _put_right(reading, job)
    if title and (heading_kind(title, "resume") or _is_period(reading, title)):
        title = None
    is_shifted = employer is None or (
        (names_title(employer) or employer.endswith("Co-op")) and not names_title(title or "")
    )
    if location and is_shifted and (cells := _cells_of(reading, location)):
        title, (employer, location) = employer or title, cells
    if employer and (title is None or title == employer) and (both := split_entry(employer)):
        title, employer = both
    if title and title == employer and names_title(title):
        employer = None  # The model had no name to give: it stands above, or nowhere.
    employer = employer and _REMARK.sub("", employer)
    ends_in_place = bool(employer and location) and re.search(
        rf"(?i)[\s,|]{re.escape(location or '')}$", employer or ""
    )
    if (
        employer
        and location
        and ends_in_place
        and ("," in location or f", {location}".casefold() in employer.casefold())
    ):
        employer = employer[: -len(location)].rstrip(" ,|·–—-")
    elif employer and location and (tail := employer.rpartition(", "))[0]:
        place = tail[2].casefold()
        if place.startswith(location.casefold()) or location.casefold().startswith(place):
            employer, location = tail[0], tail[2]
    if title and (better := _title_beside(reading, title, employer)):
        title = better
    if title and not employer:
        employer = _employer_behind(reading, title)
    return job.model_copy(update={"title": title, "employer": employer, "location": location})


def _cells_of(reading: ExtractionContext, location: str) -> tuple[str, str] | None:
    """Return employer and place, where the model took the whole row of both for the place: "Acme Ltd<tab>Nashua, NH"."""
    anchor = reading.anchor(location)
    words = reading.document.text[anchor.start : anchor.end] if anchor else ""
    employer, _, place = (part.strip() for part in words.partition("\t"))
    if anchor is None or not place or names_title(employer) or re.search(r"[\t\d]", place):
        return None
    line = reading.document.line_at(anchor.start)
    return (employer, place) if line.start == anchor.start and anchor.end <= line.end else None


def _is_headline(reading: ExtractionContext, title: str, employer: str, location: str) -> bool:
    """Whether the model took the person's headline for the employer, and the employer beside the title for the place."""
    if not (names_title(employer) and names_title(title)) or names_title(location) or employer in title:
        return False
    spot = reading.anchor(title)
    beside = reading.anchor(location, [(spot.start, spot.end)]) if spot else None
    far = reading.anchor(employer, [(spot.start, spot.end)]) if spot else None
    if spot is None or beside is None or far is None:
        return False
    row = reading.row_of(spot.start)
    return abs(reading.row_of(beside.start) - row) <= 1 and abs(reading.row_of(far.start) - row) > 1


def _name_before(reading: ExtractionContext, title: str, employer: str) -> str | None:
    """Return the school's name that stands before the place which the model took for the employer: "Park School, Salem"."""
    if SCHOOL.search(employer):
        return None
    spot = reading.anchor(title)
    place = reading.anchor(employer, [(spot.start, spot.end)]) if spot else None
    if spot is None or place is None or abs(reading.row_of(place.start) - reading.row_of(spot.start)) > 1:
        return None
    name = name_before_place(reading, place.start, place.end)
    words = reading.document.text[name.start : name.end] if name else ""
    return words if SCHOOL.search(words) and title not in words else None


def name_before_place(reading: ExtractionContext, start: int, end: int) -> Anchor | None:
    """Return the name before a place that ends a line, "Park School, Salem"; None where a title or a bullet stands there."""
    text, line = reading.document.text, reading.document.line_at(start)
    head = re.fullmatch(r"([^,\t|•]{3,80}),\s", text[line.start : start])
    if head is None or text[end : line.end].strip() or names_title(head[1]) or stands_in_bullet(reading.document, line):
        return None
    return Anchor(line.start, line.start + len(head[1]), "exact")


def _is_period(reading: ExtractionContext, words: str) -> bool:
    return not names_title(words) and any(period.text == words.strip() for period in reading.periods)


def _put_right(reading: ExtractionContext, job: Job) -> tuple[str | None, str | None, str | None]:
    """Return title, employer and place, where the model gave one of them for another."""
    title, employer, location = job.title, job.employer, job.location
    if employer and re.search(r"@\w|://|\d{3}[ -]\d{4}", employer):
        employer = None
    if title and employer and _NO_EMPLOYER.fullmatch(title) and names_title(employer):
        title, employer = employer, title
    if title and employer and location and _is_headline(reading, title, employer, location):
        employer, location = location, None
    if title and employer and (head := _name_before(reading, title, employer)):
        employer, location = head, employer
    if title and employer and (below := _employer_below(reading, title, employer)):
        employer, location = below
    return title, employer, location


_REMARK = re.compile(
    r"(?i)\s*\((?:acquired|formerly|previously|now|bought|merged|renamed|later|ehemals|anciennement)\b[^()]*\)\s*$"
)
"""What became of an employer is no part of its name."""
_NO_EMPLOYER = re.compile(
    r"(?i)(?:self[- ]employed|freelance|independent|own business|private practice|selbst(?:ä|ae)ndig|indépendante?|autónom[oa])"
)


def _employer_below(reading: ExtractionContext, title: str, employer: str) -> tuple[str, str] | None:
    """Return (employer, place) where the model took the place beside a title for the employer.

    In "Deck Officer<tab>Oban, Scotland" above "Blue Tern Ferries<tab>2019 – 2021", the employer stands with the period.
    """
    anchor = reading.anchor(title)
    if anchor is None:
        return None
    document = reading.document
    line = document.line_at(anchor.start)
    beside = document.line_text(line).rpartition("\t")[2].strip() if "\t" in document.line_text(line) else ""
    if not beside or beside not in employer or line.number >= len(document.lines):
        return None
    below, tab, _ = document.line_text(document.lines[line.number]).partition("\t")
    following = document.lines[line.number]
    dated = any(following.start <= period.start < following.end for period in reading.periods)
    return (below.strip(), beside) if tab and dated and below.strip() and not names_title(below) else None


def _employer_behind(reading: ExtractionContext, title: str) -> str | None:
    """Return the employer that stands behind a title and an "at"."""
    anchor = reading.anchor(title)
    match = _AT_EMPLOYER.match(reading.document.text, anchor.end) if anchor else None
    return match[1].strip() if match else None


_AT_EMPLOYER = re.compile(r"\s(?:at|@|bei(?: der| dem)?|chez|en|presso)\s([^,(|\t\n·]{3,60})")


def _title_beside(reading: ExtractionContext, title: str, employer: str | None) -> str | None:
    """Return the title that stands on the employer's line, where the model gave other words for it.

    Those are a team ("Ranking | Tech Lead" below an employer), or a line of a description that is far from the employer.
    """
    anchor = reading.anchor(title)
    place = reading.anchor(employer, [(anchor.start, anchor.end)]) if anchor else None
    if anchor is None or place is None:
        return None
    row = reading.row_of(place.start)
    if reading.row_of(anchor.start) == row:
        if names_title(title):
            return None
    elif _is_dated(reading, anchor) or (
        names_title(title)
        and (
            abs(reading.row_of(anchor.start) - row) < 2
            or not (_DIGIT.search(title) or len(title.split()) > MAX_TITLE_WORDS)
        )
    ):
        return None
    line = reading.document.line_text(reading.document.line_at(place.start))
    pieces = [piece.strip(" •*") for piece in _STRONG_SEPARATOR.split(line)]
    named = [
        piece for piece in pieces if names_title(piece) and (employer or "") not in piece and not _DIGIT.search(piece)
    ]
    return named[0] if len(pieces) > 1 and len(named) == 1 else None


def _is_dated(reading: ExtractionContext, anchor: Anchor) -> bool:
    """Tell whether a period stands on the line of some words: that is the head of an entry, not its description."""
    line = reading.document.line_at(anchor.start)
    return any(line.start <= period.start <= line.end for period in reading.periods)


MAX_TITLE_WORDS = 6
_DIGIT = re.compile(r"\d")
_STRONG_SEPARATOR = re.compile(r"\t|\s[|·•@–—]\s")


_BREAK = re.compile(
    r"(?i)\b(?:career break|(?:parental|maternity|paternity|family|medical) leave|elternzeit|mutterschutz|sabbatical|gap year|full[- ]time parent|"
    r"stay[- ]at[- ]home|congé (?:parental|maternité|sabbatique)|excedencia|caring for|care of a (?:family|relative))\b"
)


def names_time_off(text: str) -> bool:
    """Whether words are of leave or of a break, which is no position."""
    return _BREAK.search(text) is not None


def in_bullet(reading: ExtractionContext, offset: int) -> bool:
    """Whether an offset stands in a bullet: in the description of a position rather than at its head."""
    return stands_in_bullet(reading.document, reading.document.line_at(offset))
