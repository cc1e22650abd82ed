"""The line at the foot of a screen that says its keys."""

from typing import Any

from textual.app import ComposeResult
from textual.widgets import Footer


class KeyLine(Footer):
    """A footer that is made anew only when what it says changes.

    Textual makes all of its keys anew whenever the focus moves or a screen comes back, several times for one key
    pressed, which takes longer than everything else that the key brings about.
    """

    _said: list[tuple[Any, ...]] | None = None

    async def recompose(self) -> None:
        """Say the keys that work now."""
        if not self.is_attached:  # the screen was left before this was asked for
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
        """The keys, styled as compact from the start and not once more when they are mounted."""
        for key in super().compose():
            key.set_class(self.compact, "-compact", update=False)
            yield key
