"""The pipeline over HTTP, for programs.

In: documents in requests.
Out: profiles, postings, comparisons and problems as JSON.
Must not know: how anything is worked out, and the command line.
"""
