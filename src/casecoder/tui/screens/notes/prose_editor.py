"""The editor of a text in Markdown, over the screen it belongs to."""

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
    """A text to write, in Markdown. The editor stays until the text is kept or dropped.

    Parameters
    ----------
    title:
        The heading of the text.
    text:
        The text so far.
    keep:
        Called with the text when it has changed; raises ``CaseCoderError`` when it can't be kept.
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
        self._text_warned = ""

    def compose(self) -> ComposeResult:
        """Lay out the title and the text."""
        yield Static(plain_content(self._heading), id="prose-title", markup=False)
        yield TextArea(self._text, id="prose", soft_wrap=True, show_line_numbers=False)
        yield KeyLine(compact=True, show_command_palette=False)

    @property
    def unkept(self) -> tuple[str, str] | None:
        """The heading and the text; ``None`` while the text is unchanged."""
        written = self.query_one("#prose", TextArea).text
        return (self._heading, written) if written != self._text else None

    def action_keep(self) -> None:
        """Keep the text and close; if that is refused, say why and stay open."""
        written = self.query_one("#prose", TextArea).text
        if written == self._text:
            self.dismiss()
            return
        try:
            result = self._keep(written)
        except CaseCoderError as error:
            self.notify(error.hint or " ", title=error.message, severity="error", timeout=6, markup=False)
            return
        self.dismiss()
        # The message stands on the screen below: this one is closing.
        self.app.notify(self.message_when_kept(result), timeout=3, markup=False)

    def message_when_kept(self, result: object) -> str:
        """Return the message for what ``keep`` returned."""
        return "Kept."

    def action_leave(self) -> None:
        """Close without keeping the text; with changes, only at the second escape."""
        written = self.query_one("#prose", TextArea).text
        if written in {self._text, self._text_warned}:
            self.dismiss()
            return
        self._text_warned = written
        self.notify("Press ctrl+s to keep it, or escape again to drop it.", title="What you wrote is not kept yet.")
