"""The import of files: first what casecoder understood of each file, then the import itself."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, ProgressBar, Select, Static
from textual.widgets.option_list import Option

from casecoder.core.vocabulary import Role, SourceKind
from casecoder.tui.base.background_jobs import BackgroundJobScreen, ProgressCallback
from casecoder.tui.base.screen_text import format_count, one_line, plain_content
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList, list_heading
from casecoder.tui.widgets.path_input import PathInput

if TYPE_CHECKING:
    from casecoder.services.intake.import_plan import ImportOptions, ImportPlan, PlannedFile
    from casecoder.services.intake.importing import ImportReport

IMPORT_HINT = """\
Type the path of a file, or of a folder, and press enter: you then see what was understood of each file, \
and nothing is imported until you press ctrl+s.

A folder may hold a folder for each school, or a manifest.csv that says of each file which school it is from, \
its kind and its date. What you fill in above goes for all the files."""


class ImportFilesScreen(BackgroundJobScreen):
    """The import: files are read, shown as they were understood, and imported."""

    CSS_PATH = "import_files.tcss"
    AUTO_FOCUS = "#path"
    HELP = """\
# Import

1. Type the path of a file or a folder (the right arrow takes up the completion) and press **enter**.
2. Look at the list: which school, which kind, who speaks, and what is odd about a file. `✓` will be imported, `=` is
   in the study already, `✗` can't be imported, and why.
3. If something was taken wrongly, fill in school, kind, role or date, and press enter on the path again.
4. **ctrl+s** imports. Each file is one act in the history and can be undone. **esc** stops; what came in stays.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+l", "look", "Look", id="import.look", tooltip="Read the files and say what was understood"),
        Binding("ctrl+s", "bring_in", "Import", id="import.run", tooltip="Import the files marked ✓"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.plan: ImportPlan | None = None

    def compose(self) -> ComposeResult:
        """Lay out the path, the facts that hold for all files, and the files as they were understood."""
        yield Static("Import", classes="screen-title", markup=False)
        with Horizontal(classes="fields"):
            yield Static("File or folder", classes="field-name")
            yield PathInput(id="path", placeholder="~/interviews")
        with Horizontal(classes="fields"):
            yield Static("For all:  School", classes="field-name")
            yield Input(id="case", placeholder="as found", compact=True)
            yield Static("Kind", classes="field-second")
            yield Select[str](_choices(SourceKind), prompt="as found", id="kind", compact=True)
        with Horizontal(classes="fields"):
            yield Static("          Date", classes="field-name")
            yield Input(id="date", placeholder="as found", compact=True)
            yield Static("Role", classes="field-second")
            yield Select[str](_choices(Role), prompt="as found", id="role", compact=True)
        yield LongList(id="plan")
        yield ProgressBar(id="progress", show_eta=False)
        yield Static(id="import-status", classes="status", markup=False)
        yield KeyLine(compact=True)

    def on_mount(self) -> None:
        """Show how to begin."""
        self.query_one(ProgressBar).display = False
        self.query_one(LongList).put([Option(Content(IMPORT_HINT), disabled=True)])

    @on(Input.Changed)
    @on(Select.Changed)
    def _drop_plan(self) -> None:
        """Drop the plan, which was made with other options."""
        if self.plan is not None:
            self.plan = None
            self._show_status("Something above was changed: press ctrl+l, or enter, to look again.")

    @on(Input.Submitted)
    def action_look(self) -> None:
        """Read the files, and show what was understood."""
        path = self.query_one(PathInput).path
        if path is None:
            self.notify("The right arrow completes what you type.", title="Type a path first.", timeout=4)
            return
        self._show_status("Reading…")
        self.start("read files", partial(_plan_import, [path], self.study, self._options()), self._show_plan)

    def _options(self) -> "Callable[[], ImportOptions]":
        case, date = (self.query_one(f"#{name}", Input).value.strip() for name in ("case", "date"))
        kind, role = (_chosen(self.query_one(f"#{name}", Select)) for name in ("kind", "role"))

        def options() -> "ImportOptions":
            from casecoder.services.intake.import_plan import ImportOptions

            return ImportOptions(case=case, kind=kind, role=role, date=date)

        return options

    def _show_plan(self, plan: "ImportPlan") -> None:
        self.plan = plan
        entries = self.query_one(LongList)
        entries.put(list(_entries(plan)))
        entries.focus()
        parts = [
            f"{len(plan.ready)} to import",
            f"{len(plan.already)} already here" if plan.already else "",
            f"{len(plan.failed)} can't be imported" if plan.failed else "",
        ]
        do = " ctrl+s imports." if plan.ready else " There is nothing to import."
        self._show_status(", ".join(filter(None, parts)) + "." + do)

    def action_bring_in(self) -> None:
        """Import the files that can be imported."""
        if self.plan is None:
            self.notify("Press enter on the path.", title="Look at the files first.", severity="warning")
        elif not self.plan.ready:
            self.notify("None of these files can be imported.", title="There is nothing to import.", severity="warning")
        else:
            self._show_status("Importing… esc stops; what came in stays.")
            self.start("import", partial(_run_import, self.study, self.plan, self.coder), self._show_report)

    def _show_report(self, report: "ImportReport") -> None:
        self.plan = None
        entries = [
            list_heading(f"Imported ({len(report.imported)})"),
            *(Option(plain_content(ref)) for ref in report.imported),
        ]
        if report.failed:
            entries.append(list_heading(f"Not imported ({len(report.failed)})"))
            entries += [Option(plain_content(f"{path.name}: {why}")) for path, why in report.failed]
        self.query_one(LongList).put(entries)
        failed = f", {len(report.failed)} not" if report.failed else ""
        self._show_status(f"{format_count(len(report.imported), 'file')} imported{failed}. ctrl+z takes back the last.")

    def stopped(self) -> None:
        """Say that the files imported so far stay."""
        self.plan = None
        self._show_status("Stopped. The files imported before stay; look again to import the rest.")

    def failed(self, error: Any) -> None:
        """Show the error, and keep it in the status line."""
        super().failed(error)
        self._show_status(str(error))

    def _show_status(self, words: str) -> None:
        self.query_one("#import-status", Static).update(plain_content(one_line(words)))


def _choices(words: type[SourceKind] | type[Role]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in words]


def _chosen(select: Select[str]) -> str:
    return select.value if isinstance(select.value, str) else ""


def _plan_import(
    paths: list[Path], study: Any, options: "Callable[[], ImportOptions]", progress: ProgressCallback
) -> "ImportPlan":
    from casecoder.services.intake.import_plan import plan_import

    return plan_import(paths, study, options(), progress)


def _run_import(study: Any, plan: "ImportPlan", coder: str, progress: ProgressCallback) -> "ImportReport":
    from casecoder.services.intake.importing import run_import

    return run_import(study, plan, coder, progress)


def _entries(plan: "ImportPlan") -> Iterator[Option]:
    for place, item in enumerate(plan.items):
        yield Option(_entry(item), id=str(place))
    if plan.left:
        yield list_heading("Left out, because the manifest doesn't name them")
        for path in plan.left:
            yield Option(plain_content(path.name))


def _entry(item: "PlannedFile") -> Content:
    if item.problem:
        return Content("\n").join(
            [plain_content(f"✗ {item.path.name}", "bold"), plain_content(f"  {item.problem} {item.hint}")]
        )
    if item.already:
        return plain_content(f"= {item.path.name}: already in the study as {item.already}", "dim")
    size = f"{format_count(item.turns, 'turn')}, {format_count(item.words, 'word')}"
    facts = (item.case, item.kind.value, item.role.value if item.role else "", item.date, size)
    lines = [
        plain_content(one_line(f"✓ {item.ref}  {item.title}  ({item.path.name})"), "bold"),
        plain_content("  " + one_line(" · ".join(filter(None, facts)))),
    ]
    people = [
        f"{speaker.label} → {'interviewer' if speaker.interviewer else _participant_words(speaker)}"
        for speaker in item.speakers
    ]
    if people:
        lines.append(plain_content("  " + one_line("; ".join(people))))
    lines += [plain_content(f"  ! {note}") for note in item.notes]
    return Content("\n").join(lines)


def _participant_words(speaker: Any) -> str:
    if not speaker.participant:
        return "nobody known"
    return f"{speaker.participant} {speaker.role.value if speaker.role else ''}".strip()
