"""Kinds of facts that a user describes in YAML files, asked for and proved like those that the program brings."""
