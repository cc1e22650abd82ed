"""How the width of a transcript is shared out between speaker, words and codings."""

from dataclasses import dataclass

ROOMY_WIDTH = 100
"""From how many cells on there is room for longer labels, more lanes and the names of codes."""

MOST_WORDS_WIDTH = 100
"""Rows longer than this tire the eye; what is left goes to the names of codes."""


@dataclass(frozen=True, slots=True)
class TranscriptColumns:
    """Widths in cells, from left to right.

    Parameters
    ----------
    number, label:
        The turn's number and its speaker; a cell stays free after each.
    words:
        The last cell is kept for the caret behind a full row.
    lanes, names:
        The bars of the codings, after a free cell, and the ids of those that begin on the row.
    """

    number: int
    label: int
    words: int
    lanes: int
    names: int

    @property
    def left(self) -> int:
        """Where the words begin."""
        return self.number + self.label + 2

    @property
    def wrap(self) -> int:
        """How wide a row of words may be."""
        return max(1, self.words - 1)


def share_out_width(width: int, turns: int) -> TranscriptColumns:
    """The columns of a transcript of so many turns in a width."""
    number = max(2, len(str(turns)))
    label, lanes, names = (16, 6, 9) if width >= ROOMY_WIDTH else (9, 3, 8)
    if width < 60:
        label, lanes, names = 5, 2, 0
    words = width - (number + label + 2) - (1 + lanes + names)
    spare = max(0, min(words - MOST_WORDS_WIDTH, 22))
    return TranscriptColumns(number, label, max(2, words - spare), lanes, names + spare)


def shorten_label(label: str, width: int) -> str:
    """A speaker's label in a width, keeping a number or initial at its end (``Intervi… 2``)."""
    if len(label) <= width:
        return label
    head, _, tail = label.rpartition(" ")
    if head and len(tail) <= 3 and len(tail) + 4 <= width:
        return f"{label[: width - len(tail) - 2].rstrip()}… {tail}"
    return label[: width - 1].rstrip() + "…"
