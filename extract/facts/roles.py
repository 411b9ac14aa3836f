"""Positions held: asked over the whole document, periods as closed choices, then once more for periods left over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from extract.anchor import Anchor
from extract.dates import Period
from extract.drafts import Draft, Span, lines_of
from extract.facts import periods
from extract.facts.titles import names_title, split_entry
from extract.paragraphs import stands_in_bullet
from extract.reading import MAX_ANSWER_TOKENS, MAX_TEXT, Reading
from extract.replies import Reply, list_of, narrowed
from extract.segment import Section, heading_kind
from schemas.profile import EmploymentType

KIND = "role"
EXTRA_ROLES = 4
"""Positions allowed beyond the number of periods found: some have no dates, or dates nobody could read."""
TOKENS_A_ROLE = 90
NOT_OF_ROLES = ("education", "projects", "publications", "talks", "awards", "certifications", "patents", "references")
ENTRY_LINES = 3
"""A place of work stands at most this many lines from the rest of its position."""

_EMPLOYMENT: tuple[tuple[EmploymentType, str], ...] = (
    ("internship", r"\b(?:intern|internship|praktikant\w*|praktikum|stagiaire|stage|werkstudent\w*|co-op)\b"),
    ("founder", r"\b(?:co-?founder|founder|gründer\w*|fondateur|owner)\b"),
    ("volunteer", r"\b(?:volunteer\w*|ehrenamt\w*|bénévol\w*)\b"),
    ("part_time", r"\b(?:part[- ]time|teilzeit|temps partiel)\b"),
    ("contract", r"\b(?:contract(?:or)?|freelance\w*|fixed[- ]term|self[- ]employed|agency|locum|temporary)\b"),
    ("full_time", r"\b(?:full[- ]time|vollzeit|temps plein)\b"),
)
_TEAM = re.compile(
    r"\b(?:on|in|within|with)\s+the\s+(.{2,50}?\s(?:team|group|lab|department|unit|division))\b", re.IGNORECASE
)


class Job(Reply):
    """A position, as the model lists it."""

    employer: str | None = Field(max_length=MAX_TEXT)
    title: str | None = Field(max_length=MAX_TEXT)
    location: str | None = Field(max_length=MAX_TEXT)
    period: str | None


class Jobs(Reply):
    """Every position that a document names."""

    jobs: list[Job]


def answer_model(choices: Sequence[Period], *, closed: bool) -> type[Jobs]:
    """Return the answer to "list every job": bounded by the periods found, each period one of those."""
    job = narrowed(Job, period=periods.choice(choices, closed=closed))
    return narrowed(Jobs, jobs=list_of(job, at_most=len(choices) + EXTRA_ROLES if closed else None))


async def extract_roles(reading: Reading) -> list[Draft]:
    """Return the positions that the document names, in its order."""
    drafts: list[Draft] = []
    taken: list[Period] = []
    for part in reading.parts():
        choices = periods.in_part(reading, part, but=NOT_OF_ROLES)
        answer = await reading.ask(
            "roles", answer_model(choices, closed=reading.closed),
            max_tokens=min(MAX_ANSWER_TOKENS, 200 + TOKENS_A_ROLE * (len(choices) + EXTRA_ROLES)), document=reading.shown(part),
        )  # fmt: skip
        for job in answer.jobs:
            await _add(reading, drafts, taken, job, choices, part)
        await _fill_gaps(reading, drafts, taken, choices)
    return finish(reading, drafts)


async def _add(
    reading: Reading, drafts: list[Draft], taken: list[Period], job: Job, choices: Sequence[Period], part: Span
) -> None:
    job = _mended(reading, job)
    period = periods.place(reading, choices, job.period, (job.title, job.employer), taken)
    if _BREAK.search(f"{job.title or ''}\n{job.employer or ''}"):
        taken.extend([period] if period else [])  # The time off is nobody else's period.
        return
    draft = Draft()
    near: list[Span] = [(period.start, period.end)] if period else []
    await reading.grounded(draft, KIND, "title", job.title, part, near)
    near = near or draft.spans[:1]
    await reading.grounded(draft, KIND, "employer", job.employer, part, near)
    if not draft.spans or (draft.values.get("employer") is None and period is None):
        return
    stands_with_it = period and min(
        abs(reading.row_of(period.start) - reading.row_of(leaf.start)) for leaf in draft.leaves.values()
    ) <= periods.NEAR_ROWS  # fmt: skip
    if not stands_with_it and all(_in_bullet(reading, leaf.start) for leaf in draft.leaves.values()):
        return  # Words out of the description of another position.
    if period:
        periods.fill_dates(draft, period)
        taken.append(period)
    _extend_title(reading, draft)
    _place(reading, draft, job.location)
    if not any(_same(draft, other) for other in drafts):
        drafts.append(draft)


_BREAK = re.compile(
    r"(?i)\b(?:career break|(?:parental|maternity|paternity|family|medical) leave|elternzeit|mutterschutz|sabbatical|gap year|full[- ]time parent|"
    r"stay[- ]at[- ]home|congé (?:parental|maternité|sabbatique)|excedencia|caring for|care of a (?:family|relative))\b"
)
_THEN = re.compile(r",?\s(?:then|later|danach|dann|puis|luego)\s[^\n\t|@·]{2,60}?(?=\s*(?:\n|\t|\||@|·|\s[–—-]\s|$))")


def _extend_title(reading: Reading, draft: Draft) -> None:
    """Take in the second of two titles of one entry: "Commis, then Chef de Partie"."""
    leaf = draft.leaves.get("title")
    if leaf and (match := _THEN.match(reading.document.text, leaf.end)):
        anchor = Anchor(leaf.start, match.end(), leaf.how if leaf.how != "derived" else "exact")
        draft.put("title", reading.words(anchor, None), anchor)


def _mended(reading: Reading, job: Job) -> Job:
    """Return an answer's position with each of its words in the field where it belongs.

    A section's heading is no title; an entry in one piece is title and employer; a place behind the employer is the
    place of work; and where the title names a team, and another piece of its line a title, that piece is the title.
    """
    title, employer, location = job.title, job.employer, job.location
    if employer and re.search(r"@\w|://|\d{3}[ -]\d{4}", employer):
        employer = None
    if title and employer and _NO_EMPLOYER.fullmatch(title) and names_title(employer):
        title, employer = employer, title
    if title and employer and (below := _employer_below(reading, title, employer)):
        employer, location = below
    if title and heading_kind(title, "resume"):
        title = None
    if employer and (title is None or title == employer) and (both := split_entry(employer)):
        title, employer = both
    if employer and location and (tail := employer.rpartition(", "))[0]:
        place = tail[2].casefold()
        if place.startswith(location.casefold()) or location.casefold().startswith(place):
            employer, location = tail[0], tail[2]
    if title and (better := _title_beside(reading, title, employer)):
        title = better
    if title and not employer:
        employer = _employer_behind(reading, title)
    return job.model_copy(update={"title": title, "employer": employer, "location": location})


_NO_EMPLOYER = re.compile(
    r"(?i)(?:self[- ]employed|freelance|independent|own business|private practice|selbst(?:ä|ae)ndig|indépendante?|autónom[oa])"
)


def _employer_below(reading: Reading, title: str, employer: str) -> tuple[str, str] | None:
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


def _employer_behind(reading: Reading, title: str) -> str | None:
    """Return the employer that stands behind a title and an "at"."""
    anchor = reading.anchor(title)
    match = _AT_EMPLOYER.match(reading.document.text, anchor.end) if anchor else None
    return match[1].strip() if match else None


_AT_EMPLOYER = re.compile(r"\s(?:at|@|bei(?: der| dem)?|chez|en|presso)\s([^,(|\t\n·]{3,60})")


def _title_beside(reading: Reading, title: str, employer: str | None) -> str | None:
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
    elif abs(reading.row_of(anchor.start) - row) < 2 or not (
        _DIGIT.search(title) or len(title.split()) > MAX_TITLE_WORDS
    ):
        return None
    line = reading.document.line_text(reading.document.line_at(place.start))
    pieces = [piece.strip(" •*") for piece in _STRONG_SEPARATOR.split(line)]
    named = [
        piece for piece in pieces if names_title(piece) and (employer or "") not in piece and not _DIGIT.search(piece)
    ]
    return named[0] if len(pieces) > 1 and len(named) == 1 else None


MAX_TITLE_WORDS = 6
_DIGIT = re.compile(r"\d")
_STRONG_SEPARATOR = re.compile(r"\t|\s[|·•@–—]\s")


def _place(reading: Reading, draft: Draft, location: str | None) -> None:
    """Fill the place of work when it stands with the rest of the position; elsewhere it is somebody else's."""
    lines = lines_of(reading.document, draft.spans)
    near = [number for number in lines if number - lines[0] <= 2 * ENTRY_LINES]
    first, last = max(1, near[0] - 1), min(len(reading.document.lines), near[-1] + ENTRY_LINES)
    window = (reading.document.lines[first - 1].start, reading.document.lines[last - 1].end)
    section = reading.section_at(draft.start)
    window = (max(window[0], section.start), window[1])
    anchor = reading.anchor(location, draft.spans, window)
    taken = [(leaf.start, leaf.end) for leaf in draft.leaves.values()] + [(p.start, p.end) for p in reading.periods]
    if anchor and not any(anchor.start < end and start < anchor.end for start, end in taken):
        draft.put("location", reading.words(anchor, location), anchor)
    elif (leaf := draft.leaves.get("employer")) and (behind := _place_behind(reading.document.text, leaf.end)):
        draft.put("location", behind[1], Anchor(behind.start(1), behind.end(1), "exact"))


def _place_behind(text: str, end: int) -> re.Match[str] | None:
    """Return the place that stands behind an employer, told from the rest of a name and from a title by its words."""
    match = _PLACE_BEHIND.match(text, end)
    return None if match is None or names_title(match[1]) or _NO_PLACE.search(match[1]) else match


_PLACE_BEHIND = re.compile(
    r",[ ]((?:[A-ZÀ-Þ][\w'’.-]*|(?:de|la|le|am|an der|upon|sur)\b)(?:[ -](?:[A-ZÀ-Þ][\w'’.-]*|(?:de|la|le|am|upon|sur)\b)){0,2}(?:,[ ][A-ZÀ-Þ][\w'’.]*(?:[ ][A-ZÀ-Þ][\w'’.]*)?)?)"
    r"[ ]*(?=\n|\t|\(|\||·|\d|$)"
)
"""A place behind an employer, to the end of the line or of its piece: ", Duluth, MN"."""
_NO_PLACE = re.compile(
    r"(?i)\b(?:inc|ltd|llc|llp|plc|gmbh|ag|se|kg|sa|sas|sarl|bv|nv|oy|ab|corp|co|company|group|holdings?|partners|associates|sons|department|division|"
    r"dept|team|unit|lab|labs|laboratory|school|faculty|college|institute|university|cent(?:er|re)|services|systems|research|engineering|sales|marketing)\b"
)


def _same(draft: Draft, other: Draft) -> bool:
    def spot(d: Draft, name: str) -> object:
        leaf = d.leaves.get(name)
        return (leaf.start, leaf.end) if leaf else None

    names = ("employer", "title", "start_date")
    return all(spot(draft, name) == spot(other, name) for name in names)


async def _fill_gaps(reading: Reading, drafts: list[Draft], taken: list[Period], choices: Sequence[Period]) -> None:
    """Ask about each range of an experience section that no position has, over the lines around it alone."""
    for period in choices:
        if period.kind != "range" and not period.is_current:
            continue
        section = reading.section_at(period.start)
        if period in taken or not (section.kind == "experience" or _is_of_unpaid_work(reading, section)):
            continue
        if any(p.start == period.start for p in taken) or _described(reading, period) or _is_time_off(reading, period):
            continue
        lines = reading.lines_around((period.start, period.end), before=2, after=3)
        window = (lines[0].start, lines[-1].end)
        answer = await reading.ask(
            "role_gap", GapAnswer, 120, lines=reading.shown(window), period=periods.shown_text(period)
        )
        draft, near = Draft(), [(period.start, period.end)]
        title, employer = answer.title, answer.employer
        if names_title(employer) and not names_title(title):
            title, employer = employer, None
        for name, value in (("title", title), ("employer", employer)):
            anchor = reading.anchor(value, near, window)
            if anchor and -2 <= reading.row_of(anchor.start) - reading.row_of(period.start) <= 1:
                draft.put(name, reading.words(anchor, value), anchor)
        spot = draft.leaves.get("title")
        held = [other.leaves.get("title") for other in drafts]
        if (
            spot
            and not any(leaf and leaf.start == spot.start for leaf in held)
            and not any(_covers(d, draft) for d in drafts)
        ):
            _inherit_employer(reading, draft, drafts, period)
            periods.fill_dates(draft, period)
            _place(reading, draft, answer.location)
            drafts.append(draft)
            taken.append(period)


def _is_time_off(reading: Reading, period: Period) -> bool:
    """Whether a period is one of leave or of a break, by the words of its line, or of the one above where it has none."""
    line = reading.document.line_at(period.start)
    words = reading.document.line_text(line)
    if not re.search(r"[^\W\d_]{3}", words.replace(period.text, "")) and line.number > 1:
        words = reading.document.line_text(reading.document.lines[line.number - 2])
    return _BREAK.search(words) is not None


def _is_of_unpaid_work(reading: Reading, section: Section) -> bool:
    heading = reading.document.line_text(section.heading) if section.heading else ""
    return (
        section.kind == "service" and re.search(r"(?i)volunt|ehrenamt|bénévol|militar|community", heading) is not None
    )


def _inherit_employer(reading: Reading, draft: Draft, drafts: Sequence[Draft], period: Period) -> None:
    """Give a position without an employer that of the position above it in the same section: several titles, one employer."""
    if "employer" in draft.values:
        return
    section = reading.section_at(period.start)
    above = [d for d in drafts if "employer" in d.leaves and section.start <= d.leaves["employer"].start < period.start]
    if above:
        nearest = max(above, key=lambda d: d.leaves["employer"].start)
        leaf = nearest.leaves["employer"]
        draft.derive("employer", nearest.values["employer"], "employer_above", (leaf.start, leaf.end))


def _described(reading: Reading, period: Period) -> bool:
    """Whether a period stands inside a sentence or a bullet, where it dates a detail rather than a position."""
    line = reading.document.line_at(period.start)
    return _in_bullet(reading, period.start) or len(reading.document.line_text(line)) > MAX_TEXT


def _in_bullet(reading: Reading, offset: int) -> bool:
    return stands_in_bullet(reading.document, reading.document.line_at(offset))


def _covers(other: Draft, draft: Draft) -> bool:
    spans = {(leaf.start, leaf.end) for name, leaf in other.leaves.items() if name in ("title", "employer")}
    mine = {(leaf.start, leaf.end) for name, leaf in draft.leaves.items() if name in ("title", "employer")}
    return "start_date" not in other.leaves and bool(spans & mine)


class GapAnswer(Reply):
    """The job that was held in a period."""

    employer: str | None = Field(max_length=MAX_TEXT)
    title: str | None = Field(max_length=MAX_TEXT)
    location: str | None = Field(max_length=MAX_TEXT)


def employment_type(text: str) -> EmploymentType:
    """Return the kind of employment that words of a text name; "unknown" where none does."""
    for kind, pattern in _EMPLOYMENT:
        if re.search(pattern, text, re.IGNORECASE):
            return kind
    return "unknown"


def finish(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Order the positions, and fill what code reads from their own words: kind of employment, team, lines below."""
    drafts.sort(key=lambda draft: draft.start)
    document = reading.document
    for position, draft in enumerate(drafts):
        lines = lines_of(document, draft.spans)
        head = " ".join(document.line_text(document.lines[number - 1]) for number in lines)
        draft.values["employment_type"] = employment_type(head)
        if match := _TEAM.search(str(draft.values.get("title") or "")):
            leaf = draft.leaves["title"]
            span = (leaf.start + match.start(1), leaf.start + match.end(1))
            draft.derive("team", match[1], "team_within_title", span)
        section = reading.section_at(draft.start)
        following = drafts[position + 1].start if position + 1 < len(drafts) else section.end
        end = min(section.end, following)
        draft.values["reach"] = end
        draft.values["summary_lines"] = [
            line.number
            for line in section.lines
            if line.start >= draft.start and line.end <= end and line.number not in lines and line.end > line.start
        ]
    return drafts
