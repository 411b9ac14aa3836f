"""Scores of stored results.

In: stored and gold facts, requirements and verdicts.
Out: what came of each field.
Must not know: models, answers and rules.
"""
