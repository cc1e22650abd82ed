"""The verification of a document: its reading, what the study has for it, and the check."""
