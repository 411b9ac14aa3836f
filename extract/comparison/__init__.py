"""A profile against a posting.

In: a `Profile`, a `Posting` and a model client.
Out: a `Comparison`: a verdict with evidence for each requirement.
May import: `extract.extraction` and what is below it, as the import contract says.
Must not know: settings, and where results are stored.
"""
