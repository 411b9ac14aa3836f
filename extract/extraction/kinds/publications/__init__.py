"""Publications and talks.

In: an extraction context.
Out: drafts of publications and talks.
Must not know: the other kinds.
"""
