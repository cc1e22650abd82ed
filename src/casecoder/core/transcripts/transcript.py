"""A transcript as an importer understood it, and the turn whose words a segment is."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class TurnKind(StrEnum):
    """The kinds of stretches of a source."""

    SPEECH = "speech"
    HEADING = "heading"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Turn:
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
