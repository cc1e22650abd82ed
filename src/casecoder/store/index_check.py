"""Check that the search index holds the words of every turn, and nothing else."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from heapq import merge
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, select

from casecoder.store.tables import REVISION, TURN
from casecoder.store.tokenizer import TOKENIZER

_WordPlaces = tuple[str, str, str]
"""A word of an index, the rows in which it stands, and its positions in them; both parted by commas."""

_PLACES = 'SELECT term, group_concat(doc), group_concat("offset") FROM {} GROUP BY term'


def find_wrong_rows(connection: Connection) -> set[int]:
    """Return the rows of the search index that do not hold exactly the words of their turn, or whose turn is missing.

    The words of all turns are indexed anew, in memory, and the two indexes are compared word by word.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        fresh.execute(f"CREATE VIRTUAL TABLE turn_index USING fts5(words, content = '', tokenize = '{TOKENIZER}')")
        fresh.execute("CREATE VIRTUAL TABLE place USING fts5vocab(turn_index, instance)")
        fresh.execute("BEGIN")
        fresh.executemany("INSERT INTO turn_index (rowid, words) VALUES (?, ?)", _expected_rows(connection))
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.place USING fts5vocab(main, turn_index, instance)"
        )
        held = connection.exec_driver_sql(_PLACES.format("temp.place"))
        return set(_differing_rows((tuple(word) for word in held), fresh.execute(_PLACES.format("place"))))


def _expected_rows(connection: Connection) -> Iterator[tuple[int, str]]:
    """Read the words of every turn from its text, with the row that should hold them."""
    turns = select(TURN.c.number, TURN.c.words, TURN.c.end).order_by(TURN.c.number)
    for key, after in connection.execute(select(REVISION.c.id, REVISION.c.row)).all():
        text: str = connection.execute(select(REVISION.c.text).where(REVISION.c.id == key)).scalar_one()
        for number, start, end in connection.execute(turns.where(TURN.c.revision_id == key)):
            yield after + number, text[start:end]


def _differing_rows(held: Iterable[_WordPlaces], expected: Iterable[_WordPlaces]) -> Iterator[int]:
    """Find the rows in which two indexes differ; each index gives its words in order."""
    for _, same_word in groupby(merge(held, expected), key=itemgetter(0)):
        first, *others = same_word
        if others != [first]:
            elsewhere = set[tuple[str, str]]().union(*map(_places, others))
            yield from (int(row) for row, _ in _places(first) ^ elsewhere)


def _places(word: _WordPlaces) -> set[tuple[str, str]]:
    """Return the rows and positions at which a word stands."""
    _, rows, positions = word
    return set(zip(rows.split(","), positions.split(","), strict=True))
