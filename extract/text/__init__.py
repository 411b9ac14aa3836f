"""What code finds in a document's text.

In: a `Document` or a string.
Out: spans, sections, dates, numbers, with offsets.
Must not know: models.
"""
