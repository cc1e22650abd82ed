"""The mode that finds words in the open source, and marks them in the text."""

from bisect import bisect_left
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.spans import Span
from casecoder.services.search.text_search import search_source
from casecoder.tui.base.destinations import SearchPage
from casecoder.tui.base.screen_text import plain_content
from casecoder.tui.screens.transcript.modes import TranscriptMode
from casecoder.tui.screens.transcript.transcript_base import TranscriptBaseScreen


class FindMode(TranscriptMode):
    """The mode with a search field: all hits are marked, and enter selects one after the other.

    Parameters
    ----------
    host:
        The screen of the transcript.
    """

    DEFAULT_CSS = """
    FindMode {
        layout: horizontal;
        #find-typed { width: 1fr; border: none; height: 1; padding: 0 1; }
        #find-status { width: auto; max-width: 60%; padding: 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,down",
            "step(1)",
            "Next",
            key_display="⏎",
            priority=True,
            id="finding.next",
            tooltip="Go to the next hit",
        ),
        Binding(
            "up",
            "step(-1)",
            "Previous",
            key_display="↑",
            priority=True,
            id="finding.previous",
            tooltip="Go to the hit before",
        ),
        Binding(
            "ctrl+f",
            "everywhere",
            "Everywhere",
            priority=True,
            id="finding.everywhere",
            tooltip="Find words in all transcripts",
        ),
        Binding(
            "escape",
            "leave",
            "Back",
            key_display="esc",
            priority=True,
            id="finding.back",
            tooltip="Back to the text, at the hit",
        ),
    ]

    def __init__(self, host: TranscriptBaseScreen) -> None:
        super().__init__(host.view)
        self._host = host
        self._hits: list[Span] = []
        self._at: int | None = None

    def compose(self) -> ComposeResult:
        """Lay out the field, and the number of hits."""
        yield Input(placeholder='Words, "a phrase", begin*', id="find-typed", compact=True)
        yield Static("⏎ next · ↑ before · esc ends", id="find-status", markup=False)

    def on_mount(self) -> None:
        """Give the keyboard to the field."""
        self.screen.set_focus(self.query_one(Input))

    def on_key(self, event: events.Key) -> None:
        """Put letters into the field that were typed before it had the keyboard."""
        if event.character and event.is_printable:
            event.stop()
            self.query_one(Input).insert_text_at_cursor(event.character)

    @on(Input.Changed)
    def _find(self, event: Input.Changed) -> None:
        event.stop()
        self._hits, self._at, trouble = [], None, ""
        if event.value.strip():
            try:
                self._hits = search_source(self._host.study, self._host.source_ref, event.value)
            except CaseCoderError as error:
                trouble = error.message
        self.view.set_hits(self._hits)
        if self._hits:
            self._show(bisect_left(self._hits, Span(self.view.caret.at, 0)) % len(self._hits), select=False)
        else:
            self._show_status(trouble or ("no hit" if event.value.strip() else ""))

    def action_step(self, step: int) -> None:
        """Go to the next hit, or the one before; the first follows the last."""
        if not self._hits:
            self._show_status("Type words that are said here" if not self.query_one(Input).value.strip() else "no hit")
            return
        at = (0 if self._at is None else self._at) + (step if self.view.selection == self._hit() else 0)
        self._show(at % len(self._hits), select=True)

    def _hit(self) -> Span | None:
        return self._hits[self._at] if self._at is not None else None

    def _show(self, at: int, *, select: bool) -> None:
        self._at = at
        if select:
            self.view.go_to(self._hits[at].start)
            self.view.select(self._hits[at])
        self._show_status(f"{at + 1} of {len(self._hits)}")

    def _show_status(self, status: str) -> None:
        self.query_one("#find-status", Static).update(plain_content(status))

    def moved(self) -> None:
        """Give the keyboard back to the field after a click on the text."""
        if self.view.has_focus:
            self.query_one(Input).focus()

    def action_everywhere(self) -> None:
        """Find words in all transcripts."""
        host = self._host
        self.action_leave()
        host.go_to(SearchPage())

    def action_leave(self) -> None:
        """End the mode; the caret stays at the hit."""
        self.view.set_hits([])
        self._host.end_mode()
