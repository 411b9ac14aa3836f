"""Text recognition.

In: pictures of pages.
Out: words with their places.
Must not know: formats.
"""
