"""What a run has to do, what it will take, and what it may cost.

In: documents and the journal of earlier runs.
Out: what is due, and why.
Must not know: how a document is extracted.
"""
