"""The correction of a transcript: edit a part of it, replace words throughout, or take a corrected file.

The screen shows first what the correction would do to the codings.
"""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, ProgressBar, Static, TextArea

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.spans import Span
from casecoder.services.sources import study_listings
from casecoder.services.sources.correcting import (
    CorrectionPlan,
    plan_correction,
    plan_replacement,
    replacement_label,
    write_corrections,
)
from casecoder.services.sources.study_listings import OpenSource
from casecoder.tui.base.background_jobs import BackgroundJobScreen, ProgressCallback
from casecoder.tui.base.screen_text import format_count, one_line, plain_content
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.screens.sources.correction_blocks import build_correction_blocks
from casecoder.tui.widgets.block_list import BlockList
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.path_input import PathInput

THIS_SOURCE, ALL_SOURCES = "this source", "all sources"
WHOLE_WORDS, WITHIN_WORDS = "whole words", "within words too"
CorrectionPlans = Sequence[CorrectionPlan]


class CorrectionScreen(BackgroundJobScreen):
    """The correction of a source: a part of its text to edit, then the effects on the codings.

    Parameters
    ----------
    source_ref:
        The source's short id.
    at:
        A place in code points of its text; the turn there can be edited.
    """

    CSS_PATH = "correction.tcss"
    AUTO_FOCUS = "#words"
    HELP = """\
# Correcting a transcript

What you see is the turn at the caret, speaker's label and all. Change it as you like: merge it with the next turn
by deleting the label between them, split it by typing a label, delete it by emptying it. **ctrl+up** and
**ctrl+down** take in the turn above or below.

**ctrl+s** shows what your correction would do to the codings, and writes nothing yet. Those whose words stand
unchanged go along. Where words in a coding were changed you see both wordings; where its place is not certain, the
coding goes to the **review list**, where you decide. **enter** then makes the correction, one act that ctrl+z takes
back; **esc** goes back to the text.

**ctrl+r** replaces words throughout this source or all of them, as in `Mr Smith` by `T1`; every coding goes along.
**ctrl+o** brings in a corrected file. A file that is another interview altogether is refused.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+s",
            "look",
            "Look",
            priority=True,
            id="correction.look",
            tooltip="Show what the correction would do to the codings",
        ),
        Binding(
            "enter",
            "carry_out",
            "Correct",
            key_display="⏎",
            priority=True,
            id="correction.do",
            tooltip="Make the correction that is shown",
        ),
        Binding(
            "ctrl+up,f3",
            "widen(-1)",
            "Turn above",
            key_display="^↑",
            priority=True,
            id="correction.above",
            tooltip="Take in the turn above too",
        ),
        Binding(
            "ctrl+down,f4",
            "widen(1)",
            "Below",
            key_display="^↓",
            priority=True,
            id="correction.below",
            tooltip="Take in the turn below too",
        ),
        Binding(
            "ctrl+r",
            "replace",
            "Replace",
            priority=True,
            id="correction.replace",
            tooltip="Replace words throughout this source or all",
        ),
        Binding("ctrl+o", "file", "File", priority=True, id="correction.file", tooltip="Bring in a corrected file"),
    ]

    def __init__(self, source_ref: str, at: int) -> None:
        super().__init__()
        self.source_ref, self._at = source_ref, at
        self._source: OpenSource | None = None
        self._first = self._last = 0
        self._span = Span(0, 0)
        self._text_warned = ""
        self.plans: CorrectionPlans = ()
        self._label = ""

    def compose(self) -> ComposeResult:
        """Lay out the words to edit, and the effects of the correction."""
        yield Static(classes="screen-title", id="correction-title", markup=False)
        with Horizontal(id="file-line"):
            yield Static("Corrected file ", classes="field-name")
            yield PathInput(id="file", placeholder="~/corrected.docx")
        yield TextArea(id="words", soft_wrap=True, show_line_numbers=False)
        yield BlockList(id="outcome")
        yield ProgressBar(id="progress", show_eta=False)
        yield Static(id="correction-status", classes="status", markup=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the turn at the caret."""
        self.query_one(ProgressBar).display = False
        self.query_one("#file-line").display = False
        self.query_one(BlockList).display = False
        try:
            self._source = study_listings.open_source(self.study, self.source_ref)
        except CaseCoderError as error:
            self.failed(error)
            return
        turns = self._source.turns
        self._first = self._last = max(0, sum(turn.start <= self._at for turn in turns) - 1)
        self._span = Span(turns[self._first].start, turns[self._first].end) if turns else Span(0, 0)
        self._edit(self._source.text[slice(*self._span)])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer Correct only while effects are shown, and the other actions only while none are."""
        if action == "carry_out":
            return bool(self.plans)
        return not self.plans if action in {"look", "widen", "replace", "file"} else True

    @property
    def words(self) -> TextArea:
        """The field with the words to edit."""
        return self.query_one("#words", TextArea)

    @property
    def _before(self) -> str:
        return self._source.text[slice(*self._span)] if self._source else ""

    @property
    def unkept(self) -> tuple[str, str] | None:
        """The name of the correction and the edited words; ``None`` while the words are unchanged."""
        return (f"Correction of {self.source_ref}", self.words.text) if self.words.text != self._before else None

    def _edit(self, text: str) -> None:
        self.words.load_text(text)
        turns = self._source.turns if self._source else ()
        first, last = self._first + 1, self._last + 1
        which = f"turns {first} to {last}" if last > first else f"turn {first}"
        title = f"Correct {self.source_ref} · {which} of {len(turns)}"
        self.query_one("#correction-title", Static).update(plain_content(title))
        self._show_status("Change the words, then press ctrl+s to see what becomes of the codings.")

    def action_widen(self, step: int) -> None:
        """Add the turn above or below to the words; earlier edits stay."""
        if self._source is None or self.plans:
            return
        turns, written = self._source.turns, self.words.text
        if not 0 <= (self._first - 1 if step < 0 else self._last + 1) < len(turns):
            self.notify("All of it is here.", title=f"There is no turn {'above' if step < 0 else 'below'}.")
            return
        if step < 0:
            self._first -= 1
            start = turns[self._first].start
            written = self._source.text[start : self._span.start] + written
            self._span = Span(start, self._span.end)
        else:
            self._last += 1
            end = turns[self._last].end
            written += self._source.text[self._span.end : end]
            self._span = Span(self._span.start, end)
        self._edit(written)
        self.words.move_cursor(self.words.document.end if step > 0 else (0, 0))

    def action_look(self) -> None:
        """Work out and show what the correction would do."""
        if self._source is None or self.plans:
            return
        if self.unkept is None:
            self.notify(
                "Change some words first; ctrl+r and ctrl+o correct in other ways.",
                title="Nothing is changed yet.",
                severity="warning",
            )
            return
        text = self._source.text[: self._span.start] + self.words.text + self._source.text[self._span.end :]
        self._plan_whole(text)

    def action_file(self) -> None:
        """Ask for a corrected file."""
        if self._is_free():
            self.query_one("#file-line").display = True
            self.query_one("#file").focus()
            self._show_status("The right arrow completes the path; enter shows what the file would do; esc goes back.")

    @on(Input.Submitted, "#file")
    def _plan_file(self) -> None:
        path = self.query_one(PathInput).path
        if path is None:
            self.notify("The right arrow completes what you type.", title="Type a path first.")
            return
        self._plan_whole(path)

    def _plan_whole(self, corrected: str | Path) -> None:
        self._plan(lambda _: [plan_correction(self.study, self.source_ref, corrected)], lambda _: "")

    def action_replace(self) -> None:
        """Ask which words to replace by which others."""
        if self._is_free():
            fields = [
                FormField("old", "These words", hint="Mr Smith"),
                FormField("new", "become", hint="T1"),
                FormField("where", "in", THIS_SOURCE, (THIS_SOURCE, ALL_SOURCES)),
                FormField("how", "as", WHOLE_WORDS, (WHOLE_WORDS, WITHIN_WORDS)),
            ]
            about = "Upper and lower case count. You see first what becomes of the codings."
            self.app.push_screen(FormScreen("Replace words throughout", fields, self._take_replacement, about))

    def _take_replacement(self, typed: dict[str, str]) -> bool:
        old, new = typed.get("old", ""), typed.get("new", "")
        if not old or not new:
            self.app.notify("Both fields need words.", title="Say which words become which.", severity="warning")
            return False
        sources = () if typed.get("where") == ALL_SOURCES else (self.source_ref,)
        whole = typed.get("how") != WITHIN_WORDS
        self._plan(
            lambda _: plan_replacement(self.study, old, new, sources=sources, whole_words=whole),
            partial(replacement_label, old, new),
        )
        return True

    def _is_free(self) -> bool:
        if self.plans or self.working:
            return False
        if self.unkept is not None:
            self.notify(
                "ctrl+s goes on with it, esc twice drops it.", title="Your edit comes first.", severity="warning"
            )
            return False
        return True

    def _plan(
        self, find_out: Callable[[ProgressCallback], CorrectionPlans], label: Callable[[CorrectionPlans], str]
    ) -> None:
        self._show_status("Comparing the texts…")
        self.start("compare texts", find_out, partial(self._show_effects, label))

    def _show_effects(self, label: Callable[[CorrectionPlans], str], plans: CorrectionPlans) -> None:
        if all(plan.is_empty for plan in plans):
            self._show_status("The source says this already: there is nothing to correct.")
            self.notify("Nothing was changed.", title="The source says this already.")
            return
        self.plans, self._label = plans, label(plans)
        self.words.display = self.query_one("#file-line").display = False
        outcome = self.query_one(BlockList)
        outcome.display = True
        outcome.put(build_correction_blocks(plans))
        outcome.focus()
        self.refresh_bindings()
        changes = sum(len(plan.diff.hunks) for plan in plans)
        several = f" in {format_count(len(plans), 'source')}" if len(plans) > 1 else ""
        title = (
            f"Correct {self.source_ref if len(plans) == 1 else 'sources'} · {format_count(changes, 'change')}{several}"
        )
        self.query_one("#correction-title", Static).update(plain_content(title))
        self._show_status("Nothing is written yet. Enter makes the correction, esc goes back to the text.")

    @on(BlockList.Chosen)
    def action_carry_out(self) -> None:
        """Make the correction that is shown."""
        if self.plans:
            self._show_status("Correcting…")
            plans, label, coder = self.plans, self._label, self.coder
            self.start("correct", lambda _: write_corrections(self.study, plans, label, coder=coder), self._corrected)

    async def _leave_done(self, account: str) -> None:
        await self.study_app.action_back()
        self.app.notify(account, title="Corrected:", timeout=5, markup=False)

    def _corrected(self, plans: CorrectionPlans) -> None:
        unsure = sum(len(plan.unsure) for plan in plans)
        end = " The review list has them." if unsure else ""
        account = "; ".join(f"{plan.source}: {plan.account}" for plan in plans[:3]) + "." + end
        self.words.load_text(self._before)
        self.call_later(self._leave_done, account)

    def failed(self, error: CaseCoderError) -> None:
        """Show the error, and keep it in the status line."""
        super().failed(error)
        self._show_status(str(error))

    async def action_stop_or_back(self) -> None:
        """Stop the job; or go back from the effects to the text; or leave, with edits only at the second escape."""
        line = self.query_one("#file-line")
        if self.working:
            await super().action_stop_or_back()
        elif self.plans or line.display:
            self.plans = ()
            line.display = self.query_one(BlockList).display = False
            self.words.display = True
            self._edit(self.words.text)
            self.words.focus()
            self.refresh_bindings()
        elif self.unkept is None or self._text_warned == self.words.text:
            await self.study_app.action_back()
        else:
            self._text_warned = self.words.text
            self.notify("ctrl+s goes on with it; esc again drops it.", title="What you changed is not kept yet.")

    def _show_status(self, words: str) -> None:
        self.query_one("#correction-status", Static).update(plain_content(one_line(words)))
