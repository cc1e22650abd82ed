"""The content of a school’s case study, gathered from the study; the writers only lay it out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.chart import Chart
from casecoder.core.outputs.figures.school_figures import SchoolMaterial
from casecoder.core.outputs.matrix import Matrix
from casecoder.core.outputs.quote_choice import is_quotable
from casecoder.core.outputs.researcher_prose import ResearcherProse, mentioned_codings
from casecoder.core.vocabulary import UNRATED_LABEL, Role


@dataclass(frozen=True, slots=True)
class CollectedSource:
    """A source in the list of what was collected.

    Parameters
    ----------
    title:
        Empty for one that goes by the name of its file.
    """

    ref: str
    title: str
    kind: str
    date: str
    researcher: str


@dataclass(frozen=True, slots=True)
class CodeSection:
    """One code's part of a case study.

    Parameters
    ----------
    summary:
        The researcher's prose, Markdown; empty when none was written.
    quotes, counter:
        Selected evidence for and against, in the order to print.
    total:
        How many codings the school has under the code and its children, selected or not.
    unsettled:
        What there is to say where raters differ and nobody has reconciled them; else empty.
    replaced:
        Whether a newer rating has been given in place of the one shown, and may not be shown yet.
    """

    code: str
    name: str
    summary: str
    quotes: tuple[Evidence, ...]
    counter: tuple[Evidence, ...]
    judgement: Judgement | None
    total: int
    unsettled: str = ""
    replaced: bool = False

    @property
    def rated(self) -> str:
        """Its band in words, or that it has none."""
        return self.judgement.band.label if self.judgement else self.unsettled.capitalize() or UNRATED_LABEL


@dataclass(frozen=True, slots=True)
class CaseStudy:
    """Everything in one school's report.

    Parameters
    ----------
    attributes:
        The case's attributes as ``(name, value)``, in order.
    about, platform:
        Markdown: what the school is; how it uses its platform.
    roles:
        Those by which the participants are counted.
    benefits:
        A section for each code of the codebook that is rated, the study's first.
    chapters:
        The other codebooks (conditions for success, areas of interest) by title, with their sections.
    material:
        What its figures are counted in; its codings stand by source and place.
    state:
        Which state of the study this was made from, in a sentence.
    made_at:
        When the study came to that state.
    rated:
        The title of the codebook of the benefits.
    elsewhere:
        The numbers of other schools' codings that the prose of this one names.
    staged:
        The ids of the codes whose strength is a stage: those of the codebook of the benefits.
    secret:
        What seals the words of the document's list of claims.
    made_of, voices:
        What the evidence for each benefit is made of, and who and what it comes from.
    """

    study: str
    label: str
    short: str
    phase: str
    attributes: tuple[tuple[str, str], ...]
    about: str
    platform: str
    roles: tuple[Role, ...]
    sources: tuple[CollectedSource, ...]
    benefits: tuple[CodeSection, ...]
    chapters: tuple[tuple[str, tuple[CodeSection, ...]], ...]
    material: SchoolMaterial
    state: str
    made_at: datetime
    rated: str = ""
    elsewhere: frozenset[int] = frozenset()
    staged: frozenset[str] = frozenset()
    secret: str = ""
    made_of: Chart | None = None
    voices: Matrix | None = None

    @property
    def appendix(self) -> tuple[Evidence, ...]:
        """Every coding of the school, by source and place."""
        return tuple(self.material.codings)

    @property
    def sections(self) -> tuple[CodeSection, ...]:
        """The sections of all codebooks."""
        return (*self.benefits, *(section for _, sections in self.chapters for section in sections))

    @property
    def unquotable(self) -> tuple[Evidence, ...]:
        """The codings whose words no document prints: on the review list, or not consented to."""
        return tuple(item for item in self.appendix if not is_quotable(item))

    @property
    def linked(self) -> frozenset[int]:
        """The numbers of the codings that have a place in the appendix."""
        return frozenset(item.number for item in self.appendix)

    @property
    def lost(self) -> frozenset[int]:
        """The numbers of the codings that its prose names and the study no longer has."""
        return mentioned_codings(self.prose()) - self.linked - self.elsewhere

    def prose(self) -> Iterator[ResearcherProse]:
        """Yield all that researchers wrote of the school."""
        yield ResearcherProse("the description of the school", self.about)
        yield ResearcherProse("the description of the platform", self.platform)
        for section in self.sections:
            yield ResearcherProse(f"the summary of {section.code}", section.summary)
        for section in self.benefits:
            if section.judgement:
                yield ResearcherProse(f"the rationale of {section.judgement.id}", section.judgement.rationale)
