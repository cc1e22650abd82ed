"""The coded segments: the passages that a query over codes finds, by school."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, ProgressBar, Static

from casecoder.core.coding.code_query import CodeQueryError, parse_code_query
from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.errors import CaseCoderError
from casecoder.core.outputs.extract import ExtractPassage
from casecoder.services import history
from casecoder.services.search import retrieval
from casecoder.services.search.retrieval import CountsByCase, PassageCount, PassagePage
from casecoder.tui.base.destinations import TranscriptPage, coding_page
from casecoder.tui.base.screen_text import format_count, plain_content
from casecoder.tui.screens.search.passage_actions import PassageActionsScreen
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.paged_list import PagedList
from casecoder.tui.widgets.passage_blocks import build_passage_blocks, format_passage_count, passage_key

FIRST_PAGE_SECONDS = 0.08
"""How long the screen looks for the first page before a thread goes on with it."""


@dataclass(slots=True)
class PassageListing:
    """The passages that one query has found so far. ``stop`` ends the threads that still work for it."""

    coding_filter: CodingFilter
    joined: bool = False
    passages: list[ExtractPassage] = field(default_factory=list)
    following: retrieval.RetrievalPosition | None = None
    tally: CountsByCase | None = None
    loading: bool = False
    counting: bool = False
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def busy(self) -> bool:
        """Whether a thread still works for it."""
        return not self.stop.is_set() and (self.loading or self.counting)


class SegmentsScreen(PassageActionsScreen):
    """The coded segments, or the passages of a query over codes, by school.

    Parameters
    ----------
    code:
        The code to list with its children; all codes when empty.
    case:
        The school to list, by its short id; all schools when empty.
    coding_filter:
        The filter to list by, in place of code and school.
    """

    CSS_PATH = "segments.tcss"
    AUTO_FOCUS = "#quotes"
    HELP = """\
# Coded segments

Every quote that has been coded, by school, whole, with where it stands, who says it and who coded it. `┃` supports
its code, `╎` counters it. Enter opens the transcript at the quote.

`/` goes to the query. A code stands for itself and its children, `B02!` for itself alone. Codes are joined by

| between codes | finds |
|---|---|
| `or` | the codings of both |
| `and` | the words that lie under both |
| `not` | those of the first that share no word with the second |
| `overlaps` | those of the first, whole, that do |
| `near`, `near(5)` | those of the first with no more than 30 (5) words to one of the second |
| `same-turn` | those of the first in one turn with one of the second |

`near` counts words here, as you say. In matrices, on the rating desk and in reports codings are near when they stand no
more than two turns apart.

The lower in the table the closer they bind; parentheses go first. The filters add up: choose a code, a school, a
role, a kind of source, a coder, a direction, and with `f` dates, strength and more; `0` drops them all. Space marks
passages: `C` gives those marked, or the one under the cursor, further codes.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "query", "Query", key_display="/", id="segments.query", tooltip="Go to the query"),
    ]

    class PageFound(Message):
        """Sent when a further page of a listing is found."""

        def __init__(self, listing: PassageListing, page: PassagePage) -> None:
            super().__init__()
            self.listing, self.page = listing, page

    class Counted(Message):
        """Sent when the passages of a listing are counted."""

        def __init__(self, listing: PassageListing, tally: CountsByCase) -> None:
            super().__init__()
            self.listing, self.tally = listing, tally

    def __init__(self, code: str = "", case: str = "", coding_filter: CodingFilter | None = None) -> None:
        super().__init__(coding_filter or CodingFilter(query=code, case=case))
        self._listing = PassageListing(self.coding_filter, tally={})
        self._state = -1

    def compose(self) -> ComposeResult:
        """Lay out the counts, the query, the filters and the quotes."""
        yield Static(id="title", classes="screen-title", markup=False)
        yield Input(self.coding_filter.query, placeholder="Query (/), such as B02 and C01", id="query")
        yield Static(id="query-error", markup=False)
        yield Static(id="filters", classes="status", markup=False)
        yield PagedList(markable=True, id="quotes")
        yield Static(id="empty", classes="empty", markup=False)
        yield ProgressBar(show_eta=False)
        yield KeyLine(compact=True, show_command_palette=False)

    @property
    def listed(self) -> Sequence[ExtractPassage]:
        """The passages listed so far."""
        return self._listing.passages

    @property
    def total(self) -> int:
        """How many passages there are, as far as is known."""
        return sum(count.passages for count in (self._listing.tally or {}).values()) or len(self.listed)

    def refresh_study(self) -> None:
        """List the passages as they are now."""
        newest = history.read_history(self.study, 1)
        state = newest[0].number if newest else 0
        if state != self._state:
            self._state = state
            self.show_filter(self.coding_filter)
            self.load_coders()

    def show_filter(self, coding_filter: CodingFilter) -> None:
        """List the passages of another filter."""
        self._listing.stop.set()
        self.coding_filter = coding_filter
        self._listing = listing = PassageListing(coding_filter)
        self.query_one("#query", Input).value = coding_filter.query
        ends = time.monotonic() + FIRST_PAGE_SECONDS
        try:
            page = retrieval.retrieve_page(self.study, coding_filter, stop=lambda: time.monotonic() > ends)
            listing.joined = coding_filter.joins
        except CaseCoderError as error:
            page, listing.tally = PassagePage((), None), {}
            self._show_error(error, coding_filter.query)
        else:
            self._show_error(None, coding_filter.query)
        listing.passages, listing.following = list(page.passages), page.following
        if page.following is None and listing.tally is None:
            listing.tally = retrieval.tally_passages(page.passages, joined=listing.joined)
        listing.counting = page.following is not None
        self._show()
        if page.following is not None:
            self._in_thread(partial(self._count, listing), "count", "Counting what there is")
            if len(page.passages) < retrieval.PASSAGES_PER_PAGE:
                self._load()

    def _in_thread(self, work: "partial[None]", group: str, what: str) -> None:
        self.run_worker(work, thread=True, group=group, exclusive=False, exit_on_error=True, description=what)

    def _count(self, listing: PassageListing) -> None:
        tally = retrieval.count_passages(self.study, listing.coding_filter, listing.stop.is_set)
        if not listing.stop.is_set():
            self.post_message(self.Counted(listing, tally))

    @on(Counted)
    def _take_count(self, message: Counted) -> None:
        if message.listing is self._listing:
            self._listing.tally, self._listing.counting = message.tally, False
            self._show()

    @on(PagedList.NearEnd)
    def _load(self) -> None:
        """Look for the next page in a thread, unless that is going on or there is no next page."""
        listing = self._listing
        if listing.following is not None and not listing.loading:
            listing.loading = True
            listing.stop.clear()  # a listing that was stopped goes on at the user's request
            self._in_thread(partial(self._next_page, listing), "page", "Looking for more passages")

    def _next_page(self, listing: PassageListing) -> None:
        page = retrieval.retrieve_page(
            self.study, listing.coding_filter, after=listing.following, stop=listing.stop.is_set
        )
        self.post_message(self.PageFound(listing, page))

    @on(PageFound)
    def _take_page(self, message: PageFound) -> None:
        listing = message.listing
        if listing is not self._listing:
            return
        before = listing.passages[-1] if listing.passages else None
        listing.passages += message.page.passages
        listing.following, listing.loading = message.page.following, False
        blocks = build_passage_blocks(message.page.passages, listing.tally or {}, joined=listing.joined, after=before)
        if before is None:
            self._show()
        else:
            self.query_one(PagedList).add(blocks)
            self._show_title()

    def _show(self) -> None:
        """Show the whole listing; the cursor stays on its entry."""
        listing, quotes, empty = self._listing, self.query_one(PagedList), self.query_one("#empty", Static)
        quotes.put(build_passage_blocks(listing.passages, listing.tally or {}, joined=listing.joined))
        quotes.set_class(not listing.passages, "-empty")  # not hidden: the query would then get the keys
        empty.display = not listing.passages
        if not listing.passages:
            empty.update(plain_content(self._why_empty()))
        self._show_title()
        narrowing = (replace(self.coding_filter, query="") if listing.joined else self.coding_filter).sentence
        nothing = "No filter. Narrow by code (c), school (s), role (r), kind (k), coder (w) …"
        self.query_one("#filters", Static).update(plain_content(f"Only {narrowing}" if narrowing else nothing))

    def _show_title(self) -> None:
        listing = self._listing
        if listing.tally is None:
            progress = "counting … (esc stops)" if listing.counting else "not counted"
            count = f"{format_count(len(listing.passages), 'passage')} so far, {progress}"
        else:
            count = format_passage_count(sum(listing.tally.values(), PassageCount()), joined=listing.joined)
            count += f" · {format_count(len(listing.tally), 'school')}"
        self.query_one("#title", Static).update(plain_content(f"Segments · {count}"))

    def _why_empty(self) -> str:
        if self._listing.following is not None:
            return "Looking …"
        if self.coding_filter != CodingFilter():
            return "No coding is like this. Drop a filter, or press 0 to drop the query and every filter."
        return "Nothing is coded yet. Open a transcript, select words and press c to code them."

    def _show_error(self, error: CaseCoderError | None, query: str) -> None:
        """Show an error in the query under it, with its place; show any other error as a message."""
        place = self.query_one("#query-error", Static)
        place.display = isinstance(error, CodeQueryError)
        if isinstance(error, CodeQueryError):
            pointer = " " * error.at + "▲\n" if len(query) < self.size.width - 2 else ""
            place.update(plain_content(pointer + str(error)))
        elif error is not None:
            self.notify(error.hint or " ", title=error.message, severity="error", markup=False)

    def action_query(self) -> None:
        """Go to the query."""
        self.query_one("#query", Input).focus()

    @on(Input.Changed, "#query")
    def _check_query(self, event: Input.Changed) -> None:
        """Show an error in the query while it is typed."""
        if event.value == self.coding_filter.query:
            return
        try:
            if event.value.strip():
                parse_code_query(event.value)
        except CodeQueryError as error:
            self._show_error(error, event.value)
        else:
            self._show_error(None, event.value)

    @on(Input.Submitted, "#query")
    def _run_query(self, event: Input.Submitted) -> None:
        self.show_filter(replace(self.coding_filter, query=event.value.strip()))
        if self.listed:
            self.query_one(PagedList).focus()

    @on(PagedList.Chosen)
    def _open(self, message: PagedList.Chosen) -> None:
        passage = next((item for item in self.listed if passage_key(item) == message.key), None)
        if passage is None:
            return
        waiting = next((coding for coding in passage.codings if coding.in_review), None)
        here = TranscriptPage(passage.source, passage.start)
        self.go_to(coding_page(waiting) if waiting else here)

    async def action_stop_or_back(self) -> None:
        """Leave the query; or stop what is running; or go back."""
        if self.query_one("#query", Input).has_focus:
            self.query_one("#query", Input).value = self.coding_filter.query
            self.query_one(PagedList).focus()
        elif self._listing.busy and not self.working:
            self._listing.stop.set()
            self._listing.counting = False
            self._show_title()
        else:
            await super().action_stop_or_back()

    def on_unmount(self) -> None:
        """Stop the threads when the screen closes."""
        self._listing.stop.set()
        super().on_unmount()
