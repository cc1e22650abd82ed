"""The split of a code: its codings are marked, then the new code is named."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from casecoder.core.judging.evidence import Evidence
from casecoder.services.codebook.code_splitting import split_code
from casecoder.services.sources import study_listings
from casecoder.store.evidence import EvidenceFilter
from casecoder.tui.base.destinations import coding_page
from casecoder.tui.base.screen_text import format_count, one_line
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.widgets.block_list import BlockList
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.passage_blocks import build_coding_blocks


class SplitCodeScreen(StudyScreen):
    """The codings of a code, to mark those that go to a new code.

    Parameters
    ----------
    code, name:
        The code's id and name.
    """

    AUTO_FOCUS = "BlockList"
    HELP = """\
# Splitting a code

All that is coded with the code. **Space** marks the codings that belong to a new code, **a** all of them; **n** names
that code and moves them to it. Every coding keeps its number; **ctrl+z** takes it back.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "n", "name", "New code", id="split.name", tooltip="Name the new code, and move the marked codings to it"
        ),
        Binding("a", "mark_all", "Mark all", id="split.all", tooltip="Mark every coding, or none"),
    ]

    def __init__(self, code: str, name: str) -> None:
        super().__init__()
        self._code, self._code_name = code, name
        self._found: dict[str, Evidence] = {}

    def compose(self) -> ComposeResult:
        """Lay out the number of marked codings, and the codings."""
        yield Static(id="split-title", classes="screen-title", markup=False)
        yield BlockList(markable=True, id="split-codings")
        yield KeyLine(compact=True, show_command_palette=False)

    def refresh_study(self) -> None:
        """List the codings as they are now."""
        found = study_listings.list_segments(self.study, EvidenceFilter(codes=frozenset({self._code})))
        self._found = {item.id: item for item in found}
        self.query_one(BlockList).put(build_coding_blocks(found))
        self._show_title()

    @on(BlockList.Marked)
    def _show_title(self) -> None:
        marked = len(self.query_one(BlockList).marked)
        of = f"{format_count(marked, 'coding')} of {len(self._found):,} marked" if self._found else "no codings"
        self.query_one("#split-title", Static).update(one_line(f"Split {self._code} {self._code_name} · {of}"))

    @on(BlockList.Chosen)
    def _open(self, message: BlockList.Chosen) -> None:
        item = self._found[message.key]
        self.go_to(coding_page(item))

    def action_mark_all(self) -> None:
        """Mark every coding; with all of them marked, none."""
        codings = self.query_one(BlockList)
        if len(codings.marked) == len(self._found):
            codings.clear_marks()
        else:
            codings.mark_all()

    def action_name(self) -> None:
        """Ask for the name of the new code."""
        marked = self.query_one(BlockList).marked
        if not marked:
            self.notify("Mark them with space.", title="No codings go to the new code yet.", severity="warning")
            return
        numbers = [self._found[key].number for key in marked]
        fields = (
            FormField("name", "Name", hint="what the new code stands for"),
            FormField("definition", "Definition", lines=4, can_be_empty=True, hint=""),
        )
        title = f"A new code beside {self._code} for {format_count(len(numbers), 'coding')}"
        self.app.push_screen(FormScreen(title, fields, partial(self._split, numbers)))

    def _split(self, numbers: list[int], typed: dict[str, str]) -> bool:
        split = partial(
            split_code,
            self.study,
            self._code,
            name=typed.get("name", ""),
            numbers=numbers,
            coder=self.coder,
            definition=typed.get("definition", ""),
        )
        made = self.attempt(split)
        if made is None:
            return False
        message = f"{format_count(len(numbers), 'coding')} went to {made}. ctrl+z takes it back."
        self.call_after_refresh(self._leave, message)
        return True

    def _leave(self, message: str) -> None:
        """Go back to the screen before, once the form is closed, and show the message there."""
        self.app.pop_screen()
        self.app.screen.call_after_refresh(self.app.notify, message)
