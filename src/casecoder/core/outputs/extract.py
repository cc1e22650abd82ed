"""Passages taken out of the sources, as a list or a document shows them."""

from dataclasses import dataclass
from datetime import datetime

from casecoder.core.judging.evidence import Evidence, format_attribution, format_coding_place
from casecoder.core.vocabulary import Phase, Role, SourceKind


@dataclass(frozen=True, slots=True)
class ExtractPassage:
    """A passage of a source with its words, its place and its voice.

    Parameters
    ----------
    start, end:
        The passage ``[start, end)`` in code points of the source's frozen text.
    words:
        Exactly what stands there.
    turn:
        The number of the turn that gives it its voice; 0 for none.
    pseudonym, role:
        The participant's; empty and ``None`` when nobody is known to speak.
    codings:
        Those behind it; none for words that were only searched for.
    """

    source: str
    source_title: str
    kind: SourceKind
    date: str
    case: str
    case_label: str
    phase: Phase
    start: int
    end: int
    words: str
    turn: int
    pseudonym: str = ""
    role: Role | None = None
    codings: tuple[Evidence, ...] = ()

    @property
    def place(self) -> str:
        """Where the words stand: source, turn and characters."""
        return format_coding_place(self.source, self.turn, self.start, self.end)

    @property
    def attribution(self) -> str:
        """The speaker by role and phase (``Teacher, primary school``)."""
        return format_attribution(self.role, self.kind, self.phase)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the codings behind it."""
        return tuple(coding.id for coding in self.codings)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the codings behind it, each once (``B02 Parents``); what counters says so."""
        named = (f"{c.code} {c.code_name}{' (counters)' if c.counters else ''}" for c in self.codings)
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Extract:
    """Passages as a document has them.

    Parameters
    ----------
    study:
        The study's title.
    query:
        What was asked for, in words; may be empty.
    passages:
        By school and place.
    state, made_at:
        Which state of the study it was made from, and when the study came to it.
    """

    study: str
    title: str
    query: str
    passages: tuple[ExtractPassage, ...]
    state: str
    made_at: datetime
