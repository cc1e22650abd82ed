"""A list of blocks that comes in pages: what is further down is asked for when the end comes near."""

from collections.abc import Sequence

from textual.geometry import Size
from textual.message import Message

from casecoder.tui.widgets.block_list import BlockList, ListBlock

_AHEAD = 3
"""How many screenfuls before its end more is asked for."""


class PagedList(BlockList):
    """Blocks to which more are added."""

    class NearEnd(Message):
        """The end of what is listed is near."""

    def add(self, blocks: Sequence[ListBlock]) -> None:
        """Show more blocks under those that are there, at the cost of those that come."""
        self._blocks = [*self._blocks, *blocks]
        if not self._wrapped:
            return  # all of them are laid out once it is known how wide
        for laid in self.laid(blocks):
            self._laid.append(laid)
            self._tops.append(self._lines)
            self._lines += len(laid.rows)
        self.virtual_size = Size(self._wrapped, self._lines)
        self.refresh()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say when the end comes near."""
        super().watch_scroll_y(old_value, new_value)
        if new_value + _AHEAD * self.size.height >= self._lines:
            self.post_message(self.NearEnd())
