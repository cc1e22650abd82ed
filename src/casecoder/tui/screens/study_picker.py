"""The choice of a study: a recent one, one on the disk, a new one, or the sample study."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

import platformdirs
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, ProgressBar, Static
from textual.widgets.option_list import Option

from casecoder.core.errors import CaseCoderError
from casecoder.services.studies import open_study
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.background_jobs import BackgroundJobScreen, ProgressCallback
from casecoder.tui.base.screen_text import plain_content, show_control_characters
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList, list_heading
from casecoder.tui.widgets.path_input import PathInput

OPEN_STUDY, MAKE_STUDY, MAKE_SAMPLE, TAKE_TOUR = "open", "new", "sample", "tour"
SAMPLE_FOLDER = "casecoder-sample"


class StudyPickerScreen(BackgroundJobScreen):
    """The choice of a study; the first screen when no study has been opened before.

    Parameters
    ----------
    trouble:
        Why the study asked for could not be opened; empty when none was asked for.
    touring:
        Whether to start the tour at once.
    """

    CSS_PATH = "study_picker.tcss"
    AUTO_FOCUS = "#studies"
    HELP = """\
# Choose a study

A study is one file: its schools, transcripts, codings and ratings. Go on with one you opened lately, open another by
its path, make a new one, or have the **sample study** built: twelve invented schools, coded and rated, to look around
in without harm. The **tour** leads you through the main work on a sample study of its own; it takes two minutes.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "choose('open')", "Open", id="picker.open", tooltip="Open a study by its path"),
        Binding("n", "choose('new')", "New", id="picker.new", tooltip="Make a new study"),
        Binding("b", "choose('sample')", "Sample", id="picker.sample", tooltip="Build the sample study"),
        Binding("t", "choose('tour')", "Tour", id="picker.tour", tooltip="Two minutes on the sample study"),
    ]

    def __init__(self, trouble: str = "", *, touring: bool = False) -> None:
        super().__init__()
        self._trouble = trouble
        self._touring = touring
        self._asking = OPEN_STUDY

    def compose(self) -> ComposeResult:
        """Lay out the error, the studies, and the field for a path."""
        yield Static("casecoder · choose a study", classes="screen-title", markup=False)
        yield Static(show_control_characters(self._trouble), id="trouble", markup=False)
        yield LongList(id="studies")
        yield Static(id="asked", markup=False)
        yield PathInput(id="study-path")
        yield ProgressBar(id="progress", show_eta=False)
        yield KeyLine(compact=True)

    def on_mount(self) -> None:
        """List the studies opened last."""
        self.query_one(ProgressBar).display = False
        self.query_one("#trouble").display = bool(self._trouble)
        self._ask("")
        self.query_one(LongList).put(list(self._entries()))
        if self._touring:
            self.call_after_refresh(self.action_choose, TAKE_TOUR)

    def _entries(self) -> Iterator[Option]:
        recent = self.study_app.remembered.recent
        tour = Option("Take the tour: two minutes on a sample study… (t)", id=TAKE_TOUR)
        if not recent:
            yield list_heading("Here for the first time?")
            yield tour
        yield list_heading("Opened lately" if recent else "No study has been opened yet")
        for place, path in enumerate(recent):
            gone = "" if Path(path).is_file() else "  (no longer there)"
            name = Path(path).stem
            yield Option(
                Content.assemble(plain_content(name, "bold"), "  ", plain_content(path + gone, "dim")), id=str(place)
            )
        yield list_heading("Or")
        yield Option("Open a study by its path… (o)", id=OPEN_STUDY)
        yield Option("Make a new study… (n)", id=MAKE_STUDY)
        yield Option("Build the sample study, twelve invented schools… (b)", id=MAKE_SAMPLE)
        if recent:
            yield tour

    @on(OptionList.OptionSelected, "#studies")
    def _choose_entry(self, event: OptionList.OptionSelected) -> None:
        chosen = event.option.id or ""
        if chosen.isdecimal():
            self._open(Path(self.study_app.remembered.recent[int(chosen)]))
        else:
            self.action_choose(chosen)

    def action_choose(self, what: str) -> None:
        """Ask for a path to open or to build the sample in; or make a new study; or take the tour."""
        if what == MAKE_STUDY:
            from casecoder.tui.screens.new_study import NewStudyScreen

            self.app.push_screen(NewStudyScreen())
            return
        if what == TAKE_TOUR:
            self._show_note("Building the tour’s sample study… (esc stops it)")
            folder = platformdirs.user_data_path("casecoder") / "tour"
            self.start("build the tour's study", partial(_build_sample, folder), self._take_tour)
            return
        self._asking = what
        self._ask("Folder for the sample study:" if what == MAKE_SAMPLE else "The study's file:")
        path = self.query_one(PathInput)
        path.value = str(Path.cwd() / SAMPLE_FOLDER) if what == MAKE_SAMPLE else ""
        path.focus()

    def _show_note(self, words: str) -> None:
        self.query_one("#asked", Static).update(words)
        self.query_one("#asked").display = True

    def _ask(self, question: str) -> None:
        self.query_one("#asked", Static).update(question)
        self.query_one("#asked").display = self.query_one(PathInput).display = bool(question)

    @on(Input.Submitted, "#study-path")
    def _take_path(self) -> None:
        path = self.query_one(PathInput).path
        if path is None:
            self.notify("The right arrow completes what you type.", title="Type a path first.", timeout=4)
        elif self._asking == MAKE_SAMPLE:
            self._show_note("Building the sample study… (esc stops it)")
            self.start("build the sample study", partial(_build_sample, path), self._take)
        else:
            self._open(path)

    def _open(self, path: Path) -> None:
        study = self.attempt(partial(open_study, path))
        if study is not None:
            self._take(study)

    def _take(self, study: StudyFile) -> None:
        self.app.run_worker(self.study_app.take(study), group="take", exclusive=True, exit_on_error=True)

    def _take_tour(self, study: StudyFile) -> None:
        async def begin() -> None:
            await self.study_app.take(study)
            self.study_app.begin_tour()

        self.app.run_worker(begin(), group="take", exclusive=True, exit_on_error=True)

    def stopped(self) -> None:
        """Close the question when the building of the sample is stopped."""
        self._ask("")
        super().stopped()

    def failed(self, error: CaseCoderError) -> None:
        """Close the question when the sample can't be built."""
        self._ask("")
        super().failed(error)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer Back only when there is a job to stop, a question to close or a screen to go back to."""
        return action != "stop_or_back" or self.working or self._is_asking or not self.study_app.at_home

    @property
    def _is_asking(self) -> bool:
        return self.is_mounted and self.query_one(PathInput).display

    async def action_stop_or_back(self) -> None:
        """Stop the job, or close the question, or go back."""
        if self._is_asking and not self.working:
            self._ask("")
            self.query_one(LongList).focus()
        else:
            await super().action_stop_or_back()


def _build_sample(folder: Path, progress: ProgressCallback) -> StudyFile:
    from casecoder.services.demo import STUDY_FILENAME, build_demo_study
    from casecoder.services.file_writing import make_folder

    make_folder(folder)
    path = folder / STUDY_FILENAME
    return open_study(path) if path.exists() else build_demo_study(path, progress)
