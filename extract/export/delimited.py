"""Tables as CSV (RFC 4180) that spreadsheets and line-based readers take alike: one line a row, no formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import cast

BYTE_ORDER_MARK = "\ufeff"
"""What a file begins with, so that Excel reads it as UTF-8. What goes to another program has none."""
BETWEEN_LINES = " | "
"""Stands between the lines of a quote and the elements of a list."""
_FORMULA = re.compile("^ *(?=[=+@\t\\-＝＋－＠])|[;\t] *(?=[=+@\\-＝＋－＠])")
"""Where a spreadsheet may take what follows for a formula, the wide signs in East Asian editions (OWASP, "CSV injection"). Behind a
semicolon or tab too: where these part columns by the computer's region, the quotes of a cell do not hold it together."""
_LINE_ENDS = re.compile("[ \\t]*[\\r\\n\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029]+[ \\t]*")
"""All that `str.splitlines` or a spreadsheet takes for the end of a line."""


def csv_text(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table with a header; what is no text, number or flag is written as one line, None as nothing."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([csv_cell(each) for each in header])
    writer.writerows([csv_cell(each) for each in row] for row in rows)
    return text.getvalue()


def csv_cell(value: object) -> object:
    """Return a value as it stands in a cell: on one line, and with an apostrophe before what would be a formula."""
    if isinstance(value, list):
        value = "\n".join(str(item) for item in cast("list[object]", value))
    if not isinstance(value, str):
        return value
    return _FORMULA.sub(r"\g<0>'", _LINE_ENDS.sub(BETWEEN_LINES, value.strip("\r\n")))
