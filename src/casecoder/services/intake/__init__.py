"""Bringing files into a study."""
