"""Rows of facts as CSV, Parquet and Excel. The libraries of the last two come with `vouchline[export]`."""

# pyarrow carries few types; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from extract.errors import UserError
from extract.export.delimited import csv_text
from extract.export.rows import FIRST_COLUMNS, LAST_COLUMNS, FactRow, columns_of, tables_of
from extract.review.decisions.subjects import FACT_MODELS
from extract.review.domain.corrections import FieldKind, fields_of

_LONGEST_CELL = 32_767
"""Characters that Excel takes in one cell (Microsoft, "Excel specifications and limits")."""
_LONGEST_SHEET_NAME = 31
_ARROW_TYPES: dict[FieldKind, str] = {
    "text": "string", "date": "string", "choice": "string", "number": "float64", "year": "int64", "flag": "bool",
    "lines": "list", "choices": "list", "link": "string",
}  # fmt: skip


def to_csv(rows: Sequence[FactRow]) -> str:
    """Return a table for spreadsheets: a line a fact."""
    columns = columns_of(rows)
    cells = [row.cells() for row in rows]
    return csv_text(columns, ([each.get(column) for column in columns] for each in cells))


def to_parquet(rows: Sequence[FactRow]) -> bytes:
    """Return a Parquet file whose columns have the same types whatever the facts.

    Raises:
        UserError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise _missing("pyarrow") from None
    own = any(row.kind not in FACT_MODELS for row in rows)
    kinds: dict[str, FieldKind] = {field.name: field.kind for kind in FACT_MODELS for field in fields_of(kind)}

    def type_of(column: str) -> Any:
        if own and column not in (*FIRST_COLUMNS, *LAST_COLUMNS):
            return _arrow_type_of([row.cells().get(column) for row in rows], pa)
        if column in ("page", "line", "months_low", "months_high"):
            return pa.int64()
        if column in ("summary_lines", "entry", "used_lines"):
            return pa.list_(pa.int64())
        if column == "used_in":
            return pa.list_(pa.string())
        name = _ARROW_TYPES[kinds.get(column, "text")]
        return pa.list_(pa.string()) if name == "list" else pa.type_for_alias(name)

    schema = pa.schema([(column, type_of(column)) for column in columns_of(rows)])
    table = pa.Table.from_pylist([row.cells() for row in rows], schema=schema)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def _arrow_type_of(values: Sequence[object], pa: Any) -> Any:
    """Return the type of a column of a user's own kind, which its values alone tell; text where there are none."""
    told = {type(value) for value in values if value is not None}
    if told and told <= {int, float}:
        return pa.float64()
    return pa.bool_() if told == {bool} else pa.string()


def to_xlsx(rows: Sequence[FactRow], more: Mapping[str, Sequence[Mapping[str, object]]] | None = None) -> bytes:
    """Return a workbook with a sheet of facts, one a kind of the user's own, and one a table of `more` that has rows.

    Every text is a text, never a formula.

    Raises:
        UserError: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    except ImportError:
        raise _missing("openpyxl") from None
    book = Workbook(write_only=True)

    def cell(sheet: Any, value: object) -> Any:
        joined: Any = _joined(value)
        if not isinstance(joined, str):
            return WriteOnlyCell(sheet, joined)
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", joined)[:_LONGEST_CELL])
        made.data_type = "s"
        return made

    def add_sheet(name: str, columns: Sequence[str], table: Sequence[Mapping[str, object]]) -> None:
        sheet = book.create_sheet(name.replace("_", " ").capitalize()[:_LONGEST_SHEET_NAME])
        sheet.freeze_panes = "A2"
        sheet.append([cell(sheet, column) for column in columns])
        for row in table:
            sheet.append([cell(sheet, row.get(column)) for column in columns])

    for name, table in tables_of(rows).items():
        add_sheet(name, columns_of(table), [row.cells() for row in table])
    for name, extra in (more or {}).items():
        if extra:
            add_sheet(name, list(extra[0]), extra)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _missing(library: str) -> UserError:
    return UserError(
        f"This form needs {library}, which is not installed.", "Install it: pip install 'vouchline[export]'."
    )


def _joined(value: object) -> object:
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    return value
