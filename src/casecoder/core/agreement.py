"""Agreement between coders and between raters: kappa, alpha, AC1 and per cent.

Most measures need to know of a unit (a character, a sentence, a cell of the grid) only how many chose each
category. A :data:`Tally` counts units by that, so a transcript of a hundred thousand characters is a handful of
entries and every measure is exact at any size.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from casecoder.core.spans import Span

Tally = Mapping[tuple[int, ...], float]
"""How many units there are with so many choices of each category, in the categories' order."""

Table = Sequence[Sequence[float]]
"""How many units the first of two put into the row's category and the second into the column's."""

Weight = Callable[[int, int, int], float]
"""How much a disagreement between two of so many ordered categories counts, 0 to 1."""


def unweighted(one: int, other: int, categories: int) -> float:
    """Every disagreement counts the same (Cohen 1960)."""
    return float(one != other)


def linear(one: int, other: int, categories: int) -> float:
    """A disagreement counts by its distance (Cicchetti and Allison 1971)."""
    return abs(one - other) / (categories - 1)


def quadratic(one: int, other: int, categories: int) -> float:
    """A disagreement counts by the square of its distance (Fleiss and Cohen 1973)."""
    return ((one - other) / (categories - 1)) ** 2


def cohen_kappa(table: Table, weight: Weight = unweighted) -> float | None:
    """Cohen's kappa of two coders, weighted or not; ``None`` where chance alone explains everything.

    Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement
    20(1); weighted: Cohen (1968), Psychological Bulletin 70(4).
    """
    size = len(table)
    rows = [sum(row) for row in table]
    columns = [sum(row[place] for row in table) for place in range(size)]
    total = sum(rows)
    pairs = [(one, other, weight(one, other, size)) for one in range(size) for other in range(size) if one != other]
    observed = sum(share * table[one][other] for one, other, share in pairs) * total
    expected = sum(share * rows[one] * columns[other] for one, other, share in pairs)
    return 1 - observed / expected if expected else None


def per_cent(tally: Tally) -> float | None:
    """The share of agreeing pairs of choices, averaged over units with at least two choices; 0 to 1."""
    paired = {counts: count for counts, count in tally.items() if sum(counts) > 1}
    units = sum(paired.values())
    return sum(count * _agreeing(counts) for counts, count in paired.items()) / units if units else None


def _agreeing(counts: tuple[int, ...]) -> float:
    """Of the pairs of choices of one unit, the share that agree."""
    chosen = sum(counts)
    return sum(number * (number - 1) for number in counts) / (chosen * (chosen - 1))


def gwet_ac1(tally: Tally) -> float | None:
    """Gwet's AC1 for any number of coders, some of whom may have left units out; ``None`` without pairs.

    Gwet, K. L. (2008), Computing inter-rater reliability and its variance in the presence of high agreement,
    British Journal of Mathematical and Statistical Psychology 61(1).
    """
    observed = per_cent(tally)
    units = sum(count for counts, count in tally.items() if sum(counts))
    if observed is None:
        return None
    categories = len(next(iter(tally)))
    shares = [
        sum(count * counts[place] / sum(counts) for counts, count in tally.items() if sum(counts)) / units
        for place in range(categories)
    ]
    chance = sum(share * (1 - share) for share in shares) / (categories - 1)
    return (observed - chance) / (1 - chance)


Difference = Callable[[int, int, Sequence[float]], float]
"""The squared difference of two categories, given how often each was chosen."""


def nominal(one: int, other: int, chosen: Sequence[float]) -> float:
    """Categories are the same or not."""
    return float(one != other)


def ordinal(one: int, other: int, chosen: Sequence[float]) -> float:
    """Categories are ranks: they differ by the choices that lie between them."""
    low, high = min(one, other), max(one, other)
    return (sum(chosen[low : high + 1]) - (chosen[low] + chosen[high]) / 2) ** 2


def krippendorff_alpha(tally: Tally, difference: Difference = nominal) -> float | None:
    """Krippendorff's alpha for any number of coders, some of whom may have left units out.

    ``None`` when all choices that can be paired are of one category: there is then nothing to agree on.

    Krippendorff, K. (2018), Content Analysis, 4th edition, chapter 12.
    """
    paired = {counts: count for counts, count in tally.items() if sum(counts) > 1}
    if not paired:
        return None
    categories = len(next(iter(paired)))
    chosen = [sum(count * counts[place] for counts, count in paired.items()) for place in range(categories)]
    total = sum(chosen)
    observed = expected = 0.0
    for one in range(categories):
        for other in range(one + 1, categories):
            apart = difference(one, other, chosen)
            met = sum(count * counts[one] * counts[other] / (sum(counts) - 1) for counts, count in paired.items())
            observed += apart * met
            expected += apart * chosen[one] * chosen[other]
    return 1 - (total - 1) * observed / expected if expected else None


def tally_of(choices: Iterable[Sequence[int | None]], categories: int) -> Counter[tuple[int, ...]]:
    """Units by how many chose each category.

    Parameters
    ----------
    choices:
        For each unit each coder's category, from 0; ``None`` where she made no choice.
    """
    found: Counter[tuple[int, ...]] = Counter()
    for unit in choices:
        counts = [0] * categories
        for choice in unit:
            if choice is not None:
                counts[choice] += 1
        found[tuple(counts)] += 1
    return found


def coded_patterns(coders: Sequence[Iterable[Span]], length: int) -> Counter[tuple[bool, ...]]:
    """How many characters of a text are coded by which of the coders.

    Parameters
    ----------
    coders:
        For each coder what she coded; overlapping stretches count once.
    length:
        Of the text, in code points.
    """
    steps: dict[int, list[int]] = {0: [0] * len(coders), length: [0] * len(coders)}
    for place, spans in enumerate(coders):
        for start, end in spans:
            steps.setdefault(start, [0] * len(coders))[place] += 1
            steps.setdefault(end, [0] * len(coders))[place] -= 1
    found: Counter[tuple[bool, ...]] = Counter()
    depth = [0] * len(coders)
    for at, after in pairwise(sorted(steps)):
        depth = [held + step for held, step in zip(depth, steps[at], strict=True)]
        found[tuple(held > 0 for held in depth)] += after - at
    return found


def as_tally(patterns: Mapping[tuple[bool, ...], float]) -> Counter[tuple[int, int]]:
    """Patterns of who coded a unit as a tally of two categories: not coded, coded."""
    found: Counter[tuple[int, int]] = Counter()
    for pattern, count in patterns.items():
        coded = sum(pattern)
        found[len(pattern) - coded, coded] += int(count)
    return found


def as_table(patterns: Mapping[tuple[bool, ...], float], first: int, second: int) -> list[list[float]]:
    """Patterns of who coded a unit as the table of two of the coders: not coded, coded."""
    table = [[0.0, 0.0], [0.0, 0.0]]
    for pattern, count in patterns.items():
        table[pattern[first]][pattern[second]] += count
    return table
