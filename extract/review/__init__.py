"""People check, correct and decide.

In: stored results and documents.
Out: a log of decisions, and results as reviewed.
Must not know: models and runs.
"""
