"""The evidence for one cell in figures, and the band that a written rule proposes from them.

The rule is for people to argue with: it gives its reasons, and nothing is ever rated by it. ``docs/rating-rule.md``
says the same in words.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum
from statistics import median
from typing import Any

from casecoder.core.errors import CaseCoderError
from casecoder.core.evidence import Evidence
from casecoder.core.vocabulary import Band, Role, SourceKind
from casecoder.core.wording import counted


class Stage(IntEnum):
    """How far along what a coding tells of is: its strength, where the code is a benefit."""

    EMBEDDED = 3
    EARLY = 2
    PLANNED = 1


@dataclass(frozen=True, slots=True)
class Part:
    """How much of the evidence is of one sort.

    Parameters
    ----------
    sources, supporting_sources:
        From how many sources it all is, and what supports the benefit.
    """

    codings: int
    countering: int
    sources: int
    supporting_sources: int

    @property
    def supporting(self) -> int:
        """How many codings support the benefit."""
        return self.codings - self.countering


@dataclass(frozen=True, slots=True)
class Place:
    """Where a school stands among the schools of the study on one figure.

    Parameters
    ----------
    rank:
        1 for the most; schools that have as much share a rank.
    of:
        How many schools there are.
    """

    figure: str
    value: int
    rank: int
    of: int
    median: float


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition for success that is coded with the benefit, or near it, in this school.

    Parameters
    ----------
    overlapping, beside:
        The numbers of its codings that share words with one of the benefit's; of the others that are near one.
    applies:
        Whether the codebook names it for this benefit.
    """

    code: str
    name: str
    overlapping: tuple[int, ...]
    beside: tuple[int, ...]
    applies: bool


@dataclass(frozen=True, slots=True)
class Weight:
    """The evidence for a school and a benefit, its children's included.

    Codings on the review list are left out of every figure but ``waiting``: their words have no sure place.

    Parameters
    ----------
    kinds:
        By kind of source, as far as there is evidence of it.
    roles:
        Codings by the role of whoever speaks; ``None`` where nobody is known to.
    stages:
        Supporting codings by stage; ``unsaid`` are those of which no stage is said.
    """

    case: str
    code: str
    whole: Part
    seen: Part
    told: Part
    kinds: Mapping[SourceKind, Part]
    roles: Mapping[Role | None, int]
    stages: Mapping[Stage, int]
    unsaid: int
    waiting: int
    places: tuple[Place, ...] = ()
    conditions: tuple[Condition, ...] = ()


def weight_of(case: str, code: str, items: Iterable[Evidence]) -> Weight:
    """The figures of one cell.

    Parameters
    ----------
    items:
        The codings of the benefit and its children in the school.
    """
    everything = list(items)
    sure = [item for item in everything if not item.in_review]
    staged = Counter(Stage(item.strength) for item in sure if item.strength and not item.counters)
    found = {kind: [item for item in sure if item.kind is kind] for kind in SourceKind}
    return Weight(
        case=case, code=code, whole=_part(sure),
        seen=_part([item for item in sure if item.kind.is_seen]),
        told=_part([item for item in sure if not item.kind.is_seen]),
        kinds={kind: _part(each) for kind, each in found.items() if each},
        roles=_by_role(sure), stages={stage: staged[stage] for stage in Stage},
        unsaid=sum(not item.strength and not item.counters for item in sure),
        waiting=len(everything) - len(sure),
    )


def _part(items: Sequence[Evidence]) -> Part:
    supporting = [item for item in items if not item.counters]
    sources, for_it = ({item.source for item in each} for each in (items, supporting))
    return Part(len(items), len(items) - len(supporting), len(sources), len(for_it))


def _by_role(items: Sequence[Evidence]) -> dict[Role | None, int]:
    counts = Counter(item.role for item in items)
    return {role: counts[role] for role in (*Role, None) if counts[role]}


FIGURES = ("codings", "sources", "seen", "told")
"""What the schools are set beside one another on."""


def place_of(figure: str, case: str, values: Mapping[str, int]) -> Place:
    """Where a school stands.

    Parameters
    ----------
    values:
        The figure by school, for all the schools of the study.
    """
    own = values[case]
    return Place(figure, own, 1 + sum(other > own for other in values.values()), len(values), median(values.values()))


@dataclass(frozen=True, slots=True)
class Rule:
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

    def having(self, name: str, typed: str) -> "Rule":
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
        if not (0 <= value <= 1 if is_share else least <= value <= 1000):
            room = "It is a share from 0 to 1." if is_share else f"It is a whole number of at least {least}."
            raise CaseCoderError(f"{name} can't be {typed!r}.", room)
        return replace(self, **{name: value})


THRESHOLDS = tuple(each.name for each in fields(Rule))


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing the rule asks, and whether it is so."""

    holds: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rule says of a cell. It is never applied by itself.

    Parameters
    ----------
    band:
        ``None`` where nothing is coded: whether somebody looked, the codings can't tell.
    asked:
        What was asked for the band above the one proposed, and for that one; each with its figures.
    """

    band: Band | None
    asked: tuple[Asked, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, a sentence each: what is so, and what was missing for the band above."""
        return tuple(each.sentence for each in self.asked)


def propose(weight: Weight, rule: Rule) -> Proposal:
    """The band that the rule gives a cell, with its reasons."""
    if not weight.whole.codings:
        waiting = f" {counted(weight.waiting, 'coding')} on the review list can't be counted." if weight.waiting else ""
        said = f"Nothing is coded to it here, so no band is proposed.{waiting} “Looked, no evidence” is for you to say."
        return Proposal(None, (Asked(False, said),))
    green, amber = _green(weight, rule), _amber(weight, rule)
    if all(test.holds for test in (*green, *amber)):
        return Proposal(Band.GREEN, green)
    missing = tuple(test for test in green if not test.holds)
    if all(test.holds for test in amber):
        return Proposal(Band.AMBER, (*amber, *missing))
    return Proposal(Band.RED, tuple(test for test in amber if not test.holds))


def _green(weight: Weight, rule: Rule) -> tuple[Asked, ...]:
    """What Green asks."""
    support, kinds = weight.whole.supporting, [kind for kind, part in weight.kinds.items() if part.supporting]
    against, staged = weight.whole.countering / weight.whole.codings, sum(weight.stages.values())
    embedded, sources = weight.stages[Stage.EMBEDDED], weight.whole.supporting_sources
    tests = [
        _least(support, rule.green_codings, f"{_coded(support)} it", "Green"),
        _least(sources, rule.green_sources, f"The support is from {counted(sources, 'source')}", "Green"),
        _least(len(kinds), rule.green_kinds, f"The support is of {counted(len(kinds), 'kind')} of source", "Green"),
        _least(weight.seen.supporting, rule.green_seen, f"{_coded(weight.seen.supporting)} it as seen", "Green"),
        _least(weight.told.supporting, rule.green_told, f"{_coded(weight.told.supporting)} it as told", "Green"),
        _most(against, rule.green_against, weight, "Green"),
    ]
    if staged:
        share = embedded / staged
        said = f"Embedded: {embedded} of {counted(staged, 'coding')} with a stage ({share:.0%})"
        tests.append(Asked(share >= rule.green_embedded, f"{said}; Green needs {rule.green_embedded:.0%}."))
    return tuple(tests)


def _amber(weight: Weight, rule: Rule) -> tuple[Asked, ...]:
    """What Amber asks."""
    support, staged = weight.whole.supporting, sum(weight.stages.values())
    tests = [
        _least(support, rule.amber_codings, f"{_coded(support)} it", "Amber"),
        _most(weight.whole.countering / weight.whole.codings, rule.amber_against, weight, "Amber"),
    ]
    if staged and not weight.unsaid:
        only = staged == weight.stages[Stage.PLANNED]
        said = "All that supports it is planned" if only else "Not all that supports it is planned"
        tests.append(Asked(not only, f"{said}; Amber needs something that has begun."))
    return tuple(tests)


def _coded(number: int) -> str:
    return f"{counted(number, 'coding')} support{'s' if number == 1 else ''}" if number else "No coding supports"


def _least(value: int, needed: int, said: str, band: str) -> Asked:
    return Asked(value >= needed, f"{said}; {band} needs {needed}.")


def _most(share: float, allowed: float, weight: Weight, band: str) -> Asked:
    whole = weight.whole
    said = f"Against it: {whole.countering} of {counted(whole.codings, 'coding')} ({share:.0%})"
    return Asked(share <= allowed, f"{said}; {band} allows {allowed:.0%}.")
