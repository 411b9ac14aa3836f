"""The embedded model.

In: weights and requests by HTTP.
Out: answers, held to a grammar.
Must not know: clients, documents and facts.
"""
