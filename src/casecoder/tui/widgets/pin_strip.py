"""The line of pinned codes with their digits. It is hidden when no code is pinned."""

from collections.abc import Mapping, Sequence

from textual import events
from textual.content import Content
from textual.widgets import Static

from casecoder.tui.base.screen_text import one_line, plain_content
from casecoder.tui.widgets.code_colours import code_colour

PINS_GAP = 2
"""Columns between two codes."""


class PinStrip(Static):
    """Shows which code each digit applies. Names are cut so that all pins fit.

    Parameters
    ----------
    places:
        The place of each code among the codes, which gives its colour.
    """

    DEFAULT_CSS = """
    PinStrip { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, places: Mapping[str, int]) -> None:
        super().__init__(markup=False)
        self._places = places
        self._pinned: Sequence[tuple[str, str]] = ()
        self._names: Mapping[str, str] = {}

    def show(self, pinned: Sequence[tuple[str, str]], names: Mapping[str, str]) -> None:
        """Show the pinned codes.

        Parameters
        ----------
        pinned:
            Pairs of a digit and the id of a code.
        names:
            The names of codes, by id.
        """
        self._pinned, self._names = pinned, names
        self.display = bool(pinned)
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the pins to the new width."""
        self._draw()

    def _draw(self) -> None:
        if not self._pinned:
            return
        room = (self.size.width or 78) // len(self._pinned) - PINS_GAP
        parts = []
        for digit, code in self._pinned:
            name = one_line(self._names.get(code, ""))
            left = room - len(digit) - len(code) - 2
            shown = name if len(name) <= left else (name[: left - 1].rstrip() + "…" if left > 3 else "")
            colour = code_colour(self._places.get(code, 0), self.app.current_theme.dark)
            pin = Content.assemble((digit, "reverse"), " ", (code, f"bold {colour.hex}"))
            parts.append(Content.assemble(pin, plain_content(f" {shown}")) if shown else pin)
        self.update(Content(" " * PINS_GAP).join(parts), layout=False)
