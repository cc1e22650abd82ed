"""Evidence: a coding with all that a reader needs to weigh it and to find it again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from casecoder.core.vocabulary import Consent, Direction, Phase, Role, SourceKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """A coding with its words, its place and its speaker.

    Parameters
    ----------
    number:
        The coding's number; ``id`` is how people type it.
    start, end:
        The segment ``[start, end)`` in code points of the source's frozen text.
    turn:
        The number of the turn whose speaker says the words; 0 for none.
    pseudonym, role:
        Of the participant who speaks; empty and ``None`` where nobody is known to speak (observation notes).
    in_review:
        Whether a correction of the transcript has left the words without a sure place. The words are then the old ones.
    outdated:
        Whether the code's definition has changed since, so that the coding waits for a second look.
    consent:
        The consent of the participant who speaks; given where nobody is known to speak.
    for_agreement:
        Whether a second coder of the source made the coding. It then shows how far coders agree, and is no evidence.
    own:
        The speaker's own words, where the quote holds labels or words of others too; else empty.
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
        """The words as documents print them: of one speaker, and without labels that may name somebody."""
        return self.own or self.quote

    @property
    def id(self) -> str:
        """The short id that people type (``E-0412``)."""
        return coding_id(self.number)

    @property
    def place(self) -> str:
        """The place of the words: source, turn and characters."""
        return format_coding_place(self.source, self.turn, self.start, self.end)

    @property
    def attribution(self) -> str:
        """The speaker by role and phase, as the reference report has it (``Teacher, primary school``)."""
        return format_attribution(self.role, self.kind, self.phase)

    @property
    def counters(self) -> bool:
        """Whether the words speak against the code."""
        return self.direction is Direction.COUNTERS

    @property
    def digest(self) -> str:
        """SHA-256 over what a rating that cites the coding rests on, as studies of schema 0002 kept it."""
        review = ("in review",) if self.in_review else ()
        consent = (f"consent {self.consent}",) if self.consent is not Consent.GIVEN else ()
        return "2:" + _digest_parts(
            (self.source, " ".join(self.quote.split()), self.code, self.direction, *review, *consent)
        )

    @property
    def first_digest(self) -> str:
        """SHA-256 over the same and the place, as studies of schema 0001 kept it."""
        consent = (f"consent {self.consent}",) if self.consent is not Consent.GIVEN else ()
        return _digest_parts(
            (self.source, str(self.start), str(self.end), self.quote, self.code, self.direction, *consent)
        )


def _digest_parts(parts: tuple[str, ...]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def format_attribution(role: Role | None, kind: SourceKind, phase: Phase) -> str:
    """Return the speaker by role and phase (``Teacher, primary school``).

    Where nobody speaks, the kind of source stands for the role.
    """
    setting = f"{phase.value} school" if phase is not Phase.OTHER else "other setting"
    return f"{kind.value.capitalize() if role is None else role.singular}, {setting}"


def format_coding_place(source: str, turn: int, start: int, end: int) -> str:
    """Return a stretch of a source in words: ``P3-INT-02, turn 4, characters 120–190``; the turn if there is one."""
    return f"{source}, {f'turn {turn}, ' if turn else ''}characters {start}–{end}"


def coding_id(number: int) -> str:
    """Return the short id of a coding: ``E-0412``."""
    return f"E-{number:04d}"


def rating_id(number: int) -> str:
    """Return the short id of a rating: ``R-0031``."""
    return f"R-{number:04d}"
