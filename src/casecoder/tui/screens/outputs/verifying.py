"""Checking a Word document against the study it was made from."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Footer, Input, OptionList, ProgressBar, Static
from textual.widgets.option_list import Option

from casecoder.core.errors import CaseCoderError
from casecoder.core.verification import Finding, Verification
from casecoder.services.outputs.verifying import verify
from casecoder.store.study_file import StudyFile
from casecoder.tui import navigation
from casecoder.tui.widgets.long_list import LongList, heading
from casecoder.tui.widgets.path_input import PathInput
from casecoder.tui.wording import one_line, plain
from casecoder.tui.working import Progress, WorkingScreen


class VerifyingScreen(WorkingScreen):
    """Names everything in a document that no longer matches the study."""

    CSS_PATH = "verifying.tcss"
    AUTO_FOCUS = "#document"
    HELP = """\
# Verify a document

Type the path of a case study, a table or another report that casecoder wrote in Word, and press **enter**. Every
quote, id, count, rating and picture in it is checked against the study as it is now, also after somebody has worked
on the document; what no longer matches is listed with its place. Nothing is changed in either.

**Enter** on an entry opens the words in their transcript, or the ratings of the cell. One sort of quotation mark or
dash counts as another, and any white space as any other; every other difference is named.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "check", "Check", id="verify.check", tooltip="Check the document against the study"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.findings: tuple[Finding, ...] = ()
        """What no longer matches, in the order in which it is listed."""

    def compose(self) -> ComposeResult:
        """The document's path, what came of it, and what no longer matches."""
        yield Static("Verify a document", classes="screen-title", markup=False)
        with Horizontal(classes="fields"):
            yield Static("Document", classes="field-name")
            yield PathInput(self._likely(), placeholder="A .docx file that casecoder wrote", id="document")
        yield Static("Enter checks it against the study.", id="verify-status", classes="status", markup=False)
        yield LongList(id="findings")
        yield ProgressBar(id="progress", show_eta=False)
        yield Footer(compact=True)

    def _likely(self) -> str:
        """Where the export screen writes documents, if anything is there."""
        folder = self.study.path.with_name(self.study.path.stem + "-documents")
        return f"{folder if folder.is_dir() else self.study.path.parent}/"

    def on_mount(self) -> None:
        """Nothing runs yet."""
        self.query_one(ProgressBar).display = False

    @on(Input.Submitted, "#document")
    def action_check(self) -> None:
        """Check the document that is named."""
        path = self.query_one("#document", PathInput).path
        if path is None or path.is_dir():
            self.notify("Type the path of a Word document (.docx).", title="No document is named.", severity="warning")
        else:
            self.start("verify a document", partial(_verify, self.study, path), self._show)

    def _show(self, found: Verification) -> None:
        self.findings = found.findings
        options = [Option(_entry(finding), id=str(number)) for number, finding in enumerate(found.findings)]
        notes = [Option(plain(note), disabled=True) for note in found.notes]
        title = f"No longer matches ({len(options)})" if options else "Everything matches"
        findings = self.query_one("#findings", LongList)
        findings.put([heading(title), *options, heading("Besides"), *notes])
        self.query_one("#verify-status", Static).update(plain(one_line(found.sentence)))
        if options:
            findings.highlighted = 1
            findings.focus()

    @on(OptionList.OptionSelected, "#findings")
    def _open(self, event: OptionList.OptionSelected) -> None:
        finding = self.findings[int(event.option_id or 0)]
        if finding.coding is not None:
            self.app.push_screen(navigation.coding(finding.coding))
        elif finding.cell is not None:
            self.app.push_screen(navigation.rating_desk(*finding.cell))
        else:
            self.notify("The study has no place for it to show.", title=finding.id or "A quote", markup=False)

    def failed(self, error: CaseCoderError) -> None:
        """Say why, and keep it in view."""
        super().failed(error)
        self.findings = ()
        self.query_one("#findings", LongList).put([heading("Not checked"), Option(plain(str(error)), disabled=True)])
        self.query_one("#verify-status", Static).update("")


def _entry(finding: Finding) -> Content:
    return Content("\n").join([plain(one_line(finding.place), "bold"), plain(one_line(finding.message))])


def _verify(study: StudyFile, path: Path, _progress: Progress) -> Verification:
    return verify(study, path)
