"""Language models: how they are asked."""
