"""The lines above the footer in which the tour says what to do next."""

from typing import Self

from textual.screen import Screen
from textual.widgets import Footer, Static

from casecoder.tui.base.screen_text import plain_content


class TourPanel(Static):
    """A step of the tour. It takes its lines from the screen, so nothing lies under it."""

    DEFAULT_CSS = """
    TourPanel {
        height: auto; max-height: 4; padding: 0 1; background: $panel; color: $foreground; border-top: heavy $accent;
        border-title-color: $text-accent; border-title-style: bold;
    }
    """

    @classmethod
    def on(cls, screen: Screen[None], title: str, words: str) -> Self | None:
        """Show a step on a screen, instead of the one shown there; a screen without a footer has no place for it."""
        panel, footer = next(iter(screen.query(cls)), None), next(iter(screen.query(Footer)), None)
        if footer is None:
            return None
        if panel is None:
            panel = cls(markup=False)
            screen.mount(panel, before=footer)
        panel.border_title = title
        panel.update(plain_content(words))
        return panel
