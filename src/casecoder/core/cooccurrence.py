"""Which codes meet in the words of the study, and how much more often than chance would have it.

Every coding is taken with what it meets: its own code and the codes of the codings it *meets* make its basket.
Two codings meet when they share a character (``overlap``), touch the same turn (``turn``), or when no more than so many
words stand between them (``near``). Over all these baskets, for two codes A and B:

- ``together`` is the number of baskets that hold both;
- *Jaccard's index* is ``together`` over the baskets that hold either: 0 never, 1 always together;
- *lift* is ``together`` over what it would be if A and B had nothing to do with one another: 1 as by chance, 2 twice
  as often.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import NamedTuple

from casecoder.core.code_query import NEAR
from casecoder.core.spans import Span


class How(StrEnum):
    """When two codings meet."""

    OVERLAP = "overlap"
    TURN = "turn"
    NEAR = "near"

    @property
    def heading(self) -> str:
        """What it is for two codings to meet, to stand after "where they"."""
        return {
            "overlap": "share words", "turn": "stand in the same turn",
            "near": f"have no more than {NEAR} words between them",
        }[self.value]


class Placed(NamedTuple):
    """A coding in its text: the stretch ``[start, end)``, the code it counts for, its number."""

    start: int
    end: int
    code: str
    number: int


class Basket(NamedTuple):
    """A coding and the codes it meets, its own among them."""

    number: int
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes that meet.

    Parameters
    ----------
    either:
        How many codings have one of the two codes in their basket.
    lift:
        How many times as often as by chance they are together.
    numbers:
        The codings in whose baskets both are.
    """

    first: str
    second: str
    either: int
    lift: float
    numbers: tuple[int, ...]

    @property
    def together(self) -> int:
        """In how many baskets both are."""
        return len(self.numbers)

    @property
    def jaccard(self) -> float:
        """How much of what either has is of both, 0 to 1."""
        return self.together / self.either


def baskets(how: How, codings: Iterable[Placed], text: str, turns: Sequence[Span]) -> list[Basket]:
    """What each coding of one text meets, by place.

    Parameters
    ----------
    text, turns:
        Asked for by ``near`` and by ``turn`` alone; may be empty for the others.
    """
    placed = sorted(codings)
    if how is How.TURN:
        return _in_turns(placed, turns)
    reach = _reaches(placed, text, NEAR) if how is How.NEAR else [item.end - 1 for item in placed]
    met: list[set[str]] = [{item.code} for item in placed]
    reaching: list[int] = []
    for at, item in enumerate(placed):
        reaching = [other for other in reaching if reach[other] >= item.start]
        for other in reaching:
            met[at].add(placed[other].code)
            met[other].add(item.code)
        reaching.append(at)
    return [Basket(item.number, frozenset(codes)) for item, codes in zip(placed, met, strict=True)]


def _in_turns(placed: Sequence[Placed], turns: Sequence[Span]) -> list[Basket]:
    starts, ends = [turn.start for turn in turns], [turn.end for turn in turns]
    touched = [range(bisect_right(ends, item.start), bisect_left(starts, item.end)) for item in placed]
    held: dict[int, set[str]] = {}
    for item, numbers in zip(placed, touched, strict=True):
        for number in numbers:
            held.setdefault(number, set()).add(item.code)
    return [
        Basket(item.number, frozenset({item.code}.union(*(held[number] for number in numbers))))
        for item, numbers in zip(placed, touched, strict=True)
    ]


def _reaches(placed: Sequence[Placed], text: str, words: int) -> list[int]:
    """Up to where another coding may begin after each with no more than so many words between."""
    found = [Span(*match.span()) for match in re.finditer(r"\S+", text)]
    starts, ends = [word.start for word in found], [word.end for word in found]
    reach = []
    for item in placed:
        beyond = bisect_right(ends, item.end) + words
        reach.append(max(starts[beyond], item.end) if beyond < len(found) else len(text))
    return reach


def pairs(found: Iterable[Basket]) -> list[Pair]:
    """The pairs of codes that are together in any basket, those most alike by Jaccard's index first."""
    held: dict[str, int] = {}
    both: dict[tuple[str, str], list[int]] = {}
    total = 0
    for basket in found:
        total += 1
        codes = sorted(basket.codes)
        for code in codes:
            held[code] = held.get(code, 0) + 1
        for pair in combinations(codes, 2):
            both.setdefault(pair, []).append(basket.number)
    made = [
        Pair(a, b, held[a] + held[b] - len(numbers), len(numbers) * total / (held[a] * held[b]), tuple(numbers))
        for (a, b), numbers in both.items()
    ]
    return sorted(made, key=lambda pair: (-pair.jaccard, -pair.together, pair.first, pair.second))


def related(code: str, found: Iterable[Pair]) -> Iterator[tuple[str, Pair]]:
    """The codes that meet one, in the order of the pairs."""
    for pair in found:
        if code in {pair.first, pair.second}:
            yield (pair.second if pair.first == code else pair.first), pair


def counts(found: Iterable[Basket]) -> Mapping[str, tuple[int, ...]]:
    """The codings in whose baskets each code is."""
    held: dict[str, list[int]] = {}
    for basket in found:
        for code in basket.codes:
            held.setdefault(code, []).append(basket.number)
    return {code: tuple(numbers) for code, numbers in held.items()}
