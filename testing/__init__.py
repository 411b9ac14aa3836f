"""What tests and bench share: fake servers, builders of documents and results."""
