"""Score what belongs to what in one profile, which way its numbers went, and what its qualifications are.

All of it only where gold says so, and of facts that were found: one that was not is missing in its own kind already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extract.evaluation.scoring.comparators import (
    Options,
    Same,
    letters_of,
    normalise,
    same_date,
    same_name,
    same_owner,
    same_text,
    same_unit,
    same_word,
)
from extract.evaluation.scoring.facts import QUALIFICATIONS, judge, pairs_of, scheme_of
from extract.evaluation.scoring.files import GoldBound, GoldFact, GoldProfile, Stored, StoredProfile
from extract.evaluation.scoring.tallies import FieldResult, Outcome

LINES, TOLD = "lines of roles", "qualifications told"
LINKS = {"metrics": "context_id", "projects": "role_id"}
"""The field that says what a fact of a kind belongs to, by the id of that."""
METRIC_FIELDS: dict[str, Same] = {"direction": same_word, "unit": same_unit, "baseline_unit": same_unit}
QUALIFICATION_FIELDS: dict[str, Same] = {
    "kind": same_word, "level": same_text, "date": same_date, "issuer": same_text, "expires": same_date,
}  # fmt: skip
OWNERS = ("roles", "projects", "education", "publications", "talks")
OWNER_NAMES = ("employer", "title", "name", "institution")
"""The kinds that a fact can belong to, and the fields that they are named by."""


def _measure(field: str, kind: str) -> str:
    return f"{field} of {kind}"


MEASURES = (
    LINES, *(_measure("owner", kind) for kind in LINKS), *(_measure(field, "metrics") for field in METRIC_FIELDS), TOLD,
    *(_measure(field, QUALIFICATIONS) for field in QUALIFICATION_FIELDS),
)  # fmt: skip
"""What is measured here, each a kind of result with one field."""


def score_bindings(document: str, gold: GoldProfile, got: StoredProfile) -> Iterator[FieldResult]:
    """Yield what came of each line, owner, direction, unit and of each field of a qualification that gold has."""
    yield from _lines(document, gold, got.roles or [])
    for kind, link in LINKS.items():
        facts: Sequence[GoldBound] = getattr(gold, kind) or []
        stored: Sequence[Stored] = getattr(got, kind) or []
        for i, j in sorted(pairs_of(scheme_of(kind), facts, stored).items()):
            if (owners := facts[i].owners) is not None:
                names = _names(got, stored[j].get(link))
                outcome, measure = _belongs(owners, names), _measure("owner", kind)
                options = tuple(_as_value(owner) for owner in owners)
                yield FieldResult("profiles", document, measure, str(i + 1), link, outcome, options, _as_value(names))
            if kind == "metrics":
                yield from _details(document, kind, i, METRIC_FIELDS, facts[i], stored[j])
    yield from _qualifications(document, gold, got.qualifications or [])


def _lines(document: str, gold: GoldProfile, stored: Sequence[Stored]) -> Iterator[FieldResult]:
    """Yield whether each line is told of its role and of no other one, and the lines of a role that gold does not have."""
    facts = gold.roles or []
    pairs = pairs_of(scheme_of("roles"), facts, stored)
    told = [_lines_below(role) for role in stored]
    texts = ["".join(lines.values()) for lines in told]
    known = [letters_of(line) for role in facts for line in role.lines or []]
    for i, j in sorted(pairs.items()):
        wanted = facts[i].lines
        if wanted is None:
            continue
        for line in wanted:
            letters = letters_of(line)
            elsewhere = next((k for k, text in enumerate(texts) if k != j and letters in text), None)
            outcome: Outcome = "wrong" if elsewhere is not None else "right" if letters in texts[j] else "missing"
            held_by = elsewhere if elsewhere is not None else j if outcome == "right" else None
            name = None if held_by is None else _as_value(_names_of(stored[held_by]))
            yield FieldResult("profiles", document, LINES, str(i + 1), "summary_lines", outcome, (line,), name)
        for line, letters in told[j].items() if gold.lines_complete else ():
            if letters and not any(letters in each or each in letters for each in known):
                yield FieldResult("profiles", document, LINES, "", "summary_lines", "extra", (), line)


def _lines_below(role: Stored) -> dict[str, str]:
    """Return the letters of each line that is told to lie below a role's heading, by its text."""
    numbers: list[int] = role.get("summary_lines") or []
    evidence: list[Stored] = role.get("evidence") or []
    return {str(each["text"]): letters_of(str(each["text"])) for each in evidence if each.get("line") in numbers}


def _names(profile: StoredProfile, fact_id: object) -> tuple[str, ...]:
    """Return what the fact with an id is called; nothing where there is none."""
    for kind in OWNERS:
        facts: Sequence[Stored] = getattr(profile, kind) or []
        for fact in facts:
            if fact_id is not None and fact.get("id") == fact_id:
                return _names_of(fact)
    return ()


def _names_of(fact: Stored) -> tuple[str, ...]:
    return tuple(str(fact[field]) for field in OWNER_NAMES if fact.get(field))


def _belongs(owners: Sequence[Sequence[str]], names: Sequence[str]) -> Outcome:
    """Return what came of an owner: all the names that gold gives it must be its own, whole."""
    if not names:
        return "right" if () in owners else "missing"
    if any(each and all(any(same_owner(part, name) for name in names) for part in each) for each in owners):
        return "right"
    return "extra" if set(owners) == {()} else "wrong"


def _as_value(names: Sequence[str]) -> str | None:
    return ", ".join(names) or None


def _details(
    document: str, kind: str, place: int, fields: Mapping[str, Same], gold: GoldFact, got: Stored
) -> Iterator[FieldResult]:
    for field, same in fields.items():
        options: Options | None = gold.options(field)
        outcome = None if options is None else judge(same, options, got.get(field))
        if options is not None and outcome is not None:
            yield FieldResult(
                "profiles", document, _measure(field, kind), str(place + 1), field, outcome, options, got.get(field)
            )


def _qualifications(document: str, gold: GoldProfile, stored: Sequence[Stored]) -> Iterator[FieldResult]:
    """Yield the fields of each qualification that was found, and whether each that is told is one, where gold has all."""
    for i, wanted in enumerate(gold.qualifications):
        near: list[Stored] = [each for each in stored if same_name(wanted.name, each.get("name") or "")]
        # "Excel" is set against an "Excel" before an "Excel (pivot tables)".
        near.sort(key=lambda each: normalise(each["name"]) != normalise(wanted.name))
        if near:
            yield from _details(document, QUALIFICATIONS, i, QUALIFICATION_FIELDS, wanted, near[0])
    for each in stored if gold.qualifications_complete else ():
        name = str(each.get("name") or "")
        place = next((i for i, known in enumerate(gold.qualifications) if _either_way(known.name, name)), None)
        if place is not None:
            known = gold.qualifications[place].name
            yield FieldResult("profiles", document, TOLD, str(place + 1), "name", "right", (known,), name)
        elif not any(_either_way(allowed, name) for allowed in gold.qualifications_allowed):
            yield FieldResult("profiles", document, TOLD, "", "name", "extra", (), name)


def _either_way(gold: str, got: str) -> bool:
    return same_name(gold, got) or same_name(got, gold)
