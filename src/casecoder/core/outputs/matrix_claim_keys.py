"""What a list of claims calls the cell of a matrix, and back: which matrix, which row, which column."""

from typing import NamedTuple
from urllib.parse import quote, unquote

from casecoder.core.errors import CaseCoderError
from casecoder.core.outputs.matrix import (
    Matrix,
    MatrixColumn,
    MatrixMeasure,
    MatrixRequest,
    MatrixRow,
    MatrixRowChoice,
    MatrixShare,
)

_CELL = "cell"


class MatrixCellClaimKey(NamedTuple):
    """A cell: the title of the codebook whose codes are the rows, what the matrix shows, and the ids of both."""

    codebook: str
    asked: MatrixRequest
    row: str
    column: str

    @property
    def text(self) -> str:
        """As it is written; parts that hold a colon are written as in an address."""
        asked = self.asked
        parts = (self.codebook, asked.measure, asked.rows, asked.by, asked.share, self.row, self.column)
        return ":".join((_CELL, *(quote(part, safe=" ") for part in parts)))


def matrix_cell_key(matrix: Matrix, row: MatrixRow, column: MatrixColumn) -> str:
    """A cell's key."""
    asked = MatrixRequest(matrix.measure, "", matrix.rows_are, matrix.by, matrix.share)
    return MatrixCellClaimKey(matrix.codebook, asked, row.id, column.id).text


def parse_matrix_cell_key(key: str) -> MatrixCellClaimKey | None:
    """The cell of a key; ``None`` for one that is another figure's, or no key at all."""
    what, *parts = key.split(":")
    if what != _CELL or len(parts) != len(("codebook", "measure", "rows", "by", "share", "row", "column")):
        return None
    codebook, measure, rows, by, share, row, column = map(unquote, parts)
    try:
        return MatrixCellClaimKey(
            codebook,
            MatrixRequest(MatrixMeasure(measure), "", MatrixRowChoice(rows), by, MatrixShare(share)),
            row,
            column,
        )
    except (ValueError, CaseCoderError):
        return None
