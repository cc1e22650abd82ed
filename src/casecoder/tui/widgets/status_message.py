"""What has just been done or can't be done, said for a moment in the bottom line of a screen."""

from typing import Any, ClassVar, Self

from textual.screen import Screen
from textual.widgets import Static

from casecoder.tui.base.screen_text import plain_content


class StatusMessage(Static):
    """A line over the footer. It goes by itself, with its screen, or when something else is said."""

    DEFAULT_CSS = """
    StatusMessage { dock: bottom; layer: said; height: 1; padding: 0 1; background: $primary;
        color: $text; text-wrap: nowrap; }
    StatusMessage.warning { background: $warning; }
    """
    SECONDS: ClassVar[float] = 5.0

    @classmethod
    def on(cls, screen: Screen[Any], words: str, severity: str) -> Self:
        """Say something on a screen, instead of what is being said there."""
        cls.end(screen)
        said = cls(plain_content(words), classes=severity, markup=False)
        screen.mount(said)
        return said

    @classmethod
    def end(cls, screen: Screen[Any]) -> None:
        """Uncover the footer again."""
        screen.query(cls).remove()

    def on_mount(self) -> None:
        """Go again when there has been time to read it."""
        self.set_timer(self.SECONDS, self.remove)
