"""spaCy behind a small protocol, loaded when a sentence is first asked for."""
