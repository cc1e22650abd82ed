"""The transcript screen: a source to read and code."""

from bisect import insort
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from casecoder.core.coding.memos import MemoLine
from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.language import load_language_rules, sentence_spans
from casecoder.services.notes import memos
from casecoder.services.segments.changes_since import (
    SourceChanges,
    newest_act_number,
    read_source_changes,
    source_status,
)
from casecoder.services.sources import study_listings
from casecoder.tui.base.screen_text import format_count, plain_content
from casecoder.tui.screens.transcript.apply_codes import ApplyCodesKeys
from casecoder.tui.screens.transcript.coding_keys import CodingKeys
from casecoder.tui.screens.transcript.navigation_keys import NavigationKeys
from casecoder.tui.screens.transcript.selection_keys import SelectionKeys
from casecoder.tui.widgets.codings_at_caret import CodingsAtCaret
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.pin_strip import PinStrip
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView


class TranscriptScreen(CodingKeys, NavigationKeys, SelectionKeys, ApplyCodesKeys):
    """One source with its codings.

    Parameters
    ----------
    source_ref:
        The source's short id.
    at:
        The place of the caret, in code points of the text; the start when ``None``.
    """

    CSS_PATH = "transcript.tcss"
    BINDINGS: ClassVar[list[BindingType]] = []
    HELP = """\
# A transcript

Read, select words, and say which code they are evidence for. Bars beside the words show what is coded: `┃`
supports the code, `╎` counters it; `+2` says that two more codings don't fit there. The codings at the caret are
listed under the text.

**Select** with `w` a word, `k` a clause, `s` a sentence (again: the next one too), `t` a turn, `q` a question with its
answer; `=` grows the selection, `-` shrinks it. Or with shift and any move, with `v` and then moves, with the mouse:
drag, double click a word, triple click a sentence. `[` and `]` go by turns, `,` and `.` by sentences; with shift they
select. White space at the ends is left out: what shows as selected is exactly what is stored.

**Code** with `c` or enter, then a few letters of the code and enter. With nothing selected the sentence at the caret
is taken, unless it is the interviewer's: select that if you mean it. `a` gives the same codes as last time. `p` and a
digit pin the code at the caret to that digit; from then on the digit codes in one keypress. `i` makes a code from the
selected words. `o` goes through the sentences one by one, a keypress each. `C` codes all turns of a speaker.

**Amend** the coding at the caret: `f` flips its direction, `h` changes its strength, `n` writes its note, `x` removes
it, `b` moves its boundaries, `S` splits it at the caret, `J` joins it with the next of its code. `ctrl+z` takes back
whatever you did.

**Go** to the next coding with `g`, back with `G`, to the next uncoded sentence with `u`. `/` finds words here, `F`
everywhere. `z` shades one code only, `l` lists what the code has gathered, `B` opens the code book there. `m` writes a
memo, `M` lists them. `P` shows who speaks, `H` hides the interviewer, `D` marks the source as done, `E` corrects it,
`R` opens the review list: what a correction has left without a sure place.
"""

    def __init__(self, source_ref: str, at: int | None = None) -> None:
        super().__init__(source_ref)
        self._at = at
        self._places: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        """Lay out the title, the pinned codes, the text, and the panel of codings at the caret."""
        self._number_codes()
        yield Static(id="title", classes="screen-title", markup=False)
        yield PinStrip(self._places)
        yield TranscriptView(self._places, sentence_spans)
        yield CodingsAtCaret(self._places)
        yield KeyLine(compact=True, show_command_palette=False)

    def _number_codes(self) -> None:
        """Give each code its place among the codes, and so its colour."""
        codes = study_listings.list_codes(self.study)
        self._places.update((code.ref, place) for place, code in enumerate(codes))
        self.code_names = {code.ref: code.name for code in codes}

    def on_mount(self) -> None:
        """Open the source; once it is painted, load the rules that find sentences."""
        self.show_pins()
        self._open()
        self.call_after_refresh(self._prepare_coding)

    def _prepare_coding(self) -> None:
        self.run_worker(
            self._prepare,
            thread=True,
            group="warm-up",
            exclusive=True,
            exit_on_error=False,
            description="Loading the sentence finder",
        )

    def _prepare(self) -> None:
        """Load what the first coding needs."""
        load_language_rules()
        self.prepare_offer()

    def _open(self) -> None:
        try:
            self._read()
        except CaseCoderError as error:
            self.call_after_refresh(self.leave, error)
            return
        if self.source is not None:
            self.view.show(self.source, self._at)
            self.view.focus()
            self._show_title()

    def _read(self) -> None:
        """Read the source, its status and its memos."""
        state = newest_act_number(self.study)
        self.source = None
        self.source = study_listings.open_source(self.study, self.source_ref)
        self.status = source_status(self.study, self.source_ref)
        self.memos = self._read_memos()
        self.state = state

    def _read_memos(self) -> list[MemoLine]:
        return memos.list_attached_memos(self.study, "source", self.source_ref)

    def refresh_study(self) -> None:
        """Show what has changed since the last act shown, whoever changed it."""
        if self.source is None:
            return
        try:
            what = read_source_changes(self.study, self.source_ref, self.state)
            if what.anew:
                self._read_again()
            elif what.state != self.state:
                self._show_changes(what)
        except CaseCoderError as error:
            self.source = None
            self.call_after_refresh(self.leave, error)

    def _show_changes(self, what: SourceChanges) -> None:
        """Show codings that are new, changed or removed."""
        self.state = what.state
        if what.memos:
            self.memos = self._read_memos()
        if what.touched:
            self.status = source_status(self.study, self.source_ref)
            codings = [item for item in self.view.codings if item.number not in what.touched]
            for item in what.changed:
                insort(codings, item, key=_by_place)
            self.view.set_codings(codings)
        self._show_title()
        self.show_panel()

    def _read_again(self) -> None:
        """Read the whole source again, because more than codings has changed."""
        before, at = self.source, self.view.caret.at
        self._read()
        self.forget_offer()
        self._number_codes()
        self.show_pins()
        if before is not None and self.source is not None:
            alike = ("text", "turns", "interviewers")
            if all(getattr(self.source, name) == getattr(before, name) for name in alike):
                self.view.set_codings(self.source.codings)
            else:
                self.view.show(self.source, at)
        self._show_title()
        self.show_panel()

    def _show_title(self) -> None:
        if self.source is not None:
            facts = (
                self.source.ref,
                f"{self.status.glyph} {self.status.value}",
                format_count(len(self.view.codings), "coding"),
                f"{self.source.waiting} to review (R)" if self.source.waiting else "",
                f"{format_count(len(self.memos), 'memo')} (M)" if self.memos else "",
                format_count(len(self.source.turns), "turn"),
                self.source.title,
                self.source.case_label,
            )
            self.query_one("#title", Static).update(plain_content(" · ".join(filter(None, facts))), layout=False)

    @on(TranscriptView.Moved)
    def _moved(self) -> None:
        if self.mode is not None:
            self.mode.moved()
        self.show_panel()


def _by_place(item: Evidence) -> tuple[int, int, int]:
    return item.start, item.end, item.number
