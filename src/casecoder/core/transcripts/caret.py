"""A caret in a transcript, and what is selected between it and its anchor.

No screen is needed for it.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.transcript import Turn
from casecoder.core.transcripts.transcript_rows import TranscriptRows
from casecoder.core.transcripts.words_and_clusters import next_cluster, previous_cluster, word_end, word_start

FindSentences = Callable[[str], Sequence[Span]]
"""Finds the sentences of a text: in order, disjoint."""


class Caret:
    """A place between two characters, always in the words of a turn, never in a speaker's label.

    Parameters
    ----------
    rows:
        The transcript as it is wrapped now; :meth:`rewrap` changes it.
    sentences:
        Asked for one paragraph at a time.

    ``extending`` says that every move extends the selection, as after ``v`` in vi.
    """

    def __init__(self, rows: TranscriptRows, sentences: FindSentences) -> None:
        self.rows = rows
        self.extending = False
        self._sentences = sentences
        self._anchor: int | None = None
        self._goal: int | None = None
        self._known: dict[Span, list[Span]] = {}
        self.at = rows.settle(0)

    @property
    def text(self) -> str:
        """Return the text that the caret is in."""
        return self.rows.text

    @property
    def turn(self) -> Turn:
        """Return the turn that the caret is in."""
        return self.rows.turns[self.rows.turn_at(self.at)]

    @property
    def selection(self) -> Span | None:
        """Return what is selected, exactly as a coding of it would be stored, or ``None`` if that is nothing.

        White space at either end is left out, and so are a label without any of its words and the label
        with which a selection would begin.
        """
        if self._anchor is None:
            return None
        span = Span(min(self._anchor, self.at), max(self._anchor, self.at)).trimmed(self.text)
        start, end = span
        first, last = self.rows.turns[self.rows.turn_at(start)], self.rows.turns[self.rows.turn_at(end)]
        if last.start <= end <= last.words and last is not self.rows.turns[0]:
            end = min(end, last.start)
        start = max(start, first.words)
        span = Span(start, max(start, end)).trimmed(self.text)
        return span if span.start < span.end else None

    @property
    def anchored(self) -> bool:
        """Return whether a selection has been begun, even if nothing is selected yet."""
        return self._anchor is not None

    def rewrap(self, rows: TranscriptRows) -> None:
        """Move to the nearest shown places of the same transcript, when it is wrapped or folded in another way."""
        self.rows = rows
        self.at = rows.settle(self.at)
        self._anchor = None if self._anchor is None else rows.settle(self._anchor)
        self._goal = None

    @property
    def state(self) -> tuple[int | None, int]:
        """Return anchor and caret, which :meth:`restore` takes."""
        return self._anchor, self.at

    def restore(self, state: tuple[int | None, int]) -> None:
        """Select what was selected before, with the caret where it was."""
        self._anchor, self.at = state
        self._goal = None

    def select(self, span: Span) -> None:
        """Select a stretch, with the caret at its end."""
        self._anchor, self.at, self._goal = self.rows.settle(span.start), self.rows.settle(span.end), None

    def drag(self, anchor: int, at: int) -> None:
        """Select from an anchor to a new place of the caret, as a pointer does."""
        self._anchor, self.at, self._goal = self.rows.settle(anchor), self.rows.settle(at), None

    def clear(self) -> bool:
        """Select nothing. Return whether anything was selected."""
        held = self._anchor is not None or self.extending
        self._anchor, self.extending = None, False
        return held

    def toggle_extending(self) -> None:
        """Switch whether every move extends the selection. What is selected stays selected."""
        self.extending = not self.extending
        if self.extending and self._anchor is None:
            self._anchor = self.at

    def move_to(self, offset: int, extend: bool = False, *, keep_goal: bool = False) -> None:
        """Move to the nearest place to an offset.

        Unless moves extend the selection, nothing is selected afterwards.
        """
        if extend or self.extending:
            self._anchor = self.at if self._anchor is None else self._anchor
        else:
            self._anchor = None
        self.at = self.rows.settle(offset)
        if not keep_goal:
            self._goal = None

    def by_cluster(self, step: int, extend: bool = False) -> None:
        """Move a character on or back, over the label into the next turn that is shown."""
        turn, beyond = self.turn, self._turn_beside(step)
        if step > 0:
            to = min(next_cluster(self.text, self.at), turn.end)
            if self.at >= turn.end:
                to = beyond.words if beyond else self.at
        else:
            to = max(previous_cluster(self.text, self.at), turn.words)
            if self.at <= turn.words:
                to = beyond.end if beyond else self.at
        self.move_to(to, extend)

    def _turn_beside(self, step: int) -> Turn | None:
        """Return the turn that is shown next after (positive) or before the one the caret is in."""
        index = self.rows.beside(self.rows.turn_at(self.at), step)
        return None if index is None else self.rows.turns[index]

    def by_word(self, step: int, extend: bool = False) -> None:
        """Move to the end of the next word, or the start of the one before."""
        if (step > 0 and self.at >= self.turn.end) or (step < 0 and self.at <= self.turn.words):
            self.by_cluster(step, extend)
        turn = self.turn
        if step > 0:
            self.move_to(word_end(self.text, self.at, turn.end), extend)
        else:
            self.move_to(word_start(self.text, self.at, turn.words), extend)

    def by_row(self, step: int, extend: bool = False) -> None:
        """Move some rows up (negative) or down, in the column from which the first of these moves began."""
        rows = self.rows
        if self._goal is None:
            self._goal = rows.column(self.at)
        row = max(0, min(rows.row_at(self.at) + step, len(rows) - 1))
        self.move_to(rows.offset_in(row, self._goal), extend, keep_goal=True)

    def to_row_edge(self, step: int, extend: bool = False) -> None:
        """Move to the start (negative) or the end of the row."""
        row = self.rows.row_at(self.at)
        self.move_to(self.rows.last_place(row) if step > 0 else self.rows.starts[row], extend)

    def to_end(self, step: int, extend: bool = False) -> None:
        """Move to the start (negative) or the end of the transcript."""
        self.move_to(len(self.text) if step > 0 else 0, extend)

    def by_turn(self, step: int, extend: bool = False) -> None:
        """Move to the start of the next turn, or back to the start of this turn and then of the one before.

        While extending forward it goes to turns' ends, so that whole turns are selected.
        """
        turn, beyond = self.turn, self._turn_beside(step)
        if step > 0 and (extend or self.extending):
            self.move_to(beyond.end if beyond and self.at >= turn.end else turn.end, extend)
        elif step > 0:
            self.move_to(beyond.words if beyond else turn.end, extend)
        else:
            self.move_to(beyond.words if beyond and self.at <= turn.words else turn.words, extend)

    def by_sentence(self, step: int, extend: bool = False) -> None:
        """Move to the start of the next sentence, or back to the start of this one and then of the one before.

        When moves extend the selection, they go to the ends of sentences.
        """
        if (step > 0 and not self._after()) or (step < 0 and self.at <= self.turn.words):
            self.by_turn(step, extend)
            if step < 0:
                self.move_to(self.sentence_at(self.turn.end).start, extend)
            return
        if step > 0:
            ahead = self._after()[0]
            here = self.sentence_at(self.at)
            end = here.end if self.at < here.end else ahead.end
            self.move_to(end if extend or self.extending else ahead.start, extend)
        else:
            starts = [span.start for span in self._of_turn() if span.start < self.at]
            self.move_to(starts[-1] if starts else self.turn.words, extend)

    def sentence_at(self, offset: int) -> Span:
        """Return the sentence at an offset, or, in white space, the one before it."""
        return self._sentence_in(self._paragraph(offset), offset)

    def _after(self) -> list[Span]:
        """Return the sentences of the turn that begin after the caret, from this paragraph or the next."""
        turn = self.turn
        paragraph = self._paragraph(self.at)
        while True:
            found = [span for span in self._sentences_in(paragraph) if span.start > self.at]
            if found or paragraph.end >= turn.end:
                return found
            paragraph = self._paragraph(skip_white_space(self.text, paragraph.end, turn.end))

    def _of_turn(self) -> list[Span]:
        """Return the sentences of this paragraph and the one before, as far as they belong to this turn."""
        paragraph = self._paragraph(self.at)
        before = self.text[self.turn.words : paragraph.start].rstrip()
        found = self._sentences_in(paragraph)
        if before:
            found = [*self._sentences_in(self._paragraph(self.turn.words + len(before) - 1)), *found]
        return found

    def _paragraph(self, offset: int) -> Span:
        """Return the stretch of a turn between blank lines that holds an offset."""
        turn = self.rows.turns[self.rows.turn_at(offset)]
        start = self.text.rfind("\n\n", turn.words, offset) + 2
        end = self.text.find("\n\n", offset, turn.end)
        return Span(turn.words if start == 1 else start, turn.end if end == -1 else end)

    def _sentences_in(self, paragraph: Span) -> list[Span]:
        if paragraph not in self._known:
            found = self._sentences(self.text[paragraph.start : paragraph.end])
            self._known[paragraph] = [Span(s + paragraph.start, e + paragraph.start) for s, e in found]
        return self._known[paragraph]

    def _sentence_in(self, paragraph: Span, offset: int) -> Span:
        found = self._sentences_in(paragraph)
        if not found:
            return paragraph
        return found[max(0, bisect_right(found, offset, key=lambda span: span.start) - 1)]


def skip_white_space(text: str, start: int, limit: int) -> int:
    """Return the first offset from ``start`` on that is not white space, at most ``limit``."""
    while start < limit and text[start].isspace():
        start += 1
    return start
