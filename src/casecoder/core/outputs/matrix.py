"""A matrix whose every cell opens: codes down, schools or roles across, the codings behind each figure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from casecoder.core.errors import UsageError
from casecoder.core.judging.evidence import Evidence, coding_id
from casecoder.core.vocabulary import UNRATED_LETTER, Band

BY_CASE, BY_ROLE, BY_KIND, BY_PHASE, BY_CODE = "case", "role", "kind", "phase", "code"
"""What can stand across, besides any attribute of the cases, by its name. Codes only where they meet codes."""


class MatrixMeasure(StrEnum):
    """The measure that the cells of a matrix hold."""

    COUNT = "count"
    SOURCES = "sources"
    PARTICIPANTS = "participants"
    COVERAGE = "coverage"
    PRESENCE = "presence"
    RAG = "rag"

    @property
    def heading(self) -> str:
        """The measure in words, for titles and legends."""
        return {
            "count": "Number of codings",
            "sources": "Number of sources with the code",
            "participants": "Number of participants heard on the code",
            "coverage": "Share of the school’s text under the code, per cent",
            "presence": "Whether the code is there at all",
            "rag": "How far each benefit is embedded in each school",
        }[self.value]


class MatrixRowChoice(StrEnum):
    """The codes that stand down the side."""

    BENEFITS = "benefits"
    """The top-level codes; the codings of their children count for them."""
    CODES = "codes"
    """Every code, with its own codings alone."""


class MatrixShare(StrEnum):
    """The whole that the cells of a matrix of codings are a share of."""

    NONE = ""
    ROW = "row"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class MatrixRequest:
    """The matrix that is asked for.

    Parameters
    ----------
    codebook:
        The study's first one when empty.
    by:
        What stands across: ``case``, ``role``, ``kind`` (of source), ``phase``, or an attribute of the cases.
    share:
        Give each number of codings as its share of its row or column, per cent.

    Raises
    ------
    UsageError
        If the cells can't say that of these rows and columns; the message says why.
    """

    measure: MatrixMeasure
    codebook: str = ""
    rows: MatrixRowChoice = MatrixRowChoice.BENEFITS
    by: str = BY_CASE
    share: MatrixShare = MatrixShare.NONE

    def __post_init__(self) -> None:
        if self.measure is MatrixMeasure.RAG and (self.rows, self.by) != (MatrixRowChoice.BENEFITS, BY_CASE):
            raise UsageError("Ratings are of benefits in schools.", "Ask for them with benefits down, schools across.")
        if self.measure is MatrixMeasure.COVERAGE and self.by == BY_ROLE:
            raise UsageError(
                "How much of a role’s words a code covers isn’t known: a coding may reach over several speakers.",
                "Ask for the coverage by case, kind, phase or an attribute.",
            )
        if self.share and self.measure is not MatrixMeasure.COUNT:
            raise UsageError("Only numbers of codings are given as shares.", "Leave the share out, or ask for count.")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A code as a row: its id and its short label."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A case, a role or the like as a column.

    Parameters
    ----------
    id:
        The case's short id (``P3``); of other columns the word itself (``teacher``), empty for what has none.
    label:
        The case's public label (``Primary School 3``).
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
        """Whether a key has to give the label, as group and heading don’t make it."""
        return self.number == self.id != self.label


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One figure and the codings behind it.

    Parameters
    ----------
    value:
        The figure; for coverage and shares per cent; for presence yes or no; for RAG the band, or ``None`` when not
        yet rated.
    evidence:
        The codings behind it with their words.
    stale:
        For RAG: the rating no longer rests on what it rested on.
    numbers:
        The codings behind it where there are too many to give them with their words.
    against:
        How many of the codings that are counted speak against the code, where the two are counted apart.
    """

    value: int | float | Band | None
    evidence: tuple[Evidence, ...] = ()
    stale: bool = False
    numbers: tuple[int, ...] = ()
    against: int = 0

    @property
    def text(self) -> str:
        """The cell as it is printed: ``3``, or ``2/1`` for two in support and one against."""
        if self.value is None:
            return UNRATED_LETTER
        if isinstance(self.value, Band):
            return self.value.letter + ("*" if self.stale else "")
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if self.against:
            return f"{self.value - self.against}/{self.against}"
        return f"{self.value:.1f}" if isinstance(self.value, float) else str(self.value)

    @property
    def ids(self) -> list[str]:
        """The ids of the codings behind it."""
        return [item.id for item in self.evidence] or [coding_id(number) for number in self.numbers]


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
    by, rows_are, share:
        As :class:`MatrixRequest` has them.
    title:
        What the figures are, where the measure alone doesn't say it.
    remarks:
        Sentences on what is counted and what isn't.
    is_turned:
        It stands on its side: its codes are the columns.
    secret:
        What seals the words of a document's list of claims.
    """

    study: str
    codebook: str
    measure: MatrixMeasure
    rows: tuple[MatrixRow, ...]
    columns: tuple[MatrixColumn, ...]
    cells: Mapping[tuple[str, str], MatrixCell]
    state: str
    made_at: datetime
    by: str = BY_CASE
    rows_are: MatrixRowChoice = MatrixRowChoice.BENEFITS
    share: MatrixShare = MatrixShare.NONE
    title: str = ""
    remarks: tuple[str, ...] = ()
    is_turned: bool = False
    secret: str = ""

    def cell(self, row: MatrixRow, column: MatrixColumn) -> MatrixCell:
        """Return the cell where a row and a column meet."""
        return self.cells[row.id, column.id]

    @property
    def groups(self) -> list[tuple[str, int]]:
        """The column groups in order, each with the number of its columns."""
        found: dict[str, int] = {}
        for column in self.columns:
            found[column.group] = found.get(column.group, 0) + 1
        return list(found.items())

    @property
    def heading(self) -> str:
        """What the figures are, in words: a title."""
        if self.title:
            return self.title
        if self.share:
            of = "code" if self.share is MatrixShare.ROW else describe_column_dimension(self.by)
            words = f"Share of the codings of each {of}, per cent"
        elif self.measure is MatrixMeasure.COVERAGE and self.by != BY_CASE:
            words = "Share of the text under the code, per cent"
        else:
            words = self.measure.heading
        return words if self.by == BY_CASE else f"{words}, by {describe_column_dimension(self.by)}"

    @property
    def column_heading(self) -> str:
        """What one of the columns is called."""
        return "School" if self.by == BY_CASE else describe_column_dimension(self.by).capitalize()


def describe_column_dimension(by: str) -> str:
    """Return what stands across, in words."""
    return {BY_CASE: "school", BY_ROLE: "role", BY_KIND: "kind of source", BY_PHASE: "phase", BY_CODE: "code"}.get(
        by, by
    )


def split_columns(columns: Sequence[MatrixColumn], widest: int) -> Iterator[list[MatrixColumn]]:
    """Yield the columns in runs of at most ``widest``; a group is split only if it alone is wider."""
    part: list[MatrixColumn] = []
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
