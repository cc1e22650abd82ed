"""Evaluate a query over codes in a text. The result is stretches with the codings behind them.

A code alone finds its codings, a stretch for each. Two parts of a query are joined by operators:

- ``or`` finds the stretches of both;
- ``and`` finds the longest stretches whose characters lie under both;
- ``not`` finds the stretches of the left that share no character with one of the right;
- ``overlaps`` finds the stretches of the left that share a character with one of the right;
- ``near`` also finds those with no more than a number of words between;
- ``same-turn`` finds those that touch a turn which one of the right touches.

A stretch lists the codings of both sides that made it match.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple, Protocol

from casecoder.core.coding.code_query import CodeQuery, JoinedQuery, QueryOperator, QueryTerm
from casecoder.core.transcripts.nearness import TurnSpans
from casecoder.core.transcripts.spans import Span


class QueryStretch(NamedTuple):
    """A stretch ``[start, end)`` of a text in code points, and the numbers of the codings behind it, ascending."""

    start: int
    end: int
    codings: tuple[int, ...]


class TextWithTurns(Protocol):
    """A text with its turns. Only the operators that need them read them."""

    @property
    def text(self) -> str:
        """The text, whole."""

    @property
    def turns(self) -> Sequence[Span]:
        """Its turns, in order, disjoint."""


_Run = tuple[int, int]
"""A stretch ``[start, end)`` as a plain pair: a query over many codings makes one for each of them."""
QueryStretches = list[QueryStretch]
TermCodings = Callable[[QueryTerm], QueryStretches]
"""Gives the codings of a code in the text at hand, in order."""


def evaluate_code_query(query: CodeQuery, codings: TermCodings, setting: TextWithTurns) -> QueryStretches:
    """Return what a query finds in one text, by place."""
    if isinstance(query, QueryTerm):
        return codings(query)
    left = evaluate_code_query(query.left, codings, setting)
    if not left and query.operator is not QueryOperator.OR:
        return []
    return _joined(query, left, evaluate_code_query(query.right, codings, setting), setting)


def _joined(query: JoinedQuery, left: QueryStretches, right: QueryStretches, setting: TextWithTurns) -> QueryStretches:
    match query.operator:
        case QueryOperator.OR:
            return sorted({*left, *right})
        case QueryOperator.AND:
            return intersect_stretches(left, right)
        case QueryOperator.NOT:
            return keep_separate_stretches(left, right)
        case QueryOperator.OVERLAPS:
            return keep_overlapping_stretches(left, right)
        case QueryOperator.NEAR:
            return keep_near_stretches(left, right, query.within, setting.text) if right else []
        case QueryOperator.SAME_TURN:
            return keep_same_turn_stretches(left, right, setting.turns) if right else []


def intersect_stretches(left: QueryStretches, right: QueryStretches) -> QueryStretches:
    """Return the longest stretches whose characters all lie under both sides."""
    common = _common(_runs(left), _runs(right))
    if not common:
        return []
    on_left, on_right = _Touching(left), _Touching(right)
    return [
        QueryStretch(start, end, _behind([*on_left.of(start, end), *on_right.of(start, end)])) for start, end in common
    ]


def _common(left: Sequence[_Run], right: Sequence[_Run]) -> list[_Run]:
    """Return the stretches that two lists of disjoint runs in order have in common."""
    found = []
    a = b = 0
    while a < len(left) and b < len(right):
        (start, end), (other_start, other_end) = left[a], right[b]
        if start < other_end and other_start < end:
            found.append((max(start, other_start), min(end, other_end)))
        if end < other_end:
            a += 1
        else:
            b += 1
    return found


def _runs(found: QueryStretches) -> list[_Run]:
    """Return the characters under at least one stretch, as disjoint runs that don't touch, in order."""
    runs = []
    first = last = -1
    for start, end, _ in found:
        if start > last:
            if first < last:
                runs.append((first, last))
            first = start
        last = max(last, end)
    if first < last:
        runs.append((first, last))
    return runs


def keep_separate_stretches(left: QueryStretches, right: QueryStretches) -> QueryStretches:
    """Return the stretches of the left that share no character with the right."""
    on_right = _Touching(right)
    return [stretch for stretch in left if not on_right.of(stretch.start, stretch.end)]


def keep_overlapping_stretches(left: QueryStretches, right: QueryStretches) -> QueryStretches:
    """Return the stretches of the left that share a character with one of the right."""
    on_right = _Touching(right)
    return _with_reasons(left, lambda stretch: on_right.of(stretch.start, stretch.end))


def keep_near_stretches(left: QueryStretches, right: QueryStretches, words: int, text: str) -> QueryStretches:
    """Return the stretches of the left with one of the right within a number of words, or overlapping."""
    on_right, starts = _Touching(right), [stretch.start for stretch in right]
    by_end = sorted(right, key=lambda stretch: stretch.end)
    ends = [stretch.end for stretch in by_end]

    def reasons(stretch: QueryStretch) -> QueryStretches:
        first, last = _reach(text, stretch, words)
        before = by_end[bisect_left(ends, first) : bisect_right(ends, stretch.start)]
        after = right[bisect_left(starts, stretch.end) : bisect_right(starts, last)]
        return [*before, *on_right.of(stretch.start, stretch.end), *after]

    return _with_reasons(left, reasons)


def _reach(text: str, stretch: QueryStretch, words: int) -> Span:
    """Return the bounds of the text within a number of words round a stretch."""
    before = text[: stretch.start].rsplit(None, words)
    after = text[stretch.end :].split(None, words)
    return Span(
        len(before[0]) if len(before) > words else 0,
        len(text) - len(after[words]) if len(after) > words else len(text),
    )


def keep_same_turn_stretches(left: QueryStretches, right: QueryStretches, turns: Sequence[Span]) -> QueryStretches:
    """Return the stretches of the left that touch a turn which one of the right touches too."""
    touched = TurnSpans(turns).touched
    by_turn: dict[int, QueryStretches] = {}
    for stretch in right:
        for turn in touched(stretch.start, stretch.end):
            by_turn.setdefault(turn, []).append(stretch)

    def reasons(stretch: QueryStretch) -> QueryStretches:
        return [other for turn in touched(stretch.start, stretch.end) for other in by_turn.get(turn, ())]

    return _with_reasons(left, reasons)


def _with_reasons(left: QueryStretches, reasons: Callable[[QueryStretch], QueryStretches]) -> QueryStretches:
    """Return the stretches that have reasons, with the codings of the reasons added."""
    found = []
    for stretch in left:
        others = reasons(stretch)
        if others:
            found.append(QueryStretch(stretch.start, stretch.end, _behind([stretch, *others])))
    return found


def _behind(stretches: Iterable[QueryStretch]) -> tuple[int, ...]:
    return tuple(sorted({number for stretch in stretches for number in stretch.codings}))


class _Touching:
    """Finds which of some ordered stretches share a character with a given stretch."""

    def __init__(self, found: QueryStretches) -> None:
        self._found = found
        self._starts = [stretch.start for stretch in found]
        self._reached = list(accumulate((stretch.end for stretch in found), max))

    def of(self, start: int, end: int) -> QueryStretches:
        """Return the stretches that touch ``[start, end)``, the last first."""
        touching = []
        place = bisect_left(self._starts, end) - 1
        while place >= 0 and self._reached[place] > start:
            if self._found[place].end > start:
                touching.append(self._found[place])
            place -= 1
        return touching
