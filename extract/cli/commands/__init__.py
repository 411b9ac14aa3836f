"""The commands, a module a group.

In: parsed options.
Out: one call of what does the work, and its result printed.
Must not know: each other.
"""
