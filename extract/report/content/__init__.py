"""What a report shows.

In: stored results, and what was decided about them.
Out: candidates, postings and verdicts in order, and values in words.
Must not know: HTML.
"""
