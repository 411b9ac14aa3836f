"""What can be decided, and what was.

In: stored results, and orders from a page.
Out: subjects of decisions, their state, and the log.
Must not know: how a decision changes results.
"""
