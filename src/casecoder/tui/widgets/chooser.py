"""A screen to choose one of a few things by typing some of its letters."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from casecoder.tui.base.screen_text import one_line, plain_content
from casecoder.tui.widgets.key_line import KeyLine


class ChooserScreen(ModalScreen[str | None]):
    """A list to choose from. It returns the key of the chosen option, or ``None``.

    Parameters
    ----------
    title:
        The question.
    options:
        Pairs of a key and the text to show. Each key stands once.
    """

    CSS_PATH = "chooser.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "choose",
            "Choose",
            key_display="⏎",
            priority=True,
            id="chooser.choose",
            tooltip="Choose what is under the cursor",
        ),
        Binding("escape", "leave", "Back", key_display="esc", id="chooser.back", tooltip="Choose nothing"),
        Binding("down", "move(1)", "Next", show=False, priority=True, id="chooser.next", tooltip="The next"),
        Binding(
            "up", "move(-1)", "Previous", show=False, priority=True, id="chooser.previous", tooltip="The one before"
        ),
    ]

    def __init__(self, title: str, options: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._heading = title
        self._options = options
        self._listed: list[str] = []

    def compose(self) -> ComposeResult:
        """Make the question, the field and the list."""
        with Vertical(id="chooser"):
            yield Static(plain_content(self._heading), id="chooser-title", markup=False)
            yield Input(placeholder="Type to narrow the list", id="chooser-typed")
            yield OptionList(id="chooser-list", markup=False)
            yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """List all options."""
        self.query_one(OptionList).can_focus = False
        self._list("")

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self._list(event.value)

    def _list(self, typed: str) -> None:
        words = typed.casefold().split()
        found = [(key, shown) for key, shown in self._options if all(word in shown.casefold() for word in words)]
        self._listed = [key for key, _ in found]
        options = self.query_one(OptionList)
        options.set_options([Option(plain_content(one_line(shown))) for _, shown in found])
        options.highlighted = 0 if found else None

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        options = self.query_one(OptionList)
        if self._listed:
            options.highlighted = max(0, min((options.highlighted or 0) + step, len(self._listed) - 1))

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_choose()

    def action_choose(self) -> None:
        """Return the key of the option under the cursor."""
        at = self.query_one(OptionList).highlighted
        if at is None:
            self.notify("Take letters away until the list shows it.", title="Nothing is chosen.", severity="warning")
        else:
            self.dismiss(self._listed[at])

    def action_leave(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)
