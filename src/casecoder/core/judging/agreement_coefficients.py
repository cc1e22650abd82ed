"""Agreement between coders and between raters: kappa, alpha, AC1 and per cent.

Every measure here is 1 less the observed disagreement over the expected one: a :class:`Disagreement`. What they are
made of (how many units two coders put into which categories, how many choices of a unit agree) adds up over sources. So
the same formula serves a study once and, given arrays, a thousand resamples of it at once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Amount: TypeAlias = Any
"""A number, or a numpy array of that number in many resamples, which takes the same arithmetic."""

ChoiceTally = Mapping[tuple[int, ...], float]
"""How many units have so many choices of each category, in the categories' order."""

ContingencyTable = Sequence[Sequence[Amount]]
"""How many units the first of two coders put into the row's category and the second into the column's."""


class Disagreement(NamedTuple):
    """The observed disagreement, and the one expected by chance, in one unit."""

    observed: Amount
    expected: Amount

    @property
    def agreement(self) -> float | None:
        """1 for no disagreement, 0 for as much as chance gives; ``None`` where none is possible."""
        return float(1 - self.observed / self.expected) if self.expected else None


DisagreementWeight = Callable[[int, int, int], float]
"""How much a disagreement between two of so many ordered categories counts, 0 to 1."""


def equal_weight(one: int, other: int, categories: int) -> float:
    """Weigh every disagreement the same (Cohen 1960)."""
    return float(one != other)


def linear_weight(one: int, other: int, categories: int) -> float:
    """Weigh a disagreement by its distance (Cicchetti and Allison 1971)."""
    return abs(one - other) / (categories - 1)


def quadratic_weight(one: int, other: int, categories: int) -> float:
    """Weigh a disagreement by the square of its distance (Fleiss and Cohen 1973)."""
    return ((one - other) / (categories - 1)) ** 2


def kappa_disagreement(table: ContingencyTable, weight: DisagreementWeight = equal_weight) -> Disagreement:
    """Return the disagreement behind Cohen's kappa of two coders, weighted or not.

    Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20(1);
    weighted: Cohen (1968), Psychological Bulletin 70(4).
    """
    size = len(table)
    rows = [sum(row) for row in table]
    columns = [sum(row[place] for row in table) for place in range(size)]
    pairs = [(one, other, weight(one, other, size)) for one in range(size) for other in range(size) if one != other]
    observed = sum(share * table[one][other] for one, other, share in pairs) * sum(rows)
    return Disagreement(observed, sum(share * rows[one] * columns[other] for one, other, share in pairs))


CategoryDifference = Callable[[int, int, Sequence[Amount]], Amount]
"""The squared difference of two categories, given how often each was chosen."""


def nominal_difference(one: int, other: int, chosen: Sequence[Amount]) -> Amount:
    """Return 0 for the same category and 1 for another."""
    return float(one != other)


def ordinal_difference(one: int, other: int, chosen: Sequence[Amount]) -> Amount:
    """Return the squared difference of two ranks, by the choices that lie between them."""
    low, high = min(one, other), max(one, other)
    return (sum(chosen[low : high + 1]) - (chosen[low] + chosen[high]) / 2) ** 2


def alpha_disagreement(
    coincidences: ContingencyTable, difference: CategoryDifference = nominal_difference
) -> Disagreement:
    """Return the disagreement behind Krippendorff's alpha, for any number of coders.

    Coders may have left units out. Krippendorff, K. (2018), Content Analysis, 4th edition, chapter 12.

    Parameters
    ----------
    coincidences:
        How many pairs of choices fall into the row's and the column's category. The pairs of a unit weigh together as
        much as the unit has choices (see :func:`count_coincidences`).
    """
    chosen = [sum(row) for row in coincidences]
    observed: Amount = 0.0
    expected: Amount = 0.0
    for one in range(len(chosen)):
        for other in range(one + 1, len(chosen)):
            apart = difference(one, other, chosen)
            observed = observed + apart * coincidences[one][other]
            expected = expected + apart * chosen[one] * chosen[other]
    return Disagreement((sum(chosen) - 1) * observed, expected)


def ac1_disagreement(agreeing: Amount, shares: Sequence[Amount]) -> Disagreement:
    """Return the disagreement behind Gwet's AC1, for any number of coders.

    Coders may have left units out. Gwet, K. L. (2008), Computing inter-rater reliability and its variance in the
    presence of high agreement, British Journal of Mathematical and Statistical Psychology 61(1).

    Parameters
    ----------
    agreeing:
        The result of :func:`per_cent_agreement`, 0 to 1.
    shares:
        The share of each category among a unit's choices, averaged over the units; 0 to 1.
    """
    chance = sum(share * (1 - share) for share in shares) / (len(shares) - 1)
    return Disagreement(1 - agreeing, 1 - chance)


def cohen_kappa(table: ContingencyTable, weight: DisagreementWeight = equal_weight) -> float | None:
    """Return Cohen's kappa of two coders; ``None`` where chance alone explains everything."""
    return kappa_disagreement(table, weight).agreement


def krippendorff_alpha(tally: ChoiceTally, difference: CategoryDifference = nominal_difference) -> float | None:
    """Return Krippendorff's alpha; ``None`` if no choices can be paired, or all of them are of one category."""
    return alpha_disagreement(count_coincidences(tally), difference).agreement


def gwet_ac1(tally: ChoiceTally) -> float | None:
    """Return Gwet's AC1; ``None`` without a unit that two have judged."""
    agreeing = per_cent_agreement(tally)
    if agreeing is None:
        return None
    judged = [(counts, count, sum(counts)) for counts, count in tally.items() if sum(counts)]
    units = sum(count for _, count, _ in judged)
    places = range(len(judged[0][0]))
    shares = [sum(count * counts[place] / chosen for counts, count, chosen in judged) / units for place in places]
    return ac1_disagreement(agreeing, shares).agreement


def per_cent_agreement(tally: ChoiceTally) -> float | None:
    """Return the share of agreeing pairs of choices, averaged over units with at least two choices; 0 to 1."""
    paired = {counts: count for counts, count in tally.items() if sum(counts) > 1}
    units = sum(paired.values())
    return sum(count * share_of_agreeing_pairs(counts) for counts, count in paired.items()) / units if units else None


def share_of_agreeing_pairs(counts: Sequence[int]) -> float:
    """Return the share of agreeing pairs among the choices of one unit, which has at least two."""
    chosen = sum(counts)
    return sum(number * (number - 1) for number in counts) / (chosen * (chosen - 1))


def count_coincidences(tally: ChoiceTally) -> list[list[float]]:
    """Count how often two choices of one unit fall into each pair of categories.

    Units with fewer than two choices are left out.
    """
    categories = len(next(iter(tally), ()))
    found = [[0.0] * categories for _ in range(categories)]
    for counts, count in tally.items():
        for one in range(categories):
            for other in range(categories) if sum(counts) > 1 else ():
                pairs = counts[one] * (counts[other] - (one == other))
                found[one][other] += count * pairs / (sum(counts) - 1)
    return found


def tally_choices(choices: Iterable[Sequence[int | None]], categories: int) -> Counter[tuple[int, ...]]:
    """Count the units by how many coders chose each category.

    Parameters
    ----------
    choices:
        The category of each coder for each unit, from 0; ``None`` where she made no choice.
    """
    found: Counter[tuple[int, ...]] = Counter()
    for unit in choices:
        counts = [0] * categories
        for choice in unit:
            if choice is not None:
                counts[choice] += 1
        found[tuple(counts)] += 1
    return found
