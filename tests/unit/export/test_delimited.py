"""Tables as CSV: what strict readers, readers by lines and spreadsheets make of quotes of several lines and of formulas."""

from __future__ import annotations

import csv
import importlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

from extract.export.delimited import csv_cell, csv_text
from extract.report.content.stored import read_stored
from extract.store.results import Results
from testing.builders.reviews import PEOPLE, profile_of
from testing.command_line import vouchline

RFC_4180 = re.compile(r'(?:(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,(?:"(?:[^"]|"")*"|[^",\r\n]*))*\r\n)+')
"""The grammar of https://www.rfc-editor.org/rfc/rfc4180#section-2, letters beyond ASCII allowed as RFC 7111 does."""


@pytest.fixture
def written(tmp_path: Path) -> str:
    """The facts of the samples as a file, without the mark at its beginning."""
    for name in PEOPLE:
        Results(tmp_path / "out").write_profile(name, profile_of(name))
    file = tmp_path / "facts.csv"
    assert vouchline("export", str(tmp_path / "out"), "--format", "csv", "-o", str(file)).exit_code == 0
    return file.read_bytes().decode("utf-8-sig")


def test_each_fact_is_one_line_of_valid_csv(written: str, tmp_path: Path) -> None:
    facts = [fact for profile in read_stored(tmp_path / "out").profiles.values() for fact in profile.facts()]
    assert any(len(fact.evidence) > 1 for fact in facts)
    assert RFC_4180.fullmatch(written)
    strict = list(csv.reader(io.StringIO(written, newline=""), strict=True))
    assert len(strict) == 1 + len(facts)
    assert {len(row) for row in strict} == {len(strict[0])}
    assert list(csv.reader(written.splitlines())) == strict  # a reader that takes lines for rows finds the same
    columns: Any = importlib.import_module("pyarrow.csv")  # it carries few types
    assert columns.read_csv(tmp_path / "facts.csv").num_rows == len(facts)


def test_quotes_of_several_lines_and_lists_keep_their_parts(written: str) -> None:
    rows = {(row["profile"], row["id"]): row for row in csv.DictReader(io.StringIO(written))}
    for name in PEOPLE:
        for fact in profile_of(name).facts():
            assert rows[name, fact.id]["evidence"].lstrip("'") == " | ".join(piece.text for piece in fact.evidence)
    [role, *_] = profile_of(PEOPLE[0]).roles
    assert rows[PEOPLE[0], role.id]["summary_lines"] == " | ".join(str(line) for line in role.summary_lines)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("first\nsecond", "first | second"),
        ("first \r\n\r\n second\u2028third\x85", "first | second | third | "),
        ("\r=1+1", "'=1+1"),
        ("=1+1", "'=1+1"),
        ("  =1+1", "  '=1+1"),
        ("+49 555 0100", "'+49 555 0100"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("Berlin;=1+1", "Berlin;'=1+1"),
        ("a = b - c", "a = b - c"),
        (-92.0, -92.0),
        (None, None),
        (["one", "two"], "one | two"),
        (["=1", "two"], "'=1 | two"),
    ],
)
def test_cell_is_one_line_and_no_formula(value: object, cell: object) -> None:
    assert csv_cell(value) == cell


def test_header_is_no_formula_either() -> None:
    assert csv_text(["=1", "b"], [["x", None]]) == "'=1,b\r\nx,\r\n"
