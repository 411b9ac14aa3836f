"""Documents extracted again from answers that are kept.

In: kept answers, and rules to leave out.
Out: profiles to score.
Must not know: servers: no model is asked.
"""
