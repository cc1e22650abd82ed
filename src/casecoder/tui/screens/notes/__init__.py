"""Memos and the journal."""
