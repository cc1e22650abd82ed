"""A list of quotes of any length. Its cost grows with the quotes on the screen, not with all of them."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.transcript_rows import replace_unsafe_characters, wrap_line

_STYLES = ("group", "head", "body", "foot", "mark", "cursor")
_INDENT = 3
"""Columns before an entry: the cursor's bar, the mark, a space."""


@dataclass(frozen=True, slots=True)
class ListBlock:
    """One entry of the list.

    Parameters
    ----------
    key:
        The name of the entry; empty for a group's heading, which can't be chosen.
    head, body, foot:
        The line above the words, all of the words, and the lines below them. Each may be empty.
    marks:
        The spans of the body to mark.
    """

    key: str
    head: str
    body: str = ""
    foot: str = ""
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Laid:
    """A block wrapped to a width. Each row has a style, the text it is part of, and its span of that text."""

    rows: tuple[tuple[str, str, Span], ...]


class BlockList(ScrollView, can_focus=True, inherit_bindings=False):
    """Blocks under headings, with a cursor.

    Parameters
    ----------
    markable:
        Whether entries can be marked.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"blocks--{name}" for name in _STYLES}
    DEFAULT_CSS = """
    BlockList {
        height: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; background: $background;
        & > .blocks--group { color: $text-accent; background: $background; text-style: bold; }
        & > .blocks--head { color: $text-muted; background: $background; }
        & > .blocks--body { color: $foreground; background: $background; }
        & > .blocks--foot { color: $text-muted; background: $background; text-style: italic; }
        & > .blocks--mark { text-style: bold underline; color: $text-warning; }
        & > .blocks--cursor { background: $primary 25%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "step(-1)", "Up", show=False, id="blocks.up", tooltip="The entry before"),
        Binding("down", "step(1)", "Down", show=False, id="blocks.down", tooltip="The next entry"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="blocks.page-up", tooltip="A screenful up"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="blocks.page-down", tooltip="A screenful down"),
        Binding("home", "far(-1)", "First", show=False, id="blocks.first", tooltip="The first entry"),
        Binding("end", "far(1)", "Last", show=False, id="blocks.last", tooltip="The last entry"),
        Binding("enter", "choose", "Open", key_display="⏎", id="blocks.open", tooltip="Open what is under the cursor"),
        Binding("space", "mark", "Mark", id="list.mark", tooltip="Mark the entry under the cursor, or unmark it"),
    ]

    class Chosen(Message):
        """Sent when an entry is opened."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Moved(Message):
        """Sent when the cursor may have moved to another entry."""

    class AtEnd(Message):
        """Sent when the cursor reaches the last entry, so that the screen can list more."""

    class Marked(Message):
        """Sent when entries are marked or unmarked."""

        def __init__(self, marked: list[str]) -> None:
            super().__init__()
            self.marked = marked

    def __init__(self, *, markable: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._markable = markable
        self._marks: set[str] = set()
        self._blocks: Sequence[ListBlock] = ()
        self._laid: list[_Laid] = []
        self._tops: list[int] = []
        self._lines = 0
        self._cursor = -1
        self._wrapped = 0

    def put(self, blocks: Sequence[ListBlock]) -> None:
        """Show other blocks. The cursor and the marks stay on the entries that are still there."""
        held, at = self.current, self._cursor
        self._blocks = blocks
        keys = [block.key for block in blocks]
        if held is not None and held.key in keys:
            self._cursor = keys.index(held.key)
        else:
            places = [place for place, key in enumerate(keys) if key]
            self._cursor = next((place for place in places if place >= at), places[-1] if places else -1)
        self._lay_out()
        self._show_cursor()
        self._mark(self._marks & set(keys))

    @property
    def marked(self) -> list[str]:
        """Return the keys of the marked entries, in the order of the list."""
        return [block.key for block in self._blocks if block.key in self._marks]

    def mark_all(self) -> None:
        """Mark every entry."""
        self._mark({block.key for block in self._blocks if block.key})

    def clear_marks(self) -> None:
        """Unmark every entry."""
        self._mark(set())

    def _mark(self, keys: set[str]) -> None:
        if keys != self._marks:
            self._marks = keys
            self.refresh()
            self.post_message(self.Marked(self.marked))

    @property
    def current(self) -> ListBlock | None:
        """Return the entry under the cursor, or ``None``."""
        return self._blocks[self._cursor] if 0 <= self._cursor < len(self._blocks) else None

    def on_resize(self) -> None:
        """Wrap the blocks to the new width."""
        if self.scrollable_content_region.width != self._wrapped:
            self._lay_out()
            self._show_cursor()

    def _lay_out(self) -> None:
        self._wrapped = self.scrollable_content_region.width
        self._laid = self.laid(self._blocks if self._wrapped else ())  # empty before the width is known
        self._tops, self._lines = [], 0
        for laid in self._laid:
            self._tops.append(self._lines)
            self._lines += len(laid.rows)
        self.virtual_size = Size(self._wrapped, self._lines)
        self.refresh()

    def laid(self, blocks: Sequence[ListBlock]) -> list[_Laid]:
        """Return blocks wrapped to the width of the list."""
        width = max(8, self._wrapped - _INDENT - 1)
        return [_lay(block, width) for block in blocks]

    def render_line(self, y: int) -> Strip:
        """Return one visible line."""
        y += self.scroll_offset.y
        if y >= self._lines:
            return Strip.blank(self.size.width, self.rich_style)
        place = bisect_right(self._tops, y) - 1
        block, at_cursor = self._blocks[place], place == self._cursor
        name, text, span = self._laid[place].rows[y - self._tops[place]]
        over = self.get_component_rich_style("blocks--cursor") if at_cursor else Style()
        ground = Style(bgcolor=over.bgcolor) if at_cursor and name != "gap" else Style()
        style = self.get_component_rich_style(f"blocks--{'body' if name == 'gap' else name}") + ground
        bar = "▌" if at_cursor and name != "gap" else " "
        tick = "✓" if y == self._tops[place] and block.key in self._marks else ""
        segments = [Segment(set_cell_size(bar + tick, _INDENT if block.key else 1), style)]
        marks = block.marks if name == "body" else ()
        segments += _marked(text, span, marks, style, self.get_component_rich_style("blocks--mark", partial=True))
        used = sum(cell_len(segment.text) for segment in segments)
        return Strip([*segments, Segment(" " * max(0, self.size.width - used), style)])

    def action_step(self, step: int) -> None:
        """Go to the next entry. First scroll through an entry that is longer than the screen."""
        hidden = self._hidden(step)
        if hidden:
            self.scroll_relative(y=step * min(hidden, max(1, self.size.height - 1)), animate=False)
            return
        place = self._cursor + step
        while 0 <= place < len(self._blocks) and not self._blocks[place].key:
            place += step
        self._go_to(place)

    def _hidden(self, step: int) -> int:
        """Return how many lines of the current entry are hidden above or below the screen."""
        if self.current is None or not self._laid:
            return 0
        top = self._tops[self._cursor]
        if step > 0:
            return max(0, top + len(self._laid[self._cursor].rows) - 1 - self.scroll_offset.y - self.size.height)
        return max(0, self.scroll_offset.y - top)

    def action_page(self, step: int) -> None:
        """Move a screenful down or up."""
        if self.current is None:
            return
        y = self._tops[self._cursor] + step * max(1, self.size.height - 2)
        place = bisect_right(self._tops, max(0, y)) - 1
        if place == self._cursor:
            self.action_step(step)
        else:
            self._go_to_nearest(place, step)

    def action_far(self, step: int) -> None:
        """Go to the first or last entry."""
        self._go_to_nearest(0 if step < 0 else len(self._blocks) - 1, -step)

    def action_choose(self) -> None:
        """Open the entry under the cursor."""
        if self.current is not None:
            self.post_message(self.Chosen(self.current.key))

    def action_mark(self) -> None:
        """Mark or unmark the entry under the cursor, and move to the next."""
        if self.current is not None:
            self._mark(self._marks ^ {self.current.key})
            if not self._hidden(1):
                self.action_step(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer marking only where the screen uses the marks."""
        return self._markable or action != "mark"

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked entry; open it on a double click."""
        place = bisect_right(self._tops, event.y + self.scroll_offset.y) - 1
        if 0 <= place < len(self._blocks) and self._blocks[place].key:
            self._go_to(place)
            if event.chain == 2:
                self.action_choose()

    def _go_to_nearest(self, place: int, step: int) -> None:
        while 0 <= place < len(self._blocks) and not self._blocks[place].key:
            place += step
        self._go_to(place)

    def _go_to(self, place: int) -> None:
        if 0 <= place < len(self._blocks) and self._blocks[place].key:
            self._cursor = place
            self._show_cursor()
            self.refresh()
            if place == len(self._blocks) - 1:
                self.post_message(self.AtEnd())
        elif place < 0:
            self.scroll_home(animate=False)

    def _show_cursor(self) -> None:
        self.post_message(self.Moved())
        if self.current is None or not self._laid:
            return
        top, bottom = self._tops[self._cursor], self._tops[self._cursor] + len(self._laid[self._cursor].rows) - 1
        if self._cursor and not self._blocks[self._cursor - 1].key:
            top = self._tops[self._cursor - 1]
        y = self.scroll_offset.y
        if bottom > y + self.size.height:
            y = bottom - self.size.height
        y = min(y, top)
        self.scroll_to(y=y, animate=False, force=True, immediate=True)


def _lay(block: ListBlock, width: int) -> _Laid:
    rows: list[tuple[str, str, Span]] = []
    for name, part in (("head" if block.key else "group", block.head), ("body", block.body), ("foot", block.foot)):
        text = replace_unsafe_characters(part)
        for start, end in _lines(text):
            begins = [*wrap_line(text, start, end, width, cell_len), end]
            rows.extend((name, text, Span(a, b)) for a, b in pairwise(begins))
    if block.key:
        rows.append(("gap", "", Span(0, 0)))
    return _Laid(tuple(rows))


def _lines(text: str) -> list[Span]:
    """Return the lines of a text that are not empty."""
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append(Span(at, at + len(line)))
        at += len(line) + 1
    return found


def _marked(text: str, span: Span, marks: Sequence[Span], style: Style, mark: Style) -> list[Segment]:
    """Return the words of a row, with the marked spans in another style."""
    segments, at = [], span.start
    end = span.start + len(text[span.start : span.end].rstrip())
    for marked in sorted(marks):
        first, last = max(marked.start, at), min(marked.end, end)
        if first < last:
            segments += [Segment(text[at:first], style), Segment(text[first:last], style + mark)]
            at = last
    return [*segments, Segment(text[at:end], style)]
