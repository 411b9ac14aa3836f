"""Where positions name a skill, and for how many months.

In: stored positions and projects.
Out: positions, lines and months.
Must not know: models, postings and verdicts.
"""
