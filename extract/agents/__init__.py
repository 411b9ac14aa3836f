"""The pipeline as tools for agents, over the Model Context Protocol; needs the extra `mcp`.

In: paths of documents, below folders that were allowed.
Out: text, profiles, postings, comparisons and explanations, with their schemas.
Must not know: how anything is worked out, and the command line.
"""
