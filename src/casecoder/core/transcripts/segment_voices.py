"""Whose words a segment is: the turn that gives it its voice."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from casecoder.core.transcripts.spans import Span


class SpeakingTurn(NamedTuple):
    """A turn as far as it matters for the voice of a segment.

    ``asking`` says that the interviewer speaks.
    """

    number: int
    start: int
    end: int
    asking: bool


class SegmentVoices:
    """The turns of a source, or of a stretch of it, in order.

    It tells which of them gives a segment its voice.
    """

    def __init__(self, turns: Sequence[SpeakingTurn]) -> None:
        self._turns = turns
        self._ends = [turn.end for turn in turns]

    def of(self, place: Span) -> int:
        """Return the number of the turn that gives a segment its voice.

        Of the turns the segment touches, that of which it holds most characters, turns of the interviewer only
        if there is no other; 0 if it touches none.
        """
        best = (False, 0, 0)
        at = bisect_left(self._ends, place.start + 1)
        while at < len(self._turns) and self._turns[at].start < place.end:
            number, start, end, asking = self._turns[at]
            best = max(best, (not asking, min(end, place.end) - max(start, place.start), -number))
            at += 1
        return -best[2]
