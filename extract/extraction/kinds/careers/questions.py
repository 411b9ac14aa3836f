"""What the placement leaves open, asked about the entry itself: its names, its period, what the answer missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.extraction.kinds import periods
from extract.extraction.kinds.careers import roles
from extract.extraction.kinds.careers.answers import ask_degrees, values_of_job
from extract.extraction.kinds.careers.entry_kinds import ROWS_BEFORE, ROWS_BEHIND, SHOWN_CHARS, kind_of, shown_rows
from extract.extraction.kinds.careers.role_words import Job, mend_words
from extract.extraction.kinds.careers.state import ROLE, STUDY, Careers
from extract.extraction.kinds.education.study_entries import study_entries
from extract.extraction.kinds.placing import period_at, tell
from extract.extraction.placement import Layout, Place, Placed, Told, place_facts
from extract.text.dates.periods import Period
from schemas.answers.entries import NameAnswer
from schemas.answers.roles import GapAnswer

_SIDEBARS = ("skills", "languages", "awards", "interests")
GAP_BEFORE, GAP_BEHIND = 2, 3
"""The same around a period that no position has."""


async def part_kinds(careers: Careers) -> None:
    """Decide what was told both as a position and as a programme of study: one closed question about the entry."""
    alone = {
        shape.kind: [each for each in place_facts(careers.layout, careers.reading.document.text, [t for t in careers.told if t.shape is shape]) if each]
        for shape in (ROLE, STUDY)
    }  # fmt: skip
    gone: list[Told] = []
    for role in alone[ROLE.kind]:
        rivals = [study for study in alone[STUDY.kind] if _are_one(role, study)]
        if not rivals:
            continue
        kind = await kind_of(careers, role)
        if kind == "job" or (kind is None and "title" in role.places):
            gone += [study.told for study in rivals]
        else:
            gone.append(role.told)
    careers.told = [told for told in careers.told if not any(told is each for each in gone)]


def _are_one(role: Placed, study: Placed) -> bool:
    """Tell whether a position and a programme are told of the same words."""
    title, degree = role.places.get("title"), study.places.get("degree")
    employer, school = role.places.get("employer"), study.places.get("institution")
    if title and degree:
        return title.overlaps(degree)
    crossed = bool(title and school and title.overlaps(school)) or bool(
        employer and degree and employer.overlaps(degree)
    )
    same = bool(employer and school and employer.overlaps(school)) and not (title and degree)
    return crossed or same


async def fill_periods(careers: Careers) -> None:
    """Give each fact without dates the period that stands in its own entry, nearer to it than to any other fact."""
    layout = careers.layout
    facts = careers.facts()
    for period in careers.untaken():
        row = layout.row_at(period.start)
        here = [each for each in facts if layout.are_in_one_section(each.own[0], row)]
        near = min(here, key=lambda each: (_away(layout, each, row), "period" in each.places), default=None)
        if near is None or "period" in near.places or _away(layout, near, row) > layout.weights.reach / 2:
            continue
        beside = near.own[0] <= row <= near.own[1]
        # Another period was told of it, or this one is a lone date: then only what stands on its own lines is its own.
        is_vouched = "period" not in near.told.places and (period.kind == "range" or near.told.shape is STUDY)
        if not beside and (layout.is_detail(row) or not is_vouched):
            continue
        if layout.is_detail(row) and not set(near.told.shape.heavy) <= near.places.keys():
            continue  # one name in a description does not make it this fact's
        place = Place(period.start, period.end, row)
        new = Told(near.told.shape, {**near.told.places, "period": [place]})
        careers.told = [new if each is near.told else each for each in careers.told]
        careers.place()
        facts = careers.facts()


def end_told_apart(careers: Careers, fact: Placed) -> Period | None:
    """Return the end of a position whose begin alone stands with it: "In 2011 I joined …; I left in March 2017"."""
    begun = period_at(careers.reading, fact.places["period"])
    if begun.kind != "single" or begun.is_current or begun.start_date is None:
        return None
    layout = careers.layout
    line = layout.rows[layout.row_at(begun.start)].number
    starts = [place.start for each in careers.facts() if each is not fact for place in each.places.values()]
    until = min((start for start in starts if start > begun.end), default=len(careers.reading.document.text))
    for period in careers.untaken():
        is_end = period.start_date is None and period.end_date is not None and not period.is_current
        if is_end and begun.end <= period.start < until and layout.rows[layout.row_at(period.start)].number == line:
            return period
    return None


def _away(layout: Layout, fact: Placed, row: int) -> float:
    if fact.own[0] <= row <= fact.own[1]:
        return 0.0
    return min(layout.apart(fact.own[0], row), layout.apart(fact.own[1], row))


async def ask_missed_degrees(careers: Careers) -> None:
    """Ask once more about each entry of an education section that no programme told so far stands in."""
    reading = careers.reading
    starts = [min(p.start for p in each.places.values()) for each in careers.facts(STUDY)]
    for entry in study_entries(reading):
        enough = entry.names & {"degree", "row"} or {"school", "dated"} <= entry.names
        if enough and not any(entry.start <= start < entry.end for start in starts):
            await ask_degrees(careers, entry.span, [p for p in reading.periods if entry.start <= p.start < entry.end])
    careers.place()


async def part_names(careers: Careers) -> None:
    """Decide what the only name of a position is; a title below an employer's own row has that one for its employer."""
    for fact in careers.facts(ROLE):
        named = [name for name in ROLE.heavy if name in fact.places and name not in fact.shared]
        if named != ["employer"] or "title" in fact.places:
            continue
        name = fact.places["employer"]
        words = " ".join(careers.reading.document.text[name.start : name.end].split())[:SHOWN_CHARS]
        lines = shown_rows(careers.layout, fact.own[0] - ROWS_BEFORE, fact.own[1] + ROWS_BEHIND)
        choice = await careers.reading.choose("title_or_employer", NameAnswer, lines=lines, name=words)
        if choice is None or choice.option != "title":
            continue
        places = {**fact.places_told(), "title": [name]}
        del places["employer"]
        if heading := _heading_above(careers, fact.own[0]):
            places["employer"] = [heading]
        careers.told = [Told(ROLE, places) if each is fact.told else each for each in careers.told]
    careers.place()


async def _ask_gap(careers: Careers, first: int, last: int, period: Period) -> Told | None:
    """Ask which job was held in a period, over some rows and the employer's row above them; returns the fact, not yet told."""
    reading, layout = careers.reading, careers.layout
    first, last = max(first, 0), min(last, len(layout.rows) - 1)
    within = (layout.rows[first].start, layout.rows[last].end)
    heading = _heading_above(careers, layout.row_at(period.start))
    above = f"{layout.text_of(heading.row)}\n" if heading and heading.row < first else ""
    answer = await reading.ask(
        "role_gap", GapAnswer, 120, lines=above + reading.shown(within), period=periods.shown_text(period)
    )
    if answer is None:
        return None
    job = Job(employer=answer.employer, title=answer.title, location=answer.location, period=period.text)
    if reading.has_rule("words_in_place"):
        job = mend_words(reading, job)
    told = tell(reading, ROLE, within, values_of_job(job), [period])
    if "employer" not in told.places and heading:
        head = layout.rows[heading.row]
        is_named = job.employer is None or any(
            head.start <= each.start <= head.end for each in reading.index.find(job.employer)
        )
        told = Told(ROLE, {**told.places, "employer": [heading]}) if is_named else told
    return told


async def fill_names(careers: Careers) -> None:
    """Ask about each dated position whose title or employer stands elsewhere, over its own lines, and fill what they name."""
    layout = careers.layout
    for fact in careers.facts(ROLE):
        missing = [name for name in ROLE.heavy if name not in fact.places]
        place = fact.places.get("period")
        if not missing or place is None or layout.is_detail(fact.own[0]):
            continue
        told = await _ask_gap(careers, fact.own[0] - 1, fact.own[1] + GAP_BEHIND, period_at(careers.reading, place))
        filled = {
            name: found
            for name in (*missing, "location")
            if told and name not in fact.places and (found := told.places.get(name))
        }
        if told is None or not filled.keys() & set(missing):
            continue
        kept = fact.places_told()
        if missing == ["title"] and _is_one(kept.get("employer"), told.places.get("title")):
            # The answer names it by its other field: it is the title.
            employer = {"employer": told.places["employer"]} if "employer" in told.places else {}
            del kept["employer"]
            kept |= {"title": [fact.places["employer"]], **{name: list(found) for name, found in employer.items()}}
            _tell_again(careers, fact.told, Told(ROLE, kept))
            continue
        whole = next((places[0] for name, places in kept.items() if name in ROLE.heavy), None)
        part = next((places[0] for name, places in told.places.items() if name in kept and name in ROLE.heavy), None)
        if whole and any(whole.overlaps(place) for name in missing for place in filled.get(name, ())):
            # A value that holds both, "Deck Hand (contract), Port of Kyle", is parted where the answer parts it.
            if not part or part.start != whole.start or not whole.holds(part):
                continue
            kept |= {name: [part] for name in kept if name in ROLE.heavy}
        _tell_again(careers, fact.told, Told(ROLE, {**kept, **filled}))


def _is_one(one: Sequence[Place] | None, other: Sequence[Place] | None) -> bool:
    return bool(one and other) and any((a.start, a.end) == (b.start, b.end) for a in one or () for b in other or ())


async def free_titles(careers: Careers) -> None:
    """Leave out an employer that is the title of another position; the heading that both stand below takes its place."""
    for fact in careers.facts(ROLE):
        employer = fact.places.get("employer")
        others = [each.places["title"] for each in careers.facts(ROLE) if each is not fact and "title" in each.places]
        if not employer or "title" not in fact.places or not any(employer.overlaps(title) for title in others):
            continue
        kept = {name: places for name, places in fact.places_told().items() if name != "employer"}
        _tell_again(careers, fact.told, bare := Told(ROLE, kept))
        heading = _heading_above(careers, fact.places["title"].row)
        if heading and not any(heading.overlaps(title) for title in others):
            _tell_again(careers, bare, Told(ROLE, {**kept, "employer": [heading]}))


def _tell_again(careers: Careers, old: Told, new: Told) -> None:
    """Put one fact in the place of another, and find the places of all."""
    careers.told = [new if each is old else each for each in careers.told]
    careers.place()


async def fill_studies(careers: Careers) -> None:
    """Ask about each dated programme whose school or degree stands elsewhere, over its own lines, and fill what they name."""
    reading, layout = careers.reading, careers.layout
    for fact in careers.facts(STUDY):
        missing = [name for name in STUDY.heavy if name not in fact.places]
        place = fact.places.get("period")
        if not missing or place is None:
            continue
        first, last = max(fact.own[0] - 1, 0), min(fact.own[1] + ROWS_BEHIND, len(layout.rows) - 1)
        within = (layout.rows[first].start, layout.rows[last].end)
        before = len(careers.told)
        await ask_degrees(careers, within, [period_at(reading, place)])
        answers, careers.told = careers.told[before:], careers.told[:before]
        told = next(
            (each for each in answers if any(p.start == place.start for p in each.places.get("period", ()))), None
        )
        filled = {name: list(told.places[name]) for name in missing if name in told.places} if told else {}
        if filled:
            _tell_again(careers, fact.told, Told(STUDY, {**fact.places_told(), **filled}))


async def ask_missed_positions(careers: Careers) -> None:
    """Ask about each period of work that no position has, over the lines around it alone."""
    layout = careers.layout
    for period in careers.untaken():
        row = layout.row_at(period.start)
        if not _may_date_work(careers, period, row):
            continue
        next_head = min((each.own[0] for each in careers.facts() if each.own[0] > row), default=len(layout.rows))
        told = await _ask_gap(careers, row - GAP_BEFORE, min(row + GAP_BEHIND, next_head - 1), period)
        if told is None:
            continue
        before = {id(each.told): each for each in careers.facts()}
        careers.told.append(told)
        careers.place()
        new = next((each for each in careers.facts(ROLE) if each.told is told), None)
        after = {id(each.told): each.places for each in careers.facts()}
        holds = new is not None and _holds(careers, new)
        if (
            not new
            or not holds
            or not all(_yields(fact, after.get(key), new) for key, fact in before.items())
            or (layout.is_detail(row) and await kind_of(careers, new) != "job")
        ):
            careers.drop([told])


def _heading_above(careers: Careers, row: int) -> Place | None:
    """Return the employer that stands on a row of its own above a row, the nearest in the same section: it may head both.

    Not where the row right above is the head of something that no fact took: that may be an employer too.
    """
    if row > 0 and not careers.layout.is_detail(row - 1) and careers.row_names_more(row - 1, careers.taken()):
        return None
    above = [
        each.places["employer"]
        for each in careers.facts(ROLE)
        if "employer" in each.places
        and each.places["employer"].row < row
        and ("title" not in each.places or each.places["title"].row != each.places["employer"].row)
    ]
    here = [place for place in above if careers.layout.are_in_one_section(place.row, row)]
    return max(here, key=lambda place: place.start, default=None)


def _yields(fact: Placed, after: Mapping[str, Place] | None, new: Placed) -> bool:
    """Tell whether a fact stands as it stood, but for a location that is the name of the position found now."""
    if after is None:
        return False
    lost = fact.places.keys() - after.keys()
    names = [new.places[name] for name in ROLE.heavy if name in new.places]
    return all(after[name] == fact.places[name] for name in fact.places.keys() - lost) and all(
        name in ROLE.light and any(fact.places[name].overlaps(each) for each in names) for name in lost
    )


def _holds(careers: Careers, fact: Placed) -> bool:
    """Tell whether a position found by its period stands there: with the period, its name not in a description."""
    if "period" not in fact.places:
        return False
    names = [fact.places[name] for name in ROLE.heavy if name in fact.places and name not in fact.shared]
    return any(not careers.layout.is_detail(place.row) or place.row == fact.places["period"].row for place in names)


def _may_date_work(careers: Careers, period: Period, row: int) -> bool:
    """Tell whether a period may be that of a position: a range at the head of something, in no section of other facts."""
    if period.kind != "range" and not period.is_current:
        return False
    kind, place = careers.layout.kind_at(row), Place(period.start, period.end, row)
    if kind in _SIDEBARS and careers.layout.stands_alone(place):
        return True  # Below a sidebar's heading, a period on a line of its own may be one of the column beside it.
    if kind in (*roles.NOT_OF_ROLES, *ROLE.abroad):
        return False
    return not careers.layout.is_detail(row) or _is_at_edge(careers, place)


def _is_at_edge(careers: Careers, place: Place) -> bool:
    """Tell whether a period begins or ends its row, brackets aside, as in a list of jobs: "- Working student [2017 – 2018]"."""
    row, text = careers.layout.rows[place.row], careers.reading.document.text
    return not all(
        any(map(str.isalnum, beside)) for beside in (text[row.start : place.start], text[place.end : row.end])
    )
