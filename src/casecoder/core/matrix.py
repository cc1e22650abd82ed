"""A matrix whose every cell opens: benefits down, schools across, the codings behind each figure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casecoder.core.evidence import Evidence
from casecoder.core.vocabulary import UNRATED_LETTER, Band


class Measure(StrEnum):
    """What the cells of a matrix say."""

    COUNT = "count"
    SOURCES = "sources"
    PARTICIPANTS = "participants"
    COVERAGE = "coverage"
    RAG = "rag"

    @property
    def heading(self) -> str:
        """The measure in words, for titles and legends."""
        return {
            "count": "Number of codings",
            "sources": "Number of sources with the code",
            "participants": "Number of participants heard on the code",
            "coverage": "Share of the school’s text under the code, per cent",
            "rag": "How far each benefit is embedded in each school",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Row:
    """A code as a row: its id and its short label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """A case as a column.

    Parameters
    ----------
    id:
        The case's short id (``P3``).
    label:
        Its public label (``Primary School 3``).
    group:
        The heading it stands under (``Primary schools``); columns of one group are adjacent.
    number:
        How it is headed under its group: ``3`` where the label is the group's form, or else the short id.
    """

    id: str
    label: str
    group: str
    number: str

    @property
    def is_named(self) -> bool:
        """Whether the group and the heading don't make the label, so that a key has to give it."""
        return self.number == self.id


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure and the codings behind it.

    Parameters
    ----------
    value:
        The figure; for coverage per cent; for RAG the band, or ``None`` when not yet rated.
    stale:
        For RAG: the rating no longer rests on what it rested on.
    """

    value: int | float | Band | None
    evidence: tuple[Evidence, ...] = ()
    stale: bool = False

    @property
    def text(self) -> str:
        """The cell as it is printed."""
        if self.value is None:
            return UNRATED_LETTER
        if isinstance(self.value, Band):
            return self.value.letter + ("*" if self.stale else "")
        return f"{self.value:.1f}" if isinstance(self.value, float) else str(self.value)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows, columns and a cell for every pair.

    Parameters
    ----------
    study, codebook:
        The titles of the study and of the codebook whose codes are the rows.
    state:
        Which state of the study it was made from, in a sentence.
    made_at:
        When the study came to that state.
    """

    study: str
    codebook: str
    measure: Measure
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[str, str], Cell]
    state: str
    made_at: datetime

    def cell(self, row: Row, column: Column) -> Cell:
        """The cell where a row and a column meet."""
        return self.cells[row.id, column.id]

    @property
    def groups(self) -> list[tuple[str, int]]:
        """The column groups in order, each with the number of its columns."""
        found: dict[str, int] = {}
        for column in self.columns:
            found[column.group] = found.get(column.group, 0) + 1
        return list(found.items())
