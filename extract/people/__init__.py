"""Profiles that look like one person's.

In: what a profile says of the person's contact and career.
Out: pairs of profiles, with what they share.
Must not know: where results are stored, models, and what people decide.
"""
