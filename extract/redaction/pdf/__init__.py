"""Copies of PDF files without who the candidate is.

In: a file's bytes, and rectangles on its pages.
Out: the bytes of a file that holds nothing but its pages, without the letters there and without pictures.
Must not know: which words these are.
"""
