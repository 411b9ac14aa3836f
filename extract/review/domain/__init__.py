"""What decisions mean.

In: stored results and logged decisions.
Out: results as reviewed.
Must not know: servers and pages.
"""
