"""The Excel workbook: sheets that people can read, with no fact lost and no text that is a formula."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from extract.export.workbook import to_xlsx
from extract.report.content.views import fact_label
from extract.store.results import Results
from schemas import Profile
from testing.builders.results import POSTING, stored_results
from testing.builders.reviews import changed, profile_of
from testing.command_line import vouchline

WIDEST = 18
"""Columns of a sheet. All fields of all kinds side by side were 53."""
_MADE = stored_results(3, 12)
STORED = replace(
    _MADE, profiles={name: changed(each, "roles", 0, title="=1+1", leaves={}) for name, each in _MADE.profiles.items()}
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The samples as a workbook; a role of each reads like a formula, and one candidate more has no name and no facts."""
    out = tmp_path_factory.mktemp("made") / "out"
    results = Results(out)
    for name, profile in STORED.profiles.items():
        results.write_profile(name, profile)
    nobody = profile_of("zoe_lindqvist").model_dump()
    for kind in ("roles", "projects", "education", "publications", "talks", "metrics", "qualifications"):
        nobody[kind] = []
    nobody["candidate"]["name"] = None
    results.write_profile("nobody", Profile.model_validate(nobody))
    results.write_posting(POSTING, STORED.postings[POSTING])
    for name, comparison in STORED.comparisons.items():
        results.write_comparison(name, comparison)
    unfit = next(iter(STORED.comparisons.values()))
    bare = [each.model_copy(update={"verdict": "not_shown", "evidence": [], "fact_ids": []}) for each in unfit.verdicts]
    results.write_comparison(f"nobody--{POSTING}", unfit.model_copy(update={"profile": "nobody", "verdicts": bare}))
    assert vouchline("export", str(out), "--format", "xlsx", "-o", str(out / "facts.xlsx")).exit_code == 0
    return openpyxl.load_workbook(out / "facts.xlsx")


def rows_of(book: Any, sheet: str) -> list[dict[str, Any]]:
    header, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_every_sheet_is_narrow_filtered_and_keeps_its_headings(book: Any) -> None:
    assert book.sheetnames == ["Candidates", "Comparisons", "Verdicts", "Facts", "Quotes"]
    for sheet in book:
        assert sheet.max_column <= WIDEST
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", sheet.dimensions)
        assert all(cell.font.bold for cell in sheet[1])
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)
        assert all(dimension.width >= 7 for dimension in sheet.column_dimensions.values())


def test_there_is_a_row_a_candidate_with_contact_and_career(book: Any) -> None:
    rows = {row["profile"]: row for row in rows_of(book, "Candidates")}
    assert rows.keys() == {*STORED.profiles, "nobody"}
    assert rows["nobody"]["candidate"] == "nobody"
    for name, profile in STORED.profiles.items():
        row = rows[name]
        assert (row["candidate"], row["email"]) == (profile.candidate.name, profile.candidate.email)
        assert len(row["roles"].splitlines()) == len(profile.roles)
        assert len(row["education"].splitlines()) == len(profile.education)
        assert all(fact.name in row["skills"] for fact in profile.qualifications if fact.kind == "skill")


def test_every_fact_has_a_row_that_states_its_values_and_the_lines_they_stand_in(book: Any) -> None:
    rows = {(row["profile"], row["id"]): row for row in rows_of(book, "Facts")}
    assert len(rows) == sum(len(profile.facts()) for profile in STORED.profiles.values())
    for name, profile in STORED.profiles.items():
        for role in profile.roles:
            row = rows[name, role.id]
            assert row["organisation"] == role.employer
            assert row["start_date"] == role.start_date
            assert row["end_date"] == ("present" if role.is_current else role.end_date)
        for study in profile.education:
            assert (rows[name, study.id]["organisation"], study.level in rows[name, study.id]["details"]) == (
                study.institution,
                True,
            )
        for metric in profile.metrics:
            stated = metric.value if metric.value is not None else metric.change
            assert stated is None or f"{stated:,.15g}".replace("-", "\u2212") in rows[name, metric.id]["details"]
            above = next((role for role in profile.roles if role.id == metric.context_id), None)
            assert above is None or f"Belongs to: {fact_label(above)}" in rows[name, metric.id]["details"]
        for fact in profile.facts():
            assert all(
                line in [piece.text for piece in fact.evidence] for line in rows[name, fact.id]["evidence"].split("\n")
            )


def test_counts_and_verdicts_have_every_candidate_also_one_without_facts(book: Any) -> None:
    counted = {row["profile"]: row for row in rows_of(book, "Comparisons")}
    verdicts = rows_of(book, "Verdicts")
    assert {row["profile"] for row in verdicts} == counted.keys() == {*STORED.profiles, "nobody"}
    for comparison in STORED.comparisons.values():
        row = counted[comparison.profile]
        assert (row["required_met"], row["preferred_not_shown"]) == (
            comparison.counts.required.met,
            comparison.counts.preferred.not_shown,
        )
        assert row["needs_review"] == sum(each.needs_review for each in comparison.verdicts)


def test_text_that_reads_like_a_formula_is_a_text(book: Any) -> None:
    cells = [cell for row in book["Facts"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"] * 3


def test_quotes_have_all_lines_of_every_fact(book: Any) -> None:
    told = [(row["document"], row["about"], row["text"]) for row in rows_of(book, "Quotes")]
    for name, profile in STORED.profiles.items():
        for fact in profile.facts():
            held = [text for document, about, text in told if (document, about) == (name, fact.id)]
            assert held == [piece.text for piece in fact.evidence]


def test_table_without_rows_has_no_sheet_and_too_long_a_text_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "made.xlsx"
    file.write_bytes(to_xlsx([("empty", []), ("a_name_longer_than_excel_takes_at_all", [{"text": "x" * 40_000}])]))
    [sheet] = openpyxl.load_workbook(file).worksheets
    assert sheet.title == "A name longer than excel takes "
    assert len(str(sheet["A2"].value)) == 32_767
