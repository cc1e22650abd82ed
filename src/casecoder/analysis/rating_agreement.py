"""Measures how far raters agree, on each code and on all codes together."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from casecoder.analysis.resampling import SEED, Resamples, compute_agreement, estimate_figure, mean_agreement
from casecoder.core.judging import agreement_coefficients as measures
from casecoder.core.judging.agreement_results import AgreementFigure, AgreementLine, AgreementMeasure, CoderPair
from casecoder.core.vocabulary import Band

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Choices = NDArray[np.int64]

RATING_MEASURES = (
    AgreementMeasure.LINEAR,
    AgreementMeasure.QUADRATIC,
    AgreementMeasure.ORDINAL,
    AgreementMeasure.ALPHA,
    AgreementMeasure.PER_CENT,
)
BAND_ORDER = (Band.RED, Band.AMBER, Band.GREEN, Band.NONE)
"""The three bands in rising order, then "looked, no evidence", which is not a step between them."""
BAND_COUNT = 3
NOT_RATED = -1
"""Stands for a missing band in a table that gives each band by its place in :data:`BAND_ORDER`."""
NOTHING_SHARED = "no cell has a band from two raters"
NO_VARIATION = "no variation: all the bands are the same"
NO_PAIR = "no variation in any pair: all its bands are the same"


class ComparedRating(NamedTuple):
    """The band that a rater gave to a cell. Code and school of the cell are given by their places."""

    code: int
    school: int
    rater: str
    band: Band


def compare_ratings(
    raters: Sequence[str], ratings: Iterable[ComparedRating], codes: Sequence[tuple[str, str]], seed: int = SEED
) -> list[AgreementLine]:
    """Return the line of all codes together, then one for each code that at least two raters have rated somewhere.

    Whole schools are resampled: the cells of a school rest on the same interviews and so aren't independent.

    Parameters
    ----------
    ratings:
        At most one of each rater for a cell, of cells that at least two have rated. There is at least one.
    codes:
        The id and the name of each code.
    """
    import pandas as pd

    given = pd.DataFrame(list(ratings), columns=ComparedRating._fields)
    given["band"] = given["band"].map(BAND_ORDER.index)
    cells = given.pivot(index=["code", "school"], columns="rater", values="band").reindex(columns=list(raters))
    cells = cells.fillna(NOT_RATED).astype(int)
    lines = [_line("", "All codes", cells, seed)]
    lines += [_line(*codes[int(place)], cells.loc[[place]], seed) for place in cells.index.unique("code")]
    return lines


def _line(ref: str, name: str, cells: "pd.DataFrame", seed: int) -> AgreementLine:
    """Return the line of some cells, in a table with a column for each rater."""
    raters, choices = list(cells.columns), cells.to_numpy()
    resamples = Resamples(cells.index.get_level_values("school").to_numpy(), seed)
    pairs = []
    found: dict[AgreementMeasure, list[Numbers]] = {AgreementMeasure.LINEAR: [], AgreementMeasure.QUADRATIC: []}
    for one, other in combinations(range(len(raters)), 2):
        shared = int(((choices[:, one] >= 0) & (choices[:, other] >= 0)).sum())
        if shared:
            table = _as_square(resamples.sums(_cross_tabulate(choices[:, one], choices[:, other])), BAND_COUNT)
            shown = {}
            for measure, weight in (
                (AgreementMeasure.LINEAR, measures.linear_weight),
                (AgreementMeasure.QUADRATIC, measures.quadratic_weight),
            ):
                kappa = compute_agreement(measures.kappa_disagreement(table, weight))
                found[measure].append(kappa)
                shown[measure] = estimate_figure(kappa, _reason_without_value(table))
            pairs.append(CoderPair(raters[one], raters[other], shared, shown))
    figures = _measures_of_all(choices, resamples)
    for measure, kappas in found.items():
        figures[measure] = estimate_figure(mean_agreement(kappas), figures[AgreementMeasure.ORDINAL].reason or NO_PAIR)
    return AgreementLine(
        ref,
        name,
        {measure: figures[measure] for measure in RATING_MEASURES},
        tuple(pairs),
        units=len(choices),
        chosen=int((choices >= 0).sum()),
        left_out=int((choices == BAND_COUNT).sum()),
    )


def _measures_of_all(choices: "Choices", resamples: Resamples) -> dict[AgreementMeasure, AgreementFigure]:
    """Return ordinal alpha of the three bands, and nominal alpha and per cent with "looked, no evidence" as well."""
    import numpy as np

    counts = np.stack([(choices == place).sum(axis=1) for place in range(len(BAND_ORDER))], axis=1).astype(float)
    ordered = _as_square(resamples.sums(_coincidences(counts[:, :BAND_COUNT])), BAND_COUNT)
    named = _as_square(resamples.sums(_coincidences(counts)), len(BAND_ORDER))
    chosen = counts.sum(axis=1)
    shares = (counts * (counts - 1)).sum(axis=1) / (chosen * (chosen - 1))
    agreeing, cells = resamples.sums([shares, np.ones(len(choices))])
    return {
        AgreementMeasure.ORDINAL: estimate_figure(
            compute_agreement(measures.alpha_disagreement(ordered, measures.ordinal_difference)),
            _reason_without_value(ordered),
        ),
        AgreementMeasure.ALPHA: estimate_figure(
            compute_agreement(measures.alpha_disagreement(named)), _reason_without_value(named)
        ),
        AgreementMeasure.PER_CENT: estimate_figure(agreeing / cells, ""),
    }


def _cross_tabulate(one: "Choices", other: "Choices") -> "list[Numbers]":
    """Return, for each pair of bands, which cells have the first from one rater and the second from the other."""
    return [
        ((one == row) & (other == column)).astype(float) for row in range(BAND_COUNT) for column in range(BAND_COUNT)
    ]


def _coincidences(counts: "Numbers") -> "list[Numbers]":
    """Count a cell's pairs of choices for each pair of categories.

    See ``core.judging.agreement_coefficients.count_coincidences``.
    """
    import numpy as np

    chosen, size = counts.sum(axis=1), counts.shape[1]
    weights = np.divide(1, chosen - 1, out=np.zeros(len(chosen)), where=chosen > 1)
    return [
        counts[:, one] * (counts[:, other] - (one == other)) * weights for one in range(size) for other in range(size)
    ]


def _as_square(flat: "Numbers", size: int) -> "list[list[Numbers]]":
    """Return a flat list of columns as a square table."""
    return [[flat[row * size + column] for column in range(size)] for row in range(size)]


def _reason_without_value(table: "list[list[Numbers]]") -> str:
    """Return the reason why a measure of such a table has no value."""
    return NO_VARIATION if sum(cell[0] for row in table for cell in row) else NOTHING_SHARED
