"""A matrix as it stands on paper: in parts that fit a page, or on its side where it is far wider than high."""

from dataclasses import replace

from casecoder.core.outputs.matrix import Matrix, MatrixColumn, MatrixRow, split_columns
from casecoder.reports.matrix_notes import row_heading

MOST_SHEET_COLUMNS = 14
"""How many columns stand side by side on a landscape page."""


def split_into_sheets(matrix: Matrix, widest: int = MOST_SHEET_COLUMNS) -> list[Matrix]:
    """The parts of a matrix that stand under one another.

    Up to ``widest`` columns make one part; more are spread over several, split between groups where that is
    possible. Of more than two such parts the matrix stands on its side, if that gives fewer: two hundred schools run
    down the pages, and the codes stand across.
    """
    upright, sideways = _parts(matrix, widest), _parts(turn_matrix(matrix), widest)
    return sideways if len(upright) > 2 and len(sideways) < len(upright) else upright


def _parts(matrix: Matrix, widest: int) -> list[Matrix]:
    return [replace(matrix, columns=tuple(columns)) for columns in split_columns(matrix.columns, widest)]


def turn_matrix(matrix: Matrix) -> Matrix:
    """The matrix with its columns as rows and its codes across, each under its id."""
    return replace(
        matrix,
        rows=tuple(MatrixRow(column.id, column.label) for column in matrix.columns),
        columns=tuple(MatrixColumn(row.id, row.label, f"{row_heading(matrix)}s", row.id) for row in matrix.rows),
        cells={(column, row): cell for (row, column), cell in matrix.cells.items()},
        is_turned=not matrix.is_turned,
    )
