"""A table of short texts of any size, which draws only the cells on the screen. Its labels do not scroll."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size, Spacing, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.tui.base.screen_text import band_mark, one_line

_FAR = 999_999
_HEAD, _LABEL = 12, 14
"""The most columns of the screen that a heading may give to its column, and the least that labels take."""


class MatrixGridPosition(NamedTuple):
    """The row and column of a cell, counted from 0."""

    row: int
    column: int


class MatrixGrid(ScrollView, can_focus=True):
    """A table with a cursor."""

    DEFAULT_CSS = """
    MatrixGrid { height: 1fr; background: $background; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    MatrixGrid > .matrix-grid--heading { color: $foreground; text-style: bold; }
    MatrixGrid > .matrix-grid--label { color: $foreground; }
    MatrixGrid > .matrix-grid--here { color: $text-accent; text-style: bold; }
    MatrixGrid > .matrix-grid--nothing { color: $text-muted; }
    MatrixGrid > .matrix-grid--cursor { text-style: bold reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"matrix-grid--{part}" for part in ("heading", "label", "here", "nothing", "cursor")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "Up", show=False, id="matrix.up", tooltip="A row up"),
        Binding("down", "move(1, 0)", "Down", show=False, id="matrix.down", tooltip="A row down"),
        Binding("left", "move(0, -1)", "Left", show=False, id="matrix.left", tooltip="A column to the left"),
        Binding("right", "move(0, 1)", "Right", show=False, id="matrix.right", tooltip="A column to the right"),
        Binding(
            "home",
            f"move(0, -{_FAR})",
            "To the first column",
            show=False,
            id="matrix.home",
            tooltip="To the first column",
        ),
        Binding(
            "end", f"move(0, {_FAR})", "To the last column", show=False, id="matrix.end", tooltip="To the last column"
        ),
        Binding("pageup", "page(-1)", "A screenful up", show=False, id="matrix.pageup", tooltip="A screenful up"),
        Binding(
            "pagedown", "page(1)", "A screenful down", show=False, id="matrix.pagedown", tooltip="A screenful down"
        ),
    ]

    at: reactive[MatrixGridPosition] = reactive(MatrixGridPosition(0, 0))

    class Moved(Message):
        """Sent when the cursor moves to another cell."""

    class Opened(Message):
        """Sent when a cell is double-clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.labels: Sequence[str] = ()
        self.heads: Sequence[str] = ()
        self._text: Callable[[int, int], str] = lambda _row, _column: ""
        self._cell = 4

    def show(self, labels: Sequence[str], heads: Sequence[str], text: Callable[[int, int], str]) -> None:
        """Show a table. The cursor stays at its place, or moves to the nearest one that is left.

        Parameters
        ----------
        text:
            Returns the text of a cell, by row and column.
        """
        self.labels, self.heads, self._text = [one_line(label) for label in labels], [*map(one_line, heads)], text
        widest = max((len(text(row, column)) for row in range(len(labels)) for column in range(len(heads))), default=0)
        self._cell = max(widest, min(_HEAD, max(map(len, self.heads), default=0))) + 2
        self._measure()
        self.at = self._inside(self.at)
        self.refresh()

    def on_resize(self) -> None:
        """Share the new width between labels and cells."""
        self._measure()

    def _measure(self) -> None:
        self.virtual_size = Size(self._label + self._cell * len(self.heads), 1 + len(self.labels))

    @property
    def _label(self) -> int:
        """Return the width of the labels: what the cells leave, or at least a quarter and so that whole cells show."""
        longest, width = max(map(len, self.labels), default=0) + 3, self.scrollable_content_region.width
        least, room = max(_LABEL, width // 4), width - self._cell * len(self.heads)
        return min(longest, room if room >= least else least + max(0, width - least) % self._cell)

    def _inside(self, at: MatrixGridPosition) -> MatrixGridPosition:
        row, column = clamp(at.row, 0, len(self.labels) - 1), clamp(at.column, 0, len(self.heads) - 1)
        return MatrixGridPosition(max(0, row), max(0, column))

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor by some rows and columns, at most to the edge."""
        self.at = self._inside(MatrixGridPosition(self.at.row + down, self.at.column + right))

    def action_page(self, way: int) -> None:
        """Move the cursor by a screenful of rows."""
        self.action_move(way * max(1, self.size.height - 2), 0)

    def watch_at(self) -> None:
        """Keep the cursor in view."""
        region = Region(self._label + self.at.column * self._cell, 1 + self.at.row, self._cell, 1)
        self.scroll_to_region(region, spacing=Spacing(1, 0, 0, self._label), animate=False, force=True, immediate=True)
        self.refresh()
        self.post_message(self.Moved())

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked cell; open it on a double click."""
        row = event.y - 1 + self.scroll_offset.y
        column = (event.x - self._label + self.scroll_offset.x) // self._cell
        if event.y >= 1 and event.x >= self._label and row < len(self.labels) and column < len(self.heads):
            self.at = MatrixGridPosition(row, column)
            if event.chain == 2:
                self.post_message(self.Opened())

    def render_line(self, y: int) -> Strip:
        """Return one line: the headings, or a row. Its label stays when the cells are scrolled."""
        width, scroll = self.scrollable_content_region.width, self.scroll_offset
        row = y - 1 + scroll.y if y else -1
        if row >= len(self.labels):
            return Strip.blank(width, self.rich_style)
        first = scroll.x // self._cell
        last = min(len(self.heads), first + width // self._cell + 2)
        cells = Strip([self._segment(row, column) for column in range(first, last)])
        shown = cells.crop(scroll.x - first * self._cell, scroll.x - first * self._cell + width - self._label)
        strip = Strip([self._named(row), *shown]).adjust_cell_length(width, self.rich_style)
        return strip.apply_style(self.rich_style)

    def _named(self, row: int) -> Segment:
        here = row == self.at.row
        text = ("▸" if here else " ") + shorten_quote(self.labels[row], self._label - 2) if row >= 0 else ""
        style = self.get_component_rich_style(f"matrix-grid--{'here' if here else 'label'}")
        return Segment(text.ljust(self._label)[: self._label], style)

    def _segment(self, row: int, column: int) -> Segment:
        """Return a cell, or the heading of a column for row -1."""
        if row < 0:
            here = column == self.at.column
            style = self.get_component_rich_style(f"matrix-grid--{'here' if here else 'heading'}")
            return Segment(shorten_quote(self.heads[column], self._cell - 1).rjust(self._cell), style)
        text = self._text(row, column)
        nothing = text.strip() in {"0", "0.0", "no", "", band_mark(None)}
        part = "cursor" if self.at == (row, column) else "nothing" if nothing else "label"
        return Segment(text.rjust(self._cell), self.get_component_rich_style(f"matrix-grid--{part}"))
