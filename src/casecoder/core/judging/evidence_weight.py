"""The evidence for one cell in figures, and the rank of its school on each of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from statistics import median
from typing import NamedTuple

from casecoder.core.vocabulary import Role, SourceKind


class EvidenceStage(IntEnum):
    """How far along a benefit is, as a coding tells: the strength of codings of benefits."""

    EMBEDDED = 3
    EARLY = 2
    PLANNED = 1


class AlikeCodings(NamedTuple):
    """Codings of one source that are alike in all that is weighed, and how many they are.

    Parameters
    ----------
    consented:
        Whether the speaker has given consent, so that the words can be quoted.
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
    """How much evidence of one sort there is.

    Parameters
    ----------
    sources, supporting_sources:
        How many sources the evidence is from, and how many the evidence in support.
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
    """The rank of a school among the schools of the study on one figure.

    Parameters
    ----------
    rank:
        1 for the highest value. Schools with the same value share a rank.
    sharing:
        How many schools have that rank, this one included.
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
        The numbers of its codings that share words with a coding of the benefit, and of those that are near one.
    applies:
        Whether the codebook names the condition for this benefit.
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
    whole, seen, told:
        All evidence, what researchers saw, and what people told them.
    kinds:
        The evidence by kind of source, for the kinds that have any.
    roles:
        Codings by the role of the speaker; ``None`` where nobody is known to speak.
    stages:
        Supporting codings by stage; ``without_stage`` are those without one.
    withheld:
        How many of the codings can't be quoted, for want of consent.
    ranks:
        The rank of the school on each figure.
    """

    case: str
    code: str
    whole: EvidenceCount
    seen: EvidenceCount
    told: EvidenceCount
    kinds: Mapping[SourceKind, EvidenceCount]
    roles: Mapping[Role | None, int]
    stages: Mapping[EvidenceStage, int]
    without_stage: int
    waiting: int
    withheld: int = 0
    ranks: tuple[SchoolRank, ...] = ()
    conditions: tuple[CodedCondition, ...] = ()


def weigh_codings(case: str, code: str, items: Iterable[AlikeCodings]) -> EvidenceWeight:
    """Return the figures of one cell.

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
        whole=_count_evidence(sure),
        seen=_count_evidence([item for item in sure if item.kind.is_seen]),
        told=_count_evidence([item for item in sure if not item.kind.is_seen]),
        kinds={kind: _count_evidence(each) for kind, each in found.items() if each},
        roles={role: roles[role] for role in (*Role, None) if roles[role]},
        stages={stage: staged[stage] for stage in EvidenceStage},
        without_stage=staged[None],
        waiting=_count_codings(everything) - _count_codings(sure),
        withheld=_count_codings([item for item in sure if not item.consented]),
    )


def _count_evidence(items: Sequence[AlikeCodings]) -> EvidenceCount:
    """Count codings and sources, in all and in support."""
    supporting = [item for item in items if not item.counters]
    sources, for_it = ({item.source for item in each} for each in (items, supporting))
    return EvidenceCount(
        _count_codings(items), _count_codings(items) - _count_codings(supporting), len(sources), len(for_it)
    )


def _count_codings(items: Sequence[AlikeCodings]) -> int:
    """Return how many codings there are."""
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
"""The figures on which schools are ranked, by name."""


def add_school_ranks(case: str, weights: Mapping[str, EvidenceWeight]) -> EvidenceWeight:
    """Return the weight of one school's evidence, with the rank of the school on each figure.

    Parameters
    ----------
    weights:
        The weights of one benefit in all schools of the study, by case.
    """
    ranks = (
        rank_school(name, case, {each: figure(weight) for each, weight in weights.items()})
        for name, figure in RANKED_FIGURES.items()
    )
    return replace(weights[case], ranks=tuple(ranks))


def rank_school(figure: str, case: str, values: Mapping[str, int]) -> SchoolRank:
    """Return the rank of a school on one figure.

    Parameters
    ----------
    values:
        The figure of each school of the study, by case.
    """
    own, every = values[case], list(values.values())
    return SchoolRank(figure, own, 1 + sum(other > own for other in every), every.count(own), len(every), median(every))
