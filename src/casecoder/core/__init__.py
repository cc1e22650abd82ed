"""The ideas: text and offsets, spans, codebooks, rating rules. There is no I/O, SQL or Textual here."""
