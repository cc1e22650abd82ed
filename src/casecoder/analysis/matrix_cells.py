"""From figures counted in the database to the cells of a matrix."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

from casecoder.core.outputs.matrix import MatrixCell, MatrixColumn, MatrixMeasure, MatrixRequest, MatrixRow, MatrixShare

MatrixCellKey = tuple[str, str]
"""A cell: the ids of its row and of its column."""


class MatrixCount(NamedTuple):
    """Codings alike in row, column, source and person (empty for nobody), and how many they are."""

    row: str
    column: str
    source: Hashable
    person: Hashable
    codings: int


def compute_cell_figures(measure: MatrixMeasure, counted: Iterable[MatrixCount]) -> dict[MatrixCellKey, int]:
    """The figure of every cell that has any: codings, or different sources or people."""
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
    """Each count as its share of its row or its column, per cent."""
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
    """A cell for every row and column.

    Parameters
    ----------
    found:
        The figures of the cells that have any, as the measure has them.
    behind:
        Cells without a figure that hold the codings, for those that have any.
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
