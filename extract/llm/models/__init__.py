"""What a model can do, and which rules act for it.

In: a provider, a model's name and settings.
Out: one frozen profile of the model.
Must not know: connections, documents and facts.
"""
