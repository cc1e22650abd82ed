"""A file becomes a Transcript: its frozen text, its turns and what it says of itself."""
