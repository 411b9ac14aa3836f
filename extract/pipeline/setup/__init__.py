"""What a run stands on: the model, the shared cache, the prompts.

In: settings.
Out: an open client, or an error that says what is missing.
Must not know: documents and results.
"""
