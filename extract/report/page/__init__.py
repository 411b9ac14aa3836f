"""The page: templates, styles and scripts, and the data that they show.

In: what the page shows, arranged.
Out: HTML.
Must not know: where results are stored.
"""
