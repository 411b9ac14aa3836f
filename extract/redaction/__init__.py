"""Copies of documents without who the candidate is.

In: a document, what is known of its candidate.
Out: the bytes of a copy, and a record of what was taken out.
Must not know: models, folders of results.
"""
