"""A source, read and coded."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Static

from casecoder.core.errors import CaseCoderError
from casecoder.core.evidence import Evidence
from casecoder.core.quotes import shorten
from casecoder.core.spans import Span
from casecoder.language import sentence_spans, warm_up
from casecoder.services import coding, history, picking, reading
from casecoder.services.reading import OpenSource
from casecoder.services.writing import MemoLine
from casecoder.tui.screens.at_caret import AtCaretScreen
from casecoder.tui.screens.memos import memos_on
from casecoder.tui.widgets.code_picker import CodePicker, Picked
from casecoder.tui.widgets.codings_here import CodingsHere
from casecoder.tui.widgets.transcript_view import TranscriptView
from casecoder.tui.wording import counted, plain


class TranscriptScreen(AtCaretScreen):
    """One source with its codings.

    Parameters
    ----------
    source_ref:
        The source's short id.
    at:
        Where to put the caret, in code points of its text; at the start when ``None``.
    """

    CSS_PATH = "transcript.tcss"
    HELP = """\
# A transcript

Read, select words, and say which code they are evidence for. Bars beside the words show what is coded: `┃`
supports the code, `╎` counters it; `+2` says that two more codings don't fit there. The codings at the caret are
listed under the text.

**Select** with shift and any move, with `v` and then moves, with `s` (the sentence; again: the next one too), with
`t` (the turn), or with the mouse: drag, double click a word, triple click a sentence. White space at the ends is
left out: what shows as selected is exactly what is stored. `[` and `]` go by turns, `,` and `.` by sentences; with
shift they select.

**Code** with `c` or enter, then a few letters of the code and enter. With nothing selected the sentence at the caret
is taken, unless it is the interviewer's: select that if you mean it. `a` gives the selection the same codes as last
time. `m` writes a memo, `M` lists them. `ctrl+z` takes back whatever you did.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c,enter", "code", "Code", key_display="c", id="coding.code",
                tooltip="Code the selection, or the sentence at the caret"),
        Binding("a", "again", "Again", id="coding.again", tooltip="Code the selection as you last did"),
        Binding("s", "sentence", "Sentence", id="coding.sentence",
                tooltip="Select the sentence at the caret; again: the next one too"),
        Binding("t", "turn", "Turn", id="coding.turn", tooltip="Select the whole turn"),
        Binding("v", "extend", "Extend", show=False, id="coding.extend",
                tooltip="Start or stop selecting with every move"),
        Binding("slash", "search", "Find", show=False, key_display="/", id="coding.find",
                tooltip="Find words in all transcripts"),
        *AtCaretScreen.AT_CARET,
    ]

    def __init__(self, source_ref: str, at: int | None = None) -> None:
        super().__init__(source_ref)
        self._at = at
        self._source: OpenSource | None = None
        self._memos: list[MemoLine] = []
        self._last: Picked | None = None
        self._state = -1
        self._places: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        """The source's title, its text, what is coded at the caret."""
        codes = reading.codes(self.study)
        self._places.update((code.ref, place) for place, code in enumerate(codes))
        yield Static(id="title", classes="screen-title", markup=False)
        yield TranscriptView(self._places, sentence_spans)
        yield CodingsHere(self._places)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Open the source; when it is painted, load what finds sentences."""
        self._open()
        self.call_after_refresh(self._warm_up)

    def _warm_up(self) -> None:
        self.run_worker(
            warm_up, thread=True, group="warm-up", exclusive=True, exit_on_error=False,
            description="Loading the sentence finder",
        )

    def _open(self) -> None:
        try:
            self._source = reading.open_source(self.study, self.source_ref)
        except CaseCoderError as error:
            self._source = None
            self.call_after_refresh(self._leave, error)
            return
        self._state = self._newest_event()
        self.view.show(self._source, self._at)
        self.view.focus()
        self._show_title()

    def refresh_study(self) -> None:
        """Show the codings as they are now, after undo or when the screen comes back."""
        if self._source is None or self._newest_event() == self._state:
            return
        held, at = self._source, self.view.caret.at
        try:
            self._source = reading.open_source(self.study, self.source_ref)
        except CaseCoderError as error:
            self.call_after_refresh(self._leave, error)
            return
        self._state = self._newest_event()
        self._places.update((code.ref, place) for place, code in enumerate(reading.codes(self.study)))
        if (self._source.text, self._source.turns) == (held.text, held.turns):
            self.view.set_codings(self._source.codings)
        else:
            self.view.show(self._source, at)
        self._show_title()
        self._show_here()

    async def _leave(self, error: CaseCoderError) -> None:
        """Go back, because the source is gone, and say so there."""
        await self.coder_app.action_back()
        self.app.notify(error.hint or " ", title=error.message, severity="error", timeout=6)

    def _newest_event(self) -> int:
        newest = history.history(self.study, 1)
        return newest[0].number if newest else 0

    def _show_title(self) -> None:
        if self._source is not None:
            self._memos = memos_on(self.study, "source", self.source_ref)
            memos = f"{counted(len(self._memos), 'memo')} (M lists them)" if self._memos else ""
            facts = (
                self._source.ref, memos, self._source.title, self._source.case_label,
                counted(len(self._source.turns), "turn"), counted(len(self.view.codings), "coding"),
            )
            self.query_one("#title", Static).update(plain(" · ".join(filter(None, facts))))

    @on(TranscriptView.Moved)
    def _show_here(self) -> None:
        view = self.view
        here = {item.id for item in view.here}
        memos = [
            memo.body for memo in self._memos
            if memo.about in here or (memo.start is not None and memo.start <= view.caret.at < (memo.end or 0))
        ]
        self.query_one(CodingsHere).show(view.here, view.selection, view.caret.extending, memos)

    def action_sentence(self) -> None:
        """Select the sentence."""
        self.view.select_sentence()

    def action_turn(self) -> None:
        """Select the turn."""
        self.view.select_turn()

    def action_extend(self) -> None:
        """Start or stop extending with every move."""
        self.view.toggle_extending()

    # Coding

    def _words(self) -> Span | None:
        """What is to be coded: the selection, or the sentence at the caret, which is then selected."""
        view = self.view
        if view.selection is None and self._source is not None and self._source.text.strip():
            if view.caret.turn.speaker in self._source.interviewers:
                self.notify("Select them (s) if you mean them.", title="These are the interviewer’s words.",
                            severity="warning")
                return None
            view.select(view.caret.sentence_at(view.caret.at))
        if view.selection is None:
            self.notify("Move the caret to words first.", title="There are no words here.", severity="warning")
        return view.selection

    def action_code(self) -> None:
        """Choose codes for the selection."""
        choices = picking.choices(self.study)
        if not choices:
            self.notify(
                "Bring one in with `casecoder codebook import`.", title="The study has no codebook.", severity="warning"
            )
            return
        had_none = self.view.selection is None
        span = self._words()
        if span is None or self._source is None:
            return
        recent = picking.recently_used(self.study, self.coder)
        what = "Nothing was selected, so code the sentence at the caret:" if had_none else "Code"
        about = f"{what} “{shorten(self._source.text[span.start : span.end], 150)}”"
        picker = CodePicker(choices, recent, about)
        self.app.push_screen(picker, partial(self._coded, span, had_none))

    def _coded(self, span: Span, had_none: bool, picked: Picked | None) -> None:
        if picked is not None:
            self._apply(span, picked)
        elif had_none:
            self.view.clear()

    def action_again(self) -> None:
        """Code the selection as last time."""
        last = self._last or Picked(tuple(picking.recently_used(self.study, self.coder, 1)))
        if not last.codes:
            self.notify("Press c and choose one.", title="You have not used a code yet.", severity="warning")
            return
        span = self._words()
        if span is not None:
            self._apply(span, Picked(last.codes, last.direction))

    def _apply(self, span: Span, picked: Picked) -> None:
        made = self.attempt(
            lambda: coding.apply_codes(
                self.study, self.source_ref, picked.codes, span=span, coder=self.coder,
                direction=picked.direction, note=picked.note,
            )
        )
        if made is None:
            return
        self._last = picked
        self.put(made, without={item.number for item in made})
        self.view.clear()
        self._say(made)

    def _say(self, made: list[Evidence]) -> None:
        what = ", ".join(f"{item.code} {item.code_name} ({item.id})" for item in made)
        self.notify(what, title="Coded against:" if made[0].counters else "Coded:", timeout=3)

    def put(self, codings: list[Evidence], without: set[int]) -> None:
        """Show these codings too, and those of these numbers as they were no longer: one act of this screen."""
        kept = [item for item in self.view.codings if item.number not in without]
        self.view.set_codings(sorted([*kept, *codings], key=lambda item: (item.start, item.end, item.number)))
        self._state += 1
        self.refresh_study()  # shows what somebody else did meanwhile, if anything
        self._show_title()
        self._show_here()
