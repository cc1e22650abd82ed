"""What was coded at or near a passage."""

from collections import defaultdict
from collections.abc import Iterable

from casecoder.core.evidence import Evidence
from casecoder.core.span_index import SpanIndex
from casecoder.core.spans import Span

SAME_TURN = 0
NEAR = 2
"""In how many turns' distance a passage is near: the same answer, or the one before or after a question."""


class Neighbours:
    """Codings by their place, among which those beside another one are looked up.

    Those on the review list have no sure place and are left out.
    """

    def __init__(self, coded: Iterable[Evidence]) -> None:
        self._coded = {item.number: item for item in coded if not item.in_review}
        self._turns: dict[tuple[str, int], list[int]] = defaultdict(list)
        spans: dict[str, dict[int, Span]] = defaultdict(dict)
        for item in self._coded.values():
            spans[item.source][item.number] = Span(item.start, item.end)
            if item.turn:
                self._turns[item.source, item.turn].append(item.number)
        self._spans = {source: SpanIndex(found) for source, found in spans.items()}

    def beside(self, item: Evidence, turns: int) -> list[Evidence]:
        """The codings that share a character with one, or whose turn is no more than ``turns`` away, by number."""
        if item.in_review or item.source not in self._spans:
            return []
        found = set(self._spans[item.source].touching(item.start, item.end))
        if item.turn:
            for turn in range(max(1, item.turn - turns), item.turn + turns + 1):
                found.update(self._turns.get((item.source, turn), ()))
        return [self._coded[number] for number in sorted(found - {item.number})]
