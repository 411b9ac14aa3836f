"""Rows of facts as CSV and as Parquet, whose library comes with `vouchline[export]`."""

# pyarrow carries few types; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from extract.export.delimited import csv_text
from extract.export.forms import missing_library
from extract.export.rows import FIRST_COLUMNS, LAST_COLUMNS, FactRow, columns_of
from extract.review.decisions.subjects import FACT_MODELS
from extract.review.domain.corrections import FieldKind, fields_of

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
        raise missing_library("pyarrow") from None
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
