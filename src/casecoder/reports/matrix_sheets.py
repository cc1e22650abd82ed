"""Splits a matrix into parts that fit a page, and turns one on its side that is far wider than high."""

from dataclasses import replace

from casecoder.core.outputs.matrix import Matrix, MatrixColumn, MatrixRow, split_columns
from casecoder.reports.matrix_notes import row_heading

MOST_SHEET_COLUMNS = 14
"""The number of columns that fit side by side on a landscape page."""


def split_into_sheets(matrix: Matrix, widest: int = MOST_SHEET_COLUMNS) -> list[Matrix]:
    """Return the parts of a matrix that are printed one under the other.

    A matrix with more than ``widest`` columns is split, between groups of columns where that is possible. If that makes
    more than two parts and turning the matrix makes fewer, it is turned: two hundred schools run down the pages, and
    the codes stand across.

    Parameters
    ----------
    widest:
        The number of columns that fit side by side.
    """
    upright, sideways = _split(matrix, widest), _split(turn_matrix(matrix), widest)
    return sideways if len(upright) > 2 and len(sideways) < len(upright) else upright


def _split(matrix: Matrix, widest: int) -> list[Matrix]:
    """Return the matrix in parts of at most ``widest`` columns."""
    return [replace(matrix, columns=tuple(columns)) for columns in split_columns(matrix.columns, widest)]


def turn_matrix(matrix: Matrix) -> Matrix:
    """Return the matrix with its columns as rows and its codes across, each under its id."""
    return replace(
        matrix,
        rows=tuple(MatrixRow(column.id, column.label) for column in matrix.columns),
        columns=tuple(MatrixColumn(row.id, row.label, f"{row_heading(matrix)}s", row.id) for row in matrix.rows),
        cells={(column, row): cell for (row, column), cell in matrix.cells.items()},
        is_turned=not matrix.is_turned,
    )
