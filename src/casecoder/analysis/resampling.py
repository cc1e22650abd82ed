"""Values with their bootstrap intervals: sums over sources or cells, of the study and of its resamples at once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casecoder.core.agreement import Disagreement
from casecoder.core.agreement_report import Figure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

RESAMPLES = 1000
LOW, HIGH = 0.025, 0.975
ENOUGH = 0.9
"""In what share of the resamples a measure must have a value to be given an interval."""


class Resamples:
    """How often each of some items (sources, cells) is drawn: in the study once, in a resample as chance has it.

    Parameters
    ----------
    items:
        How many there are; with fewer than two there are no resamples.
    seed:
        The same draws come from the same seed.
    """

    def __init__(self, items: int, seed: int) -> None:
        import numpy as np

        drawn = np.ones((1, items))
        if items > 1:
            chance = np.random.default_rng(seed)
            again = chance.multinomial(items, np.full(items, 1 / items), size=RESAMPLES)
            drawn = np.concatenate([drawn, again])
        self._drawn = drawn

    def sums(self, columns: "Sequence[Numbers]") -> "Numbers":
        """For each column, a number an item, its sum: in the study first, then in each resample."""
        import numpy as np

        return (self._drawn @ np.stack(columns, axis=1)).T


def values(part: Disagreement) -> "Numbers":
    """Agreement in the study and in its resamples; not a number where there is nothing to disagree on."""
    import numpy as np

    observed, expected = np.broadcast_arrays(np.asarray(part.observed, float), np.asarray(part.expected, float))
    found: Numbers = np.full(observed.shape, np.nan)
    np.divide(observed, expected, out=found, where=expected != 0)
    return 1 - found


def mean(several: "Sequence[Numbers]") -> "Numbers":
    """The mean of those values that there are, in the study and in each of its resamples; of one series or more."""
    import numpy as np

    stacked = np.stack(several)
    there = ~np.isnan(stacked)
    found: Numbers = np.full(stacked.shape[1], np.nan)
    np.divide(np.where(there, stacked, 0).sum(axis=0), there.sum(axis=0), out=found, where=there.any(axis=0))
    return found


def figure(found: "Numbers", reason: str) -> Figure:
    """A value and its percentile interval.

    Parameters
    ----------
    reason:
        Why there is no value, if there is none.
    """
    import numpy as np

    if np.isnan(found[0]):
        return Figure(reason=reason)
    defined = found[1:][~np.isnan(found[1:])]
    if not len(defined) or len(defined) < ENOUGH * RESAMPLES:
        return Figure(float(found[0]))
    low, high = np.quantile(defined, (LOW, HIGH))
    return Figure(float(found[0]), round(float(low), 9), round(float(high), 9))
