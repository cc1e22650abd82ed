"""Codings as rows of a CSV file, as ``segments --out`` writes and ``code --from`` reads them.

It stands by itself, short as it is, because the writer in ``reports`` and the reader in ``importers`` share it.
"""

from typing import NamedTuple

CODING_COLUMNS = ("source", "start", "end", "quote", "code", "coder", "direction", "strength", "note", "created")
"""The columns, in the order they are written. A row needs a source, a code, and a place: start and end, or a quote."""


class CodingRowText(NamedTuple):
    """One row of the file, as text.

    Parameters
    ----------
    line:
        The line of the file the row begins on, from 1.
    overfull:
        The row has more cells than the file has columns.
    """

    line: int
    overfull: bool
    source: str
    start: str
    end: str
    quote: str
    code: str
    coder: str
    direction: str
    strength: str
    note: str
    created: str


class RefusedRow(NamedTuple):
    """A row that is no coding: the line it begins on, and why, in a sentence."""

    line: int
    reason: str
