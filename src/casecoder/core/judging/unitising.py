"""Agreement on where coded stretches begin and end: unitising alpha, and the stretches in dispute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from casecoder.core.judging.agreement_coefficients import Amount, Disagreement
from casecoder.core.transcripts.spans import Span


def unitise_spans(spans: Sequence[Span]) -> list[Span]:
    """Return one coder's spans as units: spans that overlap become one, spans that only touch stay two."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, end))
        elif end > start:
            found.append(Span(start, end))
    return found


def count_self_pairs(found: Sequence[Span], length: int) -> int:
    """Count the pairs of characters that chance can't make, as both are of one unit or are the same.

    A unit is drawn as a whole, so all its characters pair with each other. In a gap each character pairs with itself.
    """
    covered = sum(end - start for start, end in found)
    return sum((end - start) ** 2 for start, end in found) + length - covered


def unitising_alpha_disagreement(gaps: Amount, coded: Amount, apart: Amount, selves: Amount) -> Disagreement:
    """Return the disagreement behind Krippendorff's alpha for units in a continuum, for one code against the gaps.

    Krippendorff, K., Mathet, Y., Bouvry, S. and Widlöcher, A. (2016), On the reliability of unitizing textual continua:
    further developments, Quality & Quantity 50(6), equations 1 to 6; the same as Krippendorff (2018), Content Analysis,
    4th edition, section 12.6. With one code the coefficient of units and values and that of units alone are the same.

    Parameters
    ----------
    gaps, coded:
        How many characters the coders have left out and coded, summed over coders.
    apart:
        How many characters one coder has coded and another has not, summed over all pairs of the ``m`` coders of a
        text and divided by ``m - 1``. Texts are laid end to end.
    selves:
        The sum of :func:`count_self_pairs` over coders and texts.
    """
    total = gaps + coded
    return Disagreement(apart * (total * total - selves), total * gaps * coded)


@dataclass(frozen=True, slots=True)
class DisputedStretch:
    """A stretch of a text that some coders coded and others did not.

    Parameters
    ----------
    by:
        The numbers of the codings of each coder who coded the stretch.
    others:
        The coders who worked on the text and did not code the stretch.
    """

    span: Span
    by: Mapping[str, tuple[int, ...]]
    others: tuple[str, ...]


def find_disputed_stretches(codings: Mapping[str, Sequence[tuple[Span, int]]], text: str) -> list[DisputedStretch]:
    """Return the stretches in dispute, in order. A stretch without a letter or digit is left out.

    Parameters
    ----------
    codings:
        The places and numbers of the codings of one code, for each coder who worked on the text.
    """
    edges = sorted({edge for coded in codings.values() for span, _ in coded for edge in span})
    within = {edge: place for place, edge in enumerate(edges)}
    numbers_between: list[dict[str, set[int]]] = [{} for _ in edges]
    for coder, coded in codings.items():
        for (start, end), number in coded:
            for place in range(within[start], within[end]):
                numbers_between[place].setdefault(coder, set()).add(number)
    found: list[DisputedStretch] = []
    for (start, end), by in zip(pairwise(edges), numbers_between, strict=False):
        if not 0 < len(by) < len(codings):
            continue
        here = {coder: tuple(sorted(numbers)) for coder, numbers in sorted(by.items())}
        if found and found[-1].span.end == start and found[-1].by.keys() == here.keys():
            both = {coder: tuple(sorted({*found[-1].by[coder], *numbers})) for coder, numbers in here.items()}
            found[-1] = DisputedStretch(Span(found[-1].span.start, end), both, found[-1].others)
        else:
            found.append(DisputedStretch(Span(start, end), here, tuple(sorted(codings.keys() - here.keys()))))
    trimmed = (DisputedStretch(item.span.trimmed(text), item.by, item.others) for item in found)
    return [item for item in trimmed if any(char.isalnum() for char in text[item.span.start : item.span.end])]
