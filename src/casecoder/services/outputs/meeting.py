"""Which codes meet in the sources of a study, and which benefits are related by that."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import Connection

from casecoder.core.judging.evidence import coding_id
from casecoder.core.outputs.cooccurrence import Basket, Pair, Placed, baskets, by_code, pairs
from casecoder.core.outputs.listing import Heading, Listing
from casecoder.core.outputs.listing_keys import FIGURES, MeetingKey, ids_key
from casecoder.core.outputs.matrix import CODE, Asked, Cell, Column, Matrix, Measure
from casecoder.core.transcripts.nearness import How, Turns
from casecoder.services.outputs.matrices import Frame, laid_out, made
from casecoder.services.outputs.remarks import remarks
from casecoder.store import figures as store
from casecoder.store.study_file import StudyFile

Progress = Callable[[int, int], None]
NOTE = (
    "Together: how many codings of the one code meet one of the other, of both codes. Jaccard: their share of all "
    "codings of the two. Lift: how many times as often as codings of any other code meet them; 1 is as by chance. "
    "The codings of a child code count for the code above it."
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
        """Codes down and codes across: how many codings of either meet the other; of a code with itself, all it has."""
        behind = by_code(self.found)
        both = {(pair.first, pair.second): pair.numbers for pair in self.pairs}
        cells = {}
        for row in self.frame.rows:
            for other in self.frame.rows:
                key = (min(row.id, other.id), max(row.id, other.id))
                numbers = both.get(key, ()) if row != other else behind.get(row.id, ())
                cells[row.id, other.id] = Cell(len(numbers), numbers=numbers)
        across = tuple(Column(row.id, row.label, "Together with", row.id) for row in self.frame.rows)
        return replace(
            self.frame,
            columns=across,
            cells=cells,
            by=CODE,
            title=f"Codings of two codes that meet: where they {self.how.heading}",
        )

    @property
    def listing(self) -> Listing:
        """The pairs with their figures and codings."""
        headings = (
            Heading("Code", 8),
            Heading("Name", 26),
            Heading("With", 8),
            Heading("Its name", 26),
            Heading("Together", 11),
            Heading("Jaccard", 10),
            Heading("Lift", 9),
            Heading("Codings", 50, ids=True),
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
                ", ".join(map(coding_id, pair.numbers)),
            )
            for pair in self.pairs
        )
        frame = self.frame
        title = f"Codes that meet: where they {self.how.heading} ({frame.codebook})"
        notes = (NOTE, *frame.remarks, frame.state)
        keys = {
            (line, 4 + at): self._key(pair, figure)
            for line, pair in enumerate(self.pairs)
            for at, figure in enumerate(FIGURES)
        }
        return Listing(
            frame.study,
            title,
            headings,
            lines,
            notes,
            frame.made_at,
            "No two codes meet.",
            keys,
            self._told(),
            frame.secret,
        )

    def _key(self, pair: Pair, figure: str) -> str:
        return MeetingKey(self.how, self.frame.codebook, pair.first, pair.second, figure).text

    def _told(self) -> dict[str, str]:
        """What the listing says in the study's words (see :mod:`casecoder.core.outputs.told`), and the ids in it."""
        met = {ref for pair in self.pairs for ref in (pair.first, pair.second)}
        together, *_ = FIGURES
        return {
            "title": self.frame.study,
            **{f"name:{ref}": name for ref, name in self.names.items() if ref in met},
            **{ids_key(self._key(pair, together)): ", ".join(map(coding_id, pair.numbers)) for pair in self.pairs},
        }


def meeting(study: StudyFile, how: How, codebook: str = "", progress: Progress | None = None) -> Meeting:
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
    asked = Asked(Measure.COUNT, codebook)
    frame = made(study, asked, codings=False)
    with study.reading() as session:
        laid = laid_out(session, asked)
        found = list(_baskets(session.connection(), how, laid, progress or _unwatched))
        said = remarks(session, laid.codes, laid.retired, counts=False)
    return Meeting(replace(frame, remarks=said), how, tuple(sorted(found, key=lambda basket: basket.number)))


def _unwatched(_done: int, _total: int) -> None:
    """For who doesn't wait."""


def _baskets(connection: Connection, how: How, laid: Frame, progress: Progress) -> Iterator[Basket]:
    """What each coding meets, a source at a time; codings on the review list meet none."""
    by_source: dict[str, list[Placed]] = {}
    for item in store.numbered(connection, list(laid.codes), sure=True):
        placed = Placed(item.start, item.end, laid.row_of[item.code], item.number)
        by_source.setdefault(item.source, []).append(placed)
    turns = Turns(())
    for done, (given, source) in enumerate(laid.columns.keys, 1):
        codings = by_source.get(given, ())
        if codings and how is not How.OVERLAP:
            turns = Turns(store.turns_of(connection, source))
        yield from baskets(how, codings, turns)
        progress(done, len(laid.columns.keys))
