"""Ask a small FTS5 index in memory what the search index takes for words."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing

from casecoder.core.transcripts.spans import Span

TOKENIZER = "unicode61 remove_diacritics 2"
"""How FTS5 cuts texts into words and what it takes for the same word: case and accents don't matter."""

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_UNMARKED = {ord(_OPEN): " ", ord(_CLOSE): " "}
"""Marks set round each hit: code points that Unicode keeps out of texts. In a text that has them they become spaces."""
_ADD = "INSERT INTO said VALUES (?)"


def tokenize_texts(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of each text as the index keeps them."""
    found: list[list[str]] = [[] for _ in texts]
    with closing(_make_index()) as index:
        index.executemany(_ADD, ((text,) for text in texts))
        index.execute("CREATE VIRTUAL TABLE word USING fts5vocab(said, instance)")
        for row, term in index.execute('SELECT doc, term FROM word ORDER BY doc, "offset"'):
            found[row - 1].append(term)
    return found


def find_query_matches(match: str, texts: Sequence[str]) -> list[tuple[Span, ...]]:
    """Return where each text has the words of an FTS5 query, in code points.

    Each is put into the index by itself: of several, SQLite leaves some marks out where a query has branches.
    """
    found: list[tuple[Span, ...]] = []
    query = "SELECT highlight(said, 0, ?, ?) FROM said WHERE said MATCH ?"
    with closing(_make_index()) as index:
        for text in texts:
            index.execute("BEGIN")
            index.execute(_ADD, (text.translate(_UNMARKED),))
            shown = index.execute(query, (_OPEN, _CLOSE, match)).fetchone()
            found.append(tuple(_find_marked_spans(shown[0])) if shown else ())
            index.execute("ROLLBACK")
    return found


def _make_index() -> sqlite3.Connection:
    index = sqlite3.connect(":memory:", isolation_level=None)
    index.execute(f"CREATE VIRTUAL TABLE said USING fts5(words, tokenize = '{TOKENIZER}')")
    return index


def _find_marked_spans(shown: str) -> Iterator[Span]:
    before, *pieces = shown.split(_OPEN)
    at = len(before)
    for piece in pieces:
        hit, _, after = piece.partition(_CLOSE)
        yield Span(at, at + len(hit))
        at += len(hit) + len(after)
