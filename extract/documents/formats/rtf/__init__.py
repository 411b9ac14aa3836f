"""RTF.

In: bytes.
Out: text, lines and notices.
Must not know: other formats.
"""
