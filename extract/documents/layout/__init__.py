"""Reading order.

In: words with their places on a page.
Out: lines in the order in which a person reads them.
Must not know: formats and headings.
"""
