"""The content of the report across all schools, gathered from the study; the writers only lay it out."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.chart import Chart
from casecoder.core.outputs.figures.study_material import FEWEST_SCHOOLS, Reach, School, StudyMaterial
from casecoder.core.outputs.matrix import Matrix
from casecoder.core.outputs.researcher_prose import ResearcherProse
from casecoder.core.vocabulary import SourceKind


@dataclass(frozen=True, slots=True)
class SchoolSummary:
    """What the researchers wrote of a school under a code: the opening of a summary, Markdown, perhaps empty."""

    case: str
    opening: str
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True)
class SubTheme:
    """A child code: a sub-theme.

    Parameters
    ----------
    definition:
        Markdown.
    summaries:
        Summaries written for the child itself, by school.
    examples:
        Quotes that support it.
    retired:
        It has codings, and the codebook no longer offers it.
    """

    code: str
    name: str
    definition: str
    reach: Reach
    summaries: tuple[SchoolSummary, ...]
    examples: tuple[Evidence, ...]
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """A top-level code across the schools.

    Parameters
    ----------
    supported, against:
        How far its supporting and its countering codings reach, its children's included.
    parts:
        Its children by prevalence; those without supporting evidence stand last.
    examples:
        Quotes coded to the code itself.
    counter:
        Quotes that speak against it.
    summaries:
        What the researchers wrote of it, by school.
    """

    code: str
    name: str
    definition: str
    supported: Reach
    against: Reach
    parts: tuple[SubTheme, ...]
    examples: tuple[Evidence, ...]
    counter: tuple[Evidence, ...]
    summaries: tuple[SchoolSummary, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """The rank in order of prevalence: by schools, then by passages, most first."""
        return -len(self.supported.schools), -self.supported.passages


@dataclass(frozen=True, slots=True)
class NearbyCode:
    """A code that was coded at or near a benefit.

    Parameters
    ----------
    reach:
        Of the codings beside the benefit's own.
    example:
        One of them, to quote.
    """

    code: str
    name: str
    definition: str
    reach: Reach
    example: Evidence | None = None


@dataclass(frozen=True, slots=True)
class KeyCase:
    """A school to look at for a benefit. ``summary`` is Markdown."""

    case: str
    judgement: Judgement
    supported: Reach
    kinds: tuple[SourceKind, ...]
    summary: str


@dataclass(frozen=True, slots=True)
class Benefit:
    """A benefit and all that goes with it.

    Parameters
    ----------
    conditions:
        Conditions for success coded with or near it, most schools first.
    tied:
        Conditions that the codebook ties to it (code id and name), without a coding beside it.
    related:
        Other benefits at the same words or in the same turn.
    """

    theme: Theme
    conditions: tuple[NearbyCode, ...]
    tied: tuple[tuple[str, str], ...]
    related: tuple[NearbyCode, ...]
    key_cases: tuple[KeyCase, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Another codebook of the study: the conditions for success, areas of interest."""

    title: str
    themes: tuple[Theme, ...]
    is_conditions: bool


@dataclass(frozen=True, slots=True)
class Synthesis:
    """Everything in the report across schools.

    Parameters
    ----------
    codebook:
        The title of the one whose codes are the benefits.
    material:
        What its figures are counted in.
    benefits:
        In order of prevalence, those without supporting evidence last.
    silent:
        Schools without a coding under it, by short id.
    retired:
        Top-level codes with codings that the codebooks no longer offer (id and name); they have no section.
    table, passages:
        The traffic-light table, and how many passages are coded under each benefit in each school, both with their rows
        in order of prevalence.
    codebooks:
        Title, version and number of codes in force of each.
    over_time:
        How much each coder had coded by each day on which anybody coded.
    saturation:
        How many codes of the benefits had been met by each source.
    lost:
        The numbers of the codings that its prose names and the study no longer has.
    secret:
        What seals the words of the document's list of claims.
    """

    study: str
    codebook: str
    material: StudyMaterial
    benefits: tuple[Benefit, ...]
    chapters: tuple[Chapter, ...]
    silent: tuple[str, ...]
    retired: tuple[tuple[str, str], ...]
    table: Matrix
    passages: Matrix
    codebooks: tuple[tuple[str, int, int], ...]
    over_time: Chart
    saturation: Chart
    state: str
    made_at: datetime
    lost: frozenset[int] = frozenset()
    secret: str = ""

    @property
    def schools(self) -> tuple[School, ...]:
        """The schools, in the order of the table."""
        return self.material.schools

    @property
    def judged(self) -> Mapping[tuple[str, str], Judgement]:
        """The ratings that the traffic-light table shows, by code and case."""
        return self.material.judged

    def label(self, short: str) -> str:
        """Return the public label of a school."""
        return next(school.label for school in self.schools if school.short == short)

    def prose(self) -> Iterator[ResearcherProse]:
        """Yield all that researchers wrote and the report prints."""
        for school in self.schools:
            yield ResearcherProse(f"the description of {school.label}", school.about)
            yield ResearcherProse(f"the description of the platform of {school.label}", school.platform)
        for benefit in self.benefits:
            key = {case.case for case in benefit.key_cases}
            for case in benefit.key_cases:
                yield ResearcherProse(f"the summary of {benefit.theme.code} in {self.label(case.case)}", case.summary)
                yield ResearcherProse(f"the rationale of {case.judgement.id}", case.judgement.rationale)
            yield from self._openings(benefit.theme, key)
        for chapter in self.chapters:
            for theme in chapter.themes:
                yield from self._openings(theme, set())

    def _openings(self, theme: Theme, but: Container[str]) -> Iterator[ResearcherProse]:
        """Yield the openings of summaries of a theme and its parts; without those of some schools on the theme."""
        for code, lines in ((theme.code, theme.summaries), *((part.code, part.summaries) for part in theme.parts)):
            for line in lines:
                if code != theme.code or line.case not in but:
                    yield ResearcherProse(f"the summary of {code} in {self.label(line.case)}", line.opening)

    @property
    def unrated(self) -> list[tuple[str, str]]:
        """The codes and cases that nobody has rated, in the order of the table."""
        every = [(benefit.theme.code, school.short) for benefit in self.benefits for school in self.schools]
        return [cell for cell in every if cell not in self.judged and cell not in self.material.unsettled]

    @property
    def quotes(self) -> tuple[Evidence, ...]:
        """Every passage that is quoted, once, by school, source and place."""
        found: dict[int, Evidence] = {}
        every = [benefit.theme for benefit in self.benefits]
        for theme in (*every, *(theme for chapter in self.chapters for theme in chapter.themes)):
            printed = (*(item for part in theme.parts for item in part.examples), *theme.examples, *theme.counter)
            found |= {item.number: item for item in printed}
        beside = (met.example for benefit in self.benefits for met in benefit.conditions)
        found |= {item.number: item for item in beside if item is not None}
        place = {school.short: at for at, school in enumerate(self.schools)}
        return tuple(sorted(found.values(), key=lambda item: (place[item.case], item.source, item.start, item.number)))

    @property
    def common(self) -> tuple[Benefit, ...]:
        """The benefits found in at least :data:`FEWEST_SCHOOLS` schools."""
        return tuple(b for b in self.benefits if len(b.theme.supported.schools) >= FEWEST_SCHOOLS)

    @property
    def rare(self) -> tuple[Benefit, ...]:
        """The benefits found in fewer."""
        return tuple(b for b in self.benefits if 0 < len(b.theme.supported.schools) < FEWEST_SCHOOLS)

    @property
    def unseen(self) -> tuple[Benefit, ...]:
        """The benefits for which nothing was found."""
        return tuple(b for b in self.benefits if not b.theme.supported.schools)
