"""Dates that are vague, missing, in the wrong order or in the future."""

from __future__ import annotations

import pytest

from tests.unit.extraction.checks.sheet import Sheet, roles


@pytest.mark.parametrize("words", ["Summer 2021", "20XX – 20XX", "Q3 2020", "Fall 2019 – Spring 2020"])
def test_vague_date_is_raised_when_the_fact_has_no_date_for_it(words: str) -> None:
    sheet = Sheet(f"Clerk, Alder Library\n{words}").add("roles", 1, 2, employer="Alder Library")
    (finding,) = sheet.findings()
    assert (finding.code, finding.fact_ids) == ("vague_date", ["role-1"])
    assert finding.evidence[0].text == words


def test_vague_date_is_raised_when_it_stands_on_the_next_line_only() -> None:
    sheet = Sheet("Clerk, Alder Library\nSummer 2021").add("roles", 1, employer="Alder Library")
    assert sheet.codes() == ["vague_date"]


def test_vague_date_is_raised_for_education_whose_end_is_a_season() -> None:
    sheet = Sheet("B.A. History, Spring 2020").add("education", 1, institution="Moor College", degree="B.A.")
    assert sheet.findings("vague_date")[0].fact_ids == ["education-1"]


def test_vague_date_is_left_alone_when_the_fact_has_its_dates() -> None:
    sheet = Sheet("Clerk, 2019 – 2021\nRan the Summer 2020 fair")
    sheet.add("roles", 1, 2, start_date="2019", end_date="2021")
    assert sheet.findings() == []


def test_vague_date_is_left_alone_when_it_stands_far_from_any_fact() -> None:
    sheet = Sheet("Clerk\nat the desk\nin town\nSummer 2021").add("roles", 1, employer="Alder Library")
    assert sheet.codes() == ["no_dates"]


def test_no_dates_is_raised_for_a_role_without_any_date() -> None:
    (finding,) = roles((None, None)).findings()
    assert (finding.code, finding.severity, finding.fact_ids) == ("no_dates", "info", ["role-1"])


@pytest.mark.parametrize("span", [("2020", None), (None, "2020"), (None, "now")])
def test_no_dates_is_left_alone_when_one_date_is_there(span: tuple[str | None, str | None]) -> None:
    assert roles(span).findings("no_dates") == []


@pytest.mark.parametrize(("start", "end"), [("2021", "2020"), ("2020-05", "2020-04"), ("2020-05-02", "2020-05-01")])
def test_end_before_start_is_raised_when_the_dates_surely_contradict(start: str, end: str) -> None:
    (finding,) = roles((start, end)).findings()
    assert (finding.code, finding.severity) == ("end_before_start", "warning")


@pytest.mark.parametrize(("start", "end"), [("2020-05", "2020"), ("2020", "2020"), ("2020-05-03", "2020-05")])
def test_end_before_start_is_left_alone_when_a_date_leaves_it_open(start: str, end: str) -> None:
    assert roles((start, end)).findings() == []


def test_date_in_future_is_raised_for_a_start_after_the_as_of_date() -> None:
    (finding,) = roles(("2026-12", None)).findings()
    assert (finding.code, finding.severity) == ("date_in_future", "warning")


def test_date_in_future_is_info_for_an_end_that_is_not_called_expected() -> None:
    sheet = Sheet("B.A. History, 2024 – 2028").add("education", 1, start_date="2024", end_date="2028")
    (finding,) = sheet.findings()
    assert (finding.code, finding.severity) == ("date_in_future", "info")


def test_date_in_future_is_left_alone_when_the_text_expects_it() -> None:
    sheet = Sheet("B.A. History, Expected May 2028").add("education", 1, end_date="2028-05")
    assert sheet.findings() == []


def test_date_in_future_is_left_alone_within_the_as_of_year() -> None:
    assert roles(("2026", "2026")).findings() == []
