"""Which codes meet in the words of the study, and how much more often than chance would have it.

When two codings *meet* is defined in :mod:`casecoder.core.transcripts.nearness`. For two codes A and B:

- ``together`` is how many codings of A meet one of B, and codings of B one of A;
- *Jaccard's index* is ``together`` over all codings of the two: 0 never, 1 always;
- *lift* is ``together`` over what it would be if it made no difference to the codings of A and B that they are of A and
  B: if as large a part of those of A met B as of all codings that are not of B, and the other way round. 1 is as by
  chance, 2 twice as often.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from casecoder.core.transcripts.nearness import Nearness, TurnSpans


class CooccurrenceCoding(NamedTuple):
    """A coding in its text: the stretch ``[start, end)``, the code it counts for, its number."""

    start: int
    end: int
    code: str
    number: int


class CodingNeighbours(NamedTuple):
    """A coding, its code, and the other codes it meets."""

    number: int
    code: str
    met: frozenset[str]


@dataclass(frozen=True, slots=True)
class CodePair:
    """Two codes that meet.

    Parameters
    ----------
    either:
        How many codings the two have.
    lift:
        How many times as often as by chance they meet.
    numbers:
        The codings of either that meet the other.
    """

    first: str
    second: str
    either: int
    lift: float
    numbers: tuple[int, ...]

    @property
    def together(self) -> int:
        """How many codings of either meet the other."""
        return len(self.numbers)

    @property
    def jaccard(self) -> float:
        """How many that is of all codings of the two, 0 to 1."""
        return self.together / self.either


def find_coding_neighbours(
    how: Nearness, codings: Iterable[CooccurrenceCoding], turns: TurnSpans
) -> list[CodingNeighbours]:
    """Return what each coding of one text meets, by place.

    Parameters
    ----------
    turns:
        Not asked for by ``overlap``.
    """
    placed = sorted(codings)
    met = _codes_overlapping(placed) if how is Nearness.OVERLAP else _codes_around(placed, turns, how.turns)
    return [
        CodingNeighbours(item.number, item.code, frozenset(codes - {item.code}))
        for item, codes in zip(placed, met, strict=True)
    ]


def _codes_overlapping(placed: Sequence[CooccurrenceCoding]) -> list[set[str]]:
    met: list[set[str]] = [set() for _ in placed]
    reaching: list[int] = []
    for at, item in enumerate(placed):
        reaching = [other for other in reaching if placed[other].end > item.start]
        for other in reaching:
            met[at].add(placed[other].code)
            met[other].add(item.code)
        reaching.append(at)
    return met


def _codes_around(placed: Sequence[CooccurrenceCoding], turns: TurnSpans, distance: int) -> list[set[str]]:
    held: dict[int, set[str]] = {}
    for item in placed:
        for turn in turns.touched(item.start, item.end):
            held.setdefault(turn, set()).add(item.code)
    there: dict[range, set[str]] = {}  # many codings touch the same turns
    met = []
    for item in placed:
        around = turns.touched(item.start, item.end, distance)
        if around not in there:
            there[around] = {code for turn in around for code in held.get(turn, ())}
        met.append(there[around])
    return met


def rank_code_pairs(found: Iterable[CodingNeighbours]) -> list[CodePair]:
    """Return the pairs of codes that meet, the most alike by Jaccard’s index first."""
    of, meeting = Counter[str](), Counter[str]()
    both: dict[tuple[str, str], list[int]] = {}
    for basket in found:
        of[basket.code] += 1
        meeting.update(basket.met)
        for other in basket.met:
            pair = (basket.code, other) if basket.code < other else (other, basket.code)
            both.setdefault(pair, []).append(basket.number)
    total = of.total()

    def by_chance(one: str, other: str) -> float:
        return of[one] * meeting[other] / (total - of[other])

    made = [
        CodePair(a, b, of[a] + of[b], len(numbers) / (by_chance(a, b) + by_chance(b, a)), tuple(numbers))
        for (a, b), numbers in both.items()
    ]
    return sorted(made, key=lambda pair: (-pair.jaccard, -pair.together, pair.first, pair.second))


def pairs_with_code(code: str, found: Iterable[CodePair]) -> Iterator[tuple[str, CodePair]]:
    """Return the codes that meet one, in the order of the pairs."""
    for pair in found:
        if code in {pair.first, pair.second}:
            yield (pair.second if pair.first == code else pair.first), pair


def coding_numbers_by_code(found: Iterable[CodingNeighbours]) -> Mapping[str, tuple[int, ...]]:
    """Return the codings of each code that has any."""
    held: dict[str, list[int]] = {}
    for basket in found:
        held.setdefault(basket.code, []).append(basket.number)
    return {code: tuple(numbers) for code, numbers in held.items()}
