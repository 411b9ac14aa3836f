"""Degrees and studies.

In: an extraction context.
Out: drafts of degrees.
Must not know: the other kinds.
"""
