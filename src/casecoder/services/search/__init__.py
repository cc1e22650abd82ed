"""Searches for words and for codings, and what can be done with what they find."""
