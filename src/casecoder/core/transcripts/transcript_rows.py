"""Wrap a transcript into the rows in which it is shown, and find the row of an offset and the offsets of a row.

A row is a stretch ``[start, end)`` of the text. The rows of a line tile it: the white space at which a line is
broken belongs to the row before the break and may hang over its edge.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.transcript import Turn, TurnKind
from casecoder.core.transcripts.words_and_clusters import cluster_start, extends_cluster, split_into_clusters

CellMeasure = Callable[[str], int]
"""How many cells of the terminal a string takes."""

SINGLE_CELL_CHARACTERS = (
    "\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u064a\u0660-\u066f"
    "\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2500-\u25fc"
)
"""Characters of one cell that never join with another, as the inside of a regular expression's class."""

_NOT_PLAIN = re.compile(f"[^{SINGLE_CELL_CHARACTERS}\n]")
_TOKEN = re.compile("[\\S\xa0\u2007\u202f]*[^\\S\xa0\u2007\u202f]*")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def replace_unsafe_characters(text: str) -> str:
    """Return the text in the same length, with no tabs, controls or changes of direction, so that a terminal can show
    it.
    """
    return _UNSAFE.sub("·", text.replace("\t", " "))


def wrap_line(text: str, start: int, end: int, width: int, measure: CellMeasure) -> list[int]:
    """Return where the rows of one line ``[start, end)`` begin. The first begins at ``start``.

    Parameters
    ----------
    width:
        In cells, at least 1. A row is never wider, white space at its end aside; a cluster is never split,
        and one that is wider by itself gets a row of its own.
    """
    if _is_plain(text, start, end):
        return [row[0] for row in _wrap_plain(text, start, end, width)]
    return _wrap_measured(text, start, end, width, measure)


def _is_plain(text: str, start: int, end: int) -> bool:
    """Return whether every character takes one cell, as it does nearly everywhere."""
    return _NOT_PLAIN.search(text, start, end) is None


def _wrap_plain(text: str, start: int, end: int, width: int) -> list[tuple[int, int]]:
    """Return the rows of lines as :func:`wrap_line` makes them, where every character takes one cell."""
    if start == end:
        return [(start, end)]
    return [match.span() for match in _rows_of(width).finditer(text, start, end)]


@cache
def _rows_of(width: int) -> re.Pattern[str]:
    """Return a pattern that finds rows.

    A row is as many whole words as fit, or as much of one as fits, with the spaces behind; or an empty line.
    """
    return re.compile(f".{{1,{width}}}(?:$|(?<! ) +)|.{{{width}}} *|^$", re.MULTILINE)


def _wrap_measured(text: str, start: int, end: int, width: int, measure: CellMeasure) -> list[int]:
    rows, used, worded = [start], 0, False
    for token in _tokens(text, start, end):
        whole = text[token.start : token.end]
        word = whole.rstrip()
        size = measure(word)
        if worded and used + size > width:
            rows.append(token.start)
            used = 0
        if used + size > width:
            for cluster in split_into_clusters(text, token.start, token.start + len(word)):
                cells = measure(text[cluster.start : cluster.end])
                if used and used + cells > width:
                    rows.append(cluster.start)
                    used = 0
                used += cells
        else:
            used += size
        used += measure(whole[len(word) :])
        worded = True
    return rows


def _tokens(text: str, start: int, end: int) -> list[Span]:
    """Return words with the white space after them, cut only between clusters."""
    found: list[Span] = []
    for match in _TOKEN.finditer(text, start, end):
        if match.start() == match.end():
            continue
        if found and (extends_cluster(text[match.start()]) or not text[found[-1].start : found[-1].end].strip()):
            found[-1] = Span(found[-1].start, match.end())
        else:
            found.append(Span(*match.span()))
    return found


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One line of the screen.

    It shows a row of a turn; ``row`` is ``None`` on the free line below a turn.

    Parameters
    ----------
    turn:
        The turn's index, from 0; -1 above the first turn shown.
    below:
        How many lines under the turn's first this is.
    folded:
        The turns left out here, from the first to behind the last; none on a row and in a mere gap.
    """

    turn: int
    row: int | None
    below: int
    folded: range = range(0)


class TranscriptRows:
    """The rows of a transcript at one width, turn by turn, with a free line between turns.

    Parameters
    ----------
    text:
        The frozen text, as :func:`displayed`.
    turns:
        In order; their words are shown, not their labels.
    width:
        In cells.
    hidden:
        The indices of turns to leave out: those that follow each other fold into one line, which takes the
        place of the free one. If they are all turns, none is left out.
    """

    def __init__(
        self, text: str, turns: Sequence[Turn], width: int, measure: CellMeasure, hidden: frozenset[int] = frozenset()
    ) -> None:
        self.text = text
        self.turns = turns or (Turn(0, 0, len(text), kind=TurnKind.NOTE),)
        self.width = width
        self.starts: list[int] = []
        self.ends: list[int] = []
        everything = range(len(self.turns))
        self.shown: Sequence[int] = [index for index in everything if index not in hidden] or everything
        self._measure = measure
        self._firsts: list[int] = []
        self._tops: list[int] = []
        self.height = 1 if self.shown[0] > 0 else 0
        for place in range(len(self.shown)):
            self._add(place)

    def _add(self, place: int) -> None:
        """Wrap the turn that is shown in this place."""
        turn = self.turns[self.shown[place]]
        self._firsts.append(len(self.starts))
        self._tops.append(self.height)
        if _is_plain(self.text, turn.words, turn.end):
            rows = _wrap_plain(self.text, turn.words, turn.end, self.width)
            self.starts += [start for start, _ in rows]
            self.ends += [end for _, end in rows]
        else:
            for start, end in _lines(self.text, turn.words, turn.end):
                begins = wrap_line(self.text, start, end, self.width, self._measure)
                self.starts.extend(begins)
                self.ends.extend([*begins[1:], end])
        self.height = self._tops[-1] + len(self.starts) - self._firsts[-1] + self._gap_after(place)

    def _gap_after(self, place: int) -> int:
        index = self.shown[place]
        if self._next_shown(place) > index + 1:
            return 1
        if index + 1 == len(self.turns):
            return 0
        here, then = self.turns[index], self.turns[index + 1]
        spoken = TurnKind.SPEECH in {here.kind, then.kind}
        return 1 if spoken or self.text.count("\n", here.end, then.start) > 1 else 0

    def _next_shown(self, place: int) -> int:
        """Return the index of the turn shown after a place, or the number of turns after the last."""
        return self.shown[place + 1] if place + 1 < len(self.shown) else len(self.turns)

    def __len__(self) -> int:
        return len(self.starts)

    def turn_at(self, offset: int) -> int:
        """Return the index of the turn at an offset, or, between turns, of the one before."""
        return max(0, bisect_right(self.turns, offset, key=lambda turn: turn.start) - 1)

    def beside(self, turn: int, step: int) -> int | None:
        """Return the index of the turn shown next after (``step`` positive) or before a turn, ``None`` past either
        end.
        """
        place = bisect_right(self.shown, turn) if step > 0 else bisect_left(self.shown, turn) - 1
        return self.shown[place] if 0 <= place < len(self.shown) else None

    def is_shown(self, offset: int) -> bool:
        """Return whether the turn at an offset is shown."""
        turn = self.turn_at(offset)
        return self.shown[bisect_right(self.shown, turn) - 1] == turn

    def settle(self, offset: int) -> int:
        """Return the nearest place for a caret at or before an offset: between two clusters of a shown turn's words.

        An offset before a turn's words goes to their start, one in a turn left out to the turn shown next.
        """
        index = self.turn_at(offset)
        turn = self.turns[index]
        if not self.is_shown(offset):
            after, before = self.beside(index, 1), self.beside(index, -1)
            return self.turns[after].words if after is not None else self.turns[before or 0].end
        if not turn.words < offset < turn.end:
            return max(turn.words, min(offset, turn.end))
        return max(turn.words, cluster_start(self.text, offset))

    def row_at(self, offset: int) -> int:
        """Return the row that holds an offset."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def turn_of(self, row: int) -> int:
        """Return the index of the turn that a row belongs to."""
        return self.shown[bisect_right(self._firsts, row) - 1]

    def line_at(self, y: int) -> TranscriptLine:
        """Return what stands on the line ``y``, counted from 0."""
        place = bisect_right(self._tops, y) - 1
        if place < 0:
            return TranscriptLine(-1, None, 0, range(self.shown[0]))
        turn = self.shown[place]
        below = y - self._tops[place]
        row = self._firsts[place] + below
        last = self._firsts[place + 1] if place + 1 < len(self._firsts) else len(self.starts)
        if row < last:
            return TranscriptLine(turn, row, below)
        return TranscriptLine(turn, None, below, range(turn + 1, self._next_shown(place)))

    def y_of(self, row: int) -> int:
        """Return the line on which a row stands."""
        place = bisect_right(self._firsts, row) - 1
        return self._tops[place] + row - self._firsts[place]

    def starts_at(self, y: int) -> int:
        """Return the offset of the first character that a line stands for, or the text's end below the last line."""
        if y >= self.height:
            return len(self.text)
        line = self.line_at(y)
        if line.row is not None:
            return self.starts[line.row] if line.below else self.turns[line.turn].start
        return self.turns[line.turn].end if line.turn >= 0 else 0

    def visible(self, row: int) -> Span:
        """Return the row without the white space that hangs at its end."""
        start, end = self.starts[row], self.ends[row]
        return Span(start, start + len(self.text[start:end].rstrip()))

    def last_place(self, row: int) -> int:
        """Return the last place for a caret on a row."""
        end = self.ends[row]
        wrapped = row + 1 < len(self.starts) and self.starts[row + 1] == end
        if not wrapped:
            return end
        visible = self.visible(row).end
        return visible if visible < end else split_into_clusters(self.text, self.starts[row], end)[-1].start

    def column(self, offset: int) -> int:
        """Return the cell of its row in which an offset is shown, from 0."""
        return self._measure(self.text[self.starts[self.row_at(offset)] : offset])

    def offset_in(self, row: int, column: int) -> int:
        """Return the place on a row at a cell: the start of the cluster drawn there, or the row's last place."""
        used = 0
        for start, end in split_into_clusters(self.text, self.starts[row], self.last_place(row)):
            used += self._measure(self.text[start:end])
            if used > column:
                return start
        return self.last_place(row)


def _lines(text: str, start: int, end: int) -> list[Span]:
    found = []
    while (stop := text.find("\n", start, end)) != -1:
        found.append(Span(start, stop))
        start = stop + 1
    found.append(Span(start, end))
    return found
