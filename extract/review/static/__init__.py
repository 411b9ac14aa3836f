"""Style and scripts of the review page."""
