"""Findings over the numbers of results: a stated change that its two values do not bear out, a number without a unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extract.documents.model.document import Document
from extract.extraction.checks.facts_by_kind import FactsByKind, fold
from extract.text.numbers.numerals import NUMBER, Numeral, find_numerals
from extract.text.numbers.plain_numbers import write_plainly
from schemas import Finding, Leaf, Metric

GENERIC_NAMES = frozenset(
    {"score", "scores", "metric", "metrics", "result", "results", "value", "values", "number", "numbers", "figure",
     "figures", "performance", "measure", "measurement", "outcome", "outcomes", "stat", "stats", "kpi", "kpis"}
)  # fmt: skip
ROUGH = Decimal("0.1")
"""Share by which a number that the text calls approximate may be off."""

_ARTICLES = re.compile(r"^(?:(?:the|a|an|our|its|my|their|overall|final|total|average|mean)\s+)+")
_SPEED = re.compile(r"(?i)\b(?:faster|quicker|speed\w*|throughput|productiv\w+)\b")
_POINTS = re.compile(r"(?i)points?\b|\bpts\b|pp|p\.p\.")
_BEFORE, _AFTER = 60, 30
"""Code points around a numeral that tell whether it is bounded or approximate."""


@dataclass(frozen=True, slots=True)
class _Printed:
    """A number as printed: its value, the worth of its last digit, and what the words around it say."""

    value: Decimal
    step: Decimal
    text: str
    numeral: Numeral | None


def check_arithmetic(document: Document, facts: FactsByKind) -> Iterator[Finding]:
    """Yield the findings over the numbers of each metric."""
    for metric in facts.metrics:
        has_number = any(number is not None for number in (metric.baseline, metric.value, metric.change))
        name = _ARTICLES.sub("", fold(metric.name))
        if has_number and metric.unit is None and metric.change_kind is None and name in GENERIC_NAMES:
            yield _finding("unclear_unit", "info", "The text does not say what the number counts.", metric)
        if message := _contradiction(document, metric):
            yield _finding("stated_gain_differs", "warning", message, metric)


def _contradiction(document: Document, metric: Metric) -> str | None:
    """Return what is wrong with a stated change, None where it fits or nothing can be told."""
    baseline = _printed(document, metric, "baseline", metric.baseline)
    value = _printed(document, metric, "value", metric.value)
    change = _printed(document, metric, "change", metric.change)
    if baseline is None or value is None or change is None or metric.bound:
        return None
    if any(printed.numeral and printed.numeral.bound for printed in (baseline, value)):
        return None
    rough = metric.approximate or any(p.numeral and p.numeral.approximate for p in (baseline, value, change))
    readings = list(_readings(document, metric, baseline, value, change))
    if not readings or any(_fits(change, expected, slack, rough=rough) for expected, slack in readings):
        return None
    stated, expected = _shown(change.value), readings[0][0]
    if metric.change_kind == "factor":
        return f"The stated factor is {stated}, but the two values make it {_shown(expected)}."
    if metric.change_kind == "percent":
        return f"The stated change is {stated} %, but from the first value to the second it is {_shown(expected)} %."
    return f"The stated change is {stated}, but the two values differ by {_shown(expected)}."


def _readings(
    document: Document, metric: Metric, baseline: _Printed, value: _Printed, change: _Printed
) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield what the change may have been worked out to be, the likeliest first, with how far off it may be.

    It may be off by half of its last printed digit. Where the two values are printed more coarsely than the change, their
    difference may be off by half of their last digits.
    """
    difference, half = value.value - baseline.value, change.step / 2
    coarse = max(baseline.step, value.step) > change.step
    by_difference = (difference, (baseline.step + value.step) / 2 if coarse else half)
    if metric.change_kind == "factor":
        if baseline.value and value.value:
            yield value.value / baseline.value, half
            yield baseline.value / value.value, half
        return
    if metric.change_kind != "percent":
        yield by_difference
    if metric.change_kind in ("percent", "percentage_points") and not _POINTS.search(change.text):
        if baseline.value:
            yield difference / abs(baseline.value) * 100, half
        lines = " ".join(piece.text for piece in metric.evidence)
        if value.value and abs(value.value) < abs(baseline.value) and _SPEED.search(lines):
            yield (baseline.value / value.value - 1) * 100, half
        yield by_difference


def _fits(change: _Printed, expected: Decimal, slack: Decimal, *, rough: bool) -> bool:
    """Tell whether a stated change means `expected`. "Reduced by 20" states a fall without a sign, never a rise with one."""
    stated = change.value
    if stated < 0 < expected:
        return False
    stated, expected = abs(stated), abs(expected)
    if rough:
        slack = max(slack, expected * ROUGH)
    bound = change.numeral.bound if change.numeral else None
    if bound == "at_least" and expected >= stated:
        return True
    if bound == "up_to" and expected <= stated:
        return True
    was_cut_off = 0 <= expected - stated < change.step
    return was_cut_off or abs(stated - expected) <= slack


def _printed(document: Document, metric: Metric, field: str, value: float | None) -> _Printed | None:
    if value is None:
        return None
    number = Decimal(str(value))
    leaf = metric.leaves.get(field)
    text = document.text[leaf.start : leaf.end] if leaf else ""
    match = re.search(NUMBER, write_plainly(text, document.language))
    digits = Decimal(match[0].replace(",", "")) if match else abs(number)
    exponent = digits.as_tuple().exponent if match else number.normalize().as_tuple().exponent
    step = Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)
    scale = abs(number) / digits if digits else Decimal(1)
    return _Printed(number, step * scale, text, _numeral(document, leaf) if leaf else None)


def _numeral(document: Document, leaf: Leaf) -> Numeral | None:
    """Return the numeral of a leaf as its surroundings make it read: bounded, approximate."""
    start = max(0, leaf.start - _BEFORE)
    window = re.sub(r"\s", " ", document.text[start : leaf.end + _AFTER])
    for numeral in find_numerals(window, language=document.language):
        if start + numeral.start <= leaf.start < start + numeral.end:
            return numeral
    return None


def _shown(number: Decimal) -> str:
    return f"{float(number):.6g}"


def _finding(code: str, severity: str, message: str, metric: Metric) -> Finding:
    return Finding.model_validate(
        {"code": code, "severity": severity, "message": message, "fact_ids": [metric.id], "evidence": metric.evidence}
    )
