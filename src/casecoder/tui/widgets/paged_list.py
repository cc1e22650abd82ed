"""A list of blocks that asks for more blocks when its end is near.

Short because ``block_list`` has one idea and 300 lines, and most lists need no pages.
"""

from collections.abc import Sequence

from textual.geometry import Size
from textual.message import Message

from casecoder.tui.widgets.block_list import BlockList, ListBlock

_AHEAD = 3
"""How many screenfuls before the end the list asks for more."""


class PagedList(BlockList):
    """A list of blocks to which blocks can be added."""

    class NearEnd(Message):
        """Sent when the end of the list is near the screen."""

    def add(self, blocks: Sequence[ListBlock]) -> None:
        """Add blocks at the end. Only the new blocks are laid out."""
        self._blocks = [*self._blocks, *blocks]
        if not self._wrapped:
            return  # all blocks are laid out when the width is known
        for laid in self.laid(blocks):
            self._laid.append(laid)
            self._tops.append(self._lines)
            self._lines += len(laid.rows)
        self.virtual_size = Size(self._wrapped, self._lines)
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Send :class:`NearEnd` when the end is near."""
        super().watch_scroll_y(old_value, new_value)
        if new_value + _AHEAD * self.size.height >= self._lines:
            self.post_message(self.NearEnd())
