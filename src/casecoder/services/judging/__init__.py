"""Ratings and how far people agree."""
