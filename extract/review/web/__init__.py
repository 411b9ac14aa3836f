"""The review page and its API.

In: HTTP requests.
Out: pages and JSON.
Must not know: how a decision is applied.
"""
