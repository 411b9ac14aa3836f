"""Processes, threads, signals and open files of this machine.

In: nothing of the program.
Out: commands, limits and a way to stop.
Must not know: documents, models and results.
"""
