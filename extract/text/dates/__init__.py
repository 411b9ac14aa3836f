"""Dates and periods.

In: a string.
Out: partial dates, periods and intervals, with offsets.
Must not know: documents.
"""
