"""Read, describe and correct sources."""
