"""Tell which spans touch a stretch, and in which lane each is drawn, at a cost that does not grow with their number."""

from collections.abc import Iterable, Mapping

from casecoder.core.transcripts.spans import Span, assign_lanes

_SMALLEST = 6
"""The finest buckets are of two to this power characters: about a row of a screen."""


class SpanIndex:
    """Spans by key.

    Each is in a bucket as wide as itself, so that long and short ones cost the same.

    Parameters
    ----------
    spans:
        By any number that names them.
    """

    def __init__(self, spans: Mapping[int, Span]) -> None:
        self.spans: dict[int, Span] = {}
        self._levels: dict[int, dict[int, set[int]]] = {}
        for key, span in spans.items():
            self.add(key, span)

    def add(self, key: int, span: Span) -> None:
        """Add a span."""
        self.spans[key] = span
        level, first, last = _find_buckets(span)
        buckets = self._levels.setdefault(level, {})
        buckets.setdefault(first, set()).add(key)
        if last != first:
            buckets.setdefault(last, set()).add(key)

    def remove(self, key: int) -> None:
        """Remove a span."""
        level, first, last = _find_buckets(self.spans.pop(key))
        for bucket in {first, last}:
            self._levels[level][bucket].discard(key)

    def touching(self, start: int, end: int) -> list[int]:
        """Return the spans that share a character with ``[start, end)``, by start, then end, then key."""
        found: set[tuple[int, int, int]] = set()
        for level, buckets in self._levels.items():
            wanted = range(start >> level, (max(start, end - 1) >> level) + 1)
            for bucket in wanted if len(wanted) < len(buckets) else [at for at in buckets if at in wanted]:
                for key in buckets.get(bucket, ()):
                    span = self.spans[key]
                    if span.start < end and start < span.end:
                        found.add((*span, key))
        return [key for _, _, key in sorted(found)]


def _find_buckets(span: Span) -> tuple[int, int, int]:
    """Return the level whose buckets are at least as wide as a span, and the one or two of them that it touches."""
    level = max(_SMALLEST, (span.end - span.start).bit_length())
    return level, span.start >> level, max(span.start, span.end - 1) >> level


class SpanLanes:
    """The spans over a text and their lanes.

    Spans that overlap never share a lane, and none moves because of another.

    Parameters
    ----------
    spans:
        At first in as few lanes as can be.
    """

    def __init__(self, spans: Mapping[int, Span]) -> None:
        self.index = SpanIndex(spans)
        self._lanes = dict(zip(spans, assign_lanes(list(spans.values())), strict=True))

    def lane(self, key: int) -> int:
        """Return the lane of a span, from 0."""
        return self._lanes[key]

    def update(self, changed: Mapping[int, Span], gone: Iterable[int]) -> None:
        """Take in new or moved spans and remove others.

        A new one gets the lowest lane free along it; the others keep theirs.
        """
        for key in [*gone, *(key for key in changed if key in self.index.spans)]:
            self.index.remove(key)
            del self._lanes[key]
        for key, span in changed.items():
            taken = {self._lanes[other] for other in self.index.touching(span.start, max(span.end, span.start + 1))}
            self._lanes[key] = next(lane for lane in range(len(taken) + 1) if lane not in taken)
            self.index.add(key, span)
