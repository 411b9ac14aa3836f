"""Positions.

In: an extraction context.
Out: drafts of positions.
Must not know: the other kinds, but education.
"""
