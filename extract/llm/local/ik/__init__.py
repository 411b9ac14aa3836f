"""The faster engine of the embedded model.

In: requests of the child process.
Out: tokens, held to a grammar.
Must not know: clients and facts.
"""
