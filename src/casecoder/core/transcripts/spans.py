"""Stretches of text: their overlap, their coverage, and the lanes in which overlapping ones are drawn."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from itertools import accumulate, pairwise
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch ``[start, end)`` of a frozen text, in Unicode code points."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def trimmed(self, text: str) -> "Span":
        """Return the span without white space at either end, empty at ``start`` if it is all white space."""
        start, end = self.start, self.end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return Span(start, end)


def merge_spans(spans: Iterable[Span]) -> list[Span]:
    """Return the same characters as disjoint stretches, in order."""
    found: list[Span] = []
    begun, reached = 0, -1
    for start, end in sorted(spans):
        if start > reached:
            if reached >= 0:
                found.append(Span(begun, reached))
            begun, reached = start, end
        elif end > reached:
            reached = end
    return [*found, Span(begun, reached)] if reached >= 0 else found


def covered_length(spans: Iterable[Span]) -> int:
    """Return how many characters lie under at least one of the spans."""
    return sum(end - start for start, end in merge_spans(spans))


def covered_shares(spans: Iterable[Span], edges: Sequence[int]) -> list[float]:
    """Return how much of each stretch between two edges lies under at least one of the spans, 0 to 1.

    Parameters
    ----------
    edges:
        Ascending; there is one stretch less than edges. An empty stretch counts as not covered.
    """
    disjoint = merge_spans(spans)
    starts = [span.start for span in disjoint]
    sums = [0, *accumulate(end - start for start, end in disjoint)]

    def covered_until(offset: int) -> int:
        number = bisect_left(starts, offset)
        return sums[number] - (max(0, disjoint[number - 1].end - offset) if number else 0)

    stretches = zip(pairwise(edges), pairwise(covered_until(edge) for edge in edges), strict=True)
    return [(upto - before) / (end - start) if end > start else 0.0 for (start, end), (before, upto) in stretches]


def assign_lanes(spans: Sequence[Span]) -> list[int]:
    """Return the lane of each span. Spans that overlap never share one.

    Spans are placed in order of start, the longer first, each in the lowest free lane: the least
    number of lanes there can be (interval partitioning), and the same for the same spans.

    Returns
    -------
    list[int]
        A lane number from 0 for each span, in the order given.
    """
    placed = [0] * len(spans)
    busy: list[tuple[int, int]] = []
    free: list[int] = []
    made = 0
    for index in sorted(range(len(spans)), key=lambda i: (spans[i].start, -spans[i].end, i)):
        while busy and busy[0][0] <= spans[index].start:
            heappush(free, heappop(busy)[1])
        if free:
            lane = heappop(free)
        else:
            lane, made = made, made + 1
        placed[index] = lane
        heappush(busy, (max(spans[index].end, spans[index].start + 1), lane))
    return placed
