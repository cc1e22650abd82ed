"""The widths of the speaker, words and codings of a transcript."""

from dataclasses import dataclass

ROOMY_WIDTH = 100
"""The width from which longer labels, more lanes and the names of codes fit."""

MOST_WORDS_WIDTH = 100
"""Longer rows are hard to read. Cells that are left go to the names of codes."""


@dataclass(frozen=True, slots=True)
class TranscriptColumns:
    """The widths of the columns in cells, from left to right.

    Parameters
    ----------
    number, label:
        The number and the speaker of a turn; a free cell follows each.
    words:
        The words; the last cell is for the caret behind a full row.
    lanes, names:
        The bars of the codings, after a free cell, and the ids of the codings that begin on the row.
    """

    number: int
    label: int
    words: int
    lanes: int
    names: int

    @property
    def left(self) -> int:
        """Return the column where the words begin."""
        return self.number + self.label + 2

    @property
    def wrap(self) -> int:
        """Return the most cells that a row of words may take."""
        return max(1, self.words - 1)


def share_out_width(width: int, turns: int) -> TranscriptColumns:
    """Return the columns of a transcript for a width and a number of turns."""
    number = max(2, len(str(turns)))
    label, lanes, names = (16, 6, 9) if width >= ROOMY_WIDTH else (9, 3, 8)
    if width < 60:
        label, lanes, names = 5, 2, 0
    words = width - (number + label + 2) - (1 + lanes + names)
    spare = max(0, min(words - MOST_WORDS_WIDTH, 22))
    return TranscriptColumns(number, label, max(2, words - spare), lanes, names + spare)


def shorten_label(label: str, width: int) -> str:
    """Return a speaker's label cut to a width; a number or initial at its end stays (``Intervi… 2``)."""
    if len(label) <= width:
        return label
    head, _, tail = label.rpartition(" ")
    if head and len(tail) <= 3 and len(tail) + 4 <= width:
        return f"{label[: width - len(tail) - 2].rstrip()}… {tail}"
    return label[: width - 1].rstrip() + "…"
