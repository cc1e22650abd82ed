"""Turns the counts that the database returns into the cells of a matrix.

Plain dictionaries do this: pandas takes longer to import than a matrix to count.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from casecoder.core.outputs.matrix import MatrixCell, MatrixColumn, MatrixMeasure, MatrixRequest, MatrixRow, MatrixShare

MatrixCellKey = tuple[str, str]
"""A cell: the ids of its row and of its column."""


class MatrixCount(NamedTuple):
    """The number of codings with the same row, column, source and person (empty for nobody)."""

    row: str
    column: str
    source: Hashable
    person: Hashable
    codings: int


def compute_cell_figures(measure: MatrixMeasure, counted: Iterable[MatrixCount]) -> dict[MatrixCellKey, int]:
    """Return the number of codings, of different sources or of different people in each cell that has any."""
    if measure in {MatrixMeasure.SOURCES, MatrixMeasure.PARTICIPANTS}:
        seen: dict[MatrixCellKey, set[Hashable]] = {}
        by_source = measure is MatrixMeasure.SOURCES
        for row, column, source, person, _ in counted:
            found = seen.setdefault((row, column), set())
            if by_source or person:
                found.add(source if by_source else person)
        return {key: len(found) for key, found in seen.items()}
    sums: dict[MatrixCellKey, int] = {}
    for row, column, _, _, codings in counted:
        sums[row, column] = sums.get((row, column), 0) + codings
    return sums


def compute_percentages(counts: Mapping[MatrixCellKey, int], share: MatrixShare) -> dict[MatrixCellKey, float]:
    """Return each count as its share of its row or its column, per cent."""
    along = 0 if share is MatrixShare.ROW else 1
    totals: dict[str, int] = {}
    for key, count in counts.items():
        totals[key[along]] = totals.get(key[along], 0) + count
    return {key: 100 * count / totals[key[along]] for key, count in counts.items()}


def build_matrix_cells(
    asked: MatrixRequest,
    rows: Sequence[MatrixRow],
    columns: Sequence[MatrixColumn],
    found: Mapping[MatrixCellKey, float],
    behind: Mapping[MatrixCellKey, MatrixCell],
) -> dict[MatrixCellKey, MatrixCell]:
    """Build a cell for every row and column.

    Parameters
    ----------
    found:
        The figure of each cell that has one.
    behind:
        For each cell that has codings, a cell that holds them but no figure.
    """
    empty = MatrixCell(None)
    nothing = 0.0 if asked.share or asked.measure is MatrixMeasure.COVERAGE else 0
    made = {}
    for row in rows:
        for column in columns:
            key = (row.id, column.id)
            value = found.get(key, nothing)
            held = behind.get(key, empty)
            shown = value > 0 if asked.measure is MatrixMeasure.PRESENCE else value
            made[key] = MatrixCell(shown, held.evidence, numbers=held.numbers)
    return made
