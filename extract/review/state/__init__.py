"""What a review in progress holds in memory.

In: a folder of results.
Out: what the pages show, and the report as reviewed.
Must not know: HTTP.
"""
