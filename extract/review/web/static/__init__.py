"""Scripts, styles and pictures of the review page."""
