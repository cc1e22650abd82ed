"""The screens that find words and codings."""
