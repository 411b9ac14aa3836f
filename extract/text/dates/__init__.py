"""Dates and periods.

In: a string.
Out: partial dates, periods and intervals, with offsets.
Must not know: documents.

The entry is `periods.find_periods`, which finds what a text holds; `intervals` adds months up, `written` and the others serve these.
"""
