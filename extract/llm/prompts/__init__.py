"""Prompt files, built-in and of the user's own.

In: YAML files.
Out: prompts, each with its version and fingerprint.
Must not know: models and documents.
"""
