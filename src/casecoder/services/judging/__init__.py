"""Ratings, and how far coders and raters agree."""
