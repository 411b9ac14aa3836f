"""One question into one checked answer.

In: a question and the form of its answer.
Out: an answer, what it used, and a record of the call.
Must not know: documents' kinds, facts and verdicts.
"""
