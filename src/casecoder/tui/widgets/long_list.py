"""A list whose entries may be longer than the screen."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option


def list_heading(text: str) -> Option:
    """Return a heading between entries, which can't be chosen."""
    return Option(Content.styled(text, "bold"), disabled=True)


class LongList(OptionList):
    """An option list whose arrows scroll through a long entry before they move to the next."""

    DEFAULT_CSS = """
    LongList { height: 1fr; border: none; padding: 0; background: $background; scrollbar-size-vertical: 1; }
    LongList:focus { border: none; }
    LongList > .option-list--option-disabled { color: $text-accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "down", "down_or_on", "Down", show=False, id="list.down", tooltip="On in a long entry, then to the next"
        ),
        Binding(
            "up", "up_or_back", "Up", show=False, id="list.up", tooltip="Back in a long entry, then to the one before"
        ),
    ]

    def put(self, options: list[Option], fallback: int = 0) -> None:
        """Show other entries. The cursor stays on its entry if that is still there.

        Parameters
        ----------
        fallback:
            If the list had no cursor: the index from which the first entry that can be chosen gets it.
        """
        held = self.highlighted_option.id if self.highlighted_option else None
        at = self.highlighted if self.highlighted is not None else fallback
        self.set_options(options)
        places = {option.id: place for place, option in enumerate(options) if option.id}
        choices = [place for place, option in enumerate(options) if not option.disabled]
        if held in places:
            self.highlighted = places[held]
        elif choices:
            self.highlighted = next((place for place in choices if place >= at), choices[-1])

    def go_to(self, entry: str) -> None:
        """Put the cursor on the entry with this id, if there is one."""
        places = {option.id: place for place, option in enumerate(self.options)}
        if entry in places:
            self.highlighted = places[entry]

    def action_first(self) -> None:
        """Go to the first entry and show the headings above it."""
        super().action_first()
        self.scroll_home(animate=False)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked entry; open it on a double click."""
        event.prevent_default()  # Textual would open the entry on a single click
        clicked = event.style.meta.get("option")
        if clicked is not None and not self.options[clicked].disabled:
            self.highlighted = clicked
            if event.chain == 2:
                self.action_select()

    def _hidden_lines(self) -> tuple[int, int]:
        """Return how many lines of the current entry are hidden above and below the view."""
        if self.highlighted is None or self.highlighted not in self._index_to_line:
            return 0, 0
        top = self._index_to_line[self.highlighted]
        bottom = top + self._heights[self.highlighted]
        view = self.scrollable_content_region.height
        return max(0, self.scroll_offset.y - top), max(0, bottom - self.scroll_offset.y - view)

    def action_down_or_on(self) -> None:
        """Scroll down in an entry that ends below the view, or go to the next."""
        below = self._hidden_lines()[1]
        if below:
            self.scroll_relative(y=min(below, self.size.height - 1), animate=False)
        elif self.highlighted is None or any(not option.disabled for option in self.options[self.highlighted + 1 :]):
            self.action_cursor_down()

    def action_up_or_back(self) -> None:
        """Scroll up in an entry that begins above the view, or go to the one before; at the first, to the top."""
        above = self._hidden_lines()[0]
        if above:
            self.scroll_relative(y=-min(above, self.size.height - 1), animate=False)
        elif self.highlighted is not None and any(not option.disabled for option in self.options[: self.highlighted]):
            self.action_cursor_up()
        else:
            self.scroll_home(animate=False)
