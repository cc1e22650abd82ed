"""Select by what people say: a word, a clause, a sentence, a turn, a question with its answers."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from enum import IntEnum

from casecoder.core.transcripts.caret import Caret, skip_white_space
from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.transcript import TurnKind
from casecoder.core.transcripts.words_and_clusters import word_near

FindClauses = Callable[[str], Sequence[Span]]
"""Finds the clauses of a sentence: in order, disjoint."""


class SelectionUnit(IntEnum):
    """The units that can be selected. Each is made of the ones before it."""

    WORD = 0
    CLAUSE = 1
    SENTENCE = 2
    TURN = 3
    EXCHANGE = 4


class UnitSelector:
    """Selects whole units at a caret, and goes from each to the next larger or smaller one.

    :meth:`grow` and :meth:`shrink` take each other back exactly, as long as nothing else moves the caret.

    Parameters
    ----------
    clauses:
        Asked for one sentence at a time.
    interviewers:
        The labels of those who ask.
    """

    def __init__(self, caret: Caret, clauses: FindClauses, interviewers: frozenset[str]) -> None:
        self.caret = caret
        self._clauses = clauses
        self._interviewers = interviewers
        self._known: dict[Span, list[Span]] = {}
        self._origin = 0
        self._smaller: list[tuple[int | None, int]] = []
        self._larger: list[tuple[int | None, int]] = []
        self._left = caret.state

    def select(self, unit: SelectionUnit) -> bool:
        """Select the unit at the caret.

        What is selected already is rounded up to whole units, or given one more.

        Returns
        -------
        bool
            False when there is no further unit: for words to sentences in the turn, for larger ones at all.
        """
        held = self._begin()
        if held is None:
            wanted: Span | None = self.at(unit, self.caret.at)
        elif (wanted := self._around(unit, held)) == held:
            wanted = self._with_next(unit, held)
        if wanted is None:
            return False
        self._larger.clear()
        return self._step(wanted, self._smaller)

    def grow(self) -> bool:
        """Select the next larger unit around what is selected, from a word up to an exchange.

        Returns
        -------
        bool
            False when nothing larger is left.
        """
        held = self._begin()
        if self._larger:
            return self._back(self._larger, self._smaller)
        if held is None:
            wanted: Span | None = self.at(SelectionUnit.WORD, self.caret.at)
        else:
            wanted = next((span for unit in SelectionUnit if _lies_in(held, span := self._around(unit, held))), None)
        return self._step(wanted, self._smaller)

    def shrink(self) -> bool:
        """Take the last growing back.

        What was selected in another way shrinks to the largest unit within it.

        That is the unit at the place from which the selection was made, or the first one.

        Returns
        -------
        bool
            False when nothing smaller is left.
        """
        held = self._begin()
        if self._smaller:
            return self._back(self._smaller, self._larger)
        if held is None:
            return False
        origin = self._origin if held.start <= self._origin <= held.end else held.start
        wanted = next((span for unit in reversed(SelectionUnit) if _lies_in(span := self.at(unit, origin), held)), None)
        return self._step(wanted, self._larger)

    def at(self, unit: SelectionUnit, offset: int) -> Span:
        """Return the unit at an offset, without white space at its ends."""
        caret, rows = self.caret, self.caret.rows
        turn = rows.turns[rows.turn_at(offset)]
        match unit:
            case SelectionUnit.WORD:
                span = word_near(rows.text, offset, turn.words, turn.end)
            case SelectionUnit.CLAUSE:
                span = self._clause_at(offset)
            case SelectionUnit.SENTENCE:
                span = caret.sentence_at(offset)
            case SelectionUnit.TURN:
                span = Span(turn.words, turn.end)
            case SelectionUnit.EXCHANGE:
                span = self._exchange_at(rows.turn_at(offset))
        return Span(rows.settle(span.start), rows.settle(span.end)).trimmed(rows.text)

    def _begin(self) -> Span | None:
        """Return what is selected.

        The steps are forgotten if something else has moved the caret since the last one.
        """
        if self.caret.state != self._left:
            self._smaller.clear()
            self._larger.clear()
        held = self.caret.selection
        if held is None:
            self._origin = self.caret.at
        return held

    def _step(self, wanted: Span | None, way_back: list[tuple[int | None, int]]) -> bool:
        """Select a stretch.

        Nothing happens if it holds no words, as a lone mark in white space.
        """
        before = self.caret.state
        if wanted is not None:
            self.caret.select(wanted)
        if wanted is None or self.caret.selection is None:
            self.caret.restore(before)
            return False
        way_back.append(before)
        self._left = self.caret.state
        return True

    def _back(self, way: list[tuple[int | None, int]], other: list[tuple[int | None, int]]) -> bool:
        other.append(self.caret.state)
        self.caret.restore(way.pop())
        self._left = self.caret.state
        return True

    def _around(self, unit: SelectionUnit, held: Span) -> Span:
        """Return a selection rounded up to whole units.

        Marks that belong to none of them stay in it.
        """
        ends = [span for span in (self.at(unit, held.start), self.at(unit, held.end - 1)) if span.overlaps(held)]
        return Span(min(span.start for span in [held, *ends]), max(span.end for span in [held, *ends]))

    def _with_next(self, unit: SelectionUnit, held: Span) -> Span | None:
        rows = self.caret.rows
        index = rows.turn_at(held.end - 1)
        if unit < SelectionUnit.TURN:
            limit = rows.turns[index].end
            offset = skip_white_space(rows.text, held.end, limit)
            end = self.at(unit, offset).end if offset < limit else held.end
        else:
            beyond = rows.beside(index, 1)
            end = held.end if beyond is None else self.at(unit, rows.turns[beyond].words).end
        return Span(held.start, end) if end > held.end else None

    def _clause_at(self, offset: int) -> Span:
        sentence = self.caret.sentence_at(offset)
        if sentence not in self._known:
            found = self._clauses(self.caret.text[sentence.start : sentence.end])
            self._known[sentence] = [Span(start + sentence.start, end + sentence.start) for start, end in found]
        clauses = self._known[sentence]
        return clauses[max(0, bisect_right(clauses, offset, key=lambda span: span.start) - 1)] if clauses else sentence

    def _exchange_at(self, index: int) -> Span:
        """Return the question before a turn, in one turn or several, and all answers to it.

        A heading stands alone.
        """
        turns = self.caret.rows.turns
        first, last = index, index + 1
        if self._is_talk(index) and any(turn.speaker in self._interviewers for turn in turns):
            while first > 0 and self._continues_exchange(first):
                first -= 1
            while last < len(turns) and self._continues_exchange(last):
                last += 1
        return Span(turns[first].words, turns[last - 1].end)

    def _continues_exchange(self, index: int) -> bool:
        """Return whether a turn belongs to the exchange of the one before it: it is no question after an answer."""
        asks, asked = self._is_question(index), self._is_question(index - 1)
        return self._is_talk(index) and self._is_talk(index - 1) and (asked or not asks)

    def _is_question(self, index: int) -> bool:
        return self.caret.rows.turns[index].speaker in self._interviewers

    def _is_talk(self, index: int) -> bool:
        return self.caret.rows.turns[index].kind is not TurnKind.HEADING


def _lies_in(inner: Span, outer: Span) -> bool:
    """Return whether a span lies in another and is not all of it.

    An empty one lies in none.
    """
    return outer.start <= inner.start < inner.end <= outer.end and inner != outer
