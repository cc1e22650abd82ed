"""A matrix as it stands on paper: in parts that fit a page, or on its side where it is far wider than high."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from casecoder.core.matrix import Column, Matrix, Row

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
        columns=tuple(Column(row.id, row.label, "Benefits" if matrix.is_rated else "Codes", row.id)
                      for row in matrix.rows),
        cells={(column, row): cell for (row, column), cell in matrix.cells.items()},
        is_turned=not matrix.is_turned,
    )


def parts_of(columns: Sequence[Column], widest: int) -> Iterator[list[Column]]:
    """The columns in runs of at most ``widest``; a group is split only if it alone is wider."""
    part: list[Column] = []
    for _, found in groupby(columns, key=lambda column: column.group):
        group = list(found)
        if part and len(part) + len(group) > widest:
            yield part
            part = []
        pieces = -(-len(group) // widest)
        size = -(-len(group) // pieces)
        *whole, rest = [group[at : at + size] for at in range(0, len(group), size)]
        yield from whole
        part += rest
    if part:
        yield part
