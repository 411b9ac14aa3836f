"""Fact kinds that users declare in YAML.

In: a folder of kind files.
Out: kinds, their answers and their facts.
Must not know: the built-in kinds.
"""
