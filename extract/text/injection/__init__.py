"""Text that addresses a language model or a screener.

In: a `Document`.
Out: its spans.
Must not know: what is done about them.
"""
