"""Roles that overlap, several current ones, and gaps."""

from __future__ import annotations

import pytest

from tests.unit.extraction.checks.sheet import Sheet, role_lines, roles


def test_dates_out_of_order_is_raised_when_roles_stand_neither_way() -> None:
    sheet = roles(("2015-01", "2016-12"), ("2019-01", "2021-12"), ("2017-01", "2018-12"))
    (finding,) = sheet.findings()
    assert (finding.code, finding.severity) == ("dates_out_of_order", "info")


@pytest.mark.parametrize("reverse", [True, False])
def test_dates_out_of_order_is_left_alone_when_roles_are_sorted(reverse: bool) -> None:
    spans = [("2015-01", "2016-12"), ("2017-01", "2018-12"), ("2019-01", "2021-12")]
    assert roles(*sorted(spans, reverse=reverse)).findings() == []


def test_dates_out_of_order_is_left_alone_across_sections() -> None:
    sheet = Sheet("Experience\nClerk\nGuard\nVolunteer Experience\nHelper")
    sheet.add("roles", 2, employer="A", start_date="2019-01", end_date="2021-12")
    sheet.add("roles", 3, employer="B", start_date="2017-01", end_date="2018-12")
    sheet.add("roles", 5, employer="C", start_date="2022-01", end_date="2022-12")
    assert sheet.findings() == []


def test_dates_out_of_order_is_left_alone_for_positions_within_one_employer() -> None:
    sheet = Sheet(role_lines(3))
    sheet.add("roles", 2, employer="Alder", start_date="2018-01", end_date="2019-12")
    sheet.add("roles", 3, employer="ALDER", start_date="2020-01", end_date="2021-12")
    sheet.add("roles", 4, employer="Birch", start_date="2015-01", end_date="2017-12")
    assert sheet.findings() == []


def test_overlapping_roles_is_raised_when_more_than_a_month_is_certain() -> None:
    (finding,) = roles(("2020-01", "2021-06"), ("2021-03", "2022-06")).findings()
    assert (finding.code, finding.severity) == ("overlapping_roles", "info")
    assert "3 months" in finding.message


def test_overlapping_roles_is_a_warning_when_both_are_full_time() -> None:
    sheet = roles(("2020-01", "2021-06"), ("2021-03", "2022-06"), employment_type="full_time")
    assert [finding.severity for finding in sheet.findings("overlapping_roles")] == ["warning"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(("2020-01", "2021-04"), ("2021-03", "2022-06"), id="a month of handover"),
        pytest.param(("2020", "2021"), ("2021", "2022"), id="years leave it open"),
        pytest.param(("2020-01", None), ("2021-03", "2022-06"), id="no end"),
    ],
)
def test_overlapping_roles_is_left_alone_when_it_is_not_certain(
    first: tuple[str, str | None], second: tuple[str, str | None]
) -> None:
    assert roles(first, second).findings("overlapping_roles") == []


@pytest.mark.parametrize("kind", ["internship", "part_time", "volunteer", "founder"])
def test_overlapping_and_current_roles_are_left_alone_beside_the_main_one(kind: str) -> None:
    sheet = roles(("2020-01", "now"))
    sheet.add("roles", 2, employer="Elsewhere", start_date="2021-01", is_current=True, employment_type=kind)
    sheet.add("roles", 2, employer="Beyond", start_date="2020-02", end_date="2022-01", employment_type=kind)
    assert sheet.findings() == []


def test_overlapping_and_current_roles_are_left_alone_in_a_section_of_volunteering() -> None:
    sheet = Sheet("Experience\nClerk\nVolunteering\nTreasurer\nMentor")
    sheet.add("roles", 2, employer="Alder", start_date="2020-01", is_current=True)
    sheet.add("roles", 4, employer="Birch", start_date="2021-01", is_current=True)
    sheet.add("roles", 5, employer="Cedar", start_date="2021-01", end_date="2022-01")
    assert sheet.findings() == []


def test_several_current_is_raised_when_two_employers_are_present() -> None:
    assert roles(("2020-01", "now"), ("2021-03", "now")).codes() == ["several_current"]


def test_several_current_is_left_alone_at_one_employer() -> None:
    assert roles(("2020-01", "now"), ("2021-03", "now"), employer="Alder Library").findings() == []


def test_gap_is_raised_when_more_than_six_months_are_empty() -> None:
    (finding,) = roles(("2022-01", "2023-01"), ("2020-01", "2021-05")).findings()
    assert (finding.code, finding.severity, finding.fact_ids) == ("gap", "info", ["role-2", "role-1"])
    assert "7 months" in finding.message


@pytest.mark.parametrize(
    "spans",
    [
        pytest.param([("2022-01", "2023-01"), ("2020-01", "2021-06")], id="six months"),
        pytest.param([("2022", "2023"), ("2020", "2021")], id="years leave it open"),
        pytest.param([("2023-01", "2023-05"), ("2018-01", "2022-12"), ("2019-01", "2019-05")], id="covered by a third"),
        pytest.param([("2023-01", "2023-05"), ("2018-01", None)], id="no end"),
    ],
)
def test_gap_is_left_alone_when_it_is_not_certain(spans: list[tuple[str | None, str | None]]) -> None:
    assert roles(*spans).findings("gap") == []


def test_gap_is_left_alone_when_education_fills_it() -> None:
    sheet = Sheet("Clerk\nGuard\nM.A. History")
    sheet.add("roles", 1, employer="A", start_date="2022-01", end_date="2023-01")
    sheet.add("roles", 2, employer="B", start_date="2018-01", end_date="2019-12")
    sheet.add("education", 3, start_date="2020-01", end_date="2021-12")
    assert sheet.findings() == []
