"""Answers already paid for.

In: the content address of a request.
Out: the stored answer.
Must not know: what is asked.
"""
