"""The choice of the quotes that a document prints.

In a report across schools (:func:`choose_balanced_quotes`) every school, voice and phase is heard before one comes
again. A *voice* is a role, or the kind of source where nobody speaks (an observation). The quotes are taken one by
one. Each time, of those left:

1. a school not yet heard comes before one that was;
2. then what brings in a voice and a phase not yet heard, before what brings in one of them, before neither;
3. then the school, and then the voice and phase together, heard least so far;
4. then the researchers' own marks: a quote that a rating cites, the stronger one, one that need not
   be shortened, and last the one with the lower number.

So no school has a second quote while another has none, nor while the second could bring in a voice or phase
that is still unheard and doesn't. Words that overlap words already taken are the same words, and are passed
over. What can't be quoted (:func:`is_quotable`) is left out. No chance is in it: the order in which the codings
are given makes no difference.

In a school's own case study (:func:`choose_school_quotes`) what its rating cites comes first.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.excerpt import LONGEST_QUOTE
from casecoder.core.vocabulary import Consent

MOST_QUOTES = 4
"""How many quotes for, and how many against, a case study prints of a code; its appendix has them all."""
NOT_QUOTED_IN_REVIEW = (
    "Not quoted: the transcript was corrected, and the passage waits on the review list for its new place."
)
NOT_QUOTED_WITHOUT_CONSENT = "Not quoted: whoever says it has not agreed to that, or no longer does."


def choose_balanced_quotes(
    coded: Iterable[Evidence],
    most: int,
    *,
    before: Sequence[Evidence] = (),
    cited: Collection[int] = (),
) -> tuple[Evidence, ...]:
    """Return the quotes to print, at most ``most``, in the order in which they are chosen.

    Parameters
    ----------
    before:
        Quotes that the reader has had under the same theme: whom they let be heard has been heard.
    cited:
        The numbers of the codings that ratings rest on.
    """
    heard = _HeardCounts(before)
    waiting = sorted(filter(is_quotable, coded), key=lambda item: _standing(item, cited))
    waiting = [item for item in waiting if not any(_same_words(item, known) for known in before)]
    chosen: list[Evidence] = []
    while waiting and len(chosen) < most:
        best = min(waiting, key=heard.claim)  # the first of equals, and so by standing
        chosen.append(best)
        heard.add(best)
        waiting = [item for item in waiting if not _same_words(item, best)]
    return tuple(chosen)


def choose_school_quotes(coded: Iterable[Evidence], cited: Collection[int]) -> tuple[Evidence, ...]:
    """Return the quotes of a code in a school’s case study, at most :data:`MOST_QUOTES`, by source and place.

    Those that the rating cites are chosen first, then participants and sources not yet heard. Words that overlap words
    already taken, or that a source has twice, are printed once; what can't be quoted is not printed at all.
    """
    chosen: list[Evidence] = []
    waiting = sorted(filter(is_quotable, coded), key=lambda item: (item.number not in cited, item.number))
    while waiting and len(chosen) < MOST_QUOTES:
        heard = {(item.source, item.pseudonym) for item in chosen}
        best = min(waiting, key=lambda item: (item.number not in cited, (item.source, item.pseudonym) in heard))
        chosen.append(best)
        waiting = [
            item
            for item in waiting
            if not _same_words(item, best) and (item.source, item.quote) != (best.source, best.quote)
        ]
    return tuple(sorted(chosen, key=lambda item: (item.source, item.start)))


def is_quotable(item: Evidence) -> bool:
    """Tell whether the words have a sure place in the transcript, and whoever says them agrees to their use."""
    return not item.in_review and item.consent is Consent.GIVEN


def reason_not_quoted(item: Evidence) -> str:
    """Return what stands in place of words that can’t be quoted; empty where they can."""
    return "" if is_quotable(item) else NOT_QUOTED_IN_REVIEW if item.in_review else NOT_QUOTED_WITHOUT_CONSENT


def quote_voice(item: Evidence) -> str:
    """Return who is heard in a quote: a role, or the kind of source where nobody speaks."""
    return item.role.value if item.role is not None else item.kind.value


class _HeardCounts:
    """Counts of how often each school, voice and phase has been heard."""

    def __init__(self, quotes: Iterable[Evidence]) -> None:
        self._schools: Counter[str] = Counter()
        self._voices: Counter[str] = Counter()
        self._phases: Counter[str] = Counter()
        for item in quotes:
            self.add(item)

    def add(self, item: Evidence) -> None:
        self._schools[item.case] += 1
        self._voices[quote_voice(item)] += 1
        self._phases[item.phase] += 1

    def claim(self, item: Evidence) -> tuple[bool, int, int, int]:
        """Return the rank of a quote; the lowest comes first."""
        school, speaker, phase = self._schools[item.case], self._voices[quote_voice(item)], self._phases[item.phase]
        return school > 0, (speaker > 0) + (phase > 0), school, speaker + phase


def _standing(item: Evidence, cited: Collection[int]) -> tuple[bool, int, bool, int]:
    return item.number not in cited, -(item.strength or 0), len(item.quote) > LONGEST_QUOTE, item.number


def _same_words(one: Evidence, other: Evidence) -> bool:
    return one.source == other.source and one.start < other.end and other.start < one.end
