"""Which lines of a profile a requirement is decided by.

In: a profile.
Out: its lines, blinded and without copies of the posting.
Must not know: models.
"""
