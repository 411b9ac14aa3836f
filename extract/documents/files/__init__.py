"""Files, folders and archives.

In: paths.
Out: bytes within limits.
Must not know: formats.
"""
