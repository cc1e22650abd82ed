"""Modes of the transcript screen: while a mode's line stands over the panel, its keys replace the screen's."""

from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from casecoder.tui.widgets.transcript.transcript_keys import motion_bindings
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView


class TranscriptMode(Static, can_focus=True):
    """A mode of the transcript screen: a line over the panel that has the keyboard while it is there.

    Parameters
    ----------
    view:
        The text of the transcript.
    """

    DEFAULT_CSS = """
    TranscriptMode { height: 1; padding: 0 1; background: $primary; color: $text; text-style: bold; text-wrap: nowrap;
                   text-overflow: ellipsis; }
    """

    def __init__(self, view: TranscriptView) -> None:
        super().__init__(markup=False)
        self.view = view

    def say(self, *words: str | Content) -> None:
        """Show what the mode does, in one line."""
        self.update(Content(" · ").join(part if isinstance(part, Content) else Content(part) for part in words))

    def moved(self) -> None:
        """Take the keyboard back when a click on the text moved the caret or the selection."""
        if self.view.has_focus:
            self.focus()


class ModeWithCaretMoves(TranscriptMode):
    """A mode in which the keys that move the caret go on working."""

    BINDINGS: ClassVar[list[BindingType]] = motion_bindings()

    def action_go(self, motion: str, step: int, extend: bool) -> None:
        """Move the caret, as in the text itself."""
        self.view.action_go(motion, step, extend)
