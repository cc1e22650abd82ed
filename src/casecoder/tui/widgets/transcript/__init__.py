"""The transcript view and its parts."""
