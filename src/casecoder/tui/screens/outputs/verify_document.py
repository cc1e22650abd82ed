"""The check of a Word document against the study it was made from."""

from functools import partial
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, OptionList, ProgressBar, Static
from textual.widgets.option_list import Option

from casecoder.core.errors import CaseCoderError
from casecoder.core.outputs.figures.printed_figures import listed_codings
from casecoder.core.verifying.verification_results import CheckedClaim, ClaimKind, Finding, Verification
from casecoder.services.verifying.document_verification import verify_report
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.background_jobs import BackgroundJobScreen, ProgressCallback
from casecoder.tui.base.destinations import RatingPage, SegmentsPage, coding_page
from casecoder.tui.base.screen_text import one_line, plain_content
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList, list_heading
from casecoder.tui.widgets.path_input import PathInput


class VerifyDocumentScreen(BackgroundJobScreen):
    """The check of a document, which lists everything that no longer matches the study."""

    CSS_PATH = "verify_document.tcss"
    AUTO_FOCUS = "#document"
    HELP = """\
# Verify a document

Type the path of a case study, a table or another report that casecoder wrote in Word, and press **enter**. Every
quote, id, count, rating and picture in it is checked against the study as it is now, also after somebody has worked
on the document; what no longer matches is listed with its place. Nothing is changed in either.

**Enter** on an entry opens the words in their transcript, the ratings of the cell, or the codings that are counted.
**Ctrl+l** lists everything that was checked with what it rests on, and the lines that are not as they were printed.
One sort of quotation mark or dash counts as another, and any white space as any other; every other difference is
named.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "check", "Check", id="verify.check", tooltip="Check the document against the study"),
        Binding(
            "ctrl+l",
            "list_all",
            "List all",
            id="verify.list",
            tooltip="List everything that was checked, and what it rests on",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.found: Verification | None = None
        """The result of the last check."""
        self.listed: tuple[Finding | CheckedClaim, ...] = ()
        """The entries that can be opened, in order."""

    def compose(self) -> ComposeResult:
        """Lay out the path, the result, and what no longer matches."""
        yield Static("Verify a document", classes="screen-title", markup=False)
        with Horizontal(classes="fields"):
            yield Static("Document", classes="field-name")
            yield PathInput(self._default_folder(), placeholder="A .docx file that casecoder wrote", id="document")
        yield Static("Enter checks it against the study.", id="verify-status", classes="status", markup=False)
        yield LongList(id="findings")
        yield ProgressBar(id="progress", show_eta=False)
        yield KeyLine(compact=True)

    def _default_folder(self) -> str:
        """Return the folder that the export screen writes to, if it exists; else that of the study."""
        folder = self.study.path.with_name(self.study.path.stem + "-documents")
        return f"{folder if folder.is_dir() else self.study.path.parent}/"

    def on_mount(self) -> None:
        """Hide the progress bar until a check runs."""
        self.query_one(ProgressBar).display = False

    @on(Input.Submitted, "#document")
    def action_check(self) -> None:
        """Check the document at the path."""
        path = self.query_one("#document", PathInput).path
        if path is None or path.is_dir():
            self.notify("Type the path of a Word document (.docx).", title="No document is named.", severity="warning")
        else:
            self.start("verify a document", partial(_verify, self.study, path), self._show)

    def _show(self, found: Verification) -> None:
        self.found, self.listed = found, found.findings
        options = [Option(_entry(finding), id=str(number)) for number, finding in enumerate(found.findings)]
        title = f"No longer matches ({len(options)})" if options else "Everything matches"
        self.query_one("#verify-status", Static).update(plain_content(one_line(found.sentence)))
        self._list_entries([list_heading(title), *options, *_besides(found)])

    def action_list_all(self) -> None:
        """List everything that was checked, by kind."""
        if self.found is None:
            self.notify("Check a document first: type its path and press enter.", severity="warning")
            return
        found = self.found
        self.listed = tuple(claim for about in ClaimKind for claim in found.claims if claim.about is about)
        options: list[Option] = []
        for about, claims in groupby(enumerate(self.listed), key=lambda each: each[1].about):
            here = [Option(_entry(claim), id=str(number)) for number, claim in claims]
            options += [list_heading(f"{about.capitalize()}s ({len(here)})"), *here]
        self._list_entries([*options, *_besides(found)])

    def _list_entries(self, options: list[Option]) -> None:
        """List entries, with the cursor on the first one that can be opened."""
        findings = self.query_one("#findings", LongList)
        findings.put(options)
        first = next((at for at, option in enumerate(options) if not option.disabled), None)
        if first is not None:
            findings.highlighted = first
            findings.focus()

    @on(OptionList.OptionSelected, "#findings")
    def _open(self, event: OptionList.OptionSelected) -> None:
        entry = self.listed[int(event.option_id or 0)]
        behind = listed_codings(entry.id) if entry.about is ClaimKind.COUNT else None
        if entry.coding is not None:
            self.go_to(coding_page(entry.coding))
        elif entry.cell is not None:
            self.go_to(RatingPage(*entry.cell))
        elif behind is not None:
            self.go_to(SegmentsPage(*behind))
        else:
            self.notify("The study has no one place for it.", title="There is nothing to open.", severity="warning")

    def failed(self, error: CaseCoderError) -> None:
        """Show the error, and keep it in the list."""
        super().failed(error)
        self.found, self.listed = None, ()
        self.query_one("#findings", LongList).put(
            [list_heading("Not checked"), Option(plain_content(str(error)), disabled=True)]
        )
        self.query_one("#verify-status", Static).update("")


def _entry(entry: Finding | CheckedClaim) -> Content:
    """Return the entry of a finding or a claim: its place and its message."""
    if isinstance(entry, Finding):
        message = entry.message
    else:
        message = " — ".join(filter(None, (entry.says, entry.rests, entry.finding.message if entry.finding else "")))
    return Content("\n").join([plain_content(one_line(entry.place), "bold"), plain_content(one_line(message))])


def _besides(found: Verification) -> list[Option]:
    """Return the entries after the findings: notes, and the lines that are not as printed."""
    notes = [Option(plain_content(note), disabled=True) for note in found.notes]
    lines = [
        Option(
            Content("\n").join([plain_content(one_line(line.place), "bold"), plain_content(one_line(line.text))]),
            disabled=True,
        )
        for line in found.apart
    ]
    return [
        list_heading("Besides"),
        *notes,
        *([list_heading(f"Not as printed ({len(lines)})"), *lines] if lines else []),
    ]


def _verify(study: StudyFile, path: Path, _progress: ProgressCallback) -> Verification:
    return verify_report(study, path)
