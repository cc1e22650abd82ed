"""What a school's case study says, gathered from the study; the writers only lay it out."""

from dataclasses import dataclass
from datetime import datetime

from casecoder.core.evidence import Evidence
from casecoder.core.rating import Judgement
from casecoder.core.vocabulary import Role


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in the list of what was collected. ``people`` counts the participants heard in it."""

    ref: str
    title: str
    kind: str
    date: str
    researcher: str
    people: int


@dataclass(frozen=True, slots=True)
class Section:
    """One code's part of a case study.

    Parameters
    ----------
    summary:
        The researcher's prose, Markdown; empty when none was written.
    quotes, counter:
        Selected evidence for and against, in the order to print.
    total:
        How many codings the school has under the code and its children, selected or not.
    """

    code: str
    name: str
    summary: str
    quotes: tuple[Evidence, ...]
    counter: tuple[Evidence, ...]
    judgement: Judgement | None
    total: int


@dataclass(frozen=True, slots=True)
class CaseStudy:
    """Everything in one school's report.

    Parameters
    ----------
    attributes:
        The case's attributes as ``(name, value)``, in order.
    about, platform:
        Markdown: what the school is; how it uses its platform.
    people:
        How many participants of each role took part (Table 2's form).
    benefits:
        A section for each code of the codebook that is rated, the study's first.
    chapters:
        The other codebooks (conditions for success, areas of interest) by title, with their sections.
    appendix:
        Every coding of the school, by source and place.
    state:
        Which state of the study this was made from, in a sentence.
    made_at:
        When the study came to that state.
    """

    study: str
    label: str
    short: str
    phase: str
    attributes: tuple[tuple[str, str], ...]
    about: str
    platform: str
    people: tuple[tuple[Role, int], ...]
    sources: tuple[SourceLine, ...]
    benefits: tuple[Section, ...]
    chapters: tuple[tuple[str, tuple[Section, ...]], ...]
    appendix: tuple[Evidence, ...]
    state: str
    made_at: datetime
