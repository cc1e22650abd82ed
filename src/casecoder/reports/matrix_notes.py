"""What is said under every matrix, and which of its cells open."""

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
"""Of more codings a Word document doesn't list the ids: they would fill more than a thousand pages."""


class CellWithCodings(NamedTuple):
    """A cell with codings behind it, and where it stands."""

    row: MatrixRow
    column: MatrixColumn
    cell: MatrixCell


def cells_with_codings(matrix: Matrix) -> Iterator[CellWithCodings]:
    """The cells that rest on codings, row by row."""
    for row in matrix.rows:
        for column in matrix.columns:
            cell = matrix.cell(row, column)
            if cell.evidence or cell.numbers:
                yield CellWithCodings(row, column, cell)


def holds_ratings(matrix: Matrix) -> bool:
    """Whether the cells hold bands, not figures."""
    return matrix.measure is MatrixMeasure.RAG


def column_ids_note(matrix: Matrix) -> str:
    """What each short id among the headings stands for (``C1 Hillside; C2 Ashdown``).

    Stands right under the table; empty where groups and numbers say it all.
    """
    return "; ".join(f"{column.id} {column.label}" for column in matrix.columns if column.is_named)


def notes_under_matrix(matrix: Matrix) -> list[str]:
    """The sentences under a matrix, in order: stale ratings, the caution, what is left out, the state."""
    stale = [STALE_NOTE] if any(cell.stale for cell in matrix.cells.values()) else []
    return [*stale, BANDS_CAUTION if holds_ratings(matrix) else FIGURES_CAUTION, *matrix.remarks, matrix.state]


def row_heading(matrix: Matrix) -> str:
    """What the rows are called."""
    if matrix.is_turned:
        return matrix.column_heading
    return "Benefit" if holds_ratings(matrix) else "Code"


def too_many_ids_note(ids: int) -> str:
    """What a Word document says that doesn't list so many ids; empty if it lists them."""
    if ids <= MOST_IDS:
        return ""
    return (
        f"The {ids:,} ids of the codings behind the figures are not listed in Word, where they would fill thousands of "
        "pages. The same table as .csv, .xlsx, .html or .md lists every one of them."
    )


def codings_heading(matrix: Matrix) -> str:
    """The heading over the codings, which says if there are too many to print their words."""
    shortened = any(cell.numbers for cell in matrix.cells.values())
    return "The ids of the codings behind each cell" if shortened else "The codings behind each cell"
