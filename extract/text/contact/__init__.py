"""A person's contact as data: the telephone in E.164, links by kind, the name in parts.

In: a `Candidate` with the contact as written, and the language of the document.
Out: the same with what is sure of it, each value with its leaf.
Must not know: the document and models.
"""
