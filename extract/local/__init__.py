"""The model that runs inside the program: its weights, its server, and the grammar that keeps its answers short."""
