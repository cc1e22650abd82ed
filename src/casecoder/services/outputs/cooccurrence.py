"""Codes whose codings meet in the sources of a study."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import Connection

from casecoder.core.outputs.cooccurrence import (
    CodePair,
    CodingNeighbours,
    CooccurrenceCoding,
    coding_numbers_by_code,
    find_coding_neighbours,
    rank_code_pairs,
)
from casecoder.core.outputs.figures.table_figures import (
    COOCCURRENCE_FIGURES,
    CodePairFigure,
    coding_ids_key,
    format_coding_ids,
)
from casecoder.core.outputs.listing import ListingHeading, ListingTable
from casecoder.core.outputs.matrix import BY_CODE, Matrix, MatrixCell, MatrixColumn, MatrixMeasure, MatrixRequest
from casecoder.core.outputs.study_texts import CodeWords, StudyWords
from casecoder.core.transcripts.nearness import Nearness, TurnSpans
from casecoder.services.outputs.matrices import MatrixFrame, build_matrix, lay_out_matrix
from casecoder.services.outputs.table_remarks import coding_remarks
from casecoder.store import coding_counts as store
from casecoder.store.snapshot import Snapshot

Progress = Callable[[int, int], None]
COOCCURRENCE_NOTE = (
    "Together: how many codings of the one code meet one of the other, of both codes. Jaccard: their share of all "
    "codings of the two. Lift: how many times as often as codings of any other code meet them; 1 is as by chance. "
    "The codings of a child code count for the code above it."
)


@dataclass(frozen=True)
class CodebookCooccurrence:
    """The codes of a codebook whose codings meet.

    Parameters
    ----------
    frame:
        The study, the codebook and its codes. Its cells are not used.
    found:
        The neighbours of every coding.
    """

    frame: Matrix
    how: Nearness
    found: tuple[CodingNeighbours, ...]

    @cached_property
    def pairs(self) -> list[CodePair]:
        """The pairs of codes that meet, the most alike first."""
        return rank_code_pairs(self.found)

    @property
    def names(self) -> Mapping[str, str]:
        """The name of each code."""
        return {row.id: row.label for row in self.frame.rows}

    @property
    def matrix(self) -> Matrix:
        """The matrix of codes by codes: how many codings of either code meet the other.

        The cell of a code with itself counts all codings of the code.
        """
        behind = coding_numbers_by_code(self.found)
        both = {(pair.first, pair.second): pair.numbers for pair in self.pairs}
        cells = {}
        for row in self.frame.rows:
            for other in self.frame.rows:
                key = (min(row.id, other.id), max(row.id, other.id))
                numbers = both.get(key, ()) if row != other else behind.get(row.id, ())
                cells[row.id, other.id] = MatrixCell(len(numbers), numbers=numbers)
        across = tuple(MatrixColumn(row.id, row.label, "Together with", row.id) for row in self.frame.rows)
        return replace(
            self.frame,
            columns=across,
            cells=cells,
            by=BY_CODE,
            title=f"Codings of two codes that meet: where they {self.how.heading}",
        )

    @property
    def listing(self) -> ListingTable:
        """The pairs with their figures and codings."""
        headings = (
            ListingHeading("Code", 8),
            ListingHeading("Name", 26),
            ListingHeading("With", 8),
            ListingHeading("Its name", 26),
            ListingHeading("Together", 11),
            ListingHeading("Jaccard", 10),
            ListingHeading("Lift", 9),
            ListingHeading("Codings", 50, ids=True),
        )
        lines = tuple(
            (
                pair.first,
                self.names[pair.first],
                pair.second,
                self.names[pair.second],
                pair.together,
                pair.jaccard,
                pair.lift,
                format_coding_ids(pair.numbers),
            )
            for pair in self.pairs
        )
        frame = self.frame
        title = f"Codes that meet: where they {self.how.heading} ({frame.codebook})"
        notes = (COOCCURRENCE_NOTE, *frame.remarks, frame.state)
        figures = {
            (line, 4 + at): self._figure(pair, name).of(pair)
            for line, pair in enumerate(self.pairs)
            for at, name in enumerate(COOCCURRENCE_FIGURES)
        }
        return ListingTable(
            frame.study,
            title,
            headings,
            lines,
            notes,
            frame.made_at,
            "No two codes meet.",
            figures,
            self._texts(),
            frame.secret,
        )

    def _figure(self, pair: CodePair, name: str) -> CodePairFigure:
        """Return a figure of a pair by its name."""
        return CodePairFigure(self.how, self.frame.codebook, pair.first, pair.second, name)

    def _texts(self) -> dict[str, str]:
        """Return the texts of the study in the listing (see :mod:`casecoder.core.outputs.study_texts`) and its ids."""
        met = {ref for pair in self.pairs for ref in (pair.first, pair.second)}
        together, *_ = COOCCURRENCE_FIGURES
        codes = {ref: CodeWords(name) for ref, name in self.names.items() if ref in met}
        ids = {coding_ids_key(self._figure(pair, together).key): format_coding_ids(pair.numbers) for pair in self.pairs}
        return {**StudyWords(self.frame.study, codes=codes).texts(), **ids}


def find_cooccurrence(
    snapshot: Snapshot, how: Nearness, codebook: str = "", progress: Progress | None = None
) -> CodebookCooccurrence:
    """Find which top-level codes of a codebook meet.

    When no codebook is named, it is the study's first.

    Parameters
    ----------
    progress:
        Called with ``(sources read, sources in all)``.

    Raises
    ------
    CaseCoderError
        If the study has no such codebook.
    """
    asked = MatrixRequest(MatrixMeasure.COUNT, codebook)
    frame = build_matrix(snapshot, asked, codings=False)
    layout = lay_out_matrix(snapshot, asked)
    found = list(_find_neighbours(snapshot.connection(), how, layout, progress or _ignore_progress))
    remarks_on_codings = coding_remarks(snapshot, layout.codes, layout.retired, counts=False)
    return CodebookCooccurrence(
        replace(frame, remarks=remarks_on_codings), how, tuple(sorted(found, key=lambda neighbours: neighbours.number))
    )


def _ignore_progress(_done: int, _total: int) -> None:
    """Ignore progress, for callers that show none."""


def _find_neighbours(
    connection: Connection, how: Nearness, layout: MatrixFrame, progress: Progress
) -> Iterator[CodingNeighbours]:
    """Find the codings that each coding meets, a source at a time. Codings on the review list meet none."""
    by_source: dict[str, list[CooccurrenceCoding]] = {}
    for item in store.find_numbered_codings(connection, list(layout.codes), sure=True):
        placed = CooccurrenceCoding(item.start, item.end, layout.row_of[item.code], item.number)
        by_source.setdefault(item.source, []).append(placed)
    turns = TurnSpans(())
    for done, (driver_key, source) in enumerate(layout.columns.keys, 1):
        codings = by_source.get(driver_key, ())
        if codings and how is not Nearness.OVERLAP:
            turns = TurnSpans(store.read_turn_spans(connection, source))
        yield from find_coding_neighbours(how, codings, turns)
        progress(done, len(layout.columns.keys))
