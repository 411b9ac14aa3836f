"""The same work on many machines: documents are read and extracted by processes of a Ray cluster."""
