"""A reader for each format.

In: bytes.
Out: text, lines and notices.
Must not know: where the bytes come from.
"""
