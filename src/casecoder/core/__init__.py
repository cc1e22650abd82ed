"""The ideas: text and offsets, spans, codebooks, rating rules. No I/O, no SQL, no Textual."""
