"""Profiles from files of other programs.

In: a JSON Resume file.
Out: a profile whose values are proved against the file's own text, with findings.
Must not know: models, runs and the command line.
"""
