"""A transcript as an importer understood it, and the turn whose words a segment is."""

import hashlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from casecoder.core.transcripts.spans import Span


class TurnKind(StrEnum):
    """The kinds of stretches of a source."""

    SPEECH = "speech"
    HEADING = "heading"
    NOTE = "note"


class Turn(NamedTuple):
    """One speaker's uninterrupted stretch, or a paragraph or heading of notes without speakers.

    Parameters
    ----------
    start, end:
        The stretch ``[start, end)`` in code points of the frozen text, speaker label included.
    words:
        Where the words begin, after the label: ``start <= words <= end``.
    speaker:
        The label as typed, without marks (``Mrs Prentice``); ``None`` where nobody speaks.
    descriptor:
        What stood in brackets beside the label (``Year 6``, ``Teacher``); empty when nothing did.
    at:
        The time stamp as typed; empty when there is none.
    """

    start: int
    words: int
    end: int
    speaker: str | None = None
    descriptor: str = ""
    at: str = ""
    kind: TurnKind = TurnKind.SPEECH


@dataclass(frozen=True)
class Transcript:
    """One file, read and divided into turns.

    Parameters
    ----------
    filename:
        The file's name without its folder.
    original:
        The file's bytes, kept beside the text.
    text:
        The frozen text (see :func:`casecoder.core.frozen_text.freeze_text`).
    turns:
        In order, disjoint, each with at least one character that is not white space. Together they hold
        every such character of the text.
    encoding:
        How the bytes were read (``utf-8``, ``cp1252``, ``docx``).
    metadata:
        What the file says of itself (front matter), keys in lower case.
    """

    filename: str
    original: bytes
    text: str
    turns: tuple[Turn, ...]
    encoding: str
    metadata: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def original_digest(self) -> str:
        """Return the SHA-256 of the file's bytes."""
        return hashlib.sha256(self.original).hexdigest()

    @cached_property
    def text_digest(self) -> str:
        """Return the SHA-256 of the frozen text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def speakers(self) -> list[str]:
        """Return the speakers' labels in order of first appearance."""
        return list(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker))


class SpeakingTurn(NamedTuple):
    """A turn as far as it matters for the voice of a segment.

    ``asking`` says that the interviewer speaks.
    """

    number: int
    start: int
    end: int
    asking: bool


class SegmentVoices:
    """The turns of a source, or of a stretch of it, in order.

    It tells which of them gives a segment its voice.
    """

    def __init__(self, turns: Sequence[SpeakingTurn]) -> None:
        self._turns = turns
        self._ends = [turn.end for turn in turns]

    def of(self, place: Span) -> int:
        """Return the number of the turn that gives a segment its voice.

        Of the turns the segment touches, that of which it holds most characters, turns of the interviewer only
        if there is no other; 0 if it touches none.
        """
        best = (False, 0, 0)
        at = bisect_left(self._ends, place.start + 1)
        while at < len(self._turns) and self._turns[at].start < place.end:
            number, start, end, asking = self._turns[at]
            best = max(best, (not asking, min(end, place.end) - max(start, place.start), -number))
            at += 1
        return -best[2]
