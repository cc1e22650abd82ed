"""Many coders' stretches on many texts laid end to end, counted by numpy."""

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
    """One coder's disjoint stretches, in order; ``starts`` and ``ends`` are places on the axis."""

    starts: "Places"
    ends: "Places"

    def among(self, kept: "NDArray[np.bool_]") -> "CodedStretches":
        """Only some of them."""
        return CodedStretches(self.starts[kept], self.ends[kept])


def unite_stretches(starts: "Places", ends: "Places") -> CodedStretches:
    """Stretches that overlap as one; those that only touch stay two (see ``core.judging.unitising.units``)."""
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
        """How many units each text has."""
        import numpy as np

        return np.diff(self.bounds).astype(float)

    def project(self, found: CodedStretches) -> CodedStretches:
        """The units of which a coder's stretches, given in characters, share at least one character."""
        import numpy as np

        if self.unit_starts is None or self.unit_ends is None:
            return found
        first = np.searchsorted(self.unit_ends, found.starts, side="right")
        last = np.searchsorted(self.unit_starts, found.ends, side="left")
        return unite_stretches(first[first < last], last[first < last])

    def texts(self, places: "Places") -> "Places":
        """In which text each place lies."""
        import numpy as np

        return np.searchsorted(self.bounds, places, side="right") - 1

    def per_text(self, places: "Places", amounts: "Numbers") -> "Numbers":
        """Amounts at places, added up text by text."""
        return self.added_up(self.texts(places), amounts)

    def added_up(self, texts: "Places", amounts: "Numbers") -> "Numbers":
        """Amounts, each of a text, added up text by text."""
        import numpy as np

        return np.bincount(texts, weights=amounts, minlength=len(self.bounds) - 1).astype(float)


class CodedUnits:
    """What several coders have coded, text by text.

    ``coded[c]`` has how many units each text has under coder ``c``; :meth:`both` what two share.
    """

    def __init__(self, axis: TextAxis, coders: list[CodedStretches]) -> None:
        import numpy as np

        edges = np.unique(np.concatenate([axis.bounds, *(e for c in coders for e in (c.starts, c.ends))]))
        self._axis, self._texts, self._lengths = axis, axis.texts(edges[:-1]), np.diff(edges).astype(float)
        self._inside = [self._covered(edges, found) for found in coders]
        self.coded: list[Numbers] = [self._added_up(self._lengths * inside) for inside in self._inside]

    def _added_up(self, amounts: "Numbers") -> "Numbers":
        """Amounts between edges, text by text."""
        return self._axis.added_up(self._texts, amounts)

    @staticmethod
    def _covered(edges: "Places", found: CodedStretches) -> "NDArray[np.bool_]":
        import numpy as np

        steps = np.zeros(len(edges), dtype=np.int64)
        steps[np.searchsorted(edges, found.starts)] += 1
        steps[np.searchsorted(edges, found.ends)] -= 1
        return np.cumsum(steps)[:-1] > 0

    def both(self, one: int, other: int) -> "Numbers":
        """How many units of each text two coders have both coded."""
        inside = self._inside[one] & self._inside[other]
        return self._added_up(self._lengths * inside)

    def coincidences(self, many: "Numbers") -> "tuple[Numbers, Numbers, Numbers]":
        """For each text the pairs of choices of a unit that are both "not coded", one of each, both "coded".

        A unit's pairs weigh together as much as it has choices (see
        ``core.judging.agreement_coefficients.count_coincidences``).

        Parameters
        ----------
        many:
            How many coders worked on each text.
        """
        import numpy as np

        coded = np.sum(self._inside, axis=0).astype(float)
        choices = many[self._texts]
        left = choices - coded
        weights = self._lengths / (choices - 1)
        pairs = (left * (left - 1), left * coded, coded * (coded - 1))
        neither, apart, both = (self._added_up(weights * pair) for pair in pairs)
        return neither, apart, both

    @property
    def anybody(self) -> float:
        """How many units at least one has coded."""
        import numpy as np

        return float(self._lengths[np.any(self._inside, axis=0)].sum())


def measure_overlap(one: CodedStretches, other: CodedStretches) -> SegmentOverlap:
    """How the segments of two coders meet."""
    import numpy as np

    first = np.searchsorted(other.ends, one.starts, side="right")
    many = np.maximum(np.searchsorted(other.starts, one.ends, side="left") - first, 0)
    mine = np.repeat(np.arange(len(many)), many)
    theirs = np.arange(len(mine)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)
    starts, ends, starts2, ends2 = one.starts[mine], one.ends[mine], other.starts[theirs], other.ends[theirs]
    shared = np.minimum(ends, ends2) - np.maximum(starts, starts2)
    share = shared / (np.maximum(ends, ends2) - np.minimum(starts, starts2))
    apart = (np.abs(starts - starts2) + np.abs(ends - ends2)) / 2
    best = np.concatenate([_best(mine, shared), _best(theirs, shared)])
    found = SegmentOverlap(len(one.starts) + len(other.starts), len(best), 2 * int((apart == 0).sum()))
    if not len(best):
        return found
    return SegmentOverlap(
        found.segments, found.overlapping, found.exact, float(share[best].mean()), float(apart[best].mean())
    )


def _best(segments: "Places", shared: "Places") -> "Places":
    """For each segment that meets any, the meeting in which it shares most; the first of several."""
    import numpy as np

    order = np.lexsort((-shared, segments))
    return order[np.unique(segments[order], return_index=True)[1]]


def sum_overlaps(parts: list[SegmentOverlap]) -> SegmentOverlap:
    """Several pairs' overlaps as one."""
    met = sum(part.overlapping for part in parts)
    return SegmentOverlap(
        sum(part.segments for part in parts),
        met,
        sum(part.exact for part in parts),
        sum((part.shared or 0) * part.overlapping for part in parts) / met if met else None,
        sum((part.boundary or 0) * part.overlapping for part in parts) / met if met else None,
    )
