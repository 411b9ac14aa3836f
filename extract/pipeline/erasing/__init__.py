"""One person's document taken out of everything that was made from it.

In: a folder of results, NAMEs of profiles, and the cache of answers.
Out: what was removed, and what is out of reach.
Must not know: the command line.
"""
