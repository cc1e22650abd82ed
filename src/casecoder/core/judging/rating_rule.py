"""The rule that proposes a band from the evidence for a cell.

The rule is there to be argued with: it gives its reasons, and rates nothing itself. ``docs/rating-rule.md`` has it in
words.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence_weight import EvidenceStage, EvidenceWeight
from casecoder.core.phrases import count_with_noun
from casecoder.core.vocabulary import Band

_HIGHEST_THRESHOLD = 1000
"""The largest number that a threshold may be."""


@dataclass(frozen=True, slots=True)
class RatingRule:
    """The thresholds at which bands are proposed. Shares are of 1.

    Parameters
    ----------
    green_codings, green_sources:
        Green needs at least this many supporting codings, from this many sources.
    green_kinds:
        Green needs supporting evidence from at least this many kinds of source; never fewer than two.
    green_seen, green_told:
        Green needs at least this many supporting codings that researchers saw, and this many that people told.
    green_against:
        Green allows at most this share of the codings to speak against.
    green_embedded:
        Green needs at least this share of the supporting codings that have a stage to be embedded.
    amber_codings:
        Amber needs at least this many supporting codings.
    amber_against:
        Amber allows at most this share of the codings to speak against.
    """

    green_codings: int = 3
    green_sources: int = 2
    green_kinds: int = 2
    green_seen: int = 1
    green_told: int = 1
    green_against: float = 0.34
    green_embedded: float = 0.5
    amber_codings: int = 2
    amber_against: float = 0.5

    def with_threshold(self, name: str, typed: str) -> "RatingRule":
        """Return this rule with one threshold set to a value as typed.

        Raises
        ------
        CaseCoderError
            If the threshold can't have that value.
        """
        is_share = isinstance(getattr(self, name), float)
        least = 2 if name == "green_kinds" else 1 if name.endswith("_codings") else 0
        try:
            value: Any = float(typed) if is_share else int(typed)
        except ValueError:
            value = -1
        if not (0 <= value <= 1 if is_share else least <= value <= _HIGHEST_THRESHOLD):
            room = (
                "It is a share from 0 to 1."
                if is_share
                else f"It is a whole number from {least} to {_HIGHEST_THRESHOLD:,}."
            )
            raise CaseCoderError(f"{name} can't be {typed!r}.", room)
        return replace(self, **{name: value})


THRESHOLD_NAMES = tuple(each.name for each in fields(RatingRule))
"""The names of the thresholds."""


@dataclass(frozen=True, slots=True)
class RuleTest:
    """A condition of the rule, and whether it holds."""

    holds: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class BandProposal:
    """The band that the rule proposes for a cell.

    Parameters
    ----------
    band:
        The band; ``None`` where nothing is coded, as codings can't tell whether somebody looked.
    tests:
        The conditions for the band above the one proposed, and for that one, each with its figures.
    """

    band: Band | None
    tests: tuple[RuleTest, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, a sentence each: what holds, and what is missing for the band above."""
        return tuple(each.sentence for each in self.tests)


def apply_rating_rule(weight: EvidenceWeight, rule: RatingRule) -> BandProposal:
    """Return the band that the rule proposes for a cell, with its reasons."""
    if not weight.whole.codings:
        waiting = (
            f" {count_with_noun(weight.waiting, 'coding')} on the review list can't be counted."
            if weight.waiting
            else ""
        )
        finding = (
            f"Nothing is coded to it here, so no band is proposed.{waiting} “Looked, no evidence” is for you to say."
        )
        return BandProposal(None, (RuleTest(False, finding),))
    green, amber = _test_green(weight, rule), _test_amber(weight, rule)
    if all(test.holds for test in (*green, *amber)):
        return BandProposal(Band.GREEN, green)
    missing = tuple(test for test in green if not test.holds)
    if all(test.holds for test in amber):
        return BandProposal(Band.AMBER, (*amber, *missing))
    return BandProposal(Band.RED, tuple(test for test in amber if not test.holds))


def _test_green(weight: EvidenceWeight, rule: RatingRule) -> tuple[RuleTest, ...]:
    """Return the conditions for Green."""
    support, kinds = weight.whole.supporting, [kind for kind, part in weight.kinds.items() if part.supporting]
    against, staged = weight.whole.countering / weight.whole.codings, sum(weight.stages.values())
    embedded, sources = weight.stages[EvidenceStage.EMBEDDED], weight.whole.supporting_sources
    tests = [
        _test_least(support, rule.green_codings, f"{_support_words(support)} it", "Green"),
        _test_least(sources, rule.green_sources, f"The support is from {count_with_noun(sources, 'source')}", "Green"),
        _test_least(
            len(kinds), rule.green_kinds, f"The support is of {count_with_noun(len(kinds), 'kind')} of source", "Green"
        ),
        _test_least(
            weight.seen.supporting, rule.green_seen, f"{_support_words(weight.seen.supporting)} it as seen", "Green"
        ),
        _test_least(
            weight.told.supporting, rule.green_told, f"{_support_words(weight.told.supporting)} it as told", "Green"
        ),
        _test_share_against(against, rule.green_against, weight, "Green"),
    ]
    if staged:
        share = embedded / staged
        finding = f"Embedded: {embedded} of {count_with_noun(staged, 'coding')} with a stage ({share:.0%})"
        tests.append(RuleTest(share >= rule.green_embedded, f"{finding}; Green needs {rule.green_embedded:.0%}."))
    return tuple(tests)


def _test_amber(weight: EvidenceWeight, rule: RatingRule) -> tuple[RuleTest, ...]:
    """Return the conditions for Amber."""
    support, staged = weight.whole.supporting, sum(weight.stages.values())
    tests = [
        _test_least(support, rule.amber_codings, f"{_support_words(support)} it", "Amber"),
        _test_share_against(weight.whole.countering / weight.whole.codings, rule.amber_against, weight, "Amber"),
    ]
    if staged and not weight.without_stage:
        only = staged == weight.stages[EvidenceStage.PLANNED]
        finding = "All that supports it is planned" if only else "Not all that supports it is planned"
        tests.append(RuleTest(not only, f"{finding}; Amber needs something that has begun."))
    return tuple(tests)


def _support_words(number: int) -> str:
    """Return how many codings support something, as the beginning of a sentence."""
    return (
        f"{count_with_noun(number, 'coding')} support{'s' if number == 1 else ''}" if number else "No coding supports"
    )


def _test_least(value: int, needed: int, finding: str, band: str) -> RuleTest:
    """Return the condition that a number is at least as large as a threshold."""
    return RuleTest(value >= needed, f"{finding}; {band} needs {needed}.")


def _test_share_against(share: float, allowed: float, weight: EvidenceWeight, band: str) -> RuleTest:
    """Return the condition that no larger share of the codings speaks against the benefit."""
    whole = weight.whole
    finding = f"Against it: {whole.countering} of {count_with_noun(whole.codings, 'coding')} ({share:.0%})"
    return RuleTest(share <= allowed, f"{finding}; {band} allows {allowed:.0%}.")
