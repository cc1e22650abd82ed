"""From codings to the cells of a matrix. pandas is imported when the first one is built."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casecoder.core.evidence import Evidence
from casecoder.core.matrix import Cell, Column, Measure, Row
from casecoder.core.spans import Span, coverage


@dataclass(frozen=True, slots=True)
class Reading:
    """A coding and the id of the row it counts for: its code, or the top-level code above it."""

    row: str
    evidence: Evidence


def build(
    measure: Measure,
    rows: Sequence[Row],
    columns: Sequence[Column],
    readings: Sequence[Reading],
    lengths: Mapping[str, int],
) -> dict[tuple[str, str], Cell]:
    """The cell of every row and column, with the codings behind it.

    Parameters
    ----------
    measure:
        Any but RAG, whose cells are ratings and not figures over codings.
    lengths:
        How many code points of text each case has, by short id: what coverage is a share of.
    """
    import pandas as pd

    frame = pd.DataFrame(
        {
            "row": [reading.row for reading in readings],
            "case": [reading.evidence.case for reading in readings],
            "source": [reading.evidence.source for reading in readings],
            "person": [reading.evidence.pseudonym or None for reading in readings],
        }
    )
    groups = frame.groupby(["row", "case"])
    if measure is Measure.SOURCES:
        figures = groups["source"].nunique().to_dict()
    elif measure is Measure.PARTICIPANTS:
        figures = groups["person"].nunique().to_dict()
    else:
        figures = groups.size().to_dict()
    behind = {key: tuple(readings[i].evidence for i in at) for key, at in groups.indices.items()}
    cells = {}
    for row in rows:
        for column in columns:
            key = (row.id, column.id)
            evidence = behind.get(key, ())
            if measure is Measure.COVERAGE:
                cells[key] = Cell(_coverage(evidence, lengths.get(column.id, 0)), evidence)
            else:
                cells[key] = Cell(int(figures.get(key, 0)), evidence)
    return cells


def _coverage(evidence: Sequence[Evidence], length: int) -> float:
    """The share of a case's text that lies under at least one of the codings, per cent."""
    by_source: dict[str, list[Span]] = {}
    for item in evidence:
        by_source.setdefault(item.source, []).append(Span(item.start, item.end))
    covered = sum(coverage(spans) for spans in by_source.values())
    return 100 * covered / length if length else 0.0
