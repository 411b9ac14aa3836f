"""Verdicts that code can reach.

In: a requirement and the lines of a profile.
Out: a decision, or none.
Must not know: models: what code cannot decide is the judge's.
"""
