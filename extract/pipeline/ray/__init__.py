"""Documents read and extracted on a Ray cluster.

In: documents and settings.
Out: the results of each, as the local executor returns them.
Must not know: where results are stored.
"""
