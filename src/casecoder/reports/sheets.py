"""A matrix as it stands on paper: in parts that fit a page, or on its side where it is far wider than high."""

from dataclasses import replace

from casecoder.core.outputs.matrix import Column, Matrix, Row, parts_of
from casecoder.reports.notes import row_heading

WIDEST = 14
"""How many columns stand side by side on a landscape page."""


def sheets(matrix: Matrix, widest: int = WIDEST) -> list[Matrix]:
    """The parts of a matrix that stand under one another.

    Up to ``widest`` columns make one part; more are spread over several, split between groups where that is
    possible. Of more than two such parts the matrix stands on its side, if that gives fewer: two hundred schools run
    down the pages, and the codes stand across.
    """
    upright, sideways = _parts(matrix, widest), _parts(turned(matrix), widest)
    return sideways if len(upright) > 2 and len(sideways) < len(upright) else upright


def _parts(matrix: Matrix, widest: int) -> list[Matrix]:
    return [replace(matrix, columns=tuple(columns)) for columns in parts_of(matrix.columns, widest)]


def turned(matrix: Matrix) -> Matrix:
    """The matrix with its columns as rows and its codes across, each under its id."""
    return replace(
        matrix,
        rows=tuple(Row(column.id, column.label) for column in matrix.columns),
        columns=tuple(Column(row.id, row.label, f"{row_heading(matrix)}s", row.id) for row in matrix.rows),
        cells={(column, row): cell for (row, column), cell in matrix.cells.items()},
        is_turned=not matrix.is_turned,
    )
