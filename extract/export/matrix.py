"""Candidates by requirements: as a table for the terminal, as CSV, and the one order that a user can ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extract.export.delimited import csv_text
from extract.report.content.sorting import SORT_RULES, Sort, sort_rank
from extract.report.content.stored import StoredRun
from extract.report.content.wording import VERDICT_WORDS, show_hidden, sort_key
from schemas import Comparison, Posting, Requirement, Verdict, VerdictKind

MARKS: dict[VerdictKind, str] = {"met": "●", "partial": "◐", "not_shown": "○", "contradicted": "✗"}
REVIEW_MARK = "?"
_STYLES: dict[VerdictKind, str] = {"met": "green", "partial": "yellow", "not_shown": "dim", "contradicted": "red"}
_COLUMNS = 12
"""Candidates side by side in a terminal; more stand below."""


@dataclass(frozen=True, slots=True)
class Column:
    """One candidate's verdicts on a posting, by requirement."""

    profile: str
    label: str
    comparison: Comparison
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One posting's requirements, and a column for each candidate compared with it."""

    name: str
    posting: Posting
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        """The posting's title and company, or its name."""
        return " · ".join(part for part in (self.posting.title, self.posting.company) if part) or self.name


def matrices(stored: StoredRun, sort: Sort | None = None) -> list[Matrix]:
    """Return a matrix for each posting that is there, candidates by name, or as `sort` says."""
    found: list[Matrix] = []
    for name, posting in stored.postings.items():
        columns = [
            Column(item.profile, _label(stored, item.profile), item, {v.requirement_id: v for v in item.verdicts})
            for item in stored.comparisons.values()
            if item.posting == name
        ]
        columns.sort(key=lambda each: (sort_rank(each.comparison, sort), *sort_key(each.label), each.profile))
        if columns:
            found.append(Matrix(name, posting, tuple(columns)))
    return found


def _label(stored: StoredRun, name: str) -> str:
    profile = stored.profiles.get(name)
    return (profile.candidate.name if profile else None) or name


def matrix_csv(found: Sequence[Matrix]) -> str:
    """Return all matrices as one CSV (RFC 4180): a row a requirement, a column a candidate, by the names of their files."""
    profiles = list(dict.fromkeys(column.profile for matrix in found for column in matrix.columns))
    rows: list[list[str]] = []
    for matrix in found:
        by_profile = {column.profile: column.verdicts for column in matrix.columns}
        for requirement in matrix.posting.requirements:
            cells = [_cell(by_profile.get(profile, {}).get(requirement.id)) for profile in profiles]
            head = [matrix.name, requirement.id, requirement.importance, requirement.kind, requirement.text]
            rows.append([*head, *cells])
    return csv_text(["posting", "requirement_id", "importance", "kind", "requirement", *profiles], rows)


def _cell(verdict: Verdict | None) -> str:
    if verdict is None:
        return ""
    return f"{verdict.verdict} (needs review)" if verdict.needs_review else verdict.verdict


def print_matrices(console: Console, found: Sequence[Matrix], sort: Sort | None = None) -> None:
    """Print each matrix with the meaning of its marks, and the rule by which the user had candidates sorted."""
    for matrix in found:
        for start in range(0, len(matrix.columns), _COLUMNS):
            console.print()
            console.print(_table(matrix, matrix.columns[start : start + _COLUMNS], start))
            for number, column in enumerate(matrix.columns[start : start + _COLUMNS], start + 1):
                console.print(Text(f"{number}  {show_hidden(column.label)}"), soft_wrap=True)
    if found:
        marks = ", ".join(f"{MARKS[kind]} {VERDICT_WORDS[kind].lower()}" for kind in MARKS)
        console.print(f"{marks}, {REVIEW_MARK} a person should look", soft_wrap=True)
    if found and sort:
        console.print(f"Sorted as you asked: {SORT_RULES[sort]}.", soft_wrap=True)


def _table(matrix: Matrix, columns: Sequence[Column], before: int) -> Table:
    table = Table(title=Text(show_hidden(matrix.title), style="bold"), title_justify="left", box=None, pad_edge=False)
    table.add_column("requirement", overflow="ellipsis", no_wrap=True, ratio=1)
    for number, _ in enumerate(columns, before + 1):
        table.add_column(str(number), no_wrap=True, min_width=2)
    for importance, requirements in _by_importance(matrix.posting):
        table.add_row(Text(importance, style="bold"), *("" for _ in columns))
        for requirement in requirements:
            cells = [_mark(column.verdicts.get(requirement.id)) for column in columns]
            table.add_row(Text(show_hidden(requirement.text)), *cells)
    return table


def _by_importance(posting: Posting) -> Iterator[tuple[str, list[Requirement]]]:
    for importance in ("required", "preferred", "responsibility"):
        held = [each for each in posting.requirements if each.importance == importance]
        if held:
            yield importance, held


def _mark(verdict: Verdict | None) -> Text:
    if verdict is None:
        return Text("")
    mark = MARKS[verdict.verdict] + (REVIEW_MARK if verdict.needs_review else "")
    return Text(mark, style=_STYLES[verdict.verdict])
