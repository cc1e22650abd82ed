"""Values with their bootstrap intervals: sums over sources or schools, of the study and of its resamples at once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from casecoder.core.judging.agreement_coefficients import Disagreement
from casecoder.core.judging.agreement_results import AgreementFigure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Places = NDArray[np.int64]

RESAMPLES = 1000
LOW, HIGH = 0.025, 0.975
SEED = 1
"""Where the drawing begins, for whatever is compared: an interval then changes with that alone, and with nothing
else that is done in the study."""
FEWEST, FEW = 5, 20
"""With fewer sources or schools than the one there are no intervals, with fewer than the other they are said to be
rough: of a hundred percentile intervals meant to hold the value of kappa in 95, some 52 do with 2 sources, 82 with
5, 87 with 10 and 92 with 20 (simulated, sources differing in length, in how much is coded and in agreement)."""
ENOUGH_RESAMPLES = 0.99
"""In what share of the resamples a measure must have a value to be given an interval: where it rests on fewer than
some five of the sources, it has none in more than one of a hundred, as none of these is drawn."""


class Resamples:
    """How often each of some items is drawn: in the study once, in a resample as often as what it belongs to.

    Parameters
    ----------
    belongs:
        For each item its source or school; these are drawn, whole, as many as there are. With fewer than
        :data:`FEWEST` there are no resamples.
    seed:
        The same draws come from the same seed.
    """

    def __init__(self, belongs: "Places", seed: int) -> None:
        import numpy as np

        _, place = np.unique(belongs, return_inverse=True)
        many = int(place.max()) + 1
        drawn = np.ones((1, len(place)))
        if many >= FEWEST:
            again = np.random.default_rng(seed).multinomial(many, np.full(many, 1 / many), size=RESAMPLES)
            drawn = np.concatenate([drawn, again[:, place]])
        self._drawn = drawn

    def sums(self, columns: "Sequence[Numbers]") -> "Numbers":
        """For each column, a number an item, its sum: in the study first, then in each resample."""
        import numpy as np

        return (self._drawn @ np.stack(columns, axis=1)).T


def compute_agreement(part: Disagreement) -> "Numbers":
    """Agreement in the study and in its resamples; not a number where there is nothing to disagree on."""
    import numpy as np

    observed, expected = np.broadcast_arrays(np.asarray(part.observed, float), np.asarray(part.expected, float))
    found: Numbers = np.full(observed.shape, np.nan)
    np.divide(observed, expected, out=found, where=expected != 0)
    return 1 - found


def mean_agreement(several: "Sequence[Numbers]") -> "Numbers":
    """The mean of those values that there are, in the study and in each of its resamples; of one series or more.

    Of the kappas of several pairs: Light, R. J. (1971), Measures of response agreement for qualitative data,
    Psychological Bulletin 76(5).
    """
    import numpy as np

    stacked = np.stack(several)
    there = ~np.isnan(stacked)
    found: Numbers = np.full(stacked.shape[1], np.nan)
    np.divide(np.where(there, stacked, 0).sum(axis=0), there.sum(axis=0), out=found, where=there.any(axis=0))
    return found


def estimate_figure(found: "Numbers", reason: str) -> AgreementFigure:
    """A value and its percentile interval.

    Parameters
    ----------
    reason:
        Why there is no value, if there is none.
    """
    import numpy as np

    if np.isnan(found[0]):
        return AgreementFigure(reason=reason)
    defined = found[1:][~np.isnan(found[1:])]
    if not len(defined) or len(defined) < ENOUGH_RESAMPLES * RESAMPLES:
        return AgreementFigure(float(found[0]))
    low, high = np.quantile(defined, (LOW, HIGH))
    return AgreementFigure(float(found[0]), round(float(low), 9), round(float(high), 9))
