"""Matrices: codes down, anything across; every cell opens its codings."""

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
"""What can become of the codings behind the cells of a CSV file; the first unless somebody chooses."""
MOST_PREVIEWED_CODINGS = 12
"""How many of the codings that a summary sums up are shown below it at most."""
NOTHING_TO_SHOW = "There are no schools or no codes to show yet. Press i on the grid to import transcripts."


class MatrixScreen(BackgroundJobScreen):
    """A matrix of the study, chosen by its rows, what stands across, and what its cells say."""

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
        """What is shown, the matrix, the cell under the cursor."""
        yield Static(id="title", classes="screen-title", markup=False)
        yield Static(id="empty", classes="empty", markup=False)
        yield MatrixGrid(id="matrix")
        yield Static(id="cell", markup=False)
        yield ProgressBar(show_eta=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def refresh_study(self) -> None:
        """Count anew, if anything was changed since."""
        newest = history.read_history(self.study, 1)
        state = newest[0].number if newest else 0
        if not self.working and (self.shown is None or self.shown.view != self.view or state != self._state):
            self._state = state
            self.start(
                "Counting the codings",
                lambda progress: read_matrix_view(self.study, self.view, self.coder, progress),
                self._show,
            )

    def want(self, view: MatrixView) -> None:
        """Show another matrix; what is being counted goes on first."""
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
        """What was asked for can't be shown: go back to what was."""
        super().failed(error)
        if self.shown is not None:
            self.view = self.shown.view

    @property
    def _place(self) -> tuple[MatrixRow, MatrixColumn] | None:
        """The row and column of the cell under the cursor."""
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
        parts = [plain_content(one_line(f"{self.shown.named(row, column)}: {self.shown.said(row, column)}"), "bold")]
        if self.shown.view.summaries:
            parts += self._summed(self.shown.summed[row.id, column.id])
        self.query_one("#cell", Static).update(Content("\n").join(parts))

    def _summed(self, cell: FrameworkCell) -> list[Content]:
        """A summary, and the codings it sums up as far as there is room for them."""
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
        """Open the codings behind the cell; of a rated cell its desk."""
        if self.shown is None or self._place is None:
            self.notify("Import transcripts first.", title="There is no cell to open yet.", severity="warning")
            return
        (row, column), view = self._place, self.shown.view
        wanted = filter_for_matrix_cell(view, row.id, column.id)
        if view.how is None and view.asked.measure is MatrixMeasure.RAG:
            self.go_to(RatingPage(column.id, row.id))
        elif wanted is not None:
            self.go_to(CodeQueryPage(wanted))
        else:
            numbers: Sequence[int] = self.shown.matrix.cell(row, column).numbers
            if not view.how:
                with self.study.reading() as session:
                    numbers = coding_numbers_behind_cell(session, view.asked, row.id, column.id)
            self.go_to(MatrixCellPage(self.shown.named(row, column), numbers))

    def action_rows(self) -> None:
        """Benefits with their children, or every code alone."""
        if self.view.how is not None or self.view.summaries:
            self.notify("Choose something else with a or v.", title="These rows are the benefits.", severity="warning")
            return
        other = MatrixRowChoice.CODES if self.view.asked.rows is MatrixRowChoice.BENEFITS else MatrixRowChoice.BENEFITS
        self._ask(lambda asked: replace(asked, rows=other))

    def action_across(self) -> None:
        """Choose what stands across."""
        options = list_column_choices(attribute_names(study_listings.list_cases(self.study)))
        self.app.push_screen(ChooserScreen("What is to stand across?", options), self._across)

    def _across(self, key: str | None) -> None:
        if key is not None:
            view = self.attempt(lambda: choose_columns(self.view, key))
            if view is not None:
                self.want(view)

    def action_cells(self) -> None:
        """Choose what the cells say."""
        options = [(measure.value, measure.heading) for measure in MatrixMeasure]
        options.append((SUMMARIES, "Framework matrix: the summaries, with the number of codings"))
        self.app.push_screen(ChooserScreen("What are the cells to say?", options), self._cells)

    def _cells(self, key: str | None) -> None:
        if key == SUMMARIES:
            self.want(MatrixView(MatrixRequest(MatrixMeasure.COUNT, self.view.asked.codebook), summaries=True))
        elif key is not None:
            self._ask(lambda asked: replace(asked, measure=MatrixMeasure(key), share=MatrixShare.NONE))

    def action_share(self) -> None:
        """Shares of the rows, then of the columns, then the numbers themselves."""
        order = list(MatrixShare)
        following = order[(order.index(self.view.asked.share) + 1) % len(order)]
        self._ask(lambda asked: replace(asked, share=following))

    def _ask(self, change: Callable[[MatrixRequest], MatrixRequest]) -> None:
        """Change what is asked for; from codes that meet, or summaries, back to figures."""
        asked = self.attempt(lambda: change(self.view.asked))
        if asked is not None:
            self.want(MatrixView(asked))

    def action_next_codebook(self) -> None:
        """Show the study's next codebook."""
        with self.study.reading() as session:
            books = [book.name for book in records.codebook_rows(session)]
        if len(books) < 2:
            self.notify("Bring another in with: casecoder codebook import", title="There is no other code book.")
            return
        now = books.index(self.view.asked.codebook) if self.view.asked.codebook in books else 0
        following = books[(now + 1) % len(books)]
        self.want(replace(self.view, asked=replace(self.view.asked, codebook=following)))

    def action_summary(self) -> None:
        """Write the summary of the school and the code under the cursor."""
        if self._place is None or self.shown is None or self.shown.matrix.by != BY_CASE:
            self.notify("Choose schools with a.", title="Summaries are of a code in a school.", severity="warning")
            return
        row, column = self._place
        title = one_line(f"Summary: {row.id} {row.label} in {column.label}")
        keep = partial(self._keep, column.id, row.id)
        self.app.push_screen(ProseEditorScreen(title, read_summary(self.study, column.id, row.id), keep))

    def _keep(self, case: str, code: str, text: str) -> None:
        write_summary(self.study, case, code, text, author=self.coder)

    def action_write(self) -> None:
        """Write what is shown into a file."""
        about = "The ending says the format: .csv, .xlsx, .docx, .html, .md, .png or .svg."
        fields = [FormField("out", "File", str(self._offered))]
        if self.view.how is None and not self.view.summaries:
            fields.append(FormField("evidence", "Codings (.csv)", EVIDENCE_CHOICES[0], EVIDENCE_CHOICES))
        self.app.push_screen(FormScreen("Write the matrix", fields, self._write, about))

    @property
    def _offered(self) -> Path:
        return self.study.path.with_name(self.study.path.stem + "-matrix.xlsx")

    def _write(self, values: dict[str, str]) -> bool:
        out = Path(values.get("out", self._offered)).expanduser()
        if not self.may_write(out):
            return False
        evidence = values.get("evidence") == EVIDENCE_CHOICES[1]
        said: list[str] = []
        self.start(
            "Writing the matrix",
            lambda progress: write_matrix_view(self.study, self.view, out, said.append, progress, evidence=evidence),
            lambda paths: self._written(paths, said),
        )
        return True

    def _written(self, paths: list[Path], said: list[str]) -> None:
        words = " ".join([", ".join(str(path) for path in paths) + ".", *said])
        self.notify(words, title=f"{format_count(len(paths), 'file')} written:", timeout=6, markup=False)
