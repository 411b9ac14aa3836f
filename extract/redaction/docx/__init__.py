"""Copies of Word documents without who the candidate is.

In: a file's bytes, and what finds the words.
Out: the bytes of a file with the parts that show text, the words taken out of them.
Must not know: which words these are.
"""
