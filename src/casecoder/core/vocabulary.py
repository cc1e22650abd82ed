"""The closed vocabularies of the field: phases, roles, kinds of source, bands and directions."""

from enum import StrEnum
from typing import TypeVar

from casecoder.core.errors import CaseCoderError

_Word = TypeVar("_Word", bound=StrEnum)


class Phase(StrEnum):
    """The age phase of a case. It groups the columns of the benefit-by-school table."""

    SECONDARY = "secondary"
    PRIMARY = "primary"
    OTHER = "other"

    @property
    def heading(self) -> str:
        """Return the group's heading in Table 1."""
        return {"secondary": "Secondary schools", "primary": "Primary schools"}.get(self.value, "Other settings")

    @property
    def letter(self) -> str:
        """Return the first letter of a case's short label (``P3``)."""
        return {"secondary": "S", "primary": "P"}.get(self.value, "C")


class Role(StrEnum):
    """What a participant does in the school, in the order of Table 2."""

    SENIOR_MANAGEMENT = "senior management"
    ICT_COORDINATOR = "ICT coordinator"
    TEACHER = "teacher"
    LEARNER = "learner"
    PARENT = "parent"
    OTHER = "other"

    @property
    def plural(self) -> str:
        """Return the row heading in Table 2."""
        return {
            "senior management": "Senior management",
            "ICT coordinator": "ICT coordinators",
            "teacher": "Teachers",
            "learner": "Learners",
            "parent": "Parents",
            "other": "Others (governors, library managers, administrators)",
        }[self.value]

    @property
    def singular(self) -> str:
        """Return how a quote is attributed to one person of this role."""
        return {
            "senior management": "Senior manager",
            "ICT coordinator": "ICT coordinator",
            "teacher": "Teacher",
            "learner": "Learner",
            "parent": "Parent",
            "other": "Other participant",
        }[self.value]

    @property
    def prefix(self) -> str:
        """Return the letters of a pseudonym of this role (``T1``)."""
        return {
            "senior management": "SM",
            "ICT coordinator": "IC",
            "teacher": "T",
            "learner": "L",
            "parent": "PA",
            "other": "O",
        }[self.value]


class SourceKind(StrEnum):
    """How a source came about."""

    INTERVIEW = "interview"
    FOCUS_GROUP = "focus group"
    OBSERVATION = "observation"
    PLATFORM_REVIEW = "platform review"
    FIELD_NOTE = "field note"
    DOCUMENT = "document"

    @property
    def code(self) -> str:
        """Return the middle part of a source's short id (``P3-INT-02``)."""
        return {
            "interview": "INT",
            "focus group": "FG",
            "observation": "OBS",
            "platform review": "REV",
            "field note": "FN",
            "document": "DOC",
        }[self.value]

    @property
    def is_seen(self) -> bool:
        """Return whether the researcher saw it herself, as against being told about it."""
        return self in {SourceKind.OBSERVATION, SourceKind.PLATFORM_REVIEW, SourceKind.FIELD_NOTE}


class SourceStatus(StrEnum):
    """How far the researchers are with a source."""

    UNREAD = "unread"
    IN_PROGRESS = "in progress"
    DONE = "done"

    @property
    def glyph(self) -> str:
        """Return the mark that tells them apart without colour."""
        return {"unread": "○", "in progress": "◐", "done": "✓"}[self.value]


def effective_status(status: str, *, coded: bool) -> SourceStatus:
    """Return how far the researchers are with a source that is marked with a status.

    A source that is coded was read, whatever it is marked with.
    """
    return SourceStatus.IN_PROGRESS if coded and status == SourceStatus.UNREAD else SourceStatus(status)


class Consent(StrEnum):
    """The answer of a participant who was asked whether her words may be used."""

    GIVEN = "given"
    NOT_GIVEN = "not given"
    WITHDRAWN = "withdrawn"


class Direction(StrEnum):
    """The two directions of a coding: evidence for the code, or against it."""

    SUPPORTS = "supports"
    COUNTERS = "counters"


class Band(StrEnum):
    """A rating of how far a benefit is embedded.

    ``NONE`` means that somebody looked and found no evidence.
    """

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NONE = "none"

    @property
    def letter(self) -> str:
        """Return the letter that goes with the colour everywhere."""
        return {"green": "G", "amber": "A", "red": "R", "none": "N"}[self.value]

    @property
    def glyph(self) -> str:
        """Return the mark that tells the bands apart without colour."""
        return {"green": "●", "amber": "◐", "red": "○", "none": "∅"}[self.value]

    @property
    def label(self) -> str:
        """Return the band in words."""
        return {"green": "Green", "amber": "Amber", "red": "Red", "none": "Looked, no evidence"}[self.value]

    @property
    def definition(self) -> str:
        """Return what the band means, as it is printed beside every rating and under every table."""
        return BAND_DEFINITIONS[self]


UNRATED_LETTER, UNRATED_GLYPH, UNRATED_LABEL = "–", "·", "Not yet rated"
"""How a cell without a rating shows: neither Red nor 'looked, no evidence'."""
NO_RATING_HOLDS = "No rating holds"
"""What legends say of such cells and of those whose ratings are still to be reconciled or signed off."""

BAND_DEFINITIONS = {
    Band.GREEN: "The benefit is well embedded in the school, and the researchers saw significant evidence of it.",
    Band.AMBER: (
        "The school recognises the benefit and the researchers saw some evidence of it, but it is at an early stage."
    ),
    Band.RED: (
        "There is little evidence that the benefit is embedded or recognised; "
        "action may have been planned or considered but cannot yet be seen in practice."
    ),
    Band.NONE: "The researchers looked for the benefit in this school and found no evidence either way.",
}

BANDS_CAUTION = (
    "The bands are relative to this set of schools. The table is not for comparing schools with one another: "
    "the route each has taken, and its philosophy, aims and circumstances, cannot be seen at this level."
)
"""The note that goes under every benefit-by-school table."""


def parse_vocabulary_word(kind: type[_Word], word: str, what: str) -> _Word:
    """Return the word of a closed vocabulary that a text typed by people means.

    Raises
    ------
    CaseCoderError
        If it is not one of the vocabulary's words; the hint lists them.
    """
    wanted = " ".join(word.replace("_", " ").replace("-", " ").split()).casefold()
    aliases = WORD_ALIASES.get(kind.__name__, {})
    wanted = aliases.get(wanted, wanted)
    for member in kind:
        if member.value.casefold() == wanted:
            return member
    raise CaseCoderError(
        f"{word!r} is not a {what}.", "Use one of: " + ", ".join(member.value for member in kind) + "."
    )


WORD_ALIASES: dict[str, dict[str, str]] = {
    "Role": {
        "head": "senior management",
        "headteacher": "senior management",
        "head teacher": "senior management",
        "principal": "senior management",
        "deputy head": "senior management",
        "smt": "senior management",
        "assistant head": "senior management",
        "senior manager": "senior management",
        "ict co ordinator": "ict coordinator",
        "student": "learner",
        "pupil": "learner",
        "carer": "parent",
        "governor": "other",
        "librarian": "other",
        "technician": "other",
        "teaching assistant": "other",
        "other staff": "other",
    },
    "SourceKind": {
        "int": "interview",
        "focusgroup": "focus group",
        "group": "focus group",
        "fg": "focus group",
        "obs": "observation",
        "lesson observation": "observation",
        "review": "platform review",
        "fieldnote": "field note",
        "notes": "field note",
        "note": "field note",
        "doc": "document",
    },
    "Direction": {"support": "supports", "for": "supports", "counter": "counters", "against": "counters"},
    "Band": {"g": "green", "a": "amber", "r": "red", "n": "none"},
}
"""Other words people write for the same thing."""
