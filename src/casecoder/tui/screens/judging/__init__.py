"""Ratings and agreement."""
