"""One search for the places of all facts of a document: each value one place, no place two facts, in the answer's order."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extract.extraction.placement.layout import Layout
from extract.extraction.placement.told import Place, Placed, Told

BEAM = 48
"""Partial solutions that are followed at once."""
MOST_CANDIDATES = 8
"""Ways to place one fact that are tried."""
MOST_PLACES = 24
"""Places of one value that are tried."""
SEPARATORS = "\t|·•–—,;:()[]@/"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One way to place a fact. `rows` are the first and last row of the places that are its own."""

    score: float
    places: tuple[tuple[str, Place], ...]
    shared: frozenset[str]
    rows: tuple[int, int]
    number: int

    def place(self, name: str) -> Place | None:
        return next((place for field, place in self.places if field == name), None)


def place_facts(layout: Layout, text: str, facts: Sequence[Told]) -> list[Placed | None]:
    """Return where each fact stands, None for a fact that stands nowhere or only where another one does.

    Beam search over the facts in the order of the answers; takes time linear in the facts.
    """
    numbers = itertools.count()
    choices = [_candidates(layout, text, fact, numbers) for fact in facts]
    costs: dict[tuple[int, int], float] = {}
    beams: list[tuple[float, tuple[_Candidate | None, ...]]] = [(0.0, ())]
    for position, fact in enumerate(facts):
        grown: list[tuple[float, tuple[_Candidate | None, ...]]] = []
        for total, picked in beams:
            grown.append((total - layout.weights.dropped, (*picked, None)))
            for candidate in choices[position]:
                worth = total + candidate.score
                last: _Candidate | None = None
                for before, other in zip(facts, picked, strict=False):
                    if other is None:
                        continue
                    key = (candidate.number, other.number)
                    if key not in costs:
                        costs[key] = _conflict(layout, fact, candidate, before, other)
                    worth -= costs[key]
                    if before.shape is fact.shape:
                        last = other
                if last is not None and candidate.rows[0] < last.rows[0]:
                    worth -= layout.weights.backwards
                grown.append((worth, (*picked, candidate)))
        beams = sorted(grown, key=lambda beam: -beam[0])[:BEAM]
    best = beams[0][1]
    placed = [_placed(fact, candidate, choices[n]) for n, (fact, candidate) in enumerate(zip(facts, best, strict=True))]
    placed = [fact and _with_shared(fact, [other for other in placed if other]) for fact in placed]
    return [fact and _without_strays(fact, [other for other in placed if other]) for fact in placed]


def _without_strays(fact: Placed, others: Sequence[Placed]) -> Placed:
    """Return a fact without light values on a line that another fact of its kind heads, and it does not."""
    shape = fact.told.shape
    own = _head_rows(fact)
    heads = {row for o in others if o is not fact and o.told.shape is shape for row in _head_rows(o)} - own
    kept = {n: p for n, p in fact.places.items() if n not in shape.light or n in fact.shared or p.row not in heads}
    if len(kept) == len(fact.places):
        return fact
    rows = [place.row for name, place in kept.items() if name not in fact.shared]
    return replace(fact, places=kept, own=(min(rows), max(rows)))


def _head_rows(fact: Placed) -> set[int]:
    return {p.row for n, p in fact.places.items() if n in fact.told.shape.heavy and n not in fact.shared}


def _with_shared(fact: Placed, others: Sequence[Placed]) -> Placed:
    """Return a fact whose heading is marked as shared where it heads an earlier fact of its kind too."""
    shared, lead = fact.told.shape.shared, fact.told.shape.heavy[0]
    heading, own = fact.places.get(shared or ""), fact.places.get(lead)
    if heading is None or own is None or shared in fact.shared or heading.row >= own.row:
        return fact
    heads = (
        o.places.get(lead) for o in others if o.told.shape is fact.told.shape and o.places.get(shared or "") == heading
    )
    if not any(first is not None and heading.row <= first.row < own.row for first in heads):
        return fact
    light = {name for name in fact.told.shape.light if name in fact.places and fact.places[name].row == heading.row}
    away = fact.shared | light | {shared or ""}
    rows = [place.row for name, place in fact.places.items() if name not in away]
    return replace(fact, shared=frozenset(away), own=(min(rows), max(rows)))


def _placed(fact: Told, candidate: _Candidate | None, choices: Sequence[_Candidate]) -> Placed | None:
    if candidate is None:
        return None
    others = [other.score for other in choices if other.number != candidate.number]
    margin = candidate.score - max(others, default=0.0)
    return Placed(fact, dict(candidate.places), candidate.shared, candidate.score, margin, candidate.rows)


def _candidates(layout: Layout, text: str, fact: Told, numbers: itertools.count[int]) -> list[_Candidate]:
    """Return the best ways to place a fact by itself: around each place of a heavy value, the places of the others."""
    shape = fact.shape
    found: dict[tuple[tuple[str, Place], ...], _Candidate] = {}
    for base in shape.heavy:
        for anchor in fact.places.get(base, ())[:MOST_PLACES]:
            for places in _around(layout, fact, base, anchor):
                score = _worth(layout, text, fact, places, anchor)
                rows = [place.row for place in places.values()]
                above: dict[str, Place] = {}
                if shape.shared and shape.shared not in places:
                    above = _heading_above(layout, fact, anchor, places)
                    score += (layout.weights.heavy - layout.weights.shared) * bool(above)
                key = tuple(sorted((places | above).items()))
                if key not in found or found[key].score < score:
                    found[key] = _Candidate(score, key, frozenset(above), (min(rows), max(rows)), next(numbers))
    ranked = sorted(found.values(), key=lambda candidate: (-candidate.score, candidate.rows))
    return ranked[:MOST_CANDIDATES]


def _worth(layout: Layout, text: str, fact: Told, places: dict[str, Place], anchor: Place) -> float:
    """Return what places are worth together: their values, less what parts them."""
    weights, shape = layout.weights, fact.shape
    score = -weights.abroad * (layout.kind_at(anchor.row) in shape.abroad)
    names = {name: place for name, place in places.items() if name in shape.heavy}
    rows = [place.row for place in names.values()]
    low, high = min(rows), max(rows)
    score -= layout.apart(low, high)
    has_head = any(not layout.is_detail(row) for row in rows)
    for place in names.values():
        score += weights.heavy - weights.fragment * (not _is_piece(text, place))
        if layout.is_heading[place.row]:
            score -= weights.below_head
        elif layout.is_detail(place.row):
            score -= weights.below_head if has_head and layout.is_bullet[place.row] else weights.detail
    known = [*rows]
    if period := places.get("period"):
        known.append(period.row)
        away = 0.0 if low <= period.row <= high else min(layout.apart(period.row, low), layout.apart(period.row, high))
        if layout.stands_alone(period):
            away = min(away, weights.lone_row * min(abs(period.row - row) for row in rows))
        elif not any(place.row == period.row for place in places.values()):
            away += weights.other_row
        score += weights.period - away
    for name in shape.light:
        if place := places.get(name):
            score += weights.light - min(layout.apart(place.row, row) for row in known)
    return score - weights.star * sum(layout.apart(place.row, anchor.row) for place in names.values())


def _around(layout: Layout, fact: Told, base: str, anchor: Place) -> list[dict[str, Place]]:
    """Return the choices of places for a fact's values around one of them: the two nearest of each, none overlapping."""
    options: list[list[tuple[str, Place] | None]] = []
    for name, places in fact.places.items():
        if name == base or not (name in fact.shape.heavy or name == "period"):
            continue
        near = [p for p in places if _is_near(layout, name, p, anchor) and not p.overlaps(anchor)]
        near.sort(key=lambda p: (layout.apart(p.row, anchor.row), abs(p.start - anchor.start)))
        # Left out too, where it stands on another row: there it may be another fact's.
        beside = bool(near) and near[0].row == anchor.row
        options.append([*((name, place) for place in near[:2]), *([] if beside else [None])])
    found: list[dict[str, Place]] = []
    for chosen in itertools.product(*options):
        places = {base: anchor}
        for each in chosen:
            if each and not any(each[1].overlaps(other) for other in places.values()):
                places[each[0]] = each[1]
        for name in fact.shape.light:
            if best := _nearest(layout, fact.places.get(name, ()), places, fact.shape.within.get(name)):
                places[name] = best
        found.append(places)
    return found


def _is_near(layout: Layout, name: str, place: Place, anchor: Place) -> bool:
    if layout.apart(place.row, anchor.row) <= layout.weights.reach:
        return True
    return name == "period" and abs(place.row - anchor.row) <= layout.weights.lone_reach and layout.stands_alone(place)


def _nearest(layout: Layout, options: Sequence[Place], places: dict[str, Place], within: str | None) -> Place | None:
    """Return the place of a light value nearest to the places chosen; it may lie within that of the value `within`."""
    best: tuple[float, int, Place] | None = None
    for option in options:
        if any(option.overlaps(p) and not (name == within and _is_part(option, p)) for name, p in places.items()):
            continue
        away, gap = min((layout.apart(option.row, p.row), abs(option.start - p.start)) for p in places.values())
        if away <= layout.weights.reach / 2 and (best is None or (away, gap) < best[:2]):
            best = (away, gap, option)
    return best[2] if best else None


def _is_part(place: Place, whole: Place) -> bool:
    return whole.holds(place) and not place.holds(whole)


def _heading_above(layout: Layout, fact: Told, anchor: Place, known: Mapping[str, Place]) -> dict[str, Place]:
    """Return the nearest place above a fact of the value that several facts may share, and light values beside it."""
    shared = fact.shape.shared or ""
    above = [p for p in fact.places.get(shared, ()) if p.row < anchor.row and not layout.is_detail(p.row)]
    above = [p for p in above if layout.are_in_one_section(p.row, anchor.row)]
    heading = max(above, key=lambda place: place.start, default=None)
    if heading is None:
        return {}
    found = {shared: heading}
    for name in fact.shape.light:
        beside = (p for p in fact.places.get(name, ()) if p.row == heading.row and not p.overlaps(heading))
        if name not in known and (place := next(beside, None)):
            found[name] = place
    return found


def _conflict(layout: Layout, fact: Told, mine: _Candidate, other: Told, theirs: _Candidate) -> float:
    """Return what it costs that two facts stand where they stand."""
    weights = layout.weights
    if fact.shape is not other.shape:
        own = [place for name, place in mine.places if name in fact.shape.heavy and name not in mine.shared]
        taken = [place for name, place in theirs.places if name in other.shape.heavy and name not in theirs.shared]
        clashes = sum(any(place.overlaps(each) for each in taken) for place in own)
        leads = any(
            place.overlaps(each)
            for name, place in mine.places for each_name, each in theirs.places
            if name == fact.shape.heavy[0] and each_name == other.shape.heavy[0]
        )  # fmt: skip
        return weights.twice * clashes if leads or clashes > 1 else 0.4 * clashes
    cost = 0.0
    heavy = [name for name, _ in mine.places if name in fact.shape.heavy]
    told = [name for name in heavy if (place := theirs.place(name)) and place.overlaps(_of(mine, name))]
    if len(told) == len(heavy):
        cost += weights.again
    lead = fact.shape.heavy[0]
    if lead in told:
        cost += weights.again
    if not (mine.place(lead) and theirs.place(lead)) and _share_a_row(fact, mine, theirs):
        cost += weights.twice  # one entry, told in two
    if fact.shape.shared in told and any(_stands_below(each, fact.shape.shared, lead) for each in (mine, theirs)):
        cost += weights.below
    one, two = mine.place("period"), theirs.place("period")
    if one and two and one.start == two.start:
        cost += weights.period_twice if mine.place(lead) and theirs.place(lead) else weights.twice
    cost += _passes_over(fact, mine, theirs) + _passes_over(other, theirs, mine)
    cost += _strays(layout, fact, mine, theirs) + _strays(layout, other, theirs, mine)
    # A value of the other fact stands between two of this one's: the lines of two entries run into each other.
    lows, highs = sorted((mine.rows, theirs.rows))
    if highs[0] < lows[1]:
        cost += 0.6 * min(lows[1], highs[1]) - 0.6 * highs[0]
    return cost


def _strays(layout: Layout, fact: Told, mine: _Candidate, theirs: _Candidate) -> float:
    """Return the cost of dates and light values that stand beside the other fact's names, and beside none of its own."""
    names = fact.shape.heavy
    own = {place.row for name, place in mine.places if name in names}
    heads = {place.row for name, place in theirs.places if name in names and name not in theirs.shared} - own
    strays = [
        name for name, place in mine.places if name not in names and name not in mine.shared and place.row in heads
    ]
    return sum(layout.weights.period if name == "period" else layout.weights.light for name in strays)


def _share_a_row(fact: Told, mine: _Candidate, theirs: _Candidate) -> bool:
    own = {place.row for name, place in mine.places if name in fact.shape.heavy and name not in mine.shared}
    return any(
        name in fact.shape.heavy and place.row in own for name, place in theirs.places if name not in theirs.shared
    )


def _stands_below(candidate: _Candidate, name: str, lead: str) -> bool:
    """Tell whether a value stands below the lead of its fact: then it heads no other fact."""
    place, first = candidate.place(name), candidate.place(lead)
    return place is not None and first is not None and place.row > first.row


def _passes_over(fact: Told, mine: _Candidate, theirs: _Candidate) -> float:
    """Return the cost of a shared heading that stands above another fact's own one: that one is nearer."""
    shared = fact.shape.shared
    if shared is None or shared not in mine.shared or shared in theirs.shared:
        return 0.0
    heading, nearer = mine.place(shared), theirs.place(shared)
    is_between = heading and nearer and heading.start < nearer.start and nearer.row <= mine.rows[0]
    return 3.0 if is_between else 0.0


def _of(candidate: _Candidate, name: str) -> Place:
    place = candidate.place(name)
    assert place is not None
    return place


def _is_piece(text: str, place: Place) -> bool:
    """Tell whether a value is a whole piece of its line: its ends are those of the line, or marks that part pieces."""
    around = text[max(0, place.start - 8) : place.start]
    before, behind = around.rstrip(" *_#•–—-"), text[place.end : place.end + 8].lstrip(" *_")
    opens = not before or before[-1] in "\n" + SEPARATORS or around.endswith(("- ", "– ", "— "))
    closes = not behind or behind[0] in "\n" + SEPARATORS or behind.startswith(("- ", "-- "))
    return opens and closes
