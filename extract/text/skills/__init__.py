"""Names of skills, under all names that the vocabulary has for them.

In: a string, and the vocabulary.
Out: where the text names a skill, and whether it denies it, with offsets.
Must not know: profiles, postings and models.
"""
