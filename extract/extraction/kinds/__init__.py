"""The built-in fact kinds, a folder each.

In: an extraction context.
Out: drafts of facts with their evidence.
Must not know: each other's answers, but for what several kinds share.
"""
