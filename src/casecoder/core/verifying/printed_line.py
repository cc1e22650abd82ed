"""A line of a document, a paragraph or a row of a table, as the list of claims has it."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from casecoder.core.outputs.sealing import Seal, words_in

CLAIM = "_cc_"
"""How the bookmarks of claims begin."""
QUOTE, FIGURE, RATING = (CLAIM + letter for letter in "qfr")
"""How those of quotes, figures and ratings begin."""
CELL = "|"
"""Stands in a row where the next cell begins."""
WHOLE = "="
"""Begins the one seal of a line that holds no claim: it was printed so or it wasn't."""
RUN_IN = "Run-in Heading"
"""The style of headings that don't count among the document's levels."""
_ID = re.compile(r"\b[ER]-\d{4,}\b")


class Piece(NamedTuple):
    """Text of a line, and the bookmark of the claim that it is, empty for none; or the mark of a cell."""

    text: str
    mark: str = ""


class PrintedLine(NamedTuple):
    """A line as it was printed.

    Parameters
    ----------
    under:
        The seal of the headings right above it; of a heading the one before.
    table:
        Which table of the document it is a row of, from 1; 0 for none.
    words:
        The seals of its words, the bookmarks of its claims, :data:`CELL` between cells; or one seal of all.
    """

    under: str
    table: int
    words: tuple[str, ...]


def words_of(pieces: Iterable[Piece]) -> list[str]:
    """The words of a line, with the bookmarks of its claims in their places and marks between cells."""
    made: list[str] = []
    for mark, together in groupby(pieces, key=attrgetter("mark")):
        if mark == CELL:
            made += [CELL for _ in together]
        elif mark:
            made.append(mark)
        else:
            made += words_in("".join(piece.text for piece in together))
    while made[-1:] == [CELL]:  # an empty cell at the end is as good as none
        made.pop()
    return made


def is_mark(word: str) -> bool:
    """Whether a word of a line is a claim's bookmark or stands between cells."""
    return word == CELL or word.startswith(CLAIM)


def sealed(words: Iterable[str], seal: Seal) -> tuple[str, ...]:
    """The words of a line, sealed but for its marks."""
    return tuple(word if is_mark(word) else seal.of(word) for word in words)


def row_of(cells: Iterable[Sequence[Piece]]) -> list[Piece]:
    """The pieces of a row."""
    made: list[Piece] = []
    for at, cell in enumerate(cells):
        made += [Piece("", CELL), *cell] if at else cell
    return made


def printed(pieces: Sequence[Piece], seal: Seal, *, exact: bool) -> tuple[str, ...]:
    """What the list of claims says of a line: word by word where it holds a claim or an id, or if ``exact``."""
    found = sealed(words_of(pieces), seal)
    if exact or any(piece.mark for piece in pieces) or _ID.search("".join(piece.text for piece in pieces)):
        return found
    return (WHOLE + seal.of_all(found),) if found else ()


def under(heading: str, run_in: str, seal: Seal) -> str:
    """The seal of the headings over a line."""
    return seal.of_all([*words_in(heading), CELL, *words_in(run_in)])
