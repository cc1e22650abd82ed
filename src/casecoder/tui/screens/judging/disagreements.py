"""The disagreements of coders or raters, each of which opens its place."""

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ProgressBar, Static

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_results import AgreementSubject
from casecoder.services import history
from casecoder.services.judging.agreement_files import Dispute
from casecoder.services.judging.disagreements import CodingDispute, coding_disputes, rating_disputes
from casecoder.tui.base.background_jobs import BackgroundJobScreen, ProgressCallback
from casecoder.tui.base.destinations import RatingPage, TranscriptPage
from casecoder.tui.base.screen_text import band_mark, format_count, one_line, plain_content
from casecoder.tui.widgets.block_list import BlockList, ListBlock
from casecoder.tui.widgets.key_line import KeyLine


class DisagreementsScreen(BackgroundJobScreen):
    """The disagreements on a code: words that only some coded, or cells with different bands.

    Parameters
    ----------
    code, name:
        The code's id and name; for ratings no id stands for all codes.
    who:
        Who is compared; everybody when empty.
    """

    CSS_PATH = "disagreements.tcss"
    AUTO_FOCUS = "BlockList"
    HELP = """\
# Disagreements

Every place where those compared do not agree on a code. Of codings: the words that some coded and others, who worked
on the same source, did not; above them who did, with the ids of the codings, and who did not. **Enter** opens the
transcript there. Of ratings: the schools that got different bands, with each rater's newest and what has been agreed
on since; **enter** opens the rating desk. Once you have talked about it, change the codings, and the figures follow; or
reconcile the ratings, and the figures stay: they are of what each rater gave by herself.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "o",
            "open",
            "Open",
            show=False,
            id="disagreements.open",
            tooltip="Open the transcript or the rating desk there",
        ),
    ]

    def __init__(self, on_what: AgreementSubject, code: str, name: str, who: Sequence[str] = ()) -> None:
        super().__init__()
        self._on, self._code, self._code_name, self._who = on_what, code, name, who
        self._found: dict[str, Dispute] = {}
        self._state = -1

    def compose(self) -> ComposeResult:
        """Lay out the disagreements."""
        yield Static(classes="screen-title", id="disagreements-title", markup=False)
        yield BlockList(id="disagreements")
        yield Static(classes="empty", id="empty", markup=False)
        yield ProgressBar(show_eta=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Hide the progress bar until a search runs."""
        self.query_one(ProgressBar).display = self.query_one("#empty").display = False

    def refresh_study(self) -> None:
        """List the disagreements again if the study has changed."""
        newest = history.read_history(self.study, 1)
        state = newest[0].number if newest else 0
        if state != self._state and not self.working:
            self._state = state
            self._show_title("looking for them…")
            self.start("Looking for disagreements", self._find, self._show_disputes)

    def _show_title(self, state: str) -> None:
        what = one_line(f"Disagreements · {self._code} {self._code_name} · {state}")
        self.query_one("#disagreements-title", Static).update(plain_content(what))

    def _find(self, _progress: ProgressCallback) -> tuple[list[Dispute], str]:
        """Return the disagreements, and a sentence on those that are hidden."""
        with self.study.reading() as session:
            if self._on is AgreementSubject.RATINGS:
                disputes = rating_disputes(session, self._code, self._who, viewer=self.coder)
                return [*disputes.cells], disputes.sentence
            return [*coding_disputes(session, self._code, self._who)], ""

    def _show_disputes(self, result: tuple[list[Dispute], str]) -> None:
        found, hidden = result
        self._found = {str(place): dispute for place, dispute in enumerate(found)}
        what = ("stretch of words", "stretches of words") if self._on is AgreementSubject.CODINGS else ("cell", "cells")
        self._show_title(format_count(len(found), *what))
        blocks = _blocks(self._found)
        if blocks and hidden:
            blocks.append(ListBlock("", f"Not shown: {hidden}"))
        self._show(blocks, f"Not shown: {hidden}." if hidden else "Those compared agree on it everywhere.")

    def failed(self, error: CaseCoderError) -> None:
        """Show why the disagreements can't be blocks_list."""
        self._found = {}
        self._show_title("none can be shown")
        self._show([], f"{error.message}\n{error.hint}")

    def _show(self, blocks: Sequence[ListBlock], empty: str) -> None:
        block_list, note = self.query_one(BlockList), self.query_one("#empty", Static)
        block_list.put(blocks)
        note.update(plain_content(empty))
        block_list.display, note.display = bool(blocks), not blocks

    @on(BlockList.Chosen)
    def action_open(self) -> None:
        """Open the transcript or the rating desk of the disagreement under the cursor."""
        block = self.query_one(BlockList).current
        if block is None:
            self.notify(
                "Those compared agree, or nothing is compared.",
                title="There is no disagreement here.",
                severity="warning",
            )
            return
        dispute = self._found[block.key]
        if isinstance(dispute, CodingDispute):
            self.go_to(TranscriptPage(dispute.source, dispute.start))
        else:
            self.go_to(RatingPage(dispute.case, dispute.code))


def _blocks(found: dict[str, Dispute]) -> list[ListBlock]:
    """Return the disagreements as blocks: of codings by school, of ratings by code."""
    blocks = []
    for label, group in groupby(found.items(), key=lambda item: _group(item[1])):
        items = list(group)
        blocks.append(ListBlock("", one_line(f"{label} · {len(items):,}")))
        blocks.extend(_block(key, dispute) for key, dispute in items)
    return blocks


def _group(dispute: Dispute) -> str:
    return dispute.case_label if isinstance(dispute, CodingDispute) else f"{dispute.code} {dispute.code_name}"


def _block(key: str, dispute: Dispute) -> ListBlock:
    if isinstance(dispute, CodingDispute):
        by = ", ".join(f"{coder} ({', '.join(ids)})" for coder, ids in dispute.by)
        place = f"{dispute.source}, characters {dispute.start}–{dispute.end}"
        head = f"{place} · coded by {by} · not by {', '.join(dispute.others)}"
        return ListBlock(key, one_line(head), f"“{dispute.words}”")
    bands = [f"{band_mark(band)} {band.label}: {rater} ({ref})" for rater, band, ref in dispute.bands]
    if dispute.agreed:
        band, ref = dispute.agreed
        now = f"; {dispute.replaced_by} has taken its place" if dispute.replaced_by else ""
        bands.append(f"{band_mark(band)} {band.label}: agreed on since ({ref}){now}")
    return ListBlock(key, one_line(f"{dispute.case} {dispute.case_label}"), "\n".join(map(one_line, bands)))
