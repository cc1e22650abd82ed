"""Codebooks, and finding what was coded."""
