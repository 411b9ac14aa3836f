"""What a user can choose.

In: options, environment variables and settings files.
Out: `Settings`, with where each choice came from.
Must not know: what is done with it; no floor below reads it.
"""
