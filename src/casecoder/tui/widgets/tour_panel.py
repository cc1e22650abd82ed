"""The lines above the footer that show a step of the tour.

Short because the tour is no widget, and this is its only part on a screen.
"""

from typing import Self

from textual.screen import Screen
from textual.widgets import Footer, Static

from casecoder.tui.base.screen_text import plain_content


class TourPanel(Static):
    """A step of the tour. It has its own lines and covers nothing."""

    DEFAULT_CSS = """
    TourPanel {
        height: auto; max-height: 4; padding: 0 1; background: $panel; color: $foreground; border-top: heavy $accent;
        border-title-color: $text-accent; border-title-style: bold;
    }
    """

    @classmethod
    def on(cls, screen: Screen[None], title: str, words: str) -> Self | None:
        """Show a step on a screen in place of the step before; return ``None`` if the screen has no footer."""
        panel, footer = next(iter(screen.query(cls)), None), next(iter(screen.query(Footer)), None)
        if footer is None:
            return None
        if panel is None:
            panel = cls(markup=False)
            screen.mount(panel, before=footer)
        panel.border_title = title
        panel.update(plain_content(words))
        return panel
