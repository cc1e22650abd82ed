"""The transcript view: a widget that shows a frozen text line by line, with caret, selection and codings."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.message_pump import MessagePump
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.caret import Caret, FindSentences
from casecoder.core.transcripts.spans import Span, merge_spans
from casecoder.core.transcripts.transcript_rows import TranscriptRows, replace_unsafe_characters
from casecoder.core.transcripts.unit_selection import FindClauses, UnitSelector
from casecoder.language import clause_spans
from casecoder.services.sources.study_listings import OpenSource
from casecoder.tui.widgets.transcript.minimap import Minimap
from casecoder.tui.widgets.transcript.transcript_codings import CodingsInLanes
from casecoder.tui.widgets.transcript.transcript_columns import ROOMY_WIDTH, share_out_width
from casecoder.tui.widgets.transcript.transcript_keys import motion_bindings
from casecoder.tui.widgets.transcript.transcript_mouse import MouseSelection
from casecoder.tui.widgets.transcript.transcript_painter import TranscriptPainter
from casecoder.tui.widgets.transcript.transcript_selection import SelectionByUnit

_STYLES = ("words", "interviewer", "heading", "number", "label", "coded", "focused", "here", "hit", "selected", "caret")
_PARTIAL = {"here", "hit", "caret"}

_FEW = 50
"""If more codings than this change at once, all lines are drawn again and not only theirs."""


class TranscriptView(MouseSelection, SelectionByUnit, ScrollView, can_focus=True, inherit_bindings=False):
    """A source to read and to select words in. The words shown as selected are exactly those that are stored.

    Parameters
    ----------
    places:
        The place of each code among the codes, which gives its colour.
    sentences, clauses:
        Functions that find the sentences of a paragraph and the clauses of a sentence.

    ``focused_code`` is the id of the code whose codings are shaded in the text; with none, all are.
    """

    focused_code: reactive[str] = reactive("")
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
        & > .transcript--focused { background: $accent 35%; }
        & > .transcript--hit { text-style: reverse; }
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
        """Sent when the caret or the selection changes."""

        def can_replace(self, message: MessagePump | Message) -> bool:
            """Return whether a newer message replaces this one. Only the newest place matters."""
            return isinstance(message, TranscriptView.Moved)

    def __init__(
        self,
        places: Mapping[str, int],
        sentences: FindSentences,
        clauses: FindClauses = clause_spans,
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._places = places
        self._sentences = sentences
        self._clauses = clauses
        self._source: OpenSource | None = None
        self._codings = CodingsInLanes(())
        self._hits: list[Span] = []
        self._painter: TranscriptPainter | None = None
        self._text = ""
        self._hide_interviewer = False
        self._here: tuple[Evidence, ...] = ()
        self._underlined: list[Span] = []
        self._shown: Span | None = None
        self._pending: int | None = None
        self._rewrapped = (0, 0, 0)
        self.caret = Caret(TranscriptRows("", (), 1, cell_len), sentences)
        self.selector = UnitSelector(self.caret, clauses, frozenset())

    def show(self, source: OpenSource, at: int | None = None) -> None:
        """Show a source with the caret at an offset of its text."""
        self._source, self._codings, self._hits = source, CodingsInLanes(source.codings), []
        self._text = replace_unsafe_characters(source.text)
        self.caret = Caret(TranscriptRows(self._text, source.turns, len(self._text) + 1, len), self._sentences)
        self.selector = UnitSelector(self.caret, self._clauses, source.interviewers)
        self._painter = None
        self._pending, self._rewrapped = at, (0, 0, 0)
        self.scroll_to(y=0, animate=False, force=True, immediate=True)
        self._reflow()

    def set_codings(self, codings: Sequence[Evidence]) -> None:
        """Show other codings over the same text. The caret, the scrolling and the lanes of kept codings stay."""
        changed = self._codings.set(codings)
        if self._painter is not None and len(changed) < _FEW and self._painter.places == self._places:
            self._painter.forget(changed)
        else:
            self._make_painter()
        self._show_map()
        self._set_here(self._find_here())
        self.refresh()

    def set_hits(self, spans: Iterable[Span]) -> None:
        """Mark the hits of a search; with no spans, remove the marks."""
        self._hits = merge_spans(spans)
        self._show_map()
        self.refresh()

    @property
    def hide_interviewer(self) -> bool:
        """Whether the turns of interviewers are folded. Going to a place in one of them unfolds them."""
        return self._hide_interviewer

    @hide_interviewer.setter
    def hide_interviewer(self, hide: bool) -> None:
        if hide != self._hide_interviewer:
            self._hide_interviewer = hide
            self._reflow()

    def _hidden(self, source: OpenSource) -> frozenset[int]:
        """Return the turns to fold."""
        asking = source.interviewers if self._hide_interviewer else frozenset()
        return frozenset(number for number, turn in enumerate(source.turns) if turn.speaker in asking)

    @property
    def codings(self) -> Sequence[Evidence]:
        """Return the codings shown, in order of their places."""
        return self._codings.all

    @property
    def selection(self) -> Span | None:
        """Return the selected span, in code points of the frozen text."""
        return self.caret.selection

    @property
    def here(self) -> tuple[Evidence, ...]:
        """Return the codings over the character at the caret; if there are none, those that end there."""
        return self._here

    def go_to(self, offset: int) -> None:
        """Put the caret at an offset. If it was out of sight, it comes a third down the screen."""
        self._unfold(offset)
        self.caret.move_to(offset)
        y = self._line_of_caret()
        if not self.scroll_offset.y <= y < self.scroll_offset.y + self.size.height:
            self.scroll_to(y=max(0, y - self.size.height // 3), animate=False)
        self._changed()

    def select(self, span: Span) -> None:
        """Select a stretch of the text."""
        self._unfold(span.start)
        self._unfold(span.end - 1)
        self.caret.select(span)
        self._changed()

    def _unfold(self, offset: int) -> None:
        if not self.caret.rows.is_shown(offset):
            self.hide_interviewer = False

    @property
    def vertical_scrollbar(self) -> Minimap:
        """Return the map of the source, which takes the place of the scroll bar."""
        if not isinstance(self._vertical_scrollbar, Minimap):
            self._vertical_scrollbar = Minimap()
            self._vertical_scrollbar.display = False
            self.app._start_widget(self, self._vertical_scrollbar)  # as Widget makes its own
        return self._vertical_scrollbar

    def _show_map(self) -> None:
        self.vertical_scrollbar.show(self.caret.rows, self._codings.spans, self._hits)

    @property
    def words_at(self) -> int:
        """Return the column where the words begin."""
        return self._painter.columns.left if self._painter else 0

    def on_resize(self) -> None:
        """Wrap the text to the new width."""
        self.styles.scrollbar_size_vertical = 2 if self.outer_size.width >= ROOMY_WIDTH else 1
        self._reflow()

    def notify_style_update(self) -> None:
        """Draw the text again in the new theme."""
        super().notify_style_update()
        if self._painter is not None:
            self._make_painter()

    def watch_focused_code(self) -> None:
        """Shade the codings of the newly focused code."""
        self.refresh()

    def _reflow(self) -> None:
        """Wrap the text to the current width and keep its place."""
        width = self.scrollable_content_region.width
        if self._source is None or not width:
            return
        columns = share_out_width(width, len(self._source.turns))
        offset, down = self._place()
        self.caret.rewrap(
            TranscriptRows(self._text, self._source.turns, columns.wrap, cell_len, self._hidden(self._source))
        )
        rows = self.caret.rows
        self.virtual_size = Size(width, rows.height)
        self._make_painter()
        self._show_map()
        at, self._pending = self._pending, None
        if at is not None:
            self.go_to(at)
            return
        y = rows.y_of(rows.row_at(rows.settle(offset))) - min(down, self.size.height - 1)
        self.scroll_to(y=y, animate=False, force=True, immediate=True)
        self._rewrapped = (self.scroll_offset.y, offset, self.size.height)
        self._changed(follow=False)

    def _place(self) -> tuple[int, int]:
        """Return the offset that keeps its place when the text is wrapped again, and its line on the screen.

        The offset is the caret if it is in sight, otherwise the top of the screen. It stays the same through several
        wrappings, although rows begin at other offsets at each width.
        """
        top, line = self.scroll_offset.y, self._line_of_caret()
        before, offset, height = self._rewrapped
        if top <= line < top + (height or self.size.height):
            return self.caret.at, line - top
        return (offset if top == before else self.caret.rows.starts_at(top)), 0

    def _make_painter(self) -> None:
        if self._source is None or not self.scrollable_content_region.width:
            return
        styles: dict[str, Style] = {
            name: self.get_component_rich_style(f"transcript--{name}", partial=name in _PARTIAL) for name in _STYLES
        }
        self._painter = TranscriptPainter(
            self.caret.rows,
            share_out_width(self.scrollable_content_region.width, len(self._source.turns)),
            interviewers=self._source.interviewers,
            codings=self._codings,
            places=self._places,
            styles={**styles, "base": self.rich_style},
            dark=self.app.current_theme.dark,
        )

    def render_line(self, y: int) -> Strip:
        """Return one visible line, from the cache if nothing on it has changed."""
        y += self.scroll_offset.y
        if self._painter is None or y >= self.caret.rows.height:
            return Strip.blank(self.size.width, self.rich_style)
        marks = self._painter.marks(
            y,
            self._shown,
            self._underlined,
            self.caret.at,
            hits=self._hits,
            focus=self.focused_code,
            top=y == self.scroll_offset.y,
        )
        return self._painter.strip(y, marks)

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

    def toggle_extending(self) -> None:
        """Start or stop extending the selection with every move."""
        self.caret.toggle_extending()
        self._changed()

    def action_clear(self) -> None:
        """Clear the selection."""
        self.clear()

    def clear(self) -> None:
        """Clear the selection; the caret stays."""
        self.caret.clear()
        self._changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer escape only while something is selected; otherwise it leaves the screen."""
        if action == "clear":
            return self.caret.extending or self.caret.anchored
        return True

    def _line_of_caret(self) -> int:
        return self.caret.rows.y_of(self.caret.rows.row_at(self.caret.at))

    def _changed(self, before: int | None = None, *, follow: bool = True) -> None:
        """Draw what has changed and scroll to the caret.

        ``before`` is the earlier line of the caret. Without ``follow`` the text does not scroll, as under a pointer.
        """
        line = self._line_of_caret()
        selection, here = self.selection, self._find_here()
        alike = selection == self._shown and here == self._here and before is not None
        self._shown = selection
        self._set_here(here)
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

    def _set_here(self, here: tuple[Evidence, ...]) -> None:
        if here != self._here:
            self._here = here
            self._underlined = merge_spans(Span(coding.start, coding.end) for coding in here)

    def _find_here(self) -> tuple[Evidence, ...]:
        at = self.caret.at
        over = self._codings.touching(at, at + 1)
        if not over and at:
            over = [coding for coding in self._codings.touching(at - 1, at) if coding.end == at]
        return tuple(over)
