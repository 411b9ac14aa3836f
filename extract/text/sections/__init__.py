"""Sections of a document.

In: a `Document`.
Out: sections by their headings.
Must not know: what facts the sections hold.
"""
