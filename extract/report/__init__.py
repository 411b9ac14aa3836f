"""OUT/report.html: one page that shows why each verdict stands, with the lines from both sides.

In: stored results.
Out: one HTML page, or what it shows as data.
Must not know: models, runs, and how decisions are made.
"""
