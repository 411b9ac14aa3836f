"""Periods of work that no position found so far has: asked about once more, over the lines around them alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from extract.dates import Period
from extract.drafts import Draft
from extract.facts import periods
from extract.facts.role_places import fill_place
from extract.facts.role_words import in_bullet, names_time_off
from extract.facts.titles import is_dated_title, names_title, split_entry
from extract.reading import MAX_TEXT, Reading
from extract.replies import Reply
from extract.segment import Section


async def fill_gaps(reading: Reading, drafts: list[Draft], taken: list[Period], choices: Sequence[Period]) -> None:
    """Ask about each range of an experience section that no position has, over the lines around it alone."""
    for period in choices:
        if not _may_date_work(reading, period):
            continue
        if any(p.start == period.start for p in taken) or _described(reading, period) or is_time_off(reading, period):
            continue
        lines = reading.lines_around((period.start, period.end), before=2, after=3)
        window = (lines[0].start, lines[-1].end)
        answer = await reading.ask(
            "role_gap", GapAnswer, 120, lines=reading.shown(window), period=periods.shown_text(period)
        )
        if answer is None:
            continue
        draft, near = Draft(), [(period.start, period.end)]
        title, employer = answer.title, answer.employer
        if title and any(title.strip() == each.text for each in reading.periods) and not names_title(employer):
            continue  # Neither is a title: the dates are of something else.
        if not re.search(r"[^\W\d_]{2}", title or "") or (names_title(employer) and not names_title(title)):
            title, employer = employer, None
        if employer and employer in (title, answer.location):
            employer = None  # the model had no name to give: it stands above, or nowhere
        placed = reading.anchor(title, near, window)
        is_placed = placed and (not in_bullet(reading, placed.start) or _is_dated_title(reading, placed.start, period))
        if not is_placed and (beside := _entry_beside(reading, period)):
            title, employer = beside
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
            inherit_employer(reading, draft, drafts, period)
            periods.fill_dates(draft, period)
            fill_place(reading, draft, answer.location)
            drafts.append(draft)
            taken.append(period)


def _may_date_work(reading: Reading, period: Period) -> bool:
    """Whether a period is of a kind, and stands in a place, that dates positions."""
    section = reading.section_at(period.start)
    if period.kind != "range" and not period.is_current and (period.kind, section.kind) != ("vague", "experience"):
        return False
    # Below a sidebar's heading, a period on a line of its own may be one of the column beside it.
    strayed = section.kind in _SIDEBARS and periods.fills_its_line(reading, period)
    return section.kind == "experience" or strayed or _is_of_other_work(reading, section, period)


def _entry_beside(reading: Reading, period: Period) -> tuple[str, str] | None:
    """Return (title, employer) of the line of a period, or of the one above, where its words tell them apart."""
    line = reading.document.line_at(period.start)
    for other in reversed(reading.lines_around((line.start, line.end), before=1, after=0)):
        text = reading.document.line_text(other).replace(period.text, "").strip(" ,()|\t")
        if text and not in_bullet(reading, other.start) and (both := split_entry(text)):
            return both
    return None


_SIDEBARS = ("skills", "languages", "awards", "interests")


def is_time_off(reading: Reading, period: Period) -> bool:
    """Whether a period is one of leave or of a break, by the words of its line, or of the one above where it has none."""
    line = reading.document.line_at(period.start)
    words = reading.document.line_text(line)
    if not re.search(r"[^\W\d_]{3}", words.replace(period.text, "")) and line.number > 1:
        words = reading.document.line_text(reading.document.lines[line.number - 2])
    return names_time_off(words)


def _is_of_other_work(reading: Reading, section: Section, period: Period) -> bool:
    """Whether a period is of unpaid work, or of a position that stands below a heading of teaching."""
    heading = reading.document.line_text(section.heading) if section.heading else ""
    if section.kind == "service":
        return re.search(r"(?i)volunt|ehrenamt|bénévol|militar|national service|community", heading) is not None
    taught = section.kind == "other" and re.search(r"(?i)\bteaching\b", heading) is not None
    return taught and period.kind == "range" and _entry_beside(reading, period) is not None


def inherit_employer(
    reading: Reading, draft: Draft, drafts: Sequence[Draft], period: Period, *, only_shared: bool = False
) -> None:
    """Give a position without an employer that of the position above it in the same section: several titles, one employer.

    `only_shared`: only where the position's own lines name no employer.
    """
    if "employer" in draft.values:
        return
    section = reading.section_at(period.start)
    above = [d for d in drafts if "employer" in d.leaves and section.start <= d.leaves["employer"].start < period.start]
    if above:
        nearest = max(above, key=lambda d: d.leaves["employer"].start)
        leaf = nearest.leaves["employer"]
        dates, known = (period.start, period.end), [(own.start, own.end) for own in draft.leaves.values()]
        if only_shared and not reading.entries.may_share((leaf.start, leaf.end), dates, known, is_school=False):
            return
        draft.derive("employer", nearest.values["employer"], "employer_above", (leaf.start, leaf.end))


def _is_dated_title(reading: Reading, offset: int, period: Period) -> bool:
    return is_dated_title(reading.document.line_text(reading.document.line_at(offset)), period.text)


def _described(reading: Reading, period: Period) -> bool:
    """Whether a period stands inside a sentence or a bullet, where it dates a detail rather than a position."""
    words = reading.document.line_text(reading.document.line_at(period.start))
    return (in_bullet(reading, period.start) and not is_dated_title(words, period.text)) or len(words) > MAX_TEXT


def _covers(other: Draft, draft: Draft) -> bool:
    spans = {(leaf.start, leaf.end) for name, leaf in other.leaves.items() if name in ("title", "employer")}
    mine = {(leaf.start, leaf.end) for name, leaf in draft.leaves.items() if name in ("title", "employer")}
    return "start_date" not in other.leaves and bool(spans & mine)


class GapAnswer(Reply):
    """The job that was held in a period."""

    employer: str | None = Field(max_length=MAX_TEXT)
    title: str | None = Field(max_length=MAX_TEXT)
    location: str | None = Field(max_length=MAX_TEXT)
