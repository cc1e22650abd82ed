"""Checking a document against the study it was made from."""
