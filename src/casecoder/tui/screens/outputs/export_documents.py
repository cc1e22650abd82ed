"""The export of documents: the table, matrices, case studies and the report across schools."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, OptionList, ProgressBar, Select, Static
from textual.widgets.option_list import Option

from casecoder.core.errors import CaseCoderError
from casecoder.core.outputs.matrix import MatrixMeasure, MatrixRequest
from casecoder.services.file_writing import make_folder
from casecoder.services.outputs import matrix_files, publishing
from casecoder.services.sources import study_listings
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.background_jobs import BackgroundJobScreen, ProgressCallback
from casecoder.tui.base.screen_text import format_count, one_line, plain_content
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList, list_heading
from casecoder.tui.widgets.path_input import PathInput

BENEFIT_TABLE, ONE_MATRIX, ONE_CASE_STUDY, ALL_CASE_STUDIES, CROSS_CASE_REPORT, ALL_DOCUMENTS = (
    "table",
    "matrix",
    "case",
    "cases",
    "across",
    "all",
)
DOCUMENTS = {
    BENEFIT_TABLE: "The benefit-by-school table in Word (Red, Amber, Green)",
    ONE_MATRIX: "A matrix, in a format of your choice",
    ONE_CASE_STUDY: "The case study of one school in Word",
    ALL_CASE_STUDIES: "The case studies of all schools in Word",
    CROSS_CASE_REPORT: "The report across all schools in Word",
    ALL_DOCUMENTS: "Everything: the table, the matrices, heat maps and all reports",
}
FORMATS = {
    ".xlsx": "Excel",
    ".docx": "Word",
    ".csv": "CSV",
    ".html": "web page",
    ".md": "Markdown",
    ".png": "picture",
    ".svg": "drawing",
}
LIST_CODINGS = "listed"
"""The choice to list the codings behind the cells of a CSV file in a second file."""
WriteDocuments = Callable[[StudyFile, Path, ProgressCallback], list[Path]]
"""A function that writes a document of the study into a folder."""

WORD_OPTIONS = ("template", "outline")
FIELDS_OF_DOCUMENT = {
    ONE_MATRIX: ("measure", "format", "book", "evidence"),
    ONE_CASE_STUDY: ("school", *WORD_OPTIONS),
    ALL_CASE_STUDIES: WORD_OPTIONS,
    CROSS_CASE_REPORT: WORD_OPTIONS[:1],
    ALL_DOCUMENTS: WORD_OPTIONS,
}
"""The choices for each document."""


class ExportDocumentsScreen(BackgroundJobScreen):
    """The export of documents into a folder.

    Parameters
    ----------
    case:
        The school that is offered for a case study, by its short id; the first when empty.
    case_study:
        Whether the cursor starts at the case study of one school.
    """

    CSS_PATH = "export_documents.tcss"
    AUTO_FOCUS = "#documents"
    HELP = """\
# Export

Choose a document with the arrow keys; **enter** goes on to what can be chosen for it, and to the folder. **ctrl+s**
writes it. Where a document of the same name is there already, it is replaced only when you press ctrl+s again. Every
document says which state of the study it was made from.

A **template** is a Word document of your own: its page, letterhead and styles are kept, and what stands in it gives way
to the report (a paragraph `{{report}}` marks the place, if more is to stay). An **outline** is a Markdown file whose
headings name the sections you want, in your order; what you write under a heading is printed there. What a document
lacks is listed here when it is written, and said in its method note. **escape** stops between two documents.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "write", "Write", id="export.write", tooltip="Write the document into the folder"),
    ]

    def __init__(self, case: str = "", *, case_study: bool = False) -> None:
        super().__init__()
        self._case = case
        self._first_document = ONE_CASE_STUDY if case_study else BENEFIT_TABLE
        self._existing_warned: list[Path] = []
        self._gaps: list[str] = []

    def compose(self) -> ComposeResult:
        """Lay out the documents, the choices for the one under the cursor, the folder, and the files written."""
        with self.study.reading() as session:
            books = [(one_line(book.title), book.name) for book in records.codebook_rows(session)]
        schools = [
            (one_line(f"{case.short} {case.label}"), case.short) for case in study_listings.list_cases(self.study)
        ]
        first = next((short for _, short in schools if short == self._case), schools[0][1] if schools else None)
        yield Static("Export", classes="screen-title", markup=False)
        yield OptionList(*(Option(words, id=name) for name, words in DOCUMENTS.items()), id="documents")
        yield from _field(
            "measure", "Cells say", [(m.heading, m.value) for m in MatrixMeasure], MatrixMeasure.COUNT.value
        )
        yield from _field("format", "Format", [(name, ending) for ending, name in FORMATS.items()], ".xlsx")
        yield from _field("book", "Code book", books, books[0][1] if books else None)
        yield from _field("evidence", "Codings", [("not listed", ""), ("listed in a second file", LIST_CODINGS)], "")
        yield from _field("school", "School", schools, first)
        yield from _path_field("template", "Template", "none: casecoder’s own look. Or your Word document (.docx)")
        yield from _path_field("outline", "Outline", "none: every section. Or a Markdown file that names yours")
        with Horizontal(classes="fields"):
            yield Static("Folder", classes="field-name")
            yield PathInput(str(self.study.path.with_name(self.study.path.stem + "-documents")), id="folder")
        yield Static(id="export-status", classes="status", markup=False)
        yield LongList(id="written")
        yield ProgressBar(id="progress", show_eta=False)
        yield KeyLine(compact=True)

    def on_mount(self) -> None:
        """Put the cursor on the document to start with."""
        self.query_one(ProgressBar).display = False
        self.query_one("#documents", OptionList).highlighted = list(DOCUMENTS).index(self._first_document)

    @property
    def _document(self) -> str:
        option = self.query_one("#documents", OptionList).highlighted_option
        return (option.id or BENEFIT_TABLE) if option else BENEFIT_TABLE

    @on(OptionList.OptionHighlighted, "#documents")
    def _show_fields(self) -> None:
        for name in ("measure", "format", "book", "evidence", "school", *WORD_OPTIONS):
            self.query_one(f"#field-{name}").display = name in FIELDS_OF_DOCUMENT.get(self._document, ())
        self._show_paths()

    @on(Select.Changed)
    @on(Input.Changed, "#folder")
    def _show_paths(self) -> None:
        """Show what ctrl+s would write, and offer the list of codings for CSV."""
        if self._document == ONE_MATRIX:
            self.query_one("#field-evidence").display = self._choice("format") == ".csv"
        paths = self._paths()
        some = f" and {format_count(len(paths) - 1, 'more file')}" if len(paths) > 1 else ""
        words = f"ctrl+s writes {paths[0].name}{some} into the folder." if paths else ""
        self.query_one("#export-status", Static).update(plain_content(one_line(words)))

    @on(OptionList.OptionSelected, "#documents")
    def _focus_first_choice(self) -> None:
        """Go to the first choice for the document, or to the folder if it has none."""
        first = next(iter(FIELDS_OF_DOCUMENT.get(self._document, ())), "folder")
        self.query_one(f"#{first}").focus()

    @on(Input.Submitted, "#folder")
    def _show_write_key(self) -> None:
        self.notify("ctrl+s writes the document.")

    def _paths(self) -> list[Path]:
        """Return the files of the document."""
        folder = self.query_one("#folder", PathInput).path
        if folder is None:
            return []
        cases = [case.short for case in study_listings.list_cases(self.study)]
        chosen = self._choice("school")
        if self._document == ONE_MATRIX:
            return matrix_files.matrix_file_paths(folder / self._matrix_name(), evidence=self._lists_codings)
        if self._document == ONE_CASE_STUDY:
            return [publishing.case_study_path(folder, chosen)] if chosen else []
        table, across = publishing.rating_table_path(folder), publishing.synthesis_path(folder)
        if self._document == ALL_DOCUMENTS:
            matrices = [
                path
                for out in publishing.coding_matrix_paths(folder)
                for path in matrix_files.matrix_file_paths(out, evidence=True)
            ]
            maps = [path for path, _ in publishing.heatmap_paths(folder)]
            studies = [publishing.case_study_path(publishing.case_studies_folder(folder), case) for case in cases]
            return [table, *matrices, *maps, across, *studies]
        every = [publishing.case_study_path(folder, case) for case in cases]
        return {ALL_CASE_STUDIES: every, CROSS_CASE_REPORT: [across]}.get(self._document, [table])

    @property
    def _lists_codings(self) -> bool:
        return self._choice("format") == ".csv" and self._choice("evidence") == LIST_CODINGS

    def _matrix_name(self) -> str:
        return f"matrix-{self._choice('measure')}-{self._choice('book')}{self._choice('format')}"

    def action_write(self) -> None:
        """Write the document; existing files are replaced only at the second press."""
        folder = self.query_one("#folder", PathInput).path
        if folder is None:
            self.notify("Type where the documents shall go.", title="There is no folder.", severity="warning")
        elif not study_listings.list_cases(self.study):
            self.notify("Import something first.", title="The study has no schools yet.", severity="warning")
        elif (there := [path for path in self._paths() if path.exists()]) and there != self._existing_warned:
            self._existing_warned = there
            names = there[0].name if len(there) == 1 else f"{len(there)} of these files"
            words = f"{names} {'is' if len(there) == 1 else 'are'} there already. ctrl+s again replaces."
            self.query_one("#export-status", Static).update(plain_content(one_line(words), "bold $text-warning"))
        else:
            self._existing_warned, self._gaps = [], []
            self.start("write documents", partial(self._job(), self.study, folder), self._show_paths_written)

    def _job(self) -> WriteDocuments:
        """Return the function that writes the document with the choices made."""
        if self._document == ONE_MATRIX:
            request = MatrixRequest(MatrixMeasure(self._choice("measure")), self._choice("book"))
            return partial(_write_matrix, request, self._matrix_name(), self._lists_codings)
        template, outline = (self.query_one(f"#{name}", PathInput).path for name in WORD_OPTIONS)
        say = self._gaps.append
        if self._document == ONE_CASE_STUDY:
            case = self._choice("school")
            write = partial(publishing.write_case_study, case=case, template=template, outline=outline, say=say)
            return partial(_write_into, write)
        if self._document == CROSS_CASE_REPORT:
            return partial(_write_into, partial(publishing.write_synthesis, template=template, say=say))
        if self._document == ALL_CASE_STUDIES:
            return partial(publishing.write_case_studies, template=template, outline=outline, say=say)
        if self._document == ALL_DOCUMENTS:
            return partial(publishing.write_all_documents, template=template, outline=outline, say=say)
        return _write_table

    def _choice(self, name: str) -> str:
        value = self.query_one(f"#{name}", Select).value
        return value if isinstance(value, str) else ""

    def _show_paths_written(self, paths: list[Path]) -> None:
        papers = self.query_one("#written", LongList)
        lacking = [list_heading(f"Missing ({len(self._gaps)})"), *(Option(plain_content(gap)) for gap in self._gaps)]
        papers.put(
            [
                list_heading(f"Written ({len(paths)})"),
                *(Option(plain_content(str(path))) for path in paths),
                *(lacking if self._gaps else ()),
            ]
        )
        words = f"{format_count(len(paths), 'document')} written."
        if self._gaps:
            words += f" {format_count(len(self._gaps), 'gap')}, listed below."
        self.query_one("#export-status", Static).update(words)

    def failed(self, error: CaseCoderError) -> None:
        """Show the error, and keep it in the list."""
        super().failed(error)
        self.query_one("#written", LongList).put([list_heading("Not written"), Option(plain_content(str(error)))])


def _field(name: str, label: str, choices: list[tuple[str, str]], value: str | None) -> ComposeResult:
    with Horizontal(classes="fields", id=f"field-{name}"):
        yield Static(label, classes="field-name")
        if choices:
            yield Select[str](choices, value=value or choices[0][1], allow_blank=False, id=name, compact=True)
        else:
            yield Select[str]([], prompt="none yet", id=name, compact=True)


def _write_table(study: StudyFile, folder: Path, _progress: ProgressCallback) -> list[Path]:
    make_folder(folder)
    return matrix_files.write_matrix_file(study, publishing.rating_table_path(folder), MatrixMeasure.RAG)


def _write_matrix(
    request: MatrixRequest, out: str, evidence: bool, study: StudyFile, folder: Path, _progress: ProgressCallback
) -> list[Path]:
    make_folder(folder)
    return matrix_files.write_matrix_file(study, folder / out, request, evidence=evidence)


def _write_into(write: Callable[..., Path], study: StudyFile, folder: Path, _progress: ProgressCallback) -> list[Path]:
    make_folder(folder)
    return [write(study=study, out=folder)]


def _path_field(name: str, label: str, placeholder: str) -> ComposeResult:
    with Horizontal(classes="fields", id=f"field-{name}"):
        yield Static(label, classes="field-name")
        yield PathInput(placeholder=placeholder, id=name)
