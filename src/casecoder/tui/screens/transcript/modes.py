"""Ways of working that have keys of their own while their line stands over the panel."""

from typing import ClassVar, cast

from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from casecoder.tui.screens.transcript.transcript_base import TranscriptBaseScreen
from casecoder.tui.widgets.transcript.transcript_keys import motion_bindings
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView


class TranscriptMode(Static, can_focus=True):
    """A line that says what is going on. It has the keyboard while it is there."""

    DEFAULT_CSS = """
    TranscriptMode { height: 1; padding: 0 1; background: $primary; color: $text; text-style: bold; text-wrap: nowrap;
                   text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)

    @property
    def host(self) -> TranscriptBaseScreen:
        """The screen it works on."""
        return cast(TranscriptBaseScreen, self.screen)

    @property
    def view(self) -> TranscriptView:
        """The text it works on."""
        return self.host.view

    def say(self, *words: str | Content) -> None:
        """Show what is going on, in one line."""
        self.update(Content(" · ").join(part if isinstance(part, Content) else Content(part) for part in words))

    def moved(self) -> None:
        """The caret or the selection is another; a click on the text must not take the keyboard away."""
        if self.view.has_focus:
            self.focus()


class ModeWithCaretMoves(TranscriptMode):
    """One in which the caret's moves work on."""

    BINDINGS: ClassVar[list[BindingType]] = motion_bindings()

    def action_go(self, motion: str, step: int, extend: bool) -> None:
        """Move the caret, as in the text itself."""
        self.view.action_go(motion, step, extend)
