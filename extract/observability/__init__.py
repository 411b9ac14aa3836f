"""What is told of a run while it goes on and at its end.

In: events of the pipeline.
Out: progress, logs of JSON lines, traces and a summary.
Must not know: the command line; no result depends on it.
"""
