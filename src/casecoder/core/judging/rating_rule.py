"""The band that a written rule proposes from the evidence for a cell.

The rule is for people to argue with: it gives its reasons, and nothing is ever rated by it. ``docs/rating-rule.md``
says the same in words.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence_weight import EvidenceStage, EvidenceWeight
from casecoder.core.phrases import count_with_noun
from casecoder.core.vocabulary import Band

_MOST = 1000
"""No threshold is a larger number."""


@dataclass(frozen=True, slots=True)
class RatingRule:
    """When which band is proposed. Shares are of 1.

    Parameters
    ----------
    green_codings, green_sources:
        Green needs at least so many supporting codings, from so many sources.
    green_kinds:
        Green needs supporting evidence from at least so many kinds of source; never fewer than two.
    green_seen, green_told:
        Of them at least so many that researchers saw, and so many that people told.
    green_against:
        Green allows at most this share of the codings to speak against.
    green_embedded:
        Where the stage of supporting codings is said, Green needs at least this share of them to be embedded.
    amber_codings:
        Amber needs at least so many supporting codings.
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

    def having(self, name: str, typed: str) -> "RatingRule":
        """This rule with one threshold as typed.

        Raises
        ------
        CaseCoderError
            If it can't be that.
        """
        is_share = isinstance(getattr(self, name), float)
        least = 2 if name == "green_kinds" else 1 if name.endswith("_codings") else 0
        try:
            value: Any = float(typed) if is_share else int(typed)
        except ValueError:
            value = -1
        if not (0 <= value <= 1 if is_share else least <= value <= _MOST):
            room = "It is a share from 0 to 1." if is_share else f"It is a whole number from {least} to {_MOST:,}."
            raise CaseCoderError(f"{name} can't be {typed!r}.", room)
        return replace(self, **{name: value})


THRESHOLD_NAMES = tuple(each.name for each in fields(RatingRule))
"""Their names."""


@dataclass(frozen=True, slots=True)
class RuleTest:
    """One thing the rule asks, and whether it is so."""

    holds: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class BandProposal:
    """What the rule says of a cell. It is never applied by itself.

    Parameters
    ----------
    band:
        ``None`` where nothing is coded: whether somebody looked, the codings can't tell.
    asked:
        What was asked for the band above the one proposed, and for that one; each with its figures.
    """

    band: Band | None
    asked: tuple[RuleTest, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, a sentence each: what is so, and what was missing for the band above."""
        return tuple(each.sentence for each in self.asked)


def apply_rating_rule(weight: EvidenceWeight, rule: RatingRule) -> BandProposal:
    """The band that the rule gives a cell, with its reasons."""
    if not weight.whole.codings:
        waiting = (
            f" {count_with_noun(weight.waiting, 'coding')} on the review list can't be counted."
            if weight.waiting
            else ""
        )
        said = f"Nothing is coded to it here, so no band is proposed.{waiting} “Looked, no evidence” is for you to say."
        return BandProposal(None, (RuleTest(False, said),))
    green, amber = _green(weight, rule), _amber(weight, rule)
    if all(test.holds for test in (*green, *amber)):
        return BandProposal(Band.GREEN, green)
    missing = tuple(test for test in green if not test.holds)
    if all(test.holds for test in amber):
        return BandProposal(Band.AMBER, (*amber, *missing))
    return BandProposal(Band.RED, tuple(test for test in amber if not test.holds))


def _green(weight: EvidenceWeight, rule: RatingRule) -> tuple[RuleTest, ...]:
    """What Green asks."""
    support, kinds = weight.whole.supporting, [kind for kind, part in weight.kinds.items() if part.supporting]
    against, staged = weight.whole.countering / weight.whole.codings, sum(weight.stages.values())
    embedded, sources = weight.stages[EvidenceStage.EMBEDDED], weight.whole.supporting_sources
    tests = [
        _least(support, rule.green_codings, f"{_coded(support)} it", "Green"),
        _least(sources, rule.green_sources, f"The support is from {count_with_noun(sources, 'source')}", "Green"),
        _least(
            len(kinds), rule.green_kinds, f"The support is of {count_with_noun(len(kinds), 'kind')} of source", "Green"
        ),
        _least(weight.seen.supporting, rule.green_seen, f"{_coded(weight.seen.supporting)} it as seen", "Green"),
        _least(weight.told.supporting, rule.green_told, f"{_coded(weight.told.supporting)} it as told", "Green"),
        _most(against, rule.green_against, weight, "Green"),
    ]
    if staged:
        share = embedded / staged
        said = f"Embedded: {embedded} of {count_with_noun(staged, 'coding')} with a stage ({share:.0%})"
        tests.append(RuleTest(share >= rule.green_embedded, f"{said}; Green needs {rule.green_embedded:.0%}."))
    return tuple(tests)


def _amber(weight: EvidenceWeight, rule: RatingRule) -> tuple[RuleTest, ...]:
    """What Amber asks."""
    support, staged = weight.whole.supporting, sum(weight.stages.values())
    tests = [
        _least(support, rule.amber_codings, f"{_coded(support)} it", "Amber"),
        _most(weight.whole.countering / weight.whole.codings, rule.amber_against, weight, "Amber"),
    ]
    if staged and not weight.unsaid:
        only = staged == weight.stages[EvidenceStage.PLANNED]
        said = "All that supports it is planned" if only else "Not all that supports it is planned"
        tests.append(RuleTest(not only, f"{said}; Amber needs something that has begun."))
    return tuple(tests)


def _coded(number: int) -> str:
    return (
        f"{count_with_noun(number, 'coding')} support{'s' if number == 1 else ''}" if number else "No coding supports"
    )


def _least(value: int, needed: int, said: str, band: str) -> RuleTest:
    return RuleTest(value >= needed, f"{said}; {band} needs {needed}.")


def _most(share: float, allowed: float, weight: EvidenceWeight, band: str) -> RuleTest:
    whole = weight.whole
    said = f"Against it: {whole.countering} of {count_with_noun(whole.codings, 'coding')} ({share:.0%})"
    return RuleTest(share <= allowed, f"{said}; {band} allows {allowed:.0%}.")
