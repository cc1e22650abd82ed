"""The notes that stand under every matrix, and the cells that have codings behind them."""

from collections.abc import Iterator
from typing import NamedTuple

from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixColumn, MatrixMeasure, MatrixRow
from casecoder.core.vocabulary import BANDS_CAUTION

STALE_NOTE = (
    "* What this rating rested on has changed since it was made, and it has to be looked at again. "
    "The band shown is the last one given."
)
FIGURES_CAUTION = (
    "The figures depend on how many people were heard and how much was coded in each school. "
    "They are not for comparing schools with one another."
)

MOST_IDS = 50_000
"""A Word document lists at most so many ids of codings. More would fill a thousand pages."""


class CellWithCodings(NamedTuple):
    """A cell with codings behind it, its row and its column."""

    row: MatrixRow
    column: MatrixColumn
    cell: MatrixCell


def cells_with_codings(matrix: Matrix) -> Iterator[CellWithCodings]:
    """Yield the cells with codings behind them, row by row."""
    for row in matrix.rows:
        for column in matrix.columns:
            cell = matrix.cell(row, column)
            if cell.evidence or cell.numbers:
                yield CellWithCodings(row, column, cell)


def holds_ratings(matrix: Matrix) -> bool:
    """Return whether the cells hold bands and not figures."""
    return matrix.measure is MatrixMeasure.RAG


def column_ids_note(matrix: Matrix) -> str:
    """Return what the short ids in the headings stand for (``C1 Hillside; C2 Ashdown``).

    The note stands right under the table. It is empty where groups and numbers make up the names.
    """
    return "; ".join(f"{column.id} {column.label}" for column in matrix.columns if column.is_named)


def notes_under_matrix(matrix: Matrix) -> list[str]:
    """Return the sentences under a matrix in order: stale ratings, the caution, what is left out, the state."""
    stale = [STALE_NOTE] if any(cell.stale for cell in matrix.cells.values()) else []
    return [*stale, BANDS_CAUTION if holds_ratings(matrix) else FIGURES_CAUTION, *matrix.remarks, matrix.state]


def row_heading(matrix: Matrix) -> str:
    """Return what the rows are called."""
    if matrix.is_turned:
        return matrix.column_heading
    return "Benefit" if holds_ratings(matrix) else "Code"


def too_many_ids_note(ids: int) -> str:
    """Return the sentence that explains why Word doesn't list so many ids; empty if it lists them."""
    if ids <= MOST_IDS:
        return ""
    return (
        f"The {ids:,} ids of the codings behind the figures are not listed in Word, where they would fill thousands of "
        "pages. The same table as .csv, .xlsx, .html or .md lists every one of them."
    )


def codings_heading(matrix: Matrix) -> str:
    """Return the heading over the codings; it differs where only their ids are given."""
    shortened = any(cell.numbers for cell in matrix.cells.values())
    return "The ids of the codings behind each cell" if shortened else "The codings behind each cell"
