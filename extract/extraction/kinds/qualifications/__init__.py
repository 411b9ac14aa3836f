"""Skills, languages and certificates.

In: an extraction context.
Out: drafts of qualifications.
Must not know: the other kinds, but lists of degrees.
"""
