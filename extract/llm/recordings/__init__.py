"""Recorded conversations with a model.

In: requests.
Out: recorded answers, or what differs from those recorded.
Must not know: tests, and what is asked.
"""
