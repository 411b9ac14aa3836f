"""Made-up documents, results and models."""
