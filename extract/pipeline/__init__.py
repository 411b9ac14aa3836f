"""A folder of documents into a folder of results.

In: documents, settings and what was stored before.
Out: profiles, postings, comparisons, run.json and the report.
Must not know: the command line, evaluation, and who watches.
"""
