"""Finding words and codings."""
