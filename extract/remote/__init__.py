"""Documents and results at addresses such as s3://bucket/folder: fetched as they are needed, put back whole."""
