"""The outcome of checking a document against the study, and what the study has for that."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from casecoder.core.judging.evidence import Evidence, coding_id
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.chart import Chart
from casecoder.core.outputs.figures.printed_figures import FIGURE_WORDS
from casecoder.core.outputs.word_seals import comparable_words
from casecoder.core.phrases import count_with_noun
from casecoder.core.verifying.claim_words import CLAIM_WORDS

_MOST_PLACES = 3
"""So many places of one thing are named."""
_SHORTEST = 2
_COMMON_WORDS = frozenset({"school", "schools", "the", "and", "for"})
"""Words of names that tell nobody apart."""


class ClaimKind(StrEnum):
    """What sort of claim something is."""

    QUOTE = "quote"
    ID = "id"
    COUNT = "count"
    RATING = "rating"
    TABLE = "table"
    PICTURE = "picture"
    TEXT = "text"
    """What the study calls things and says of them, and the sentences that claims stand in."""


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
        Where it stands in the document; empty for what is gone, or stands all over it.
    document, study:
        What the document says, and what the study has.
    likeness:
        How alike the words are, per cent, for a quote with other words.
    coding:
        The coding it is about, whose place in its transcript can be shown.
    cell:
        Case and code of the rating or the summary it is about.
    """

    about: ClaimKind
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
        return "throughout" if self.about is ClaimKind.TEXT and not self.places else _describe_places(self.places)


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim of a document that was checked.

    Parameters
    ----------
    id:
        The id, as a finding has it.
    says:
        What stands in the document.
    rests:
        What it rests on in the study, in words.
    places:
        Where it stands in the document; empty for what no longer does.
    finding:
        What is wrong with it; ``None`` if it matches.
    """

    about: ClaimKind
    id: str
    says: str
    rests: str
    places: tuple[str, ...]
    finding: Finding | None = None
    coding: Evidence | None = None
    cell: tuple[str, str] | None = None

    @property
    def place(self) -> str:
        """Where it stands, in a few words."""
        return _describe_places(self.places)


def _describe_places(places: Sequence[str]) -> str:
    if not places:
        return "no longer in the document"
    more = f" and {len(places) - _MOST_PLACES} more" if len(places) > _MOST_PLACES else ""
    return "; ".join(places[:_MOST_PLACES]) + more


@dataclass(frozen=True, slots=True)
class RewordedLine:
    """A line that was reworded or put in since the document was made, and makes no claim of its own."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of verifying a document.

    Parameters
    ----------
    claims:
        Everything that was checked.
    findings:
        What no longer matches, each once: claims, and the words around them.
    notes:
        What else a reader has to know: the state it was made from, tracked changes, what could not be checked.
    """

    claims: tuple[CheckedClaim, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    apart: tuple[RewordedLine, ...] = ()

    @property
    def checked(self) -> Mapping[ClaimKind, int]:
        """How many claims of each sort were checked."""
        found = Counter(claim.about for claim in self.claims)
        return {about: found[about] for about in ClaimKind if about is not ClaimKind.TEXT}

    @property
    def holds(self) -> bool:
        """Whether everything matches."""
        return not self.findings

    @property
    def sentence(self) -> str:
        """The outcome, in a sentence."""
        counts = ", ".join(count_with_noun(number, about) for about, number in self.checked.items())
        differ = count_with_noun(len(self.findings), "thing no longer matches", "things no longer match")
        return f"{counts} checked: {'all match' if self.holds else differ}."


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """What the study has, as far as a document speaks of it.

    Parameters
    ----------
    codings:
        The codings by id, their words as a document can hold them.
    ratings:
        Every rating ever given, by id.
    current_ratings:
        The ratings that hold, by case and code.
    figures:
        The figures of the document by key, counted now; those that can't be counted are left out. ``None`` where
        there is none now, as of a measure of agreement.
    charts:
        What its pictures would show now, by key; those that can't be counted are left out.
    families:
        For each code itself and the codes above it.
    codebook_by_code:
        The codebook of each code.
    codes_by_name:
        The codes of each name.
    schools:
        The cases' short ids by label.
    sources:
        The short ids of the sources.
    highest_numbers:
        The highest numbers ever given to a coding and to a rating.
    likeliest_sources:
        For each quote without an id the sources that are likeliest to have its words: their ids and texts.
    state:
        Which state the document says it was made from, beside the study's own, in a sentence.
    secret:
        What sealed the words of the document's list of claims; empty if it was made from another study.
    texts:
        What the study calls things and says of them now, by the keys of :mod:`casecoder.core.outputs.study_texts`.
    """

    codings: Mapping[str, Evidence]
    ratings: Mapping[str, Judgement]
    current_ratings: Mapping[tuple[str, str], Judgement]
    figures: Mapping[str, float | None]
    charts: Mapping[str, Chart]
    families: Mapping[str, frozenset[str]]
    codebook_by_code: Mapping[str, str]
    codes_by_name: Mapping[str, frozenset[str]]
    schools: Mapping[str, str]
    sources: frozenset[str]
    highest_numbers: tuple[int, int]
    likeliest_sources: Mapping[str, Sequence[tuple[str, str]]]
    state: str
    secret: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """Words of the names of schools and raters, in small letters."""
        raters = (given.rater for given in self.ratings.values())
        words = {word.casefold() for name in (*self.schools, *raters) for word in comparable_words(name)}
        return frozenset(word for word in words if len(word) > _SHORTEST) - _COMMON_WORDS

    @property
    def words(self) -> frozenset[str]:
        """Words of the study’s names and texts, and of rationales with the ids they cite."""
        texts = (*self.texts.values(), *(given.rationale for given in self.ratings.values()))
        ids = (coding_id(number) for given in self.ratings.values() for number in given.cited)
        return (
            frozenset((*(word for text in texts for word in comparable_words(text)), *ids)) | CLAIM_WORDS | FIGURE_WORDS
        )
