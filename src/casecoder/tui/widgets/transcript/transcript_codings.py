"""The codings over a transcript: which ones touch a stretch, and the lane that each is drawn in."""

from collections.abc import Iterable, Sequence

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.span_index import SpanLanes
from casecoder.core.transcripts.spans import Span


class CodingsInLanes:
    """Codings by number. A coding keeps its lane while others are added or removed.

    Parameters
    ----------
    all:
        In order of their places.
    """

    def __init__(self, all: Sequence[Evidence]) -> None:
        self.all = all
        self._by_number = {coding.number: coding for coding in all}
        self._layout = SpanLanes({coding.number: _span(coding) for coding in all})

    def set(self, all: Sequence[Evidence]) -> list[Span]:
        """Replace the codings. Return the spans that look different now."""
        before, self.all = self._by_number, all
        self._by_number = {coding.number: coding for coding in all}
        new = [coding for coding in all if not _alike(before.get(coding.number), coding)]
        gone = [before[number] for number in before.keys() - self._by_number.keys()]
        old = [before[coding.number] for coding in new if coding.number in before]
        held = self._layout.index.spans
        spans = {coding.number: _span(coding) for coding in new}
        self._layout.update(
            {number: span for number, span in spans.items() if held.get(number) != span},
            [coding.number for coding in gone],
        )
        return [*spans.values(), *map(_span, gone), *map(_span, old)]

    @property
    def spans(self) -> Iterable[Span]:
        """Return the spans of the codings, in any order."""
        return self._layout.index.spans.values()

    def touching(self, start: int, end: int) -> list[Evidence]:
        """Return the codings that share a character with ``[start, end)``, in order."""
        return [self._by_number[number] for number in self._layout.index.touching(start, end)]

    def lane(self, coding: Evidence) -> int:
        """Return the lane that a coding is drawn in, counted from 0."""
        return self._layout.lane(coding.number)


def _span(coding: Evidence) -> Span:
    return Span(coding.start, coding.end)


def _alike(was: Evidence | None, now: Evidence) -> bool:
    """Return whether two versions of a coding are drawn alike."""
    return was is now or (
        was is not None
        and (was.start, was.end, was.code, was.code_name, was.direction)
        == (now.start, now.end, now.code, now.code_name, now.direction)
    )
