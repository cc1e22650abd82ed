"""Selection by words, clauses, sentences, turns and exchanges in the transcript view."""

from abc import abstractmethod

from textual.widget import Widget

from casecoder.core.transcripts.unit_selection import SelectionUnit, UnitSelector

_MORE = "Hold shift and move, or press v and move, to select beyond it."


class SelectionByUnit(Widget):
    """The selection by units in the transcript view. The view provides ``selector`` and ``_changed``."""

    selector: UnitSelector

    @abstractmethod
    def _changed(self, before: int | None = None, *, follow: bool = True) -> None:
        """Draw what has changed."""

    def select_word(self) -> None:
        """Select the word at the caret, or one more."""
        self._do(self.selector.select(SelectionUnit.WORD), "The turn has no further word.", _MORE)

    def select_clause(self) -> None:
        """Select the clause at the caret, or one more."""
        self._do(self.selector.select(SelectionUnit.CLAUSE), "The turn has no further clause.", _MORE)

    def select_sentence(self) -> None:
        """Select the sentence at the caret, or one more."""
        self._do(
            self.selector.select(SelectionUnit.SENTENCE),
            "The turn has no further sentence.",
            "Extend it with } if the next turn belongs to it.",
        )

    def select_turn(self) -> None:
        """Select the turn, or one more."""
        self._do(
            self.selector.select(SelectionUnit.TURN), "There is no further turn.", "This is the end of the transcript."
        )

    def select_exchange(self) -> None:
        """Select the question and its answers, or one more exchange."""
        self._do(
            self.selector.select(SelectionUnit.EXCHANGE),
            "There is no further question.",
            "This is the end of the transcript.",
        )

    def grow_selection(self) -> None:
        """Select the next larger unit: word, clause, sentence, turn, question and answer."""
        self._do(self.selector.grow(), "This is the largest step.", _MORE)

    def shrink_selection(self) -> None:
        """Undo the last growth, or select the next smaller unit."""
        self._do(self.selector.shrink(), "Nothing smaller can be selected.", "Escape selects nothing.")

    def _do(self, done: bool, why_not: str, hint: str) -> None:
        if not done:
            self.notify(hint, title=why_not, severity="warning")
        self._changed()
