"""A document against the study it was made from: what in it no longer holds, and how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casecoder.core.chart import Chart
from casecoder.core.evidence import Evidence
from casecoder.core.rating import Judgement
from casecoder.core.wording import counted


class About(StrEnum):
    """What sort of claim something is."""

    QUOTE = "quote"
    ID = "id"
    COUNT = "count"
    RATING = "rating"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that no longer matches.

    Parameters
    ----------
    id:
        The id of the coding or rating, or what was counted; empty for a quote without one.
    message:
        What no longer matches and how, in a sentence.
    places:
        Where it stands in the document; empty for what no longer stands there.
    document, study:
        What the one says, and what the other has.
    likeness:
        How alike the words are, per cent, for a quote that reads otherwise.
    coding:
        The coding it is about, whose place in its transcript can be shown.
    cell:
        Case and code of the rating it is about.
    """

    about: About
    id: str
    message: str
    places: tuple[str, ...] = ()
    document: str = ""
    study: str = ""
    likeness: int | None = None
    coding: Evidence | None = None
    cell: tuple[str, str] | None = None

    @property
    def place(self) -> str:
        """Where it stands, in a few words."""
        if not self.places:
            return "no longer in the document"
        more = f" and {len(self.places) - 1} more" if len(self.places) > 1 else ""
        return self.places[0] + more


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of verifying a document.

    Parameters
    ----------
    checked:
        How many claims of each sort were checked.
    notes:
        What has to be said besides: the state it was made from, tracked changes, what could not be checked.
    """

    checked: Mapping[About, int]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether everything matches."""
        return not self.findings

    @property
    def sentence(self) -> str:
        """What came of it, in a sentence."""
        said = ", ".join(counted(number, about) for about, number in self.checked.items())
        differ = counted(len(self.findings), "claim no longer matches", "claims no longer match")
        return f"{said} checked: {'all match' if self.holds else differ}."


@dataclass(frozen=True, slots=True)
class Facts:
    """What the study has, as far as a document speaks of it.

    Parameters
    ----------
    codings:
        The codings by id, their words as a document can hold them.
    ratings:
        Every rating ever given, by id.
    held:
        The ratings that hold, by case and code.
    figures:
        The figures of the document by key, counted now; those that can't be counted are left out.
    charts:
        What its pictures would show now, by key; those that can't be counted are left out.
    families:
        For each code itself and the codes above it.
    named:
        The codes of each name.
    schools:
        The cases' short ids by label.
    sources:
        The short ids of the sources.
    last:
        The highest numbers ever given to a coding and to a rating.
    texts:
        The sources’ whole texts, for quotes without an id.
    state:
        Which state the document says it was made from, beside the study's own, in a sentence.
    """

    codings: Mapping[str, Evidence]
    ratings: Mapping[str, Judgement]
    held: Mapping[tuple[str, str], Judgement]
    figures: Mapping[str, float]
    charts: Mapping[str, Chart]
    families: Mapping[str, frozenset[str]]
    named: Mapping[str, frozenset[str]]
    schools: Mapping[str, str]
    sources: frozenset[str]
    last: tuple[int, int]
    texts: Sequence[str]
    state: str
