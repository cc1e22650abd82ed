"""Codebooks and how they change."""
