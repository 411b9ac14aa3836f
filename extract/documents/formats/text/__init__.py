"""Plain text, and numbers of lists as text.

In: bytes.
Out: text, lines and notices.
Must not know: other formats.
"""
