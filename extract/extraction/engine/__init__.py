"""The context of one extraction.

In: a `Document`, prompts and a model client.
Out: answers, their places in the text, and what was asked.
Must not know: fact kinds.
"""
