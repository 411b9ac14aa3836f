"""Results in the forms of other programs.

In: stored results as reviewed.
Out: JSON Resume, JSON-LD of schema.org, JSON lines, CSV, Excel, Parquet and the candidate matrix.
Must not know: models and runs.
"""
