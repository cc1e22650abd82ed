"""Read files into transcripts: the frozen text, its turns, and what the file says of itself."""
