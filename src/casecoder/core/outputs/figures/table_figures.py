"""The figures of tables: the cells of a matrix and the pairs of codes that meet, with the codings behind them.

=====================================  ================================================================
key                                    what it names
=====================================  ================================================================
``cell:CODEBOOK:MEASURE:ROWS:BY:SHARE  the cell of a matrix; the codebook by its title, row and column by their ids
:ROW:COLUMN``
``meet:HOW:CODEBOOK:CODE:CODE:FIGURE`` a figure of two codes that meet: ``together``, ``jaccard``, ``lift``
``ids:KEY``                            the ids of the codings behind a figure, which has a key of its own
=====================================  ================================================================

Parts of a key that hold a colon are written as in an address.
"""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote, unquote

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import coding_id
from casecoder.core.outputs.cooccurrence import CodePair
from casecoder.core.outputs.figures.definitions import CountedFigure
from casecoder.core.outputs.matrix import (
    BY_CASE,
    Matrix,
    MatrixCell,
    MatrixColumn,
    MatrixMeasure,
    MatrixRequest,
    MatrixRow,
    MatrixRowChoice,
    MatrixShare,
)
from casecoder.core.transcripts.nearness import Nearness

_CELL, _MEET, _IDS = "cell", "meet", "ids:"
COOCCURRENCE_FIGURES = ("together", "jaccard", "lift")
"""The figures of two codes that meet, as :class:`casecoder.core.outputs.cooccurrence.CodePair` has it."""


class MatrixCellFigure(NamedTuple):
    """A cell: the title of the codebook whose codes are the rows, what the matrix shows, and the ids of both."""

    codebook: str
    asked: MatrixRequest
    row: str
    column: str

    @property
    def key(self) -> str:
        """Its key."""
        asked = self.asked
        parts = (self.codebook, asked.measure, asked.rows, asked.by, asked.share, self.row, self.column)
        return _key(_CELL, parts)

    @property
    def words(self) -> str:
        """What it counts."""
        return f"{self.asked.measure.heading.lower()}: {self.row}, {self.column}"

    @property
    def listed_codings(self) -> tuple[str, str]:
        """The code and the case of the codings it counts, the second empty for all."""
        return self.row, self.column if self.asked.by == BY_CASE else ""

    def of(self, cell: MatrixCell | None) -> CountedFigure | None:
        """Read its value in a cell; ``None`` if there is no such cell any more, or it holds a band."""
        if cell is None or not isinstance(cell.value, int | float):
            return None
        return CountedFigure(self.key, float(cell.value))


def matrix_cell_figure(matrix: Matrix, row: MatrixRow, column: MatrixColumn) -> MatrixCellFigure:
    """Return the figure of a cell of a matrix."""
    asked = MatrixRequest(matrix.measure, "", matrix.rows_are, matrix.by, matrix.share)
    return MatrixCellFigure(matrix.codebook, asked, row.id, column.id)


def parse_matrix_cell_key(key: str) -> MatrixCellFigure | None:
    """Read the key of a cell; ``None`` for one that is another figure's, or no key at all."""
    parts = _parts(_CELL, key, 7)
    if parts is None:
        return None
    codebook, measure, rows, by, share, row, column = parts
    try:
        asked = MatrixRequest(MatrixMeasure(measure), "", MatrixRowChoice(rows), by, MatrixShare(share))
    except (ValueError, CaseCoderError):
        return None
    return MatrixCellFigure(codebook, asked, row, column)


class CodePairFigure(NamedTuple):
    """Two codes of a codebook, by its title, that meet in some way, and one of :data:`COOCCURRENCE_FIGURES`."""

    how: Nearness
    codebook: str
    first: str
    second: str
    figure: str

    @property
    def key(self) -> str:
        """Its key."""
        return _key(_MEET, self)

    @property
    def words(self) -> str:
        """What it counts."""
        return f"{self.figure}: {self.first}, {self.second}"

    def of(self, pair: CodePair | None) -> CountedFigure:
        """Read its value of a pair; 0 where the two codes do not meet."""
        return CountedFigure(self.key, getattr(pair, self.figure) if pair else 0.0)


def parse_code_pair_key(key: str) -> CodePairFigure | None:
    """Read the key of a figure of two codes; ``None`` for one that is something else's."""
    parts = _parts(_MEET, key, len(CodePairFigure._fields))
    if parts is None or parts[0] not in list(Nearness) or parts[-1] not in COOCCURRENCE_FIGURES:
        return None
    how, *others = parts
    return CodePairFigure(Nearness(how), *others)


def coding_ids_key(figure: str) -> str:
    """Return the key of the ids behind a figure, by its own key."""
    return _IDS + figure


def parse_coding_ids_key(key: str) -> str:
    """Return the key of the figure behind which ids stand; empty for a key that is something else's."""
    return key.removeprefix(_IDS) if key.startswith(_IDS) else ""


def format_coding_ids(numbers: Iterable[int]) -> str:
    """Return the ids behind a figure, as they are printed."""
    return ", ".join(map(coding_id, numbers))


def _key(name: str, parts: Iterable[str]) -> str:
    return ":".join((name, *(quote(part, safe=" ") for part in parts)))


def _parts(name: str, key: str, count: int) -> list[str] | None:
    """Return the parts of a key; ``None`` if it has another name or another number of them."""
    first, *parts = key.split(":")
    return [unquote(part) for part in parts] if first == name and len(parts) == count else None
