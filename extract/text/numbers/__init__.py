"""Numbers.

In: a string.
Out: numerals with scale, unit and bound, with offsets.
Must not know: documents.
"""
