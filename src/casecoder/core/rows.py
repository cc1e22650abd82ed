"""The rows in which a transcript is shown: soft wrapping, and the ways between offsets and rows.

A row is a stretch ``[start, end)`` of the text. The rows of a line tile it: the white space at which a line is
broken belongs to the row before the break and may hang over its edge.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from casecoder.core.spans import Span
from casecoder.core.transcript import Turn, TurnKind
from casecoder.core.units import clusters, extends

Measure = Callable[[str], int]
"""How many cells of the terminal a string takes."""

PLAIN = "\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2500-\u25fc"
"""Characters of one cell that never join with another, as the inside of a regular expression's class."""

_NOT_PLAIN = re.compile(f"[^{PLAIN}]")
_TOKEN = re.compile("[\\S\xa0\u2007\u202f]*[^\\S\xa0\u2007\u202f]*")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def displayed(text: str) -> str:
    """The text as a terminal may be given it, of the same length: no tabs, controls or changes of direction."""
    return _UNSAFE.sub("·", text.replace("\t", " "))


def wrap(text: str, start: int, end: int, width: int, measure: Measure) -> list[int]:
    """Where the rows of one line ``[start, end)`` begin; the first begins at ``start``.

    Parameters
    ----------
    width:
        In cells, at least 1. A row is never wider, white space at its end aside; a cluster is never split,
        and one that is wider by itself gets a row of its own.
    """
    if _NOT_PLAIN.search(text, start, end) is None:
        return _wrap_plain(text, start, end, width)
    return _wrap_measured(text, start, end, width, measure)


def _wrap_plain(text: str, start: int, end: int, width: int) -> list[int]:
    """As :func:`wrap` where every character takes one cell, which is nearly everywhere."""
    rows = [start]
    while end - start > width:
        space = text.rfind(" ", start, start + width + 1)
        if space <= start or text[start:space].isspace():
            start += width
        else:
            start = space + 1
        while start < end and text[start] == " ":
            start += 1
        if start == end:
            break
        rows.append(start)
    return rows


def _wrap_measured(text: str, start: int, end: int, width: int, measure: Measure) -> list[int]:
    rows, used, worded = [start], 0, False
    for token in _tokens(text, start, end):
        whole = text[token.start : token.end]
        word = whole.rstrip()
        size = measure(word)
        if worded and used + size > width:
            rows.append(token.start)
            used = 0
        if used + size > width:
            for cluster in clusters(text, token.start, token.start + len(word)):
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
    """Words with the white space after them, cut only between clusters."""
    found: list[Span] = []
    for match in _TOKEN.finditer(text, start, end):
        if match.start() == match.end():
            continue
        if found and (extends(text[match.start()]) or not text[found[-1].start : found[-1].end].strip()):
            found[-1] = Span(found[-1].start, match.end())
        else:
            found.append(Span(*match.span()))
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one line of the screen: a row of a turn, or ``row`` is ``None`` in the gap below a turn.

    Parameters
    ----------
    turn:
        The turn's index, from 0.
    below:
        How many lines under the turn's first this is.
    """

    turn: int
    row: int | None
    below: int


class Rows:
    """The rows of a transcript at one width, turn by turn, with a line left free between turns.

    Parameters
    ----------
    text:
        The frozen text, as :func:`displayed`.
    turns:
        In order; their words are shown, not their labels.
    width:
        In cells.
    """

    def __init__(self, text: str, turns: Sequence[Turn], width: int, measure: Measure) -> None:
        self.text = text
        self.turns = turns or (Turn(0, 0, len(text), kind=TurnKind.NOTE),)
        self.width = width
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.firsts: list[int] = []
        self.tops: list[int] = []
        self.height = 0
        self._measure = measure
        for index in range(len(self.turns)):
            self._add(index)

    def _add(self, index: int) -> None:
        turn = self.turns[index]
        self.firsts.append(len(self.starts))
        self.tops.append(self.height)
        for start, end in _lines(self.text, turn.words, turn.end):
            begins = wrap(self.text, start, end, self.width, self._measure)
            self.starts.extend(begins)
            self.ends.extend([*begins[1:], end])
        self.height = self.tops[-1] + len(self.starts) - self.firsts[-1] + self._gap_after(index)

    def _gap_after(self, index: int) -> int:
        if index + 1 == len(self.turns):
            return 0
        here, then = self.turns[index], self.turns[index + 1]
        spoken = TurnKind.SPEECH in {here.kind, then.kind}
        return 1 if spoken or self.text.count("\n", here.end, then.start) > 1 else 0

    def __len__(self) -> int:
        return len(self.starts)

    def turn_at(self, offset: int) -> int:
        """The index of the turn at an offset; between turns, the one before."""
        return max(0, bisect_right(self.turns, offset, key=lambda turn: turn.start) - 1)

    def settle(self, offset: int) -> int:
        """The nearest place for a caret: within the words of a turn, or just after them."""
        turn = self.turns[self.turn_at(offset)]
        return max(turn.words, min(offset, turn.end))

    def row_at(self, offset: int) -> int:
        """The row that holds an offset."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def turn_of(self, row: int) -> int:
        """The index of the turn a row belongs to."""
        return bisect_right(self.firsts, row) - 1

    def line_at(self, y: int) -> Line:
        """What stands on the line ``y``, counted from 0."""
        turn = max(0, bisect_right(self.tops, y) - 1)
        below = y - self.tops[turn]
        row = self.firsts[turn] + below
        last = self.firsts[turn + 1] if turn + 1 < len(self.firsts) else len(self.starts)
        return Line(turn, row if row < last else None, below)

    def y_of(self, row: int) -> int:
        """The line on which a row stands."""
        turn = self.turn_of(row)
        return self.tops[turn] + row - self.firsts[turn]

    def visible(self, row: int) -> Span:
        """The row without the white space that hangs at its end."""
        start, end = self.starts[row], self.ends[row]
        return Span(start, start + len(self.text[start:end].rstrip()))

    def last_place(self, row: int) -> int:
        """The last place for a caret on a row."""
        end = self.ends[row]
        wrapped = row + 1 < len(self.starts) and self.starts[row + 1] == end
        if not wrapped:
            return end
        visible = self.visible(row).end
        return visible if visible < end else clusters(self.text, self.starts[row], end)[-1].start

    def column(self, offset: int) -> int:
        """In which cell of its row an offset is shown, from 0."""
        return self._measure(self.text[self.starts[self.row_at(offset)] : offset])

    def offset_in(self, row: int, column: int) -> int:
        """The place on a row at a cell: the start of the cluster drawn there, or the row's last place."""
        used = 0
        for start, end in clusters(self.text, self.starts[row], self.last_place(row)):
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
