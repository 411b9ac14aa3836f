"""What people decide about profiles and comparisons: kept in a log, carried over to new extractions, shown on a page."""
