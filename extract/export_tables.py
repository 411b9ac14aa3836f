"""Rows of facts as CSV, Parquet and Excel. The libraries of the last two come with `vouchline[export]`."""

# pyarrow carries few types; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from extract.errors import UserError
from extract.export_rows import FactRow, columns_of
from extract.review.corrections import FieldKind, fields_of
from extract.review.subjects import FACT_MODELS

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a text that begins so for a formula (OWASP, "CSV injection"): an apostrophe goes before it."""
_LONGEST_CELL = 32_767
"""Characters that Excel takes in one cell (Microsoft, "Excel specifications and limits")."""
_ARROW_TYPES: dict[FieldKind, str] = {
    "text": "string", "date": "string", "choice": "string", "number": "float64", "year": "int64", "flag": "bool",
    "lines": "list", "choices": "list", "link": "string",
}  # fmt: skip


def to_csv(rows: Sequence[FactRow]) -> str:
    """Return a table for spreadsheets (RFC 4180); lists have one element a line."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns_of(rows), lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _unarmed(_joined(value)) for key, value in row.cells().items()})
    return text.getvalue()


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
    kinds: dict[str, FieldKind] = {field.name: field.kind for kind in FACT_MODELS for field in fields_of(kind)}

    def type_of(column: str) -> Any:
        if column in ("page", "line"):
            return pa.int64()
        if column == "summary_lines":
            return pa.list_(pa.int64())
        name = _ARROW_TYPES[kinds.get(column, "text")]
        return pa.list_(pa.string()) if name == "list" else pa.type_for_alias(name)

    schema = pa.schema([(column, type_of(column)) for column in columns_of(rows)])
    table = pa.Table.from_pylist([row.cells() for row in rows], schema=schema)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()


def to_xlsx(rows: Sequence[FactRow]) -> bytes:
    """Return a workbook with one sheet; every text is a text, never a formula.

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
    sheet = book.create_sheet("Facts")
    sheet.freeze_panes = "A2"
    columns = columns_of(rows)

    def cell(value: object) -> Any:
        joined: Any = _joined(value)
        if not isinstance(joined, str):
            return WriteOnlyCell(sheet, joined)
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", joined)[:_LONGEST_CELL])
        made.data_type = "s"
        return made

    sheet.append([cell(column) for column in columns])
    for row in rows:
        cells = row.cells()
        sheet.append([cell(cells.get(column)) for column in columns])
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


def _unarmed(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
