"""The matrices: codes down, anything across; every cell opens its codings."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import ProgressBar, Static

from casecoder.core.errors import CaseCoderError
from casecoder.core.outputs.matrix import (
    BY_CASE,
    MatrixColumn,
    MatrixMeasure,
    MatrixRequest,
    MatrixRow,
    MatrixRowChoice,
    MatrixShare,
)
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.services import history
from casecoder.services.notes.summaries_and_descriptions import read_summary, write_summary
from casecoder.services.outputs.framework_matrix import FrameworkCell
from casecoder.services.outputs.matrices import coding_numbers_behind_cell
from casecoder.services.outputs.matrix_columns import attribute_names
from casecoder.services.sources import study_listings
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter
from casecoder.tui.base.background_jobs import BackgroundJobScreen
from casecoder.tui.base.destinations import CodeQueryPage, MatrixCellPage, RatingPage
from casecoder.tui.base.screen_text import format_count, markdown_content, one_line, plain_content
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.screens.notes.prose_editor import ProseEditorScreen
from casecoder.tui.screens.outputs.matrix_views import (
    MatrixView,
    ShownMatrix,
    choose_columns,
    filter_for_matrix_cell,
    list_column_choices,
    read_matrix_view,
    write_matrix_view,
)
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.code_colours import COUNTERS_BAR, SUPPORTS_BAR
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.matrix_grid import MatrixGrid

SUMMARIES = "summaries"
EVIDENCE_CHOICES = ("not listed", "in a second file")
"""The choices for the codings behind the cells of a CSV file; the first is the default."""
MOST_PREVIEWED_CODINGS = 12
"""How many of the codings below a summary are shown at most."""
NOTHING_TO_SHOW = "There are no schools or no codes to show yet. Press i on the grid to import transcripts."


class MatrixScreen(BackgroundJobScreen):
    """A matrix of the study, with a choice of rows, columns and cells."""

    CSS_PATH = "matrix.tcss"
    AUTO_FOCUS = "MatrixGrid"
    HELP = """\
# Matrices

Codes down; across schools, roles, kinds of source, phases, an attribute of the schools, or the codes themselves,
where they meet. Arrow keys move, **enter** opens the codings behind the cell.

- **r** takes the benefits with their children, or every code alone;
- **a** chooses what stands across, **v** what the cells say, **%** gives the codings as shares of rows or columns;
- the **framework matrix** (under **v**) shows where a summary is written (`✎`) and where there are codings and none
  (`?`); below stand the summary and the words it sums up; **y** writes it;
- of **codes that meet** the line below says how alike two of them are, and, where a code meets itself, which codes
  are related to it. Near means no more than two turns apart;
- **x** writes what is shown into a file: .csv, .xlsx, .docx, .html, .md, or a heat map as .png or .svg. A .csv
  holds the figures alone; the codings behind them go into a second file if you choose so.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", key_display="⏎", id="matrix.open", tooltip="The codings behind this cell"),
        Binding("r", "rows", "Rows", id="matrix.rows", tooltip="Benefits with their children, or every code alone"),
        Binding("a", "across", "Across", id="matrix.across", tooltip="What stands across"),
        Binding("v", "cells", "Cells", id="matrix.cells", tooltip="What the cells say"),
        Binding(
            "percent_sign",
            "share",
            "Share",
            key_display="%",
            id="matrix.share",
            tooltip="As shares of the rows, of the columns, or as they are",
        ),
        Binding("y", "summary", "Summary", id="matrix.summary", tooltip="Write the summary of this school and code"),
        Binding("b", "next_codebook", "Book", id="matrix.book", tooltip="The next code book"),
        Binding("x", "write", "Write", id="matrix.write", tooltip="Write what is shown into a file"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.view = MatrixView(MatrixRequest(MatrixMeasure.COUNT))
        self.shown: ShownMatrix | None = None
        self._state = -1

    def compose(self) -> ComposeResult:
        """Lay out the title, the matrix and the cell under the cursor."""
        yield Static(id="title", classes="screen-title", markup=False)
        yield Static(id="empty", classes="empty", markup=False)
        yield MatrixGrid(id="matrix")
        yield Static(id="cell", markup=False)
        yield ProgressBar(show_eta=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def refresh_study(self) -> None:
        """Count again if the study or the view has changed."""
        newest = history.read_history(self.study, 1)
        state = newest[0].number if newest else 0
        if not self.working and (self.shown is None or self.shown.view != self.view or state != self._state):
            self._state = state
            self.start(
                "Counting the codings",
                lambda progress: read_matrix_view(self.study, self.view, self.coder, progress),
                self._show,
            )

    def show_view(self, view: MatrixView) -> None:
        """Show another matrix, unless one is still being counted."""
        if self.working:
            self.notify("Wait a moment, or press escape to stop it.", title="Still counting.", severity="warning")
            return
        self.view = view
        self.refresh_study()

    def _show(self, shown: ShownMatrix) -> None:
        self.shown, matrix = shown, shown.matrix
        what = "Framework matrix: summaries and codings" if shown.view.summaries else matrix.heading
        rows = " · every code alone" if matrix.rows_are is MatrixRowChoice.CODES else ""
        self.query_one("#title", Static).update(plain_content(one_line(f"{what} · {matrix.codebook}{rows}")))
        empty = not matrix.rows or not matrix.columns
        self.query_one("#empty", Static).update(plain_content(NOTHING_TO_SHOW if empty else ""))
        self.set_class(empty, "-empty")
        heads = [column.id if matrix.by == BY_CASE else column.number for column in matrix.columns]
        self.query_one(MatrixGrid).show(
            [f"{row.id} {row.label}" for row in matrix.rows],
            heads,
            lambda row, column: shown.text(matrix.rows[row].id, matrix.columns[column].id),
        )
        self._show_cell()

    def failed(self, error: CaseCoderError) -> None:
        """Go back to the matrix shown before."""
        super().failed(error)
        if self.shown is not None:
            self.view = self.shown.view

    @property
    def _place(self) -> tuple[MatrixRow, MatrixColumn] | None:
        """The row and column of the cell under the cursor; ``None`` without a matrix."""
        shown, at = self.shown, self.query_one(MatrixGrid).at
        if shown is None or not shown.matrix.rows or not shown.matrix.columns:
            return None
        return shown.matrix.rows[at.row], shown.matrix.columns[at.column]

    @on(MatrixGrid.Moved)
    def _show_cell(self) -> None:
        if self.shown is None or self._place is None:
            self.query_one("#cell", Static).update("")
            return
        row, column = self._place
        parts = [
            plain_content(
                one_line(f"{self.shown.cell_name(row, column)}: {self.shown.cell_sentence(row, column)}"), "bold"
            )
        ]
        if self.shown.view.summaries:
            parts += self._describe_summary(self.shown.framework_cells[row.id, column.id])
        self.query_one("#cell", Static).update(Content("\n").join(parts))

    def _describe_summary(self, cell: FrameworkCell) -> list[Content]:
        """Return a summary as lines, with the first of the codings it sums up."""
        summary, width = cell.summary.strip(), max(20, self.size.width - 2)
        first = frozenset(cell.codings[:MOST_PREVIEWED_CODINGS])
        quotes = study_listings.list_segments(self.study, EvidenceFilter(numbers=first)) if first else []
        return [
            markdown_content(summary) if summary else plain_content("No summary written: press y to write it.", "dim"),
            *(
                plain_content(
                    shorten_quote(
                        f"{item.id} {COUNTERS_BAR if item.counters else SUPPORTS_BAR} “{one_line(item.quote)}”", width
                    ),
                    "dim",
                )
                for item in quotes
            ),
        ]

    @on(MatrixGrid.Opened)
    def action_open(self) -> None:
        """Open the codings behind the cell, or the rating desk of a rated one."""
        if self.shown is None or self._place is None:
            self.notify("Import transcripts first.", title="There is no cell to open yet.", severity="warning")
            return
        (row, column), view = self._place, self.shown.view
        wanted = filter_for_matrix_cell(view, row.id, column.id)
        if view.how is None and view.request.measure is MatrixMeasure.RAG:
            self.go_to(RatingPage(column.id, row.id))
        elif wanted is not None:
            self.go_to(CodeQueryPage(wanted))
        else:
            numbers: Sequence[int] = self.shown.matrix.cell(row, column).numbers
            if not view.how:
                with self.study.reading() as session:
                    numbers = coding_numbers_behind_cell(session, view.request, row.id, column.id)
            self.go_to(MatrixCellPage(self.shown.cell_name(row, column), numbers))

    def action_rows(self) -> None:
        """Turn from benefits with their children to every code alone, or back."""
        if self.view.how is not None or self.view.summaries:
            self.notify("Choose something else with a or v.", title="These rows are the benefits.", severity="warning")
            return
        other = (
            MatrixRowChoice.CODES if self.view.request.rows is MatrixRowChoice.BENEFITS else MatrixRowChoice.BENEFITS
        )
        self._change_request(lambda request: replace(request, rows=other))

    def action_across(self) -> None:
        """Ask what stands across."""
        options = list_column_choices(attribute_names(study_listings.list_cases(self.study)))
        self.app.push_screen(ChooserScreen("What is to stand across?", options), self._choose_columns)

    def _choose_columns(self, key: str | None) -> None:
        if key is not None:
            view = self.attempt(lambda: choose_columns(self.view, key))
            if view is not None:
                self.show_view(view)

    def action_cells(self) -> None:
        """Ask what the cells show."""
        options = [(measure.value, measure.heading) for measure in MatrixMeasure]
        options.append((SUMMARIES, "Framework matrix: the summaries, with the number of codings"))
        self.app.push_screen(ChooserScreen("What are the cells to say?", options), self._choose_cells)

    def _choose_cells(self, key: str | None) -> None:
        if key == SUMMARIES:
            self.show_view(MatrixView(MatrixRequest(MatrixMeasure.COUNT, self.view.request.codebook), summaries=True))
        elif key is not None:
            self._change_request(lambda request: replace(request, measure=MatrixMeasure(key), share=MatrixShare.NONE))

    def action_share(self) -> None:
        """Turn to shares of the rows, then of the columns, then back to numbers."""
        order = list(MatrixShare)
        following = order[(order.index(self.view.request.share) + 1) % len(order)]
        self._change_request(lambda request: replace(request, share=following))

    def _change_request(self, change: Callable[[MatrixRequest], MatrixRequest]) -> None:
        """Change the request; this leaves the views of meeting codes and of summaries."""
        request = self.attempt(lambda: change(self.view.request))
        if request is not None:
            self.show_view(MatrixView(request))

    def action_next_codebook(self) -> None:
        """Show the study's next codebook."""
        with self.study.reading() as session:
            books = [book.name for book in records.codebook_rows(session)]
        if len(books) < 2:
            self.notify("Bring another in with: casecoder codebook import", title="There is no other code book.")
            return
        now = books.index(self.view.request.codebook) if self.view.request.codebook in books else 0
        following = books[(now + 1) % len(books)]
        self.show_view(replace(self.view, request=replace(self.view.request, codebook=following)))

    def action_summary(self) -> None:
        """Write the summary of the school and the code under the cursor."""
        if self._place is None or self.shown is None or self.shown.matrix.by != BY_CASE:
            self.notify("Choose schools with a.", title="Summaries are of a code in a school.", severity="warning")
            return
        row, column = self._place
        title = one_line(f"Summary: {row.id} {row.label} in {column.label}")
        keep = partial(self._keep_summary, column.id, row.id)
        self.app.push_screen(ProseEditorScreen(title, read_summary(self.study, column.id, row.id), keep))

    def _keep_summary(self, case: str, code: str, text: str) -> None:
        write_summary(self.study, case, code, text, author=self.coder)

    def action_write(self) -> None:
        """Ask for a file, and write the matrix to it."""
        about = "The ending says the format: .csv, .xlsx, .docx, .html, .md, .png or .svg."
        fields = [FormField("out", "File", str(self._default_path))]
        if self.view.how is None and not self.view.summaries:
            fields.append(FormField("evidence", "Codings (.csv)", EVIDENCE_CHOICES[0], EVIDENCE_CHOICES))
        self.app.push_screen(FormScreen("Write the matrix", fields, self._write, about))

    @property
    def _default_path(self) -> Path:
        return self.study.path.with_name(self.study.path.stem + "-matrix.xlsx")

    def _write(self, values: dict[str, str]) -> bool:
        out = Path(values.get("out", self._default_path)).expanduser()
        if not self.may_write(out):
            return False
        evidence = values.get("evidence") == EVIDENCE_CHOICES[1]
        notes: list[str] = []
        self.start(
            "Writing the matrix",
            lambda progress: write_matrix_view(self.study, self.view, out, notes.append, progress, evidence=evidence),
            lambda paths: self._show_paths(paths, notes),
        )
        return True

    def _show_paths(self, paths: list[Path], notes: list[str]) -> None:
        words = " ".join([", ".join(str(path) for path in paths) + ".", *notes])
        self.notify(words, title=f"{format_count(len(paths), 'file')} written:", timeout=6, markup=False)
