"""What a document is to the rest of the program.

In: what a reader found.
Out: `Document`: one text with offsets, lines, links and notices.
Must not know: formats.
"""
