"""Documents read in processes of their own, within limits of time and memory.

In: paths and limits.
Out: documents, or the error that reading ended in.
Must not know: models and facts.
"""
