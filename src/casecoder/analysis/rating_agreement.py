"""Agreement on ratings: of each code, and of all together, from each rater's band for each cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from casecoder.analysis.resampling import SEED, Resamples, figure, mean, values
from casecoder.core.judging import agreement as measures
from casecoder.core.judging.agreement_report import Figure, Line, Measure, Pair
from casecoder.core.vocabulary import Band

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Choices = NDArray[np.int64]

RATING_MEASURES = (Measure.LINEAR, Measure.QUADRATIC, Measure.ORDINAL, Measure.ALPHA, Measure.PER_CENT)
ORDER = (Band.RED, Band.AMBER, Band.GREEN, Band.NONE)
"""The three bands as they rise; "looked, no evidence" is no step of theirs, and stands apart."""
BANDS = 3
NOTHING_SHARED = "no cell has a band from two raters"
NO_VARIATION = "no variation: all the bands are the same"
NO_PAIR = "no variation in any pair: all its bands are the same"


@dataclass(frozen=True)
class Judged:
    """A cell: its code and its school, by place, and each rater's place in :data:`ORDER`; -1 where she gave none."""

    code: int
    school: int
    bands: tuple[int, ...]


def compare_ratings(
    raters: Sequence[str], cells: Sequence[Judged], codes: Sequence[tuple[str, str]], seed: int = SEED
) -> list[Line]:
    """The line of all codes together, then one a code (``(id, name)``) that at least two have rated somewhere.

    Schools are resampled, each with all its cells: these rest on the same interviews, and so aren't independent.

    Parameters
    ----------
    cells:
        Those that at least two have rated; there is at least one.
    """
    import numpy as np

    choices = np.array([cell.bands for cell in cells], dtype=np.int64)
    of_code, schools = np.array([(cell.code, cell.school) for cell in cells], dtype=np.int64).T
    lines = [_line("", "All codes", raters, choices, Resamples(schools, seed))]
    for place, (ref, name) in enumerate(codes):
        mine = of_code == place
        if mine.any():
            lines.append(_line(ref, name, raters, choices[mine], Resamples(schools[mine], seed)))
    return lines


def _line(ref: str, name: str, raters: Sequence[str], choices: "Choices", resamples: Resamples) -> Line:
    pairs = []
    found: dict[Measure, list[Numbers]] = {Measure.LINEAR: [], Measure.QUADRATIC: []}
    for one, other in combinations(range(len(raters)), 2):
        shared = int(((choices[:, one] >= 0) & (choices[:, other] >= 0)).sum())
        if shared:
            table = _square(resamples.sums(_crossed(choices[:, one], choices[:, other])), BANDS)
            shown = {}
            for measure, weight in ((Measure.LINEAR, measures.linear), (Measure.QUADRATIC, measures.quadratic)):
                kappa = values(measures.kappa(table, weight))
                found[measure].append(kappa)
                shown[measure] = figure(kappa, _why_not(table))
            pairs.append(Pair(raters[one], raters[other], shared, shown))
    figures = _of_all(choices, resamples)
    for measure, kappas in found.items():
        figures[measure] = figure(mean(kappas), figures[Measure.ORDINAL].reason or NO_PAIR)
    return Line(
        ref,
        name,
        {measure: figures[measure] for measure in RATING_MEASURES},
        tuple(pairs),
        units=len(choices),
        chosen=int((choices >= 0).sum()),
        left_out=int((choices == BANDS).sum()),
    )


def _of_all(choices: "Choices", resamples: Resamples) -> dict[Measure, Figure]:
    """Ordinal alpha over the three bands; nominal alpha and per cent over them and "looked, no evidence"."""
    import numpy as np

    counts = np.stack([(choices == place).sum(axis=1) for place in range(len(ORDER))], axis=1).astype(float)
    ordered = _square(resamples.sums(_coincidences(counts[:, :BANDS])), BANDS)
    named = _square(resamples.sums(_coincidences(counts)), len(ORDER))
    chosen = counts.sum(axis=1)
    shares = (counts * (counts - 1)).sum(axis=1) / (chosen * (chosen - 1))
    agreeing, cells = resamples.sums([shares, np.ones(len(choices))])
    return {
        Measure.ORDINAL: figure(values(measures.alpha(ordered, measures.ordinal)), _why_not(ordered)),
        Measure.ALPHA: figure(values(measures.alpha(named)), _why_not(named)),
        Measure.PER_CENT: figure(agreeing / cells, ""),
    }


def _crossed(one: "Choices", other: "Choices") -> "list[Numbers]":
    """For each pair of bands whether a cell has the first from one rater and the second from the other."""
    return [((one == row) & (other == column)).astype(float) for row in range(BANDS) for column in range(BANDS)]


def _coincidences(counts: "Numbers") -> "list[Numbers]":
    """For each pair of categories the pairs of choices of a cell (see ``core.judging.agreement.coincidences_of``)."""
    import numpy as np

    chosen, size = counts.sum(axis=1), counts.shape[1]
    weights = np.divide(1, chosen - 1, out=np.zeros(len(chosen)), where=chosen > 1)
    return [
        counts[:, one] * (counts[:, other] - (one == other)) * weights for one in range(size) for other in range(size)
    ]


def _square(flat: "Numbers", size: int) -> "list[list[Numbers]]":
    return [[flat[row * size + column] for column in range(size)] for row in range(size)]


def _why_not(table: "list[list[Numbers]]") -> str:
    """Why a measure over such a table of the study has no value, if it has none."""
    return NO_VARIATION if sum(cell[0] for row in table for cell in row) else NOTHING_SHARED
