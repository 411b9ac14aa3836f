"""A profile against a posting.

In: a `Profile`, a `Posting` and a model client.
Out: a `Comparison`: a verdict with evidence for each requirement.
Must not know: documents, settings, and where results are stored.
"""
