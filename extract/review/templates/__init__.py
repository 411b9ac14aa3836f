"""The templates of the review page."""
