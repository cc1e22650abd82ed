"""Measures how far coders agree on each code.

A study is resampled by its sources. So what the measures need is counted source by source, and a thousand resamples
are one multiplication of matrices.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from casecoder.analysis.coded_stretches import (
    CodedStretches,
    CodedUnits,
    TextAxis,
    measure_overlap,
    sum_overlaps,
    unite_stretches,
)
from casecoder.analysis.resampling import SEED, Resamples, compute_agreement, estimate_figure, mean_agreement
from casecoder.core.judging import agreement_coefficients as measures
from casecoder.core.judging.agreement_results import AgreementFigure, AgreementLine, AgreementMeasure, CoderPair
from casecoder.core.judging.unitising import unitising_alpha_disagreement
from casecoder.core.transcripts.spans import Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

CODING_MEASURES = (
    AgreementMeasure.KAPPA,
    AgreementMeasure.ALPHA,
    AgreementMeasure.UNITISING,
    AgreementMeasure.AC1,
    AgreementMeasure.PER_CENT,
)
NOBODY_CODED = "nobody compared has coded it"
NO_VARIATION = "no variation: everybody coded all of it"
NO_PAIR = "no variation in any pair: both coded all of what they share, or neither any"


@dataclass(frozen=True)
class CodedMaterial:
    """The codings to compare, and the sources on which they were made.

    Parameters
    ----------
    worked:
        For each source the coders who worked on it, by their places among ``coders``: at least two.
    lengths:
        The number of characters of each source.
    units:
        For each source its units, in order and disjoint; ``None`` to compare character by character.
    codings:
        ``(source, code, coder, start, end)``; source, code and coder by their places.
    """

    coders: tuple[str, ...]
    worked: Sequence[Collection[int]]
    lengths: Sequence[int]
    units: Sequence[Sequence[Span]] | None
    codings: Sequence[tuple[int, int, int, int, int]]


@dataclass(frozen=True)
class ComparedCode:
    """A code to compare, and the places of the codes whose codings count for it."""

    id: str
    name: str
    codes: Collection[int]


def compare_codings(
    material: CodedMaterial, families: Sequence[ComparedCode], seed: int = SEED
) -> Iterator[AgreementLine]:
    """Yield the line of each code. There is at least one source.

    Parameters
    ----------
    seed:
        Where the resampling begins: the same seed gives the same intervals.
    """
    comparison = _Comparison(material, seed)
    return map(comparison.line, families)


@dataclass(frozen=True)
class _PairCounts:
    """The units of each source that both coders of a pair coded, only the first, only the second, and neither."""

    one: int
    other: int
    shared: int
    cells: "tuple[Numbers, Numbers, Numbers, Numbers]"


class _Comparison:
    """Computes the line of one code after another."""

    def __init__(self, material: CodedMaterial, seed: int) -> None:
        import numpy as np

        self._coders = material.coders
        self._worked = np.zeros((len(material.worked), len(material.coders)), dtype=bool)
        for source, coders in enumerate(material.worked):
            self._worked[source, list(coders)] = True
        self._many = self._worked.sum(axis=1).astype(float)
        self._text = TextAxis(_bounds(material.lengths))
        self._axis = self._text if material.units is None else _axis_in_units(self._text, material.units)
        codings = np.array(material.codings, dtype=np.int64).reshape(-1, 5)
        self._codes, self._by = codings[:, 1], codings[:, 2]
        self._starts = codings[:, 3] + self._text.bounds[codings[:, 0]]
        self._ends = codings[:, 4] + self._text.bounds[codings[:, 0]]
        self._resamples = Resamples(np.arange(len(material.worked)), seed)

    def line(self, family: ComparedCode) -> AgreementLine:
        """Return the line of one code."""
        import numpy as np

        mine = np.flatnonzero(np.isin(self._codes, list(family.codes)))
        by, starts, ends = self._by[mine], self._starts[mine], self._ends[mine]
        found = [unite_stretches(starts[by == coder], ends[by == coder]) for coder in range(len(self._coders))]
        counts = CodedUnits(self._axis, [self._axis.project(stretches) for stretches in found])
        chars = counts if self._axis is self._text else CodedUnits(self._text, found)
        reason = NO_VARIATION if counts.coded_by_any else NOBODY_CODED
        pairs = self._count_pairs(counts)
        kappas = self._kappas(pairs)
        figures = self._measures_of_all(counts, reason)
        figures[AgreementMeasure.KAPPA] = estimate_figure(
            mean_agreement(kappas), figures[AgreementMeasure.ALPHA].reason or NO_PAIR
        )
        figures[AgreementMeasure.UNITISING] = self._unitising_alpha(found, chars, reason)
        shown = tuple(self._coder_pair(two, kappa, found, reason) for two, kappa in zip(pairs, kappas, strict=True))
        return AgreementLine(
            family.id,
            family.name,
            {measure: figures[measure] for measure in CODING_MEASURES},
            shown,
            sum_overlaps([pair.overlap for pair in shown]),
            int(self._axis.bounds[-1]),
            int(counts.coded_by_any),
        )

    def _count_pairs(self, counts: CodedUnits) -> list[_PairCounts]:
        """Return the counts of every pair of coders who worked on a source together."""
        found = []
        for one, other in combinations(range(len(self._coders)), 2):
            there = self._worked[:, one] & self._worked[:, other]
            if there.any():
                both = counts.both(one, other)
                first, second = (counts.coded[one] - both) * there, (counts.coded[other] - both) * there
                cells = (both, first, second, self._axis.lengths * there - both - first - second)
                found.append(_PairCounts(one, other, int(there.sum()), cells))
        return found

    def _kappas(self, pairs: "Sequence[_PairCounts]") -> "list[Numbers]":
        """Return the kappa of each pair.

        One multiplication resamples all pairs. One by one, they would take most of the time.
        """
        sums = self._resamples.sums([column for two in pairs for column in two.cells])
        return [
            compute_agreement(measures.kappa_disagreement([[neither, second], [first, both]]))
            for both, first, second, neither in sums.reshape(len(pairs), 4, -1)
        ]

    def _measures_of_all(self, counts: CodedUnits, reason: str) -> dict[AgreementMeasure, AgreementFigure]:
        """Return alpha, AC1 and per cent of all coders together."""
        neither, apart, both = counts.coincidences(self._many)
        share = sum(counts.coded) / self._many
        neither, apart, both, disagreeing, coded, units = self._resamples.sums(
            [neither, apart, both, 2 * apart / self._many, share, self._axis.lengths]
        )
        agreeing = 1 - disagreeing / units
        return {
            AgreementMeasure.ALPHA: estimate_figure(
                compute_agreement(measures.alpha_disagreement([[neither, apart], [apart, both]])), reason
            ),
            AgreementMeasure.AC1: estimate_figure(
                compute_agreement(measures.ac1_disagreement(agreeing, (coded / units, 1 - coded / units))), reason
            ),
            AgreementMeasure.PER_CENT: estimate_figure(agreeing, reason),
        }

    def _unitising_alpha(self, found: list[CodedStretches], counts: CodedUnits, reason: str) -> AgreementFigure:
        """Return Krippendorff's alpha for unitising of all coders together."""
        coded = sum(counts.coded)
        gaps = self._many * self._text.lengths - coded
        _, apart, _ = counts.coincidences(self._many)
        squares = [self._text.sum_by_text(hers.starts, (hers.ends - hers.starts).astype(float) ** 2) for hers in found]
        columns = [gaps, coded, apart, gaps + sum(squares)]
        return estimate_figure(compute_agreement(unitising_alpha_disagreement(*self._resamples.sums(columns))), reason)

    def _coder_pair(self, two: _PairCounts, kappa: "Numbers", found: list[CodedStretches], reason: str) -> CoderPair:
        """Return the figures of a pair of coders, with the overlap of their segments."""
        there = self._worked[:, two.one] & self._worked[:, two.other]
        hers, his = (
            found[coder].keep(there[self._text.texts_at(found[coder].starts)]) for coder in (two.one, two.other)
        )
        if reason != NOBODY_CODED and not len(hers.starts) and not len(his.starts):
            reason = "neither has coded it"
        shown = {AgreementMeasure.KAPPA: estimate_figure(kappa, reason)}
        return CoderPair(self._coders[two.one], self._coders[two.other], two.shared, shown, measure_overlap(hers, his))


def _bounds(lengths: Sequence[int]) -> "NDArray[np.int64]":
    """Return where each text begins and where the last one ends."""
    import numpy as np

    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _axis_in_units(text: TextAxis, units: Sequence[Sequence[Span]]) -> TextAxis:
    """Return the axis of the texts in the given units."""
    import numpy as np

    flat = np.array([span for spans in units for span in spans], dtype=np.int64).reshape(-1, 2)
    shift = np.repeat(text.bounds[:-1], [len(spans) for spans in units])
    return TextAxis(_bounds([len(spans) for spans in units]), flat[:, 0] + shift, flat[:, 1] + shift)
