"""Months of positions as bounds, with the sum shown."""

from __future__ import annotations

from typing import Any

import pytest

from extract.extraction.skills.role_months import last_day_of, months_of
from schemas import Role
from testing.builders.profiles import AS_OF, MadeUpResume

SUMS: list[tuple[str, list[tuple[str, str | None]], str]] = [
    ("one position", [("2015-01", "2021-01")], "2015-01–2021-01 = 72 to 73 months"),
    # 29 to 30, and from March 2021 to November 2026 68 to 69
    ("two apart", [("2018-09", "2021-02"), ("2021-03", "now")],
     "2018-09–2021-02 (29 to 30) + 2021-03–now (68 to 69) = 97 to 99 months"),
    # January 2018 to December 2020, once: 35 to 36
    ("two that overlap", [("2018-01", "2019-06"), ("2019-01", "2020-12")], "2018-01–2019-06 and 2019-01–2020-12 = 35 to 36 months"),
    ("years alone", [("2020", "2021")], "2020–2021 = 1 to 24 months"),
    ("no end told", [("2026-10", None)], "2026-10–? = 0 to 2 months"),
    ("one year", [("2020", "2020")], "2020 = 0 to 12 months"),
    ("still ahead", [("2030-01", "2031-01")], "0 months"),
    ("none", [], "0 months"),
]  # fmt: skip


def roles_of(*spans: tuple[str, str | None]) -> list[Role]:
    resume = MadeUpResume()
    for start, end in spans:
        current: dict[str, Any] = {"current": True} if end == "now" else {"end": end}
        resume.role("Engineer", start, **current)
    return resume.profile().roles


@pytest.mark.parametrize(("spans", "told"), [case[1:] for case in SUMS], ids=[case[0] for case in SUMS])
def test_sum_of_months_is_shown_with_its_terms(spans: list[tuple[str, str | None]], told: str) -> None:
    assert months_of(roles_of(*spans), AS_OF).told == told


def test_positions_that_count_are_named_by_time() -> None:
    roles = roles_of(("2021-03", "now"), ("2018-09", "2021-02"), ("2030-01", "2031-01"))
    assert months_of(roles, AS_OF).role_ids == (roles[1].id, roles[0].id)


@pytest.mark.parametrize(
    ("spans", "last"),
    [
        ([("2015-01", "2021-02"), ("2019", "2020")], "2021-02"),
        ([("2015-01", "2021-02"), ("2019", "2021")], "2021"),
        ([("2015-01", "2021-02"), ("2021-03", "now")], AS_OF),
        ([("2015-01", None)], "2015-01"),
        ([("2020-01", "2031-01")], AS_OF),
        ([], None),
    ],
)
def test_last_day_is_the_latest_end(spans: list[tuple[str, str | None]], last: str | None) -> None:
    assert last_day_of(roles_of(*spans), AS_OF) == last
