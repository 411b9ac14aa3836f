"""What is asked.

In: a filled prompt and the form of its answer.
Out: a request body and its key.
Must not know: connections.
"""
