"""A line of a document, a paragraph or a row of a table, as the list of claims has it."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from casecoder.core.outputs.word_seals import WordSeal, comparable_words

CLAIM_BOOKMARK = "_cc_"
"""How the bookmarks of claims begin."""
QUOTE_BOOKMARK, FIGURE_BOOKMARK, RATING_BOOKMARK = (CLAIM_BOOKMARK + letter for letter in "qfr")
"""How those of quotes, figures and ratings begin."""
CELL_MARK = "|"
"""Stands in a row where the next cell begins."""
WHOLE_LINE_MARK = "="
"""Begins the one seal of a line that holds no claim: it was printed so or it wasn't."""
RUN_IN_HEADING = "Run-in Heading"
"""The style of headings that don't count among the document's levels."""
_ID = re.compile(r"\b[ER]-\d{4,}\b")


class LinePiece(NamedTuple):
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
        The seals of its words, the bookmarks of its claims, :data:`CELL_MARK` between cells; or one seal of all.
    """

    under: str
    table: int
    words: tuple[str, ...]


def line_words(pieces: Iterable[LinePiece]) -> list[str]:
    """Return the words of a line, with the bookmarks of its claims in their places and marks between cells."""
    made: list[str] = []
    for mark, together in groupby(pieces, key=attrgetter("mark")):
        if mark == CELL_MARK:
            made += [CELL_MARK for _ in together]
        elif mark:
            made.append(mark)
        else:
            made += comparable_words("".join(piece.text for piece in together))
    while made[-1:] == [CELL_MARK]:  # an empty cell at the end is as good as none
        made.pop()
    return made


def is_line_mark(word: str) -> bool:
    """Tell whether a word of a line is a claim’s bookmark or stands between cells."""
    return word == CELL_MARK or word.startswith(CLAIM_BOOKMARK)


def seal_line_words(words: Iterable[str], seal: WordSeal) -> tuple[str, ...]:
    """Seal the words of a line, and keep its marks."""
    return tuple(word if is_line_mark(word) else seal.of(word) for word in words)


def table_row_pieces(cells: Iterable[Sequence[LinePiece]]) -> list[LinePiece]:
    """Return the pieces of a row."""
    made: list[LinePiece] = []
    for at, cell in enumerate(cells):
        made += [LinePiece("", CELL_MARK), *cell] if at else cell
    return made


def seal_line(pieces: Sequence[LinePiece], seal: WordSeal, *, exact: bool) -> tuple[str, ...]:
    """Return what the list of claims holds of a line."""
    found = seal_line_words(line_words(pieces), seal)
    if exact or any(piece.mark for piece in pieces) or _ID.search("".join(piece.text for piece in pieces)):
        return found
    return (WHOLE_LINE_MARK + seal.of_all(found),) if found else ()


def seal_headings(heading: str, run_in: str, seal: WordSeal) -> str:
    """Return the seal of the headings over a line."""
    return seal.of_all([*comparable_words(heading), CELL_MARK, *comparable_words(run_in)])
