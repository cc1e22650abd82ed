"""The footer that lists the keys of a screen.

Short because every screen and dialog uses it.
"""

from typing import Any

from textual.app import ComposeResult
from textual.widgets import Footer


class KeyLine(Footer):
    """A footer that is rebuilt only when its keys change.

    Textual's footer rebuilds all keys when the focus moves or a screen returns, several times for one key press.
    That takes longer than everything else that follows a key press.
    """

    _said: list[tuple[Any, ...]] | None = None

    async def recompose(self) -> None:
        """Show the keys that work now, if they have changed."""
        if not self.is_attached:  # the screen has been left since
            return
        says = [
            (found.binding, self.app.get_key_display(found.binding), found.enabled, found.tooltip)
            for found in self.screen.active_bindings.values()
            if found.binding.show or found.binding.key == self.app.COMMAND_PALETTE_BINDING
        ]
        if says != self._said:
            self._said = says
            await super().recompose()

    def compose(self) -> ComposeResult:
        """Make the keys compact from the start, so that they are not styled again when they are mounted."""
        for key in super().compose():
            key.set_class(self.compact, "-compact", update=False)
            yield key
