"""A list whose entries may be longer than the screen."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option


def list_heading(text: str) -> Option:
    """A heading between entries, which can't be chosen."""
    return Option(Content.styled(text, "bold"), disabled=True)


class LongList(OptionList):
    """An option list in which the arrows first scroll through an entry that doesn't fit, then go to the next."""

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
        """Show other entries; the cursor stays on the entry it was on, if that is still there.

        Parameters
        ----------
        fallback:
            Where else to look for an entry to be on: the first that can be chosen from this one.
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
        """Put the cursor on an entry, by its id, if there is such an entry."""
        places = {option.id: place for place, option in enumerate(self.options)}
        if entry in places:
            self.highlighted = places[entry]

    def action_first(self) -> None:
        """Go to the first entry, the headings over it in view."""
        super().action_first()
        self.scroll_home(animate=False)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on an entry, a double click opens it."""
        event.prevent_default()  # an option list opens it at once, so the mouse could do nothing else with it
        clicked = event.style.meta.get("option")
        if clicked is not None and not self.options[clicked].disabled:
            self.highlighted = clicked
            if event.chain == 2:
                self.action_select()

    def _hidden_lines(self) -> tuple[int, int]:
        """How many lines of the entry under the cursor are out of view, above and below."""
        if self.highlighted is None or self.highlighted not in self._index_to_line:
            return 0, 0
        top = self._index_to_line[self.highlighted]
        bottom = top + self._heights[self.highlighted]
        view = self.scrollable_content_region.height
        return max(0, self.scroll_offset.y - top), max(0, bottom - self.scroll_offset.y - view)

    def action_down_or_on(self) -> None:
        """Scroll on in an entry that goes below the view, else go to the next."""
        below = self._hidden_lines()[1]
        if below:
            self.scroll_relative(y=min(below, self.size.height - 1), animate=False)
        elif self.highlighted is None or any(not option.disabled for option in self.options[self.highlighted + 1 :]):
            self.action_cursor_down()

    def action_up_or_back(self) -> None:
        """Scroll back in an entry that begins above the view, else go to the one before; at the first, to the top."""
        above = self._hidden_lines()[0]
        if above:
            self.scroll_relative(y=-min(above, self.size.height - 1), animate=False)
        elif self.highlighted is not None and any(not option.disabled for option in self.options[: self.highlighted]):
            self.action_cursor_up()
        else:
            self.scroll_home(animate=False)
