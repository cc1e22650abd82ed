"""The keys that select words of a transcript, from a word to a question with its answer."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from casecoder.tui.screens.transcript.transcript_base import TranscriptBaseScreen


def _selection_binding(
    key: str, what: str, name: str, tooltip: str, symbol: str = "", *, show: bool = False
) -> Binding:
    action = f"select('{what}')"
    return Binding(key, action, name, show, symbol or None, id=f"coding.{what}", tooltip=tooltip)


class SelectionKeys(TranscriptBaseScreen):
    """The keys of the transcript screen that select."""

    BINDINGS: ClassVar[list[BindingType]] = [
        _selection_binding("w", "word", "Word", "Select the word at the caret; again: the next one too"),
        _selection_binding("k", "clause", "Clause", "Select the clause at the caret"),
        _selection_binding(
            "s", "sentence", "Sentence", "Select the sentence at the caret; again: the next one too", show=True
        ),
        _selection_binding("t", "turn", "Turn", "Select the whole turn"),
        _selection_binding("q", "exchange", "Question and answer", "Select the question and its answer"),
        _selection_binding(
            "equals_sign,plus",
            "grow",
            "Grow",
            "Grow the selection: word, clause, sentence, turn, question and answer",
            "=",
        ),
        _selection_binding("minus", "shrink", "Shrink", "Shrink the selection again", "-"),
        _selection_binding("v", "extend", "Extend", "Start or stop selecting with every move"),
    ]

    def action_select(self, what: str) -> None:
        """Select a stretch of words at the caret, or change how much is selected."""
        view = self.view
        select = {
            "word": view.select_word,
            "clause": view.select_clause,
            "sentence": view.select_sentence,
            "turn": view.select_turn,
            "exchange": view.select_exchange,
            "grow": view.grow_selection,
            "shrink": view.shrink_selection,
            "extend": view.toggle_extending,
        }
        select[what]()
