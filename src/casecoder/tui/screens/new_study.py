"""The form for a new study: its file, title and codebooks."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, ProgressBar, SelectionList, Static
from textual.widgets.selection_list import Selection

from casecoder.services.codebook import codebooks
from casecoder.services.studies import new_study
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.background_jobs import BackgroundJobScreen, ProgressCallback
from casecoder.tui.base.screen_text import one_line
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.path_input import PathInput


class NewStudyScreen(BackgroundJobScreen):
    """A form for a new study."""

    CSS_PATH = "new_study.tcss"
    AUTO_FOCUS = "#new-path"
    HELP = """\
# A new study

Give the file a name (it gets the ending `.casecoder`), the study a title for its reports, and tick the code books it
shall work with: **space** ticks and unticks. **ctrl+s** makes it. More code books can be brought in later.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "make", "Make it", id="new.make", tooltip="Make the study"),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the fields for the file, the title and the codebooks."""
        yield Static("A new study", classes="screen-title", markup=False)
        yield Static("Its file", classes="field-label", markup=False)
        yield PathInput(id="new-path", placeholder="platforms-2009")
        yield Static("Its title, for reports (the file's name, if you leave it empty)", classes="field-label")
        yield Input(id="new-title", compact=True)
        yield Static("Code books (space ticks and unticks)", classes="field-label", markup=False)
        yield SelectionList[str](*_books(), id="books", compact=True)
        yield ProgressBar(id="progress", show_eta=False)
        yield KeyLine(compact=True)

    def on_mount(self) -> None:
        """Hide the progress bar until a job runs."""
        self.query_one(ProgressBar).display = False

    def on_input_submitted(self) -> None:
        """Go to the next field on enter."""
        self.focus_next()

    def action_make(self) -> None:
        """Make the study and go to its grid."""
        path = self.query_one(PathInput).path
        books: list[str] = self.query_one("#books", SelectionList).selected
        if path is None:
            self.notify("For instance: platforms-2009", title="Give the study's file a name.", severity="warning")
        elif not books:
            self.notify("Space ticks the one under the cursor.", title="Tick a code book.", severity="warning")
        else:
            title = self.query_one("#new-title", Input).value.strip()
            self.start("make a study", partial(_make, path, title, books, self.coder), self._take)

    def _take(self, study: StudyFile) -> None:
        self.app.run_worker(self.study_app.take(study), group="take", exclusive=True, exit_on_error=True)


def _books() -> list[Selection[str]]:
    return [Selection(Content(one_line(name)), name, initial_state=True) for name in codebooks.shipped_codebooks()]


def _make(path: Path, title: str, books: list[str], coder: str, _progress: ProgressCallback) -> StudyFile:
    return new_study(path, title=title, codebooks=books, coder=coder)
