"""The search index: words of every turn. SQLite's FTS5 behind three functions, so that another can stand in."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from casecoder.core.errors import CaseCoderError
from casecoder.core.spans import Span
from casecoder.core.transcript import Turn

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Marks set round each hit: code points that Unicode keeps out of texts."""

_UNREADABLE = ("fts5", "unterminated", "no such column", "malformed match", "unknown special query", "expected integer")
"""What SQLite says of a query that is wrong."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A turn in which a query was found. ``spans`` are in code points of the source's text."""

    revision_id: uuid.UUID
    turn: int
    words: str
    start: int
    spans: tuple[Span, ...]


def create(connection: Connection) -> None:
    """Make the index of an empty study."""
    connection.execute(
        text(
            "CREATE VIRTUAL TABLE turn_index USING fts5(words, revision_id UNINDEXED, turn UNINDEXED,"
            " start UNINDEXED, tokenize = 'unicode61 remove_diacritics 2')"
        )
    )


def add(connection: Connection, revision_id: uuid.UUID, frozen: str, turns: Iterable[Turn]) -> None:
    """Index the words of a revision's turns, numbered from 1."""
    revision = revision_id.hex
    rows = [
        (frozen[turn.words : turn.end], revision, number, turn.words)
        for number, turn in enumerate(turns, 1)
    ]
    if rows:
        connection.exec_driver_sql("INSERT INTO turn_index VALUES (?, ?, ?, ?)", rows)


def find(connection: Connection, query: str, limit: int) -> list[Hit]:
    """The turns in which the query is found, best first (BM25), of the sources' present revisions.

    Words are sought without regard to case and accents. ``"in quotes"`` is a phrase, ``word*`` a beginning,
    ``AND``/``OR``/``NOT`` and ``NEAR(a b, 5)`` are FTS5's.

    Raises
    ------
    CaseCoderError
        If the query is empty or can't be read.
    """
    if not query.strip():
        raise CaseCoderError("There is nothing to search for.", "Give a word or a phrase.")
    statement = text(
        "SELECT highlight(turn_index, 0, :open, :close), turn_index.revision_id, turn, turn_index.start"
        " FROM turn_index JOIN source ON source.revision_id = turn_index.revision_id"
        " WHERE turn_index MATCH :query ORDER BY rank, source.ref, turn LIMIT :limit"
    )
    values = {"open": _OPEN, "close": _CLOSE, "query": as_match(query), "limit": limit}
    try:
        rows = connection.execute(statement, values).all()
    except OperationalError as error:
        if not any(sign in str(error.orig).casefold() for sign in _UNREADABLE):
            raise
        raise CaseCoderError(
            f"The search {query!r} can't be read ({error.orig}).", 'Put a phrase in "double quotes".'
        ) from error
    return [_hit(*row) for row in rows]


def as_match(query: str) -> str:
    """The query in FTS5's language: plain words are quoted, so an apostrophe or a hyphen is no operator."""
    if re.search(r'["*()]|\b(?:AND|OR|NOT|NEAR)\b', query):
        return query
    return " ".join(f'"{word}"' for word in query.split())


def _hit(marked: str, revision: str, turn: int, start: int) -> Hit:
    spans, words, at = [], "", start
    for piece in re.split(f"({_OPEN}[^{_CLOSE}]*{_CLOSE})", marked):
        plain = piece.strip(_OPEN + _CLOSE) if piece.startswith(_OPEN) else piece
        if piece.startswith(_OPEN):
            spans.append(Span(at, at + len(plain)))
        words += plain
        at += len(plain)
    return Hit(uuid.UUID(revision), turn, words, start, tuple(spans))
