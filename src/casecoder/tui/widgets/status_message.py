"""A message in the bottom line of a screen: what was just done or can't be done.

Short because the application and the transcript screen both use it.
"""

from typing import Any, ClassVar, Self

from textual.screen import Screen
from textual.widgets import Static

from casecoder.tui.base.screen_text import plain_content


class StatusMessage(Static):
    """A line over the footer. It goes after some seconds, with its screen, or with the next message."""

    DEFAULT_CSS = """
    StatusMessage { dock: bottom; layer: said; height: 1; padding: 0 1; background: $primary;
        color: $text; text-wrap: nowrap; }
    StatusMessage.warning { background: $warning; }
    """
    SECONDS: ClassVar[float] = 5.0

    @classmethod
    def on(cls, screen: Screen[Any], words: str, severity: str) -> Self:
        """Show a message on a screen in place of the one before."""
        cls.end(screen)
        said = cls(plain_content(words), classes=severity, markup=False)
        screen.mount(said)
        return said

    @classmethod
    def end(cls, screen: Screen[Any]) -> None:
        """Remove the message of a screen, so that the footer shows."""
        screen.query(cls).remove()

    def on_mount(self) -> None:
        """Remove the message after there was time to read it."""
        self.set_timer(self.SECONDS, self.remove)
