"""A coded quote with everything a reader needs to weigh it and to find it again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from casecoder.core.vocabulary import Consent, Direction, Phase, Role, SourceKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """One coding with its words, its place and its voice.

    Parameters
    ----------
    number:
        The coding's number; ``id`` is how people type it.
    start, end:
        The segment ``[start, end)`` in code points of the source's frozen text.
    turn:
        The number of the turn that gives the segment its voice; 0 for none.
    pseudonym, role:
        The participant's; empty and ``None`` when nobody is known to speak (observation notes).
    in_review:
        A correction of the transcript has left the words without a sure place; they are those of before.
    outdated:
        The code's definition has been changed since: the coding waits for a second look.
    consent:
        That of the participant who speaks; given where nobody is known to.
    for_agreement:
        A second coder of the source made it: it shows how far coders agree, and is evidence of nothing else.
    own:
        The words of whoever gives the segment its voice, where the quote holds labels or words of others too; else
        empty.
    """

    number: int
    source: str
    source_title: str
    kind: SourceKind
    date: str
    case: str
    case_label: str
    phase: Phase
    code: str
    code_name: str
    start: int
    end: int
    quote: str
    turn: int
    pseudonym: str
    role: Role | None
    coder: str
    direction: Direction
    strength: int | None
    note: str
    created_at: datetime
    in_review: bool = False
    outdated: bool = False
    consent: Consent = Consent.GIVEN
    for_agreement: bool = False
    own: str = ""

    @property
    def printed(self) -> str:
        """The words as documents give them: of one speaker, and without the labels that may name somebody."""
        return self.own or self.quote

    @property
    def id(self) -> str:
        """The short id people type (``E-0412``)."""
        return coding_id(self.number)

    @property
    def place(self) -> str:
        """Where the words stand: source, turn and characters."""
        return format_coding_place(self.source, self.turn, self.start, self.end)

    @property
    def attribution(self) -> str:
        """Who says it, by role and phase, as the reference report does (``Teacher, primary school``)."""
        return format_attribution(self.role, self.kind, self.phase)

    @property
    def counters(self) -> bool:
        """Whether the words speak against the code."""
        return self.direction is Direction.COUNTERS

    @property
    def digest(self) -> str:
        """SHA-256 over what a rating that cites this rests on, as those of studies made at schema 0002 have it."""
        review = ("in review",) if self.in_review else ()
        consent = (f"consent {self.consent}",) if self.consent is not Consent.GIVEN else ()
        return "2:" + _sha((self.source, " ".join(self.quote.split()), self.code, self.direction, *review, *consent))

    @property
    def first_digest(self) -> str:
        """The same as ratings of studies made at schema 0001 have it, over the place too."""
        consent = (f"consent {self.consent}",) if self.consent is not Consent.GIVEN else ()
        return _sha((self.source, str(self.start), str(self.end), self.quote, self.code, self.direction, *consent))


def _sha(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def format_attribution(role: Role | None, kind: SourceKind, phase: Phase) -> str:
    """Who says something, by role and phase (``Teacher, primary school``); where nobody speaks, what it stands in."""
    setting = f"{phase.value} school" if phase is not Phase.OTHER else "other setting"
    return f"{kind.value.capitalize() if role is None else role.singular}, {setting}"


def format_coding_place(source: str, turn: int, start: int, end: int) -> str:
    """A stretch of a source in words: ``P3-INT-02, turn 4, characters 120–190``; the turn if there is one."""
    return f"{source}, {f'turn {turn}, ' if turn else ''}characters {start}–{end}"


def coding_id(number: int) -> str:
    """A coding's short id: ``E-0412``."""
    return f"E-{number:04d}"


def rating_id(number: int) -> str:
    """A rating's short id: ``R-0031``."""
    return f"R-{number:04d}"
