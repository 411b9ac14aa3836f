"""Results on disk.

In: profiles, postings, comparisons and rows of the journal.
Out: files, written whole or not at all, and the same read back.
Must not know: how results come about or are shown.
"""
