"""The dialog for a new code made while coding."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Select, Static

from casecoder.tui.widgets.key_line import KeyLine


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code to make. ``codebook`` is the name of its codebook; empty for that of in vivo codes."""

    name: str
    codebook: str = ""
    definition: str = ""


class NewCodeScreen(ModalScreen[NewCode | None]):
    """A new code. Its name is asked for; its meaning and codebook are optional.

    Parameters
    ----------
    name:
        The suggested name; typing replaces it.
    books:
        Names and titles of the study's codebooks.
    """

    CSS_PATH = "new_code.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s",
            "make",
            "Make it",
            priority=True,
            id="new-code.make",
            tooltip="Make the code and give it to the words",
        ),
        Binding("escape", "leave", "Back", key_display="esc", id="new-code.back", tooltip="Make no code"),
    ]

    def __init__(self, name: str, books: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._suggested_name, self._books = name, books

    def compose(self) -> ComposeResult:
        """Lay out the name, then the optional fields."""
        own = [("in vivo: codes in participants’ words", "")]
        places = own + [(title, name) for name, title in self._books if name != "in-vivo"]
        with Vertical(id="new-code"):
            yield Static("A new code for these words", id="new-code-title", markup=False)
            yield Input(self._suggested_name, placeholder="Its name", id="new-code-name", compact=True)
            yield Input(placeholder="What it means, if you like", id="new-code-definition", compact=True)
            yield Select(places, value="", allow_blank=False, id="new-code-book", compact=True)
            yield Static(
                "⏎ makes the code and codes the words; tab goes on to its meaning.", classes="status", markup=False
            )
            yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Select the suggested name, so that typing replaces it."""
        name = self.query_one("#new-code-name", Input)
        name.focus()
        name.select_all()

    @on(Input.Submitted)
    def action_make(self) -> None:
        """Take what was typed as the result."""
        name = self.query_one("#new-code-name", Input).value.strip()
        if not name:
            self.notify("Say in a few words what it stands for.", title="The code has no name.", severity="warning")
            return
        book = self.query_one("#new-code-book", Select).value
        definition = self.query_one("#new-code-definition", Input).value.strip()
        self.dismiss(NewCode(name, book if isinstance(book, str) else "", definition))

    def action_leave(self) -> None:
        """Close without making a code."""
        self.dismiss(None)
