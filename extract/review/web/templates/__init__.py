"""Templates of the review page."""
