"""Measures the stretches that several coders coded, with all texts laid end to end on one axis."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casecoder.core.judging.agreement_results import SegmentOverlap

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Places = NDArray[np.int64]


@dataclass(frozen=True)
class CodedStretches:
    """The disjoint stretches of one coder, in order. ``starts`` and ``ends`` are places on the axis."""

    starts: "Places"
    ends: "Places"

    def keep(self, kept: "NDArray[np.bool_]") -> "CodedStretches":
        """Return the stretches that ``kept`` marks."""
        return CodedStretches(self.starts[kept], self.ends[kept])


def unite_stretches(starts: "Places", ends: "Places") -> CodedStretches:
    """Unite the stretches that overlap. Stretches that only touch stay apart (see ``core.judging.unitising.units``)."""
    import numpy as np

    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], np.maximum.accumulate(ends[order])
    if not len(starts):
        return CodedStretches(starts, ends)
    begins = np.concatenate([[True], starts[1:] >= ends[:-1]])
    return CodedStretches(starts[begins], ends[np.concatenate([begins[1:], [True]])])


@dataclass(frozen=True)
class TextAxis:
    """Texts laid end to end, divided into units.

    Parameters
    ----------
    bounds:
        Where each text begins, in units, and where the last ends.
    unit_starts, unit_ends:
        Each unit's place in characters; ``None`` where the units are the characters themselves.
    """

    bounds: "Places"
    unit_starts: "Places | None" = None
    unit_ends: "Places | None" = None

    @property
    def lengths(self) -> "Numbers":
        """The number of units in each text."""
        import numpy as np

        return np.diff(self.bounds).astype(float)

    def project(self, found: CodedStretches) -> CodedStretches:
        """Return, in units, the stretches of units that share a character with the given stretches of characters."""
        import numpy as np

        if self.unit_starts is None or self.unit_ends is None:
            return found
        first = np.searchsorted(self.unit_ends, found.starts, side="right")
        last = np.searchsorted(self.unit_starts, found.ends, side="left")
        return unite_stretches(first[first < last], last[first < last])

    def texts_at(self, places: "Places") -> "Places":
        """Return the text in which each place lies."""
        import numpy as np

        return np.searchsorted(self.bounds, places, side="right") - 1

    def sum_by_text(self, places: "Places", amounts: "Numbers") -> "Numbers":
        """Add up the amounts at some places, text by text."""
        return self.add_up(self.texts_at(places), amounts)

    def add_up(self, texts: "Places", amounts: "Numbers") -> "Numbers":
        """Add up amounts text by text, given the text of each."""
        import numpy as np

        return np.bincount(texts, weights=amounts, minlength=len(self.bounds) - 1).astype(float)


class CodedUnits:
    """Counts the units that several coders have coded, text by text.

    ``coded[c]`` holds the number of units of each text that coder ``c`` has coded.
    """

    def __init__(self, axis: TextAxis, coders: list[CodedStretches]) -> None:
        import numpy as np

        edges = np.unique(np.concatenate([axis.bounds, *(e for c in coders for e in (c.starts, c.ends))]))
        self._axis, self._texts, self._lengths = axis, axis.texts_at(edges[:-1]), np.diff(edges).astype(float)
        self._inside = [self._is_covered(edges, found) for found in coders]
        self.coded: list[Numbers] = [self._add_up(self._lengths * inside) for inside in self._inside]

    def _add_up(self, amounts: "Numbers") -> "Numbers":
        """Add up the amounts between edges, text by text."""
        return self._axis.add_up(self._texts, amounts)

    @staticmethod
    def _is_covered(edges: "Places", found: CodedStretches) -> "NDArray[np.bool_]":
        """Return which of the parts between edges lie under a stretch."""
        import numpy as np

        steps = np.zeros(len(edges), dtype=np.int64)
        steps[np.searchsorted(edges, found.starts)] += 1
        steps[np.searchsorted(edges, found.ends)] -= 1
        return np.cumsum(steps)[:-1] > 0

    def both(self, one: int, other: int) -> "Numbers":
        """Count the units of each text that both coders have coded."""
        inside = self._inside[one] & self._inside[other]
        return self._add_up(self._lengths * inside)

    def coincidences(self, many: "Numbers") -> "tuple[Numbers, Numbers, Numbers]":
        """Count the pairs of choices in each text: both "not coded", one of each, both "coded".

        The pairs of a unit weigh together as much as the unit has choices (see
        ``core.judging.agreement_coefficients.count_coincidences``).

        Parameters
        ----------
        many:
            The number of coders who worked on each text.
        """
        import numpy as np

        coded = np.sum(self._inside, axis=0).astype(float)
        choices = many[self._texts]
        left = choices - coded
        weights = self._lengths / (choices - 1)
        pairs = (left * (left - 1), left * coded, coded * (coded - 1))
        neither, apart, both = (self._add_up(weights * pair) for pair in pairs)
        return neither, apart, both

    @property
    def coded_by_any(self) -> float:
        """The number of units that at least one coder has coded."""
        import numpy as np

        return float(self._lengths[np.any(self._inside, axis=0)].sum())


def measure_overlap(one: CodedStretches, other: CodedStretches) -> SegmentOverlap:
    """Measure how the segments of two coders overlap."""
    import numpy as np

    first = np.searchsorted(other.ends, one.starts, side="right")
    many = np.maximum(np.searchsorted(other.starts, one.ends, side="left") - first, 0)
    mine = np.repeat(np.arange(len(many)), many)
    theirs = np.arange(len(mine)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)
    starts, ends, starts2, ends2 = one.starts[mine], one.ends[mine], other.starts[theirs], other.ends[theirs]
    shared = np.minimum(ends, ends2) - np.maximum(starts, starts2)
    share = shared / (np.maximum(ends, ends2) - np.minimum(starts, starts2))
    apart = (np.abs(starts - starts2) + np.abs(ends - ends2)) / 2
    best = np.concatenate([_largest_overlaps(mine, shared), _largest_overlaps(theirs, shared)])
    found = SegmentOverlap(len(one.starts) + len(other.starts), len(best), 2 * int((apart == 0).sum()))
    if not len(best):
        return found
    return SegmentOverlap(
        found.segments, found.overlapping, found.exact, float(share[best].mean()), float(apart[best].mean())
    )


def _largest_overlaps(segments: "Places", shared: "Places") -> "Places":
    """Return, for each segment that overlaps any, the overlap in which it shares most; the first of several."""
    import numpy as np

    order = np.lexsort((-shared, segments))
    return order[np.unique(segments[order], return_index=True)[1]]


def sum_overlaps(parts: list[SegmentOverlap]) -> SegmentOverlap:
    """Combine the overlaps of several pairs of coders."""
    met = sum(part.overlapping for part in parts)
    return SegmentOverlap(
        sum(part.segments for part in parts),
        met,
        sum(part.exact for part in parts),
        sum((part.shared or 0) * part.overlapping for part in parts) / met if met else None,
        sum((part.boundary or 0) * part.overlapping for part in parts) / met if met else None,
    )
