"""The questions of a run by a provider's half-price batch service.

In: documents and settings.
Out: files of requests, and their answers in the cache.
Must not know: how an answer becomes a fact.
"""
