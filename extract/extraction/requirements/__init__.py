"""What a posting asks for.

In: sentences of a posting.
Out: requirements, as the text states them.
Must not know: profiles and comparisons.
"""
