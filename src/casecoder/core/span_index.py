"""Which stretches touch a stretch, at a cost that does not grow with their number."""

from collections.abc import Sequence

from casecoder.core.spans import Span

BUCKET = 512
"""Characters a bucket covers: some eight rows of a screen."""


class SpanIndex:
    """Spans by the buckets of text they touch.

    Parameters
    ----------
    spans:
        They are known by their place in this sequence.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._buckets: dict[int, list[int]] = {}
        for number, span in enumerate(spans):
            for bucket in range(span.start // BUCKET, max(span.start, span.end - 1) // BUCKET + 1):
                self._buckets.setdefault(bucket, []).append(number)

    def touching(self, start: int, end: int) -> list[int]:
        """The spans that share a character with ``[start, end)``, ascending."""
        found: set[int] = set()
        for bucket in range(start // BUCKET, max(start, end - 1) // BUCKET + 1):
            for number in self._buckets.get(bucket, ()):
                if self._spans[number].start < end and start < self._spans[number].end:
                    found.add(number)
        return sorted(found)
