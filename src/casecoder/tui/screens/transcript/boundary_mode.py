"""The mode that moves the boundaries of a coding with the caret."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span
from casecoder.services.segments.segment_editing import move_boundary
from casecoder.tui.base.screen_text import one_line, plain_content
from casecoder.tui.screens.transcript.modes import ModeWithCaretMoves
from casecoder.tui.screens.transcript.transcript_base import TranscriptBaseScreen


class BoundaryMode(ModeWithCaretMoves):
    """The mode in which every move of the caret moves the end of a coding, or its start.

    Parameters
    ----------
    host:
        The screen of the transcript.
    coding:
        The coding whose boundaries move.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep", key_display="⏎", id="boundaries.keep", tooltip="Give the coding these words"),
        Binding(
            "b",
            "other_edge",
            "Other edge",
            id="boundaries.edge",
            tooltip="Move the other edge: the start, or the end again",
        ),
        Binding(
            "escape", "leave", "Leave it", key_display="esc", id="boundaries.back", tooltip="Leave the coding as it was"
        ),
    ]

    def __init__(self, host: TranscriptBaseScreen, coding: Evidence) -> None:
        super().__init__(host.view)
        self._host = host
        self._coding = coding
        self._at_end = True
        self._words = Span(coding.start, coding.end)
        self._text_seen = ""

    def on_mount(self) -> None:
        """Select the coding's words, with the caret at their end."""
        self._text_seen = self._host.text
        self._select(Span(self._coding.start, self._coding.end))

    def _select(self, words: Span) -> None:
        """Select words, with the caret at the edge that moves."""
        self._words = words
        caret = self.view.caret
        caret.extending = False
        caret.drag(*(words if self._at_end else (words.end, words.start)))
        self.view.toggle_extending()

    def action_other_edge(self) -> None:
        """Move the other edge from now on."""
        self._at_end = not self._at_end
        self._select(self._words)

    def moved(self) -> None:
        """Take the edge to the caret, also after a click, and show which edge moves."""
        super().moved()
        view, (start, end) = self.view, self._words
        if view.selection is not None:
            self._words = view.selection
            self._at_end = view.caret.at > self._words.start
        elif start < view.caret.at if self._at_end else view.caret.at < end:
            self._select(Span(start, view.caret.at) if self._at_end else Span(view.caret.at, end))
        self._say()

    def _say(self) -> None:
        edge = "end" if self._at_end else "start"
        whose = f" by {one_line(self._coding.coder)}" if self._coding.coder != self._host.coder else ""
        self.say(
            plain_content(f"Moving the {edge} of {self._coding.id} {self._coding.code}{whose}"), "b the other edge"
        )

    def action_keep(self) -> None:
        """Give the coding the words that are selected."""
        host, words = self._host, self._words

        def move() -> bool:
            if words != (self._coding.start, self._coding.end):
                move_boundary(host.study, self._coding.number, words, coder=host.coder, seen=self._text_seen)
            return True

        if host.attempt(move):
            self.action_leave()
            host.attempt(host.refresh_study)

    def action_leave(self) -> None:
        """End the mode, and leave the coding as it was."""
        self._host.end_mode()
        self.view.clear()
