"""Tell which codings stand together in a text: on the same words, in the same turn, or near.

Of two codings of one text

- they *overlap* when they share a character;
- they stand in the *same turn* when there is a turn that both touch;
- they are *near* when from a turn that one touches it is no more than :data:`NEAR_TURNS` turns to one that the other
  touches:
  in an interview the same answer, or the answer before or after a question.

A paragraph of notes counts as a turn, and every word is in one, so each of these holds wherever the one before it does.
Matrices, the weighing of evidence and the report across schools all mean this. ``near`` in a query is another thing:
there a researcher says how many words may stand between (:mod:`casecoder.core.coding.code_query`).
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from casecoder.core.transcripts.spans import Span

NEAR_TURNS = 2
"""How many turns it may be from one coding to another that is near."""
NEARNESS_DEFINITION = "at the same words, in the same turn, or no more than two turns away"
"""What near is, as documents and screens say it."""


class Nearness(StrEnum):
    """The ways in which two codings can stand together."""

    OVERLAP = "overlap"
    TURN = "turn"
    NEAR = "near"

    @property
    def heading(self) -> str:
        """Return what it is for two codings to stand together, worded to stand after "where they"."""
        return {
            "overlap": "share words",
            "turn": "stand in the same turn",
            "near": "stand no more than two turns apart",
        }[self.value]

    @property
    def turns(self) -> int:
        """Return how many turns the one may be from the other."""
        return NEAR_TURNS if self is Nearness.NEAR else 0


class TurnSpans:
    """The turns of a text, in order and disjoint.

    It tells which of them a stretch touches.
    """

    def __init__(self, turns: Iterable[Span]) -> None:
        spans = list(turns)
        self._starts, self._ends = [span.start for span in spans], [span.end for span in spans]

    def __len__(self) -> int:
        """Return the number of turns."""
        return len(self._starts)

    def touched(self, start: int, end: int, around: int = 0) -> range:
        """Return the places, from 0, of the turns that ``[start, end)`` touches, and of so many more on either side."""
        first, after = bisect_right(self._ends, start), bisect_left(self._starts, end)
        return range(first - around, after + around) if first < after else range(0)


class LocatedCoding(Protocol):
    """A coding with its place.

    ``source`` is whatever names its text.
    """

    @property
    def number(self) -> int:
        """Return its number."""

    @property
    def source(self) -> str:
        """Return which text it is in."""

    @property
    def start(self) -> int:
        """Return where it begins."""

    @property
    def end(self) -> int:
        """Return the offset after its last character."""

    @property
    def in_review(self) -> bool:
        """Return whether it has no sure place."""


LocatedCodingT = TypeVar("LocatedCodingT", bound=LocatedCoding)


class NeighbouringCodings(Generic[LocatedCodingT]):
    """Codings by their place.

    Those beside another coding can be looked up.

    Those on the review list have no sure place and are left out.

    Parameters
    ----------
    turns:
        Those of each text.
    """

    def __init__(self, coded: Iterable[LocatedCodingT], turns: Mapping[str, TurnSpans]) -> None:
        self._turns = turns
        self._held: dict[tuple[str, int], list[LocatedCodingT]] = defaultdict(list)
        for item in coded:
            for turn in self._touched_turns(item):
                self._held[item.source, turn].append(item)

    def beside(self, item: LocatedCoding, how: Nearness) -> list[LocatedCodingT]:
        """Return the codings that stand together with one, by number."""
        found = {
            other.number: other
            for turn in self._touched_turns(item, how.turns)
            for other in self._held.get((item.source, turn), ())
            if other.number != item.number and (how is not Nearness.OVERLAP or _do_overlap(item, other))
        }
        return [found[number] for number in sorted(found)]

    def _touched_turns(self, item: LocatedCoding, around: int = 0) -> Sequence[int]:
        return () if item.in_review else self._turns[item.source].touched(item.start, item.end, around)


def _do_overlap(one: LocatedCoding, other: LocatedCoding) -> bool:
    return one.start < other.end and other.start < one.end
