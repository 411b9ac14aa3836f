"""Reliability of probabilities, calibration error, and coverage of sets of verdicts: every figure worked out by hand here."""

from __future__ import annotations

import math

import pytest

from extract.comparison.prediction_sets import cut_for, likeliest, mass_to
from extract.evaluation.scoring.facts import probability_of
from extract.evaluation.scoring.reliability import coverage_of, reliability_by_kind, reliability_of
from extract.evaluation.scoring.tallies import FieldResult, Outcome

CHANCES = {"met": 0.2, "partial": 0.7, "not_shown": 0.1}


def test_bins_hold_counts_means_and_shares_right() -> None:
    # from 0.2 to 0.3: 0.2 wrong, 0.28 right: mean 0.24, half right; from 0.9 on: 0.9, 1.0, 1.0 right, 0.9 wrong: mean 0.95, 3 of 4
    values = [(0.2, False), (0.28, True), (0.9, True), (1.0, True), (1.0, True), (0.9, False)]
    found = reliability_of(values)
    assert [(each.low, each.high, each.count) for each in found.bins] == [(0.2, 0.3, 2), (0.9, 1.0, 4)]
    assert [each.mean_probability for each in found.bins] == pytest.approx([0.24, 0.95])
    assert [each.share_right for each in found.bins] == [0.5, 0.75]
    # (2 · |0.24 - 0.5| + 4 · |0.95 - 0.75|) / 6 = (0.52 + 0.8) / 6
    assert found.calibration_error == pytest.approx(0.22)


def test_perfect_probabilities_have_no_calibration_error() -> None:
    found = reliability_of([(0.5, True), (0.5, False), (1.0, True)])
    assert (found.count, found.calibration_error) == (3, 0.0)


def test_nothing_has_no_calibration_error() -> None:
    assert (reliability_of([]).bins, reliability_of([]).calibration_error) == ((), 0.0)


@pytest.mark.parametrize(
    ("mass", "answers"),
    [(0.5, ["partial"]), (0.7, ["partial"]), (0.71, ["partial", "met"]), (0.95, ["partial", "met", "not_shown"])],
)
def test_set_holds_the_likeliest_until_their_chances_reach_the_mass(mass: float, answers: list[str]) -> None:
    assert likeliest(CHANCES, mass) == answers


def test_mass_to_an_answer_is_the_sum_of_the_likelier_ones_and_its_own() -> None:
    masses = [mass_to(CHANCES, answer) for answer in ("partial", "met", "not_shown", "contradicted")]
    assert masses == pytest.approx([0.7, 0.9, 1.0, math.inf])


def test_cut_is_the_mass_of_the_case_that_the_confidence_needs() -> None:
    masses = [0.9, 0.5, 0.6, 0.7, 0.8, 0.95, 0.65, 0.75, 0.85]  # nine: sorted 0.5 0.6 0.65 0.7 0.75 0.8 0.85 0.9 0.95
    assert cut_for(masses, 0.8) == 0.9  # ⌈10 · 0.8⌉ = 8th
    assert cut_for(masses, 0.9) == 0.95  # ⌈10 · 0.9⌉ = 9th
    assert cut_for(masses, 0.95) is None  # ⌈10 · 0.95⌉ = 10th of nine
    assert (
        cut_for([0.9, math.inf], 0.5) is None
    )  # ⌈3 · 0.5⌉ = 2nd, whose right answer was none of those that could be given


def verdict(
    fact: str, gold: str, got: str, chances: dict[str, float] | None = None, document: str = "a--b"
) -> FieldResult:
    outcome: Outcome = "right" if gold == got else "wrong"
    likely = None if chances is None else chances[got]
    return FieldResult("comparisons", document, "verdicts", fact, "verdict", outcome, (gold,), got, likely, chances)


def test_what_has_no_probability_or_was_not_found_takes_no_part() -> None:
    results = [
        verdict("R1", "met", "met", {"met": 0.9, "partial": 0.1}), verdict("R2", "met", "partial"),
        FieldResult("comparisons", "a--b", "verdicts", "R3", "verdict", "missing", ("met",), None, 0.4),
        FieldResult("profiles", "a", "roles", "1", "employer", "extra", (), "Acme", 0.6),
    ]  # fmt: skip
    found = reliability_by_kind(results)
    assert {kind: (each.count, round(each.calibration_error, 6)) for kind, each in found.items()} == {
        "verdicts": (1, 0.1), "roles": (1, 0.6)
    }  # fmt: skip


def test_sets_are_checked_on_the_half_that_the_cut_was_not_found_on() -> None:
    # Three of four have the right verdict first (mass 0.6), every fourth second (mass 0.9).
    chances = {"met": 0.6, "partial": 0.3, "not_shown": 0.1}
    results = [verdict(f"R{n}", "partial" if n % 4 == 0 else "met", "met", chances) for n in range(200)]
    found = coverage_of(results, 0.55)
    assert found is not None
    assert (found.as_told.count, found.as_told.held, found.as_told.mean_size) == (
        200,
        150,
        1.0,
    )  # cut at 0.55: the first alone
    assert found.checked is not None
    assert found.fitted_on + found.checked.count == 200
    assert found.checked.mass == pytest.approx(0.6)
    high = coverage_of(results, 0.95)
    assert high is not None
    assert high.checked is not None
    # cut at 0.9: both first ones, which always hold the right verdict
    assert (high.checked.mass, high.checked.share, high.checked.mean_size) == (pytest.approx(0.9), 1.0, 2.0)


def test_no_cut_is_told_when_verdicts_are_few_or_there_are_none() -> None:
    few = coverage_of([verdict("R1", "met", "met", {"met": 0.9, "partial": 0.1})], 0.95)
    assert few is not None
    assert few.checked is None
    assert coverage_of([verdict("R1", "met", "met")], 0.95) is None


def test_probability_of_a_field_is_that_of_its_leaf_before_that_of_its_fact() -> None:
    fact = {"probability": 0.8, "leaves": {"title": {"probability": 0.5}, "employer": {"how": "exact"}}}
    assert [probability_of(fact, field) for field in ("title", "employer", "team")] == [0.5, 0.8, 0.8]
    assert probability_of({"leaves": {}}, "title") is None
