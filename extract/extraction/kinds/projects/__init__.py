"""Projects.

In: an extraction context.
Out: drafts of projects.
Must not know: the other kinds.
"""
