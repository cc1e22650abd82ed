"""The screens on memos and the journal, and the editors of texts."""
