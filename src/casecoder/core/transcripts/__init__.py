"""Transcripts: turns, segments, and the places in a text."""
