"""Measured results.

In: lines with numbers.
Out: drafts of metrics.
Must not know: the other kinds.
"""
