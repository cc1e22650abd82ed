"""The transcript view: a line-API widget over a frozen text, with a caret, a selection and codings."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.message_pump import MessagePump
from textual.scroll_view import ScrollView
from textual.strip import Strip

from casecoder.core.caret import Caret, Sentences
from casecoder.core.evidence import Evidence
from casecoder.core.rows import Rows, displayed
from casecoder.core.spans import Span
from casecoder.services.reading import OpenSource
from casecoder.tui.widgets.transcript_columns import share_out
from casecoder.tui.widgets.transcript_keys import motion_bindings
from casecoder.tui.widgets.transcript_mouse import Dragging
from casecoder.tui.widgets.transcript_painter import Marks, Painter

_STYLES = ("words", "interviewer", "heading", "number", "label", "coded", "here", "selected", "caret")


class TranscriptView(Dragging, ScrollView, can_focus=True, inherit_bindings=False):
    """A source to read and to select words in. What is shown as selected is exactly what would be stored.

    Parameters
    ----------
    places:
        Each code's place among the codes, which gives its colour.
    sentences:
        Asked for one paragraph at a time.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"transcript--{name}" for name in _STYLES}
    DEFAULT_CSS = """
    TranscriptView {
        height: 1fr; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; background: $background;
        & > .transcript--words, & > .transcript--heading { color: $foreground; background: $background; }
        & > .transcript--interviewer { color: $text-muted; background: $background; }
        & > .transcript--heading { text-style: bold; }
        & > .transcript--number { color: $text-muted; background: $background; }
        & > .transcript--label { color: $text-accent; background: $background; text-style: bold; }
        & > .transcript--coded { background: $foreground 14%; }
        & > .transcript--here { text-style: underline; }
        & > .transcript--selected { background: $primary; color: $text; text-style: bold; }
        & > .transcript--caret { text-style: reverse; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *motion_bindings(),
        Binding("escape", "clear", "Clear", show=False, id="transcript.clear", tooltip="Select nothing"),
    ]

    class Moved(Message):
        """The caret or the selection is another."""

        def can_replace(self, message: MessagePump | Message) -> bool:
            """Only the newest place matters."""
            return isinstance(message, TranscriptView.Moved)

    def __init__(self, places: Mapping[str, int], sentences: Sentences, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._places = places
        self._sentences = sentences
        self._source: OpenSource | None = None
        self._codings: Sequence[Evidence] = ()
        self._painter: Painter | None = None
        self._strips: LRUCache[tuple[int, Marks], Strip] = LRUCache(512)
        self._text = ""
        self._here: tuple[Evidence, ...] = ()
        self._shown: Span | None = None
        self._pending: int | None = None
        self.caret = Caret(Rows("", (), 1, cell_len), sentences)

    def show(self, source: OpenSource, at: int | None = None) -> None:
        """Show a source, the caret at an offset of its text."""
        self._source, self._codings = source, source.codings
        self._text = displayed(source.text)
        self.caret = Caret(Rows(self._text, source.turns, 80, cell_len), self._sentences)
        self._painter = None
        self._pending = at
        self._reflow()

    def set_codings(self, codings: Sequence[Evidence]) -> None:
        """Show other codings over the same text; caret and scrolling stay."""
        self._codings = codings
        self._make_painter()
        self._here = self._find_here()
        self.refresh()

    @property
    def codings(self) -> Sequence[Evidence]:
        """The codings shown, by place."""
        return self._codings

    @property
    def selection(self) -> Span | None:
        """What is selected, in code points of the frozen text."""
        return self.caret.selection

    @property
    def here(self) -> tuple[Evidence, ...]:
        """The codings over the character at the caret; where there are none, those that end there."""
        return self._here

    def go_to(self, offset: int) -> None:
        """Put the caret at an offset, a third down the screen if it was out of sight."""
        self.caret.move_to(offset)
        y = self.caret.rows.y_of(self.caret.rows.row_at(self.caret.at))
        if not self.scroll_offset.y <= y < self.scroll_offset.y + self.size.height:
            self.scroll_to(y=max(0, y - self.size.height // 3), animate=False)
        self._changed()

    def select(self, span: Span) -> None:
        """Select a stretch."""
        self.caret.select(span)
        self._changed()

    @property
    def words_at(self) -> int:
        """The column at which the words begin."""
        return self._painter.columns.left if self._painter else 0

    def on_resize(self) -> None:
        """Wrap anew."""
        self._reflow()

    def notify_style_update(self) -> None:
        """The theme is another."""
        super().notify_style_update()
        if self._painter is not None:
            self._make_painter()

    def _reflow(self) -> None:
        width = self.scrollable_content_region.width
        if self._source is None or not width:
            return
        columns = share_out(width, len(self._source.turns))
        rows = self.caret.rows
        if self._painter is None or rows.width != columns.wrap:
            rows = self.caret.rows = Rows(self._text, self._source.turns, columns.wrap, cell_len)
        self.virtual_size = Size(width, rows.height)
        self._make_painter()
        at, self._pending = self._pending, None
        if at is not None:
            self.go_to(at)
        else:
            self._changed()

    def _make_painter(self) -> None:
        if self._source is None or not self.scrollable_content_region.width:
            return
        styles: dict[str, Style] = {
            name: self.get_component_rich_style(f"transcript--{name}", partial=name in {"here", "caret"})
            for name in _STYLES
        }
        self._painter = Painter(
            self.caret.rows,
            share_out(self.scrollable_content_region.width, len(self._source.turns)),
            interviewers=self._source.interviewers, codings=self._codings, places=self._places,
            styles={**styles, "base": self.rich_style}, dark=self.app.current_theme.dark,
        )
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """One line of the visible part, from the cache if nothing on it has changed."""
        y += self.scroll_offset.y
        if self._painter is None or y >= self.caret.rows.height:
            return Strip.blank(self.size.width, self.rich_style)
        line = self.caret.rows.line_at(y)
        on_line = line.row is not None and self.caret.rows.row_at(self.caret.at) == line.row
        here = [Span(coding.start, coding.end) for coding in self._here]
        marks = self._painter.marks(line, self._shown, here, self.caret.at if on_line else None)
        strip = self._strips.get((y, marks))
        if strip is None:
            strip = self._painter.paint(line, marks)
            self._strips[y, marks] = strip
        return strip

    def action_go(self, motion: str, step: int, extend: bool) -> None:
        """Move the caret."""
        caret, before = self.caret, self._line_of_caret()
        match motion:
            case "cluster":
                caret.by_cluster(step, extend)
            case "row":
                caret.by_row(step, extend)
            case "word":
                caret.by_word(step, extend)
            case "edge":
                caret.to_row_edge(step, extend)
            case "page":
                caret.by_row(step * max(1, self.size.height - 2), extend)
            case "end":
                caret.to_end(step, extend)
            case "turn":
                caret.by_turn(step, extend)
            case "sentence":
                caret.by_sentence(step, extend)
        self._changed(before)

    def select_sentence(self) -> None:
        """Select the sentence at the caret, or one more."""
        if not self.caret.grow_by_sentence():
            self.notify("Extend it with } if the next turn belongs to it.", title="The turn has no further sentence.")
        self._changed()

    def select_turn(self) -> None:
        """Select the turn."""
        turn = self.caret.turn
        self.select(Span(turn.words, turn.end))

    def toggle_extending(self) -> None:
        """Start or stop extending with every move."""
        self.caret.toggle_extending()
        self._changed()

    def action_clear(self) -> None:
        """Select nothing."""
        self.clear()

    def clear(self) -> None:
        """Select nothing; the caret stays."""
        self.caret.clear()
        self._changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is the view's only while something is selected; then it is the screen's way back."""
        if action == "clear":
            return self.caret.extending or self.caret.anchored
        return True

    def _line_of_caret(self) -> int:
        return self.caret.rows.y_of(self.caret.rows.row_at(self.caret.at))

    def _changed(self, before: int | None = None, *, follow: bool = True) -> None:
        """Draw what is different and bring the caret into sight.

        ``before`` is the line the caret was on; without ``follow`` the text stays still, as under a pointer.
        """
        line = self._line_of_caret()
        selection, here = self.selection, self._find_here()
        alike = selection == self._shown and here == self._here and before is not None
        self._shown, self._here = selection, here
        if alike and before is not None:
            self.refresh_line(before)
            self.refresh_line(line)
        else:
            self.refresh()
        if follow:
            margin = min(2, self.size.height // 4)
            around = Region(0, line - margin, 1, 1 + 2 * margin)
            self.scroll_to_region(around, animate=False, force=True, immediate=True, x_axis=False)
        self.post_message(self.Moved())

    def _find_here(self) -> tuple[Evidence, ...]:
        if self._painter is None:
            return ()
        at = self.caret.at
        over = self._painter.index.touching(at, at + 1)
        if not over and at:
            before = self._painter.index.touching(at - 1, at)
            over = [number for number in before if self._painter.spans[number].end == at]
        return tuple(self._codings[number] for number in over)
