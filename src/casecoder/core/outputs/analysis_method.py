"""How a study's analysis was done, in figures: what was collected, coded and rated, by whom, and how far they agree."""

from collections.abc import Mapping
from dataclasses import dataclass

from casecoder.core.judging.agreement_results import Agreement
from casecoder.core.outputs.chart import Chart
from casecoder.core.vocabulary import Phase, Role, SourceKind


@dataclass(frozen=True, slots=True)
class CoderWork:
    """How much a coder coded."""

    coder: str
    codings: int
    sources: int


@dataclass(frozen=True, slots=True)
class RatingProcess:
    """How the ratings of the benefits in force came about, in cells: a benefit in a school each.

    Parameters
    ----------
    by:
        How many each rater has rated by herself.
    twice, differed, reconciled:
        How many at least two have rated; to how many of these they gave different bands; how many of those have been
        reconciled.
    blind:
        How many of those that two have rated were rated blind: nobody saw another's rating before giving hers.
    signed_by:
        How many of the ratings that hold each person has signed off.
    """

    by: tuple[tuple[str, int], ...]
    twice: int
    differed: int
    reconciled: int
    blind: int
    signed_by: tuple[tuple[str, int], ...]

    @property
    def signed(self) -> int:
        """How many of the ratings that hold are signed off."""
        return sum(many for _, many in self.signed_by)


@dataclass(frozen=True, slots=True)
class AnalysisMethod:
    """How the analysis was done, in figures.

    Parameters
    ----------
    people, sources:
        Participants by role and phase; sources by kind and phase.
    turns:
        In the sources together.
    codebooks:
        Title, version and number of codes in force.
    waiting, withheld:
        Codings that aren't quoted: those on the review list, and those of participants without consent.
    both, again:
        Sources on which more than one coder has worked; sources to which a second coder was given, whose codings count
        for agreement alone.
    ratings, stale:
        Of the ratings that hold.
    codings_agree, ratings_agree:
        ``None`` where there is nothing to compare; the sentence beside it then says why.
    over_time:
        How much each coder had coded by each day on which anybody coded.
    saturation:
        How many codes of the benefits had been met by each source.
    met, codes:
        Of the codes in force of the codebook of the benefits those with codings, and all.
    """

    people: Mapping[tuple[Role, Phase], int]
    sources: Mapping[tuple[SourceKind, Phase], int]
    turns: int
    codebooks: tuple[tuple[str, int, int], ...]
    supporting: int
    countering: int
    waiting: int
    withheld: int
    outdated: int
    coders: tuple[CoderWork, ...]
    both: int
    again: int
    ratings: int
    stale: int
    rated: RatingProcess
    codings_agree: Agreement | None
    codings_alone: str
    ratings_agree: Agreement | None
    ratings_alone: str
    over_time: Chart
    saturation: Chart
    met: int
    codes: int
