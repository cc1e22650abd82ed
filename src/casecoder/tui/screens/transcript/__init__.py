"""The transcript screen and its ways of working."""
