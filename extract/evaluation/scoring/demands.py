"""Score one posting's requirements, and the verdicts of one comparison."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

from rapidfuzz import fuzz

from extract.evaluation.scoring.comparators import Options, Same, normalise, same_number, same_text, same_word
from extract.evaluation.scoring.facts import judge
from extract.evaluation.scoring.files import (
    GoldComparison,
    GoldPosting,
    GoldRequirement,
    Stored,
    StoredComparison,
    StoredPosting,
    readings,
)
from extract.evaluation.scoring.tallies import FieldResult, Outcome

REQUIREMENTS, DETAILS = "requirements", "requirement details"
VERDICTS, VERDICT_EVIDENCE = "verdicts", "verdict evidence"
COVERING = 85.0
"""Lowest share (0–100) of common words at which a stored requirement covers one of gold's."""
NEAREST = 50.0
"""Lowest likeness of wording (0–100) at which a verdict can belong to a requirement of gold."""
CONTAINED = 50.0
"""What it adds to that likeness when one wording holds the other."""
NEEDS_EVIDENCE = ("met", "partial")


def score_posting(document: str, gold: GoldPosting, got: StoredPosting) -> Iterator[FieldResult]:
    """Yield whether each requirement was found as one of its own, and what came of its fields.

    Two requirements of gold in one stored are one found and one missing: the sentence was not split. A stored one that
    is none of gold's, or a piece of one already found, is extra.
    """
    stored = got.requirements or []
    used: set[int] = set()
    for wanted in gold.requirements:
        near = _near(wanted, stored)
        if not near:
            yield _found(document, wanted, "missing", None)
            continue
        _, j = max([each for each in near if each[1] not in used] or near)
        yield _found(document, wanted, "missing" if j in used else "right", stored[j].get("text"))
        used.add(j)
        yield from _details(document, wanted, stored[j])
        yield from _skills(document, wanted, [stored[place] for _, place in near])
    for j, each in enumerate(stored):
        if j not in used:
            yield FieldResult("postings", document, REQUIREMENTS, "", "text", "extra", (), each.get("text"))


def score_comparison(
    document: str, gold: GoldComparison, gold_posting: GoldPosting, posting: StoredPosting, got: StoredComparison
) -> Iterator[FieldResult]:
    """Yield what came of each verdict, and whether those that claim something show evidence.

    A verdict of gold is set against the one on the stored requirement that is nearest in wording.
    """
    words = {each.id: normalise(each.text) for each in gold_posting.requirements}
    stored = {str(each.get("id")): normalise(each.get("text") or "") for each in posting.requirements or []}
    verdicts = {str(each.get("requirement_id")): each for each in got.verdicts or []}
    for requirement, wanted in gold.verdicts.items():
        nearest = _nearest(words[requirement], stored)
        verdict = verdicts.get(nearest) if nearest is not None else None
        options = readings(wanted)
        said = None if verdict is None else verdict.get("verdict")
        outcome: Outcome = "missing" if verdict is None else "right" if said in options else "wrong"
        told = verdict or {}
        yield FieldResult(
            "comparisons", document, VERDICTS, requirement, "verdict", outcome, options, said,
            told.get("probability"), told.get("chances"),
        )  # fmt: skip
        if verdict is not None and said in NEEDS_EVIDENCE:
            shown: Outcome = "right" if verdict.get("evidence") else "missing"
            yield FieldResult("comparisons", document, VERDICT_EVIDENCE, requirement, "evidence", shown, (), None)


def _found(document: str, wanted: GoldRequirement, outcome: Outcome, text: object) -> FieldResult:
    return FieldResult("postings", document, REQUIREMENTS, wanted.id, "text", outcome, (wanted.text,), text)


def _near(wanted: GoldRequirement, stored: Sequence[Stored]) -> list[tuple[float, int]]:
    """Return likeness and place of the stored requirements that cover a requirement of gold, or are a part of it."""
    want = normalise(wanted.text)
    near: list[tuple[float, int]] = []
    for place, each in enumerate(stored):
        have = normalise(each.get("text") or "")
        if want and have and (want in have or have in want or fuzz.token_set_ratio(want, have) >= COVERING):
            near.append((fuzz.ratio(want, have), place))
    return near


def _details(document: str, wanted: GoldRequirement, got: Stored) -> Iterator[FieldResult]:
    def result(field: str, outcome: Outcome, options: Options) -> FieldResult:
        return FieldResult("postings", document, DETAILS, wanted.id, field, outcome, options, got.get(field))

    compared: tuple[tuple[str, Same], ...] = (
        ("importance", same_word), ("kind", same_word), ("min_years", same_number),
    )  # fmt: skip
    for field, same in compared:
        options = wanted.options(field)
        outcome = None if options is None else judge(same, options, got.get(field))
        if options is not None and outcome is not None:
            # each of these is a decision on a requirement that was found: leaving it empty is deciding wrongly
            yield result(field, "wrong" if outcome == "missing" else outcome, options)
    if wanted.levels:
        same_levels = set(wanted.levels) == set(_strings(got.get("levels")))
        yield result("levels", "right" if same_levels else "wrong", tuple(wanted.levels))


def _skills(document: str, wanted: GoldRequirement, near: Sequence[Stored]) -> Iterator[FieldResult]:
    """Yield whether each skill is named by one of the stored requirements that cover this one."""
    named = [skill for each in near for skill in _strings(each.get("skills"))]
    for skill in wanted.skills:
        found = next((name for name in named if same_text(skill, name) or normalise(skill) in normalise(name)), None)
        yield FieldResult(
            "postings", document, DETAILS, wanted.id, "skills", "missing" if found is None else "right", (skill,), found
        )


def _nearest(words: str, stored: dict[str, str]) -> str | None:
    """Return the id of the stored requirement nearest to these words; None where none is near enough."""
    ranked = [
        (fuzz.ratio(words, text) + (CONTAINED if words in text or text in words else 0.0), name)
        for name, text in stored.items()
        if text
    ]
    likeness, name = max(ranked, default=(0.0, None))
    return name if likeness >= NEAREST else None


def _strings(value: object) -> list[str]:
    """Return the members of a stored list; none where something else is stored."""
    return [str(each) for each in cast("list[object]", value)] if isinstance(value, list) else []
