"""Periods on a row of their own above the entry that they date: the answer often takes the one below the entry instead."""

from __future__ import annotations

from extract.extraction.kinds.careers.state import ROLE, Careers
from extract.extraction.placement import Place, Told

LEAST = 2
"""Rows of dates above entries that make a layout; one by itself may be anything."""


async def lead_periods(careers: Careers) -> None:
    """Give each position the period on the row right above its head, where the document sets its dates so."""
    leading = _leading_rows(careers)
    if len(leading) < LEAST:
        return
    changed = False
    for fact in careers.facts(ROLE):
        names = [fact.places[name] for name in ROLE.heavy if name in fact.places and name not in fact.shared]
        own = leading.get(min(place.row for place in names) - 1) if names else None
        told = fact.places.get("period")
        if own is None or told == own or (told is not None and told.row not in leading):
            continue
        new = Told(ROLE, {**fact.places_told(), "period": [own]})
        careers.told = [new if each is fact.told else each for each in careers.told]
        changed = True
    if changed:
        careers.place()


def _leading_rows(careers: Careers) -> dict[int, Place]:
    """Return the periods that stand alone on a row, with the head of an entry below and none above: by row."""
    layout = careers.layout
    found: dict[int, Place] = {}
    for period in careers.reading.periods:
        row = layout.row_at(period.start)
        place = Place(period.start, period.end, row)
        below = row + 1
        if period.kind == "vague" or below >= len(layout.rows) or not layout.stands_alone(place):
            continue
        is_head = not layout.is_detail(below) and not layout.periods_of.get(below) and not layout.is_heading[below]
        is_first = row == 0 or layout.is_heading[row - 1] or layout.is_detail(row - 1) or row - 1 in found
        if is_head and (is_first or layout.periods_of.get(row - 1)):
            found[row] = place
    return found
