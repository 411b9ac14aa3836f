"""When a request is sent again, and how many are sent at once.

In: errors and headers of a server.
Out: a wait, or the error.
Must not know: what is asked.
"""
