"""Which codes meet in the sources of a study, and which benefits are related by that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from sqlalchemy import Connection, select

from casecoder.core.cooccurrence import Basket, How, Pair, Placed, baskets, counts, pairs
from casecoder.core.evidence import coding_id
from casecoder.core.listing import Heading, Listing
from casecoder.core.matrix import CODE, Asked, Cell, Column, Matrix, Measure
from casecoder.core.spans import Span
from casecoder.services.outputs.matrices import laid_out, made
from casecoder.store import figures as store
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Revision, Turn, table

REVISION, TURN = table(Revision), table(Turn)
NOTE = (
    "Each coding is taken with the codes of the codings it meets, its own among them. Together: codings with both. "
    "Jaccard: of the codings with either, the share with both. Lift: how many times as often as if the two codes had "
    "nothing to do with one another. The codings of a child code count for the code above it."
)


@dataclass(frozen=True)
class Meeting:
    """The codes of a codebook that meet.

    Parameters
    ----------
    frame:
        The study, the codebook and its codes; its cells are not asked for.
    found:
        A basket for every coding.
    """

    frame: Matrix
    how: How
    found: tuple[Basket, ...]

    @cached_property
    def pairs(self) -> list[Pair]:
        """Those that meet, the most alike first."""
        return pairs(self.found)

    @property
    def names(self) -> Mapping[str, str]:
        """What each code is called."""
        return {row.id: row.label for row in self.frame.rows}

    @property
    def matrix(self) -> Matrix:
        """Codes down and codes across: in how many baskets both are; a code with itself, in how many it is."""
        behind = counts(self.found)
        both = {(pair.first, pair.second): pair.numbers for pair in self.pairs}
        cells = {}
        for row in self.frame.rows:
            for other in self.frame.rows:
                key = (min(row.id, other.id), max(row.id, other.id))
                numbers = both.get(key, ()) if row != other else behind.get(row.id, ())
                cells[row.id, other.id] = Cell(len(numbers), numbers=numbers)
        across = tuple(Column(row.id, row.label, "Together with", row.id) for row in self.frame.rows)
        return replace(
            self.frame, columns=across, cells=cells, by=CODE,
            title=f"Codings of one code that meet another: where they {self.how.heading}",
        )

    @property
    def listing(self) -> Listing:
        """The pairs with their figures and codings."""
        headings = (
            Heading("Code", 8), Heading("Name", 26), Heading("With", 8), Heading("Its name", 26),
            Heading("Together", 11), Heading("Jaccard", 10), Heading("Lift", 9), Heading("Codings", 50),
        )
        lines = tuple(
            (
                pair.first, self.names[pair.first], pair.second, self.names[pair.second], pair.together, pair.jaccard,
                pair.lift, ", ".join(map(coding_id, pair.numbers)),
            )
            for pair in self.pairs
        )
        frame = self.frame
        title = f"Codes that meet: where they {self.how.heading} ({frame.codebook})"
        return Listing(frame.study, title, headings, lines, (NOTE, frame.state), frame.made_at, "No two codes meet.")


def meeting(study: StudyFile, how: How, codebook: str = "") -> Meeting:
    """What meets among the top-level codes of a codebook; of the study's first one when none is named.

    Raises
    ------
    CaseCoderError
        If the study has no such codebook.
    """
    asked = Asked(Measure.COUNT, codebook)
    frame = made(study, asked, codings=False)
    with study.reading() as session:
        connection = session.connection()
        laid = laid_out(session, asked)
        codings = sorted(store.by_text(connection, list(laid.codes)), key=lambda item: str(item.revision))
        found = list(_baskets(connection, how, codings, laid.row_of))
    return Meeting(frame, how, tuple(sorted(found)))


def _baskets(
    connection: Connection, how: How, codings: list[store.InText], row_of: Mapping[str, str]
) -> Iterator[Basket]:
    for revision, group in groupby(codings, key=lambda item: item.revision):
        placed = [Placed(item.start, item.end, row_of[item.code], item.number) for item in group]
        text, turns = "", list[Span]()
        if how is How.NEAR:
            text = str(connection.execute(select(REVISION.c.text).where(REVISION.c.id == revision)).scalar_one())
        elif how is How.TURN:
            of_text = select(TURN.c.start, TURN.c.end).where(TURN.c.revision_id == revision).order_by(TURN.c.number)
            turns = [Span(*row) for row in connection.execute(of_text)]
        yield from baskets(how, placed, text, turns)
