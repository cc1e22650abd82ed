"""Which codes meet in the sources of a study, and which benefits are related by that."""

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
    """The codes of a codebook that meet.

    Parameters
    ----------
    frame:
        The study, the codebook and its codes; its cells are not asked for.
    found:
        A basket for every coding.
    """

    frame: Matrix
    how: Nearness
    found: tuple[CodingNeighbours, ...]

    @cached_property
    def pairs(self) -> list[CodePair]:
        """Those that meet, the most alike first."""
        return rank_code_pairs(self.found)

    @property
    def names(self) -> Mapping[str, str]:
        """What each code is called."""
        return {row.id: row.label for row in self.frame.rows}

    @property
    def matrix(self) -> Matrix:
        """Codes down and codes across: how many codings of either meet the other; of a code with itself, all it has."""
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
        return CodePairFigure(self.how, self.frame.codebook, pair.first, pair.second, name)

    def _texts(self) -> dict[str, str]:
        """The listing's texts from the study (see :mod:`casecoder.core.outputs.study_texts`) and the ids in it."""
        met = {ref for pair in self.pairs for ref in (pair.first, pair.second)}
        together, *_ = COOCCURRENCE_FIGURES
        codes = {ref: CodeWords(name) for ref, name in self.names.items() if ref in met}
        ids = {coding_ids_key(self._figure(pair, together).key): format_coding_ids(pair.numbers) for pair in self.pairs}
        return {**StudyWords(self.frame.study, codes=codes).texts(), **ids}


def find_cooccurrence(
    snapshot: Snapshot, how: Nearness, codebook: str = "", progress: Progress | None = None
) -> CodebookCooccurrence:
    """What meets among the top-level codes of a codebook; of the study's first one when none is named.

    Parameters
    ----------
    progress:
        Called with how many sources are read and how many there are.

    Raises
    ------
    CaseCoderError
        If the study has no such codebook.
    """
    asked = MatrixRequest(MatrixMeasure.COUNT, codebook)
    frame = build_matrix(snapshot, asked, codings=False)
    laid = lay_out_matrix(snapshot, asked)
    found = list(_baskets(snapshot.connection(), how, laid, progress or _unwatched))
    said = coding_remarks(snapshot, laid.codes, laid.retired, counts=False)
    return CodebookCooccurrence(
        replace(frame, remarks=said), how, tuple(sorted(found, key=lambda basket: basket.number))
    )


def _unwatched(_done: int, _total: int) -> None:
    """For who doesn't wait."""


def _baskets(
    connection: Connection, how: Nearness, laid: MatrixFrame, progress: Progress
) -> Iterator[CodingNeighbours]:
    """What each coding meets, a source at a time; codings on the review list meet none."""
    by_source: dict[str, list[CooccurrenceCoding]] = {}
    for item in store.find_numbered_codings(connection, list(laid.codes), sure=True):
        placed = CooccurrenceCoding(item.start, item.end, laid.row_of[item.code], item.number)
        by_source.setdefault(item.source, []).append(placed)
    turns = TurnSpans(())
    for done, (given, source) in enumerate(laid.columns.keys, 1):
        codings = by_source.get(given, ())
        if codings and how is not Nearness.OVERLAP:
            turns = TurnSpans(store.read_turn_spans(connection, source))
        yield from find_coding_neighbours(how, codings, turns)
        progress(done, len(laid.columns.keys))
