"""The history of a study: who did what, and when."""

from collections.abc import Iterator
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from casecoder.services.history import HistoryLine, read_history
from casecoder.tui.base.screen_text import format_count, format_local_time, one_line, plain_content
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList

ACTS_PER_PAGE = 300
"""How many acts are shown at a time."""
MORE_ENTRY = "more"


class HistoryScreen(StudyScreen):
    """Every act on the study, the newest first. No act is ever removed."""

    CSS_PATH = "history.tcss"
    AUTO_FOCUS = "LongList"
    HELP = """\
# History

Everything that was ever done to this study, by whom and when (in this computer's time), the newest first. It only
grows: undoing something is one more act. The act under the cursor stands below the list in full. **ctrl+z** takes
back your own last change, **ctrl+y** does it again.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "app.undo", "Undo", id="history.undo", tooltip="Take back your last change"),
        Binding("ctrl+y", "app.redo", "Redo", id="history.redo", tooltip="Do again what you took back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._shown = ACTS_PER_PAGE
        self._acts: dict[str, HistoryLine] = {}

    def compose(self) -> ComposeResult:
        """Lay out the acts, a line each, and the act under the cursor in full."""
        yield Static(classes="screen-title", id="history-title", markup=False)
        yield Static(f"{'act':>6}  {'when':<18} {'who':<12} what", classes="columns", markup=False)
        yield LongList(id="history")
        yield Static(id="act", markup=False)
        yield KeyLine(compact=True)

    def refresh_study(self) -> None:
        """Read the newest acts."""
        found = read_history(self.study, self._shown + 1, self.coder)
        number = found[0].number if found else 0
        self._acts = {str(act.number): act for act in found}
        self.query_one("#history-title", Static).update(f"History · {format_count(number, 'act')}")
        self.query_one(LongList).put(list(_entries(found, self._shown)))

    @on(LongList.OptionHighlighted)
    def _show_act(self, event: LongList.OptionHighlighted) -> None:
        act = self._acts.get(event.option.id or "")
        line = f"{act.number}  {one_line(act.coder)}: {_describe(act)}" if act else ""
        self.query_one("#act", Static).update(plain_content(line))

    @on(LongList.OptionSelected)
    def _more(self, event: LongList.OptionSelected) -> None:
        if event.option.id == MORE_ENTRY:
            self._shown += ACTS_PER_PAGE
            self.refresh_study()


def _entries(found: list[HistoryLine], shown: int) -> Iterator[Option]:
    if not found:
        yield Option(Content("Nothing has been done yet."), disabled=True)
    for act in found[:shown]:
        line = f"{act.number:>6}  {format_local_time(act.at):<18} {one_line(act.coder)[:12]:<12} {_describe(act)}"
        yield Option(plain_content(line), id=str(act.number))
    if len(found) > shown:
        yield Option(Content(f"Enter shows {ACTS_PER_PAGE} older acts."), id=MORE_ENTRY)


def _describe(act: HistoryLine) -> str:
    prefix = {"undo": "Undone: ", "redo": "Done again: "}.get(act.kind, "")
    return f"{prefix}{one_line(act.label)}"
