"""A document into a profile or a posting.

In: a `Document` and a model client.
Out: a `Profile` or a `Posting` in which every value is anchored in the text.
Must not know: files, settings, runs and comparisons.
"""
