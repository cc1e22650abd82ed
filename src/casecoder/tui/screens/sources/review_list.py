"""The review list: codings without a sure place after a correction, with their old and proposed words."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.transcripts.text_diff import compare_texts
from casecoder.services.sources import review_list
from casecoder.services.sources.review_list import ReviewItem, WordsInContext
from casecoder.tui.base.destinations import TranscriptPage
from casecoder.tui.base.screen_text import format_count, one_line, plain_content, show_control_characters
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList

NOTHING_TO_REVIEW = """\
Nothing waits for a decision.

When a transcript is corrected, codings whose place in the corrected text is not certain come here. \
Until somebody decides they keep their words of before, and ratings that cite them ask to be looked at again."""


class ReviewListScreen(StudyScreen):
    """The codings to decide on; the one under the cursor is shown in both texts.

    Parameters
    ----------
    coding:
        The coding to put the cursor on, by its short id; the first when empty.
    """

    CSS_PATH = "review_list.tcss"
    AUTO_FOCUS = "LongList"
    HELP = """\
# The review list

Each of these codings was made on words that a correction has changed so much, or taken away, that their place is not
certain. On the left they stand as they were coded, on the right what is most like them in the text now; what differs
is underlined, and `▸ ◂` show where the coding begins and ends.

**a** or **enter** takes the proposed place. **e** lets you type (or paste) the words it belongs to instead. **x**
removes the coding. **o** opens the transcript there. Every decision is one act: ctrl+z takes it back.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "a,enter",
            "accept",
            "Accept",
            key_display="a",
            id="review.accept",
            tooltip="Place the coding on the words proposed",
        ),
        Binding("e", "elsewhere", "Elsewhere", id="review.elsewhere", tooltip="Type the words the coding belongs to"),
        Binding("x", "drop", "Remove", id="review.drop", tooltip="Remove the coding: its words are gone"),
        Binding("o", "open", "Open", id="review.open", tooltip="Open the transcript at the proposed place"),
        Binding("escape", "leave", "Back", key_display="esc", id="review.back", tooltip="Go back"),
    ]

    def __init__(self, coding: str = "") -> None:
        super().__init__()
        self._coding_to_show = coding
        self._waiting: dict[str, ReviewItem] = {}
        self._decisions = 0

    def compose(self) -> ComposeResult:
        """Lay out the codings, the words in both texts, and a line for other words."""
        yield Static(classes="screen-title", id="review-title", markup=False)
        yield LongList(id="review-list")
        with Horizontal(id="sides"):
            for side in ("before", "now"):
                with VerticalScroll(classes="side", can_focus=False):
                    yield Static(id=f"{side}-head", classes="side-head", markup=False)
                    yield Static(id=side, markup=False)
        yield Input(id="elsewhere", placeholder="The words as the transcript has them now", compact=True)
        yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Hide the line for other words."""
        self.query_one("#elsewhere").display = False

    def refresh_study(self) -> None:
        """List the codings that wait for a decision."""
        self._waiting = {item.id: item for item in review_list.list_review_items(self.study)}
        entries = [
            Option(plain_content(f"{item.id}  {item.code:<7} {item.source:<11} {_summary(item)}"), id=item.id)
            for item in self._waiting.values()
        ]
        self.query_one(LongList).put(entries or [Option(Content(NOTHING_TO_REVIEW), disabled=True)])
        if self._coding_to_show in self._waiting:
            self.query_one(LongList).go_to(self._coding_to_show)
        self._coding_to_show = ""
        self.query_one("#sides").display = bool(entries)
        done = f" · {self._decisions} decided" if self._decisions else ""
        title = f"Review list · {format_count(len(entries), 'coding')} to decide{done}"
        self.query_one("#review-title", Static).update(title)
        self._show_words()

    @property
    def current(self) -> ReviewItem | None:
        """The coding under the cursor; ``None`` when there is none."""
        option = self.query_one(LongList).highlighted_option
        return self._waiting.get(option.id or "") if option else None

    @on(LongList.OptionHighlighted)
    def _show_words(self) -> None:
        item = self.current
        if item is None:
            return
        now = f"Proposed: {item.likeness:.0f} % alike" if item.proposed else "Nothing in the text now is like it"
        self.query_one("#before-head", Static).update(plain_content(one_line(f"As coded {item.code} by {item.coder}")))
        self.query_one("#now-head", Static).update(now)
        other = item.proposed.words if item.proposed else ""
        self.query_one("#before", Static).update(_mark_differences(item.before, other))
        self.query_one("#now", Static).update(
            _mark_differences(item.proposed, item.before.words)
            if item.proposed
            else Content("e lets you type the words it belongs to; x removes it.")
        )

    def _current_or_warn(self) -> ReviewItem | None:
        if self.current is None:
            self.notify("Nothing waits for a decision.", title="There is no coding here.", severity="warning")
        return self.current

    @on(LongList.OptionSelected)
    def action_accept(self) -> None:
        """Place the coding on the proposed words."""
        item = self._current_or_warn()
        if item is not None:
            self._accept(item, "")

    def _accept(self, item: ReviewItem, quote: str) -> bool:
        """Place a coding on typed words, or on the proposed ones; return whether it was placed."""
        place = self.attempt(
            lambda: review_list.accept_review_item(self.study, item.number, quote=quote, coder=self.coder),
            f"{item.id} is placed. ctrl+z takes it back.",
        )
        if place is not None:
            self._decisions += 1
            self.refresh_study()
        return place is not None

    def action_elsewhere(self) -> None:
        """Ask for the words that the coding belongs to."""
        item = self._current_or_warn()
        if item is not None:
            line = self.query_one("#elsewhere", Input)
            line.display = True
            line.value = one_line(item.proposed.words if item.proposed else item.before.words)
            line.focus()
            self.notify("Enter places the coding on these words, esc leaves it.")

    @on(Input.Submitted, "#elsewhere")
    def _place_elsewhere(self, event: Input.Submitted) -> None:
        item, words = self._current_or_warn(), event.value
        if item is not None and words.strip() and self._accept(item, words):
            self._close_line()

    def action_drop(self) -> None:
        """Remove the coding."""
        item = self._current_or_warn()
        if item is None:
            return

        def drop() -> bool:
            review_list.drop_review_item(self.study, item.number, coder=self.coder)
            return True

        if self.attempt(drop, f"Removed {item.id}, {item.code}. ctrl+z brings it back."):
            self._decisions += 1
            self.refresh_study()

    def action_open(self) -> None:
        """Open the transcript where the coding may belong."""
        item = self._current_or_warn()
        if item is not None:
            at = item.proposed.span.start if item.proposed else None
            self.go_to(TranscriptPage(item.source, at))

    async def action_leave(self) -> None:
        """Close the line for other words if it is open; else go back."""
        if self.query_one("#elsewhere").display:
            self._close_line()
        else:
            await self.study_app.action_back()

    def _close_line(self) -> None:
        self.query_one("#elsewhere").display = False
        self.query_one(LongList).focus()


def _summary(item: ReviewItem) -> str:
    return f"{f'{item.likeness:.0f} %' if item.proposed else 'gone':>5}  “{shorten_quote(item.before.words, 38)}”"


def _mark_differences(passage: WordsInContext, other: str) -> Content:
    """Return words in their context, with those underlined that the other text lacks."""
    parts, at = [Content.styled(show_control_characters(f"…{passage.before}"), "dim"), Content("▸")], 0
    for hunk in compare_texts(passage.words, other).hunks:
        parts.append(Content.styled(show_control_characters(passage.words[at : hunk.start]), "bold"))
        parts.append(Content.styled(show_control_characters(passage.words[hunk.start : hunk.end]), "bold underline"))
        at = hunk.end
    parts += [Content.styled(show_control_characters(passage.words[at:]), "bold"), Content("◂")]
    return Content("").join([*parts, Content.styled(show_control_characters(f"{passage.after}…"), "dim")])
