"""A faster engine for the embedded model, by the `ik-llama-cpp-python` wheel, behind the same HTTP door as llama.cpp's.

Comes in: chat completion requests with a grammar. Goes out: completions, and how they came about. It must not know what is
asked, nor of whom: that is why it gets told which messages are the same for all documents, and keeps no others on disk.
"""
