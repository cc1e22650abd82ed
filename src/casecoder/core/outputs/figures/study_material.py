"""The material of the figures over all schools: what was collected, coded and rated, as plain data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from casecoder.core.judging.agreement_results import (
    Agreement,
    AgreementMeasure,
    AgreementSubject,
    round_agreement_value,
)
from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.figures.definitions import UNRATED
from casecoder.core.outputs.figures.school_figures import SchoolMaterial
from casecoder.core.transcripts.nearness import Nearness, NeighbouringCodings, TurnSpans
from casecoder.core.vocabulary import Phase

FEWEST_SCHOOLS = 3
"""In how many schools a benefit must show to stand among the benefits and not apart."""


@dataclass(frozen=True, slots=True)
class School:
    """A case: its short id, its public label, its phase, and what the researchers wrote about it (Markdown)."""

    short: str
    label: str
    phase: Phase
    about: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far something was found.

    Parameters
    ----------
    schools:
        Short ids, in the order of the table.
    passages, sources:
        How many codings, and in how many sources.
    """

    schools: tuple[str, ...] = ()
    passages: int = 0
    sources: int = 0


@dataclass(frozen=True, slots=True)
class RatingProcess:
    """How the ratings of the benefits in force came about, counted in cells: a benefit in a school each.

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


@dataclass(frozen=True)
class StudyMaterial:
    """What was collected, coded and rated in all schools of a study.

    Parameters
    ----------
    in_schools:
        What was collected and coded in them.
    codebook, conditions:
        All codes of the first codebook, by id; all those of the codebooks of conditions for success.
    offered:
        Those of the first codebook that are in force.
    benefits:
        Of them, those at the top.
    turns:
        Of each source, by its short id.
    written:
        The codes and cases of which there is a summary.
    judged:
        The rating of a benefit that holds and that a document may show, by code and case.
    unsettled:
        Codes and cases of which there are ratings, but none that holds: raters differ, or rate blind.
    replaced:
        Those whose rating is to be replaced by a newer one that no document shows yet.
    second_coded:
        To how many sources a second coder was given.
    agreement:
        How far coders and raters agree, where there is something to compare.
    not_compared:
        Why there is no agreement to give on codings, or on ratings: a sentence.
    """

    schools: tuple[School, ...]
    in_schools: SchoolMaterial
    codebook: frozenset[str]
    conditions: frozenset[str]
    offered: frozenset[str]
    benefits: frozenset[str]
    turns: Mapping[str, TurnSpans]
    written: frozenset[tuple[str, str]]
    judged: Mapping[tuple[str, str], Judgement]
    unsettled: frozenset[tuple[str, str]]
    replaced: frozenset[tuple[str, str]]
    rated: RatingProcess
    second_coded: int
    agreement: Mapping[AgreementSubject, Agreement]
    not_compared: Mapping[AgreementSubject, str]

    def supporting(self, code: str = "", case: str = "") -> list[Evidence]:
        """Return the codings in support of a code or one below it, and of a school; of all where either is empty."""
        return [item for item in self.in_schools.under(code, case) if not item.counters]

    def countering(self, code: str = "") -> list[Evidence]:
        """Return the codings that speak against a code or one below it, or against any."""
        return [item for item in self.in_schools.under(code) if item.counters]

    def support(self, code: str, case: str = "") -> Reach:
        """Return how far the codings in support of a code reach, or those of a school."""
        if (code, case) not in self._support:
            self._support[code, case] = self.reach(self.supporting(code, case))
        return self._support[code, case]

    @cached_property
    def _support(self) -> dict[tuple[str, str], Reach]:
        return {}

    def reach(self, codings: Iterable[Evidence]) -> Reach:
        """Return how far some codings reach."""
        found = list(codings)
        cases = {item.case for item in found}
        schools = tuple(school.short for school in self.schools if school.short in cases)
        return Reach(schools, len(found), len({item.source for item in found}))

    def near(self, code: str) -> Mapping[str, Sequence[Evidence]]:
        """Return the codings of conditions near those in support of a code, by their own code. All are in support."""
        return self._beside(code, Nearness.NEAR)

    def beside(self, code: str, other: str) -> list[Evidence]:
        """Return the codings in support of another benefit at the words of a code or in its turn."""
        found = self._beside(code, Nearness.TURN)
        return [item for own, items in found.items() if other in self.in_schools.above[own] for item in items]

    def _beside(self, code: str, how: Nearness) -> Mapping[str, Sequence[Evidence]]:
        if (code, how) not in self._found_beside:
            neighbours = self._conditions_by_place if how is Nearness.NEAR else self._benefits_by_place
            found: dict[str, dict[int, Evidence]] = {}
            for item in self.supporting(code):
                for other in neighbours.beside(item, how):
                    found.setdefault(other.code, {})[other.number] = other
            self._found_beside[code, how] = {own: list(items.values()) for own, items in found.items()}
        return self._found_beside[code, how]

    @cached_property
    def _found_beside(self) -> dict[tuple[str, Nearness], Mapping[str, Sequence[Evidence]]]:
        return {}

    @cached_property
    def _conditions_by_place(self) -> NeighbouringCodings[Evidence]:
        return NeighbouringCodings((item for item in self.supporting() if item.code in self.conditions), self.turns)

    @cached_property
    def _benefits_by_place(self) -> NeighbouringCodings[Evidence]:
        return NeighbouringCodings((item for item in self.supporting() if item.code in self.codebook), self.turns)

    def count_people(self, role: str = "", phase: str = "") -> int:
        """Count the participants of a role in schools of a phase; of all where either is empty."""
        people = self.in_schools.people
        return sum(role in {"", person.role} and phase in {"", self._phases[person.case]} for person in people)

    def count_sources(self, kind: str = "", phase: str = "") -> int:
        """Count the sources of a kind in schools of a phase; of all where either is empty."""
        sources = self.in_schools.sources
        return sum(kind in {"", source.kind} and phase in {"", self._phases[source.case]} for source in sources)

    @cached_property
    def _phases(self) -> Mapping[str, Phase]:
        return {school.short: school.phase for school in self.schools}

    def count_bands(self, code: str, band: str) -> int:
        """Count the schools in which a benefit has a band, or :data:`UNRATED`."""
        given = [judgement.band for (ref, _), judgement in self.judged.items() if ref == code]
        return len(self.schools) - len(given) if band == UNRATED else sum(each == band for each in given)

    @cached_property
    def coders(self) -> tuple[str, ...]:
        """The names of the coders whose codings count."""
        return tuple(sorted({item.coder for item in self.in_schools.codings}))

    @property
    def cells(self) -> int:
        """How many cells the table of ratings has."""
        return len(self.benefits) * len(self.schools)

    def count_missing_summaries(self) -> int:
        """Count the summaries missing, of benefits in schools where something was coded for them."""
        coded = {(code, item.case) for code in self.benefits for item in self.in_schools.under(code)}
        return len(coded - self.written)

    @property
    def double_coded(self) -> int:
        """On how many sources more than one coder has worked."""
        found = self.agreement.get(AgreementSubject.CODINGS)
        return found.compared if found else 0

    def agreed(self, subject: str, measure: str, code: str = "", end: str = "") -> float | None:
        """Return the agreement on a code by a measure, as it is printed; or an end of its interval."""
        found = self.agreement.get(AgreementSubject(subject))
        line = next((line for line in found.lines if line.id == code), None) if found else None
        figure = line.figures.get(AgreementMeasure(measure)) if line else None
        if figure is None:
            return None
        value = {"low": figure.low, "high": figure.high}.get(end, figure.value)
        return round_agreement_value(value, AgreementMeasure(measure))
