"""The keys that select words of a transcript, from a word to a question with its answer."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from casecoder.tui.screens.transcript.transcript_base import TranscriptBaseScreen


class SelectionKeys(TranscriptBaseScreen):
    """The part of the transcript screen that selects."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "w",
            "word",
            "Word",
            show=False,
            id="coding.word",
            tooltip="Select the word at the caret; again: the next one too",
        ),
        Binding("k", "clause", "Clause", show=False, id="coding.clause", tooltip="Select the clause at the caret"),
        Binding(
            "s",
            "sentence",
            "Sentence",
            id="coding.sentence",
            tooltip="Select the sentence at the caret; again: the next one too",
        ),
        Binding("t", "turn", "Turn", show=False, id="coding.turn", tooltip="Select the whole turn"),
        Binding(
            "q",
            "exchange",
            "Question and answer",
            show=False,
            id="coding.exchange",
            tooltip="Select the question and its answer",
        ),
        Binding(
            "equals_sign,plus",
            "grow",
            "Grow",
            show=False,
            key_display="=",
            id="coding.grow",
            tooltip="Grow the selection: word, clause, sentence, turn, question and answer",
        ),
        Binding(
            "minus",
            "shrink",
            "Shrink",
            show=False,
            key_display="-",
            id="coding.shrink",
            tooltip="Shrink the selection again",
        ),
        Binding(
            "v", "extend", "Extend", show=False, id="coding.extend", tooltip="Start or stop selecting with every move"
        ),
    ]

    def action_word(self) -> None:
        """Select the word at the caret, or one more."""
        self.view.select_word()

    def action_clause(self) -> None:
        """Select the clause."""
        self.view.select_clause()

    def action_sentence(self) -> None:
        """Select the sentence, or one more."""
        self.view.select_sentence()

    def action_turn(self) -> None:
        """Select the turn."""
        self.view.select_turn()

    def action_exchange(self) -> None:
        """Select the question and its answer."""
        self.view.select_exchange()

    def action_grow(self) -> None:
        """Grow the selection a step."""
        self.view.grow_selection()

    def action_shrink(self) -> None:
        """Shrink the selection a step."""
        self.view.shrink_selection()

    def action_extend(self) -> None:
        """Start or stop extending with every move."""
        self.view.toggle_extending()
