"""The code book and its editing."""
