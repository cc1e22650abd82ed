"""Writing a piece of prose, over the screen it belongs to."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from casecoder.core.errors import CaseCoderError
from casecoder.tui.base.screen_text import plain_content
from casecoder.tui.widgets.key_line import KeyLine


class ProseEditorScreen(ModalScreen[None]):
    """A text to write, in Markdown. It stays until what was written is kept, or dropped by its writer.

    Parameters
    ----------
    title:
        What the text is.
    text:
        What it is so far.
    keep:
        Gets what was written, when it is not what it was; raises ``CaseCoderError`` when it can't be kept.
    """

    CSS_PATH = "prose_editor.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep", "Keep", priority=True, id="prose.keep", tooltip="Keep what is written"),
        Binding("escape", "leave", "Back", key_display="esc", id="prose.back", tooltip="Leave it as it was"),
    ]

    def __init__(self, title: str, text: str, keep: Callable[[str], object]) -> None:
        super().__init__()
        self._heading = title
        self._text = text
        self._keep = keep
        self._warned = ""

    def compose(self) -> ComposeResult:
        """A title and the text."""
        yield Static(plain_content(self._heading), id="prose-title", markup=False)
        yield TextArea(self._text, id="prose", soft_wrap=True, show_line_numbers=False)
        yield KeyLine(compact=True, show_command_palette=False)

    @property
    def unkept(self) -> tuple[str, str] | None:
        """The text's title and its words, when they are not those it began with."""
        written = self.query_one("#prose", TextArea).text
        return (self._heading, written) if written != self._text else None

    def action_keep(self) -> None:
        """Keep what is written; where that is refused, say why and go on showing it."""
        written = self.query_one("#prose", TextArea).text
        if written == self._text:
            self.dismiss()
            return
        try:
            came = self._keep(written)
        except CaseCoderError as error:
            self.notify(error.hint or " ", title=error.message, severity="error", timeout=6, markup=False)
            return
        self.dismiss()
        self.app.notify(self.said(came), timeout=3, markup=False)  # on the screen below: this one is gone

    def said(self, came: object) -> str:
        """What to say of what came of keeping it."""
        return "Kept."

    def action_leave(self) -> None:
        """Leave the text as it was; with something written, only when asked twice."""
        written = self.query_one("#prose", TextArea).text
        if written in {self._text, self._warned}:
            self.dismiss()
            return
        self._warned = written
        self.notify("Press ctrl+s to keep it, or escape again to drop it.", title="What you wrote is not kept yet.")
