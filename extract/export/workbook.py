"""Tables as an Excel workbook that people read: headings that stay, filters, widths, wrapped texts. Needs `vouchline[export]`."""

# openpyxl carries few types; what leaves this module is typed.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from extract.export.forms import missing_library

Row = Mapping[str, object]

_LONGEST_CELL = 32_767
"""Characters that Excel takes in one cell (Microsoft, "Excel specifications and limits")."""
_LONGEST_SHEET_NAME = 31
_WIDTHS = {
    **dict.fromkeys(("page", "line", "start", "end"), 7),
    **dict.fromkeys(("candidate", "email", "organisation", "location", "posting", "document", "links"), 26),
    **dict.fromkeys(("name", "languages", "certificates", "awards", "note"), 34),
    **dict.fromkeys(("requirement", "reason", "details", "skills", "education"), 48),
    **dict.fromkeys(("evidence", "text", "roles"), 64),
}
"""Letters that a column shows side by side; `_WIDTH` for others."""
_WIDTH = 14


def to_xlsx(sheets: Iterable[tuple[str, Sequence[Row]]]) -> bytes:
    """Return a workbook with a sheet a table that has rows, in their order. Every text is a text, never a formula.

    Raises:
        UserError: openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.utils import get_column_letter
    except ImportError:
        raise missing_library("openpyxl") from None
    wrapped = Alignment(wrap_text=True, vertical="top")
    bold, shade = Font(bold=True), PatternFill("solid", fgColor="E8E6E1")
    book = Workbook(write_only=True)

    def cell(sheet: Any, value: object) -> Any:
        shown: Any = "\n".join(map(str, cast("list[object]", value))) if isinstance(value, list) else value
        if isinstance(shown, str):
            shown = ILLEGAL_CHARACTERS_RE.sub("\ufffd", shown)[:_LONGEST_CELL]
        made = WriteOnlyCell(sheet, shown)
        if isinstance(shown, str):
            made.data_type = "s"
        made.alignment = wrapped
        return made

    def heading(sheet: Any, text: str) -> Any:
        made = cell(sheet, text)
        made.font, made.fill = bold, shade
        return made

    for name, rows in sheets:
        if not rows:
            continue
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet = book.create_sheet(name.replace("_", " ").capitalize()[:_LONGEST_SHEET_NAME])
        sheet.freeze_panes = "B2"
        for number, column in enumerate(columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(column, _WIDTH)
        sheet.append([heading(sheet, column) for column in columns])
        for row in rows:
            sheet.append([cell(sheet, row.get(column)) for column in columns])
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
