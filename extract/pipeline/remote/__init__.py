"""Documents and results at addresses such as s3://bucket/folder.

In: addresses.
Out: places on this machine that mirror them.
Must not know: what documents and results say.
"""
