"""Screens that show what the study adds up to."""
