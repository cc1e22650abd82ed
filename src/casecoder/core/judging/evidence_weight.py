"""The evidence for one cell in figures, and where its school stands on each of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from statistics import median
from typing import NamedTuple

from casecoder.core.vocabulary import Role, SourceKind


class EvidenceStage(IntEnum):
    """How far along what a coding tells of is: its strength, where the code is a benefit."""

    EMBEDDED = 3
    EARLY = 2
    PLANNED = 1


class AlikeCodings(NamedTuple):
    """Codings of one source that are alike in all that is weighed, and how many they are.

    Parameters
    ----------
    consented:
        Whether whoever speaks has given consent, so that they can be quoted.
    """

    source: str
    kind: SourceKind
    role: Role | None
    counters: bool
    strength: int | None
    in_review: bool
    consented: bool
    codings: int


@dataclass(frozen=True, slots=True)
class EvidenceCount:
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
class SchoolRank:
    """Where a school stands among the schools of the study on one figure.

    Parameters
    ----------
    rank:
        1 for the most; schools that have as much share a rank.
    sharing:
        How many schools have that rank, this one among them.
    of:
        How many schools there are.
    """

    figure: str
    value: int
    rank: int
    sharing: int
    of: int
    median: float


@dataclass(frozen=True, slots=True)
class CodedCondition:
    """A condition for success that is coded with the benefit, or near it, in this school.

    Parameters
    ----------
    overlapping, near:
        The numbers of its codings that share words with one of the benefit's; of the others that are near one.
    applies:
        Whether the codebook names it for this benefit.
    """

    code: str
    name: str
    overlapping: tuple[int, ...]
    near: tuple[int, ...]
    applies: bool


@dataclass(frozen=True, slots=True)
class EvidenceWeight:
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
    withheld:
        How many of the codings can't be quoted, for want of consent.
    """

    case: str
    code: str
    whole: EvidenceCount
    seen: EvidenceCount
    told: EvidenceCount
    kinds: Mapping[SourceKind, EvidenceCount]
    roles: Mapping[Role | None, int]
    stages: Mapping[EvidenceStage, int]
    unsaid: int
    waiting: int
    withheld: int = 0
    places: tuple[SchoolRank, ...] = ()
    conditions: tuple[CodedCondition, ...] = ()


def weigh_codings(case: str, code: str, items: Iterable[AlikeCodings]) -> EvidenceWeight:
    """The figures of one cell.

    Parameters
    ----------
    items:
        The codings of the benefit and its children in the school.
    """
    everything = list(items)
    sure = [item for item in everything if not item.in_review]
    found = {kind: [item for item in sure if item.kind is kind] for kind in SourceKind}
    staged = Counter[EvidenceStage | None]()
    roles = Counter[Role | None]()
    for item in sure:
        roles[item.role] += item.codings
        if not item.counters:
            staged[EvidenceStage(item.strength) if item.strength else None] += item.codings
    return EvidenceWeight(
        case=case,
        code=code,
        whole=_part(sure),
        seen=_part([item for item in sure if item.kind.is_seen]),
        told=_part([item for item in sure if not item.kind.is_seen]),
        kinds={kind: _part(each) for kind, each in found.items() if each},
        roles={role: roles[role] for role in (*Role, None) if roles[role]},
        stages={stage: staged[stage] for stage in EvidenceStage},
        unsaid=staged[None],
        waiting=_many(everything) - _many(sure),
        withheld=_many([item for item in sure if not item.consented]),
    )


def _part(items: Sequence[AlikeCodings]) -> EvidenceCount:
    supporting = [item for item in items if not item.counters]
    sources, for_it = ({item.source for item in each} for each in (items, supporting))
    return EvidenceCount(_many(items), _many(items) - _many(supporting), len(sources), len(for_it))


def _many(items: Sequence[AlikeCodings]) -> int:
    return sum(item.codings for item in items)


RANKED_FIGURES: Mapping[str, Callable[[EvidenceWeight], int]] = {
    "codings": lambda weight: weight.whole.codings,
    "supporting": lambda weight: weight.whole.supporting,
    "countering": lambda weight: weight.whole.countering,
    "sources": lambda weight: weight.whole.sources,
    "kinds of source": lambda weight: len(weight.kinds),
    "roles": lambda weight: len(weight.roles.keys() - {None}),
    "seen": lambda weight: weight.seen.codings,
    "told": lambda weight: weight.told.codings,
    "embedded": lambda weight: weight.stages[EvidenceStage.EMBEDDED],
    "early": lambda weight: weight.stages[EvidenceStage.EARLY],
    "planned": lambda weight: weight.stages[EvidenceStage.PLANNED],
}
"""What the schools are set beside one another on."""


def add_school_ranks(case: str, weights: Mapping[str, EvidenceWeight]) -> EvidenceWeight:
    """The weight of one school's evidence, with its place on each figure.

    Parameters
    ----------
    weights:
        Of one benefit, by case, for all the schools of the study.
    """
    places = (
        rank_school(name, case, {each: figure(weight) for each, weight in weights.items()})
        for name, figure in RANKED_FIGURES.items()
    )
    return replace(weights[case], places=tuple(places))


def rank_school(figure: str, case: str, values: Mapping[str, int]) -> SchoolRank:
    """Where a school stands.

    Parameters
    ----------
    values:
        The figure by school, for all the schools of the study.
    """
    own, every = values[case], list(values.values())
    return SchoolRank(figure, own, 1 + sum(other > own for other in every), every.count(own), len(every), median(every))
