"""The documents at the paths that a user names.

In: paths and addresses.
Out: each document once, with its name.
Must not know: what documents say.
"""
