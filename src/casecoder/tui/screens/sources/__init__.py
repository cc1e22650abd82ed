"""Sources, schools and people."""
