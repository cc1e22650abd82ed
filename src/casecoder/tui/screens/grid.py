"""The home of a study: the grid of benefits by schools, with ratings and numbers of codings."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.vocabulary import Band
from casecoder.services.judging import rating
from casecoder.services.sources import reading_progress, review_list, study_listings
from casecoder.services.studies import read_study_title
from casecoder.store import records
from casecoder.store.tables import CaseRow, CodeRow
from casecoder.tui.base.destinations import ExportPage, RatingPage, SchoolPage, SegmentsPage
from casecoder.tui.base.screen_text import (
    band_mark,
    bands_by_rater,
    format_count,
    hidden_ratings_note,
    markdown_content,
    one_line,
    plain_content,
    rating_signature,
    reasons_to_look_again,
    standing_in_words,
    standing_mark,
)
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.widgets.case_grid import CaseGrid
from casecoder.tui.widgets.grid_layout import shows_ratings
from casecoder.tui.widgets.key_line import KeyLine

NO_CASES = """\
This study has no schools yet.

Press i to import transcripts and notes: a file, or a folder with a folder for each school.
"""
NO_CODEBOOK = "This study has no codebook. Bring one in with: casecoder codebook import"
BANDS_LEGEND = (
    "  ".join(f"{band_mark(band)} {band.label}" for band in (Band.GREEN, Band.AMBER, Band.RED))
    + f"  {band_mark(Band.NONE)} Looked, none  {band_mark(None)} Unrated"
)
MARKS_LEGEND = "4 codings  ✗ some against  ✓ signed off  ⊠ both  ! look again  ?≠ raters differ"
MOST_PREVIEWED_QUOTES = 20
"""How many of a cell's quotes the panel shows at most."""
LINES_BESIDE_GRID = 8
"""The least number of lines for the title, the panel, the legend and the footer."""

COUNTS_LEGEND = "Number = codings  · = none  ✗ = some of them against"


class GridScreen(StudyScreen):
    """The grid: benefits down, schools across; every cell opens."""

    CSS_PATH = "grid.tcss"
    AUTO_FOCUS = "CaseGrid"
    HELP = """\
# The grid

One row for each benefit, one column for each school. A cell gives the rating as letter, glyph and colour, then
the **number of codings** behind it:

- `G●` Green, `A◐` Amber, `R○` Red: how far the benefit is embedded;
- `N∅` somebody looked and found no evidence; `–·` there is no rating yet that you may see;
- `?≠` raters differ, and nobody has reconciled them yet (**r** lists those);
- `!` the rating is **stale**: something it rests on has changed since, so look at it again;
- `✓` the rating is **signed off**;
- `✗` some of the evidence speaks **against** the benefit (`⊠` with a signed rating, where there is room for one mark).

Once a source is marked as done (**s**, then **d**), a line under the schools' names says how many of their sources
are done: `✓` all of them, `◐` some begun, `○` none. **R** opens the review list when codings wait there.

**Enter** on a cell opens its evidence and the rating desk; on a benefit's name, all its quotes; on a school's
heading, the school's page. **b** goes on to the next code book, **M** to the matrices: codes by role, kind of source
or attribute, codes that meet, the framework matrix.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", key_display="⏎", id="home.open", tooltip="The evidence behind this cell"),
        Binding("s", "app.go('sources')", "Sources", id="home.sources", tooltip="Every transcript and note"),
        Binding("l", "list", "List", id="home.list", tooltip="All coded quotes of this row's code"),
        Binding("f", "app.go('search')", "Find", id="home.find", tooltip="Search all the transcripts"),
        Binding("i", "app.go('import')", "Import", id="home.import", tooltip="Bring in transcripts and notes"),
        Binding("e", "export", "Export", id="home.export", tooltip="Write the table and the case studies"),
        Binding("b", "next_codebook", "Book", id="home.book", tooltip="Show the next code book's grid"),
        Binding("c", "app.go('codebook')", "Codes", id="home.codes", tooltip="What each code means"),
        Binding(
            "r",
            "app.go('ratings')",
            "Ratings",
            show=False,
            id="home.ratings",
            tooltip="Every rating: side by side, to reconcile, to sign off",
        ),
        Binding(
            "M,shift+m",
            "app.go('matrix')",
            "Matrices",
            show=False,
            id="home.matrices",
            tooltip="Codes by role, kind or attribute, codes that meet, the framework matrix",
        ),
        Binding("m", "app.go('memos')", "Memos", id="home.memos", show=False, tooltip="Your notes"),
        Binding("h", "app.go('history')", "History", id="home.history", show=False, tooltip="Who did what, and when"),
        Binding(
            "R,shift+r",
            "app.go('review')",
            "Review",
            id="home.review",
            show=False,
            tooltip="The codings that a correction has left without a sure place",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.codebook = ""

    def compose(self) -> ComposeResult:
        """Lay out the title, the grid, the cell under the cursor and the legend."""
        yield Static(id="title", markup=False)
        yield Static(id="empty", markup=False)
        yield CaseGrid(id="grid")
        yield Static(id="cell", markup=False)
        yield Static(id="legend", markup=False)
        yield KeyLine(compact=True)

    def on_resize(self, event: events.Resize) -> None:
        """Give the grid as many lines as it has rows, but leave room for the panel of the cell."""
        self.query_one(CaseGrid).styles.max_height = max(5, event.size.height - LINES_BESIDE_GRID)
        self.call_after_refresh(self._show_cell)

    def refresh_study(self) -> None:
        """Read the grid again."""
        with self.study.reading() as session:
            books = [book.name for book in records.codebook_rows(session)]
            if not books:
                self._show_empty(NO_CODEBOOK)
                return
            if self.codebook not in books:
                self.codebook = books[0]
            grid = rating.read_rating_grid(session, self.codebook, self.coder)
        place = f"{books.index(self.codebook) + 1} of {len(books)}"
        waiting = review_list.count_review_items(self.study)
        to_review = f"{format_count(waiting, 'coding')} to review (R)  ·  " if waiting else ""
        title = f"{to_review}{read_study_title(self.study)}  ·  {grid.title} ({place})"
        self.query_one("#title", Static).update(plain_content(one_line(title)))
        if not grid.cases:
            self._show_empty(NO_CASES)
            return
        rated = shows_ratings(grid, self.codebook == books[0])
        self._show_empty("")
        progress = reading_progress.progress_by_school(self.study)
        worked_through = any(school.done for school in progress.values())
        self.query_one(CaseGrid).show(grid, rated=rated, progress=progress if worked_through else None)
        self.query_one("#legend", Static).update(
            plain_content(f"{BANDS_LEGEND}\n{MARKS_LEGEND}" if rated else COUNTS_LEGEND)
        )
        self._show_cell()

    def go_to_cell(self, case: str, code: str) -> None:
        """Put the cursor on the cell whose desk was left, which may not be the one that was opened."""
        self.query_one(CaseGrid).go_to(code, case)

    def _show_empty(self, message: str) -> None:
        self.query_one("#empty", Static).update(message)
        self.set_class(bool(message), "-empty")

    @on(CaseGrid.Moved)
    def _show_cell(self) -> None:
        grid = self.query_one(CaseGrid)
        about = _describe_place(grid, self._school_progress(grid))
        if grid.code is not None and grid.case is not None and self.has_class("-tall"):
            with self.study.reading() as session:
                coding_filter = study_listings.parse_coding_filter(session, code=grid.code.ref, case=grid.case.short)
            quotes = study_listings.list_segments(self.study, coding_filter)[:MOST_PREVIEWED_QUOTES]
            about = Content("\n").join([about, *(_preview(item, self.size.width - 3) for item in quotes)])
        self.query_one("#cell", Static).update(about)

    def _school_progress(self, grid: CaseGrid) -> str:
        """Return how far the sources of the school under the cursor are coded; empty on a cell."""
        if grid.code is not None or grid.case is None or grid.case.short not in grid.progress:
            return ""
        coded = reading_progress.coded_share(self.study, grid.case.short)
        return f"{grid.progress[grid.case.short].sentence}; {coded:.0%} of the text is coded.\n"

    @on(CaseGrid.Opened)
    def action_open(self) -> None:
        """Open a cell's rating desk, a code's quotes or a school's page, whichever is under the cursor."""
        grid = self.query_one(CaseGrid)
        if not grid.grid.cases:
            self.notify("Press i to import transcripts.", title="There is no cell to open yet.")
        elif grid.case is None and grid.code is not None:
            self.go_to(SegmentsPage(grid.code.ref))
        elif grid.code is None and grid.case is not None:
            self.go_to(SchoolPage(grid.case.short))
        elif grid.code is not None and grid.case is not None:
            self.go_to(RatingPage(grid.case.short, grid.code.ref))

    def action_list(self) -> None:
        """List the quotes of the row's code; on a school's heading, those of the school."""
        grid = self.query_one(CaseGrid)
        code, case = grid.code, grid.case
        if code is not None:
            self.go_to(SegmentsPage(code.ref))
        else:
            self.go_to(SegmentsPage(case=case.short if case else ""))

    def action_export(self) -> None:
        """Go to the export, with the school under the cursor chosen for a case study."""
        case = self.query_one(CaseGrid).case
        self.go_to(ExportPage(case.short if case else ""))

    def action_next_codebook(self) -> None:
        """Show the grid of the study's next codebook."""
        with self.study.reading() as session:
            books = [book.name for book in records.codebook_rows(session)]
        if len(books) < 2:
            self.notify("Bring another in with: casecoder codebook import", title="There is no other code book.")
            return
        self.codebook = books[(books.index(self.codebook) + 1) % len(books)]
        self.refresh_study()


def _preview(item: Evidence, width: int) -> Content:
    """Return a line on a coding, as a preview of the evidence."""
    sign = "✗" if item.counters else "✓"
    return plain_content(shorten_quote(f"{sign} {item.id} {item.source} {item.pseudonym} “{item.quote}”", width), "dim")


def _describe_place(grid: CaseGrid, progress_words: str) -> Content:
    """Return the lines of the panel on the place under the cursor."""
    code, case, cell = grid.code, grid.case, grid.cell
    if cell is not None and code is not None and case is not None:
        return _describe_cell(grid, code, case)
    if code is not None:
        total = sum(grid.grid.cells[code.ref, school.short].codings for school in grid.grid.cases)
        first = one_line(code.definition)
        return Content.assemble(
            plain_content(one_line(f"{code.ref} {code.name}"), "bold"),
            "\n",
            format_count(total, "coding"),
            " in ",
            format_count(len(grid.grid.cases), "school"),
            ": enter lists them.\n",
            markdown_content(first),
        )
    if case is not None:
        total = sum(grid.grid.cells[row.ref, case.short].codings for row in grid.grid.codes)
        return Content.assemble(
            plain_content(one_line(f"{case.short} {case.label}"), "bold"),
            "\n",
            format_count(total, "coding"),
            ": enter opens the school's page.\n",
            progress_words,
            markdown_content(one_line(case.about)),
        )
    return Content("")


def _describe_cell(grid: CaseGrid, code: CodeRow, case: CaseRow) -> Content:
    cell = grid.grid.cells[code.ref, case.short]
    judgement = cell.judgement
    lines = [plain_content(one_line(f"{case.short} {case.label}  ·  {code.ref} {code.name}"), "bold")]
    evidence = format_count(cell.codings, "coding") + (f", {cell.counters} of them against" if cell.counters else "")
    if not grid.rated:
        return Content("\n").join([lines[0], Content(evidence)])
    stands = cell.standing
    lines.append(Content.assemble((f"{standing_mark(stands)} {standing_in_words(stands)}", "bold"), f"  ·  {evidence}"))
    if stands.differs:
        lines[-1] += Content(f"  ·  {bands_by_rater(stands.open)}")
    if hidden_ratings_note(stands):
        lines.append(plain_content(hidden_ratings_note(stands) + "."))
    if judgement is not None:
        lines[-1] += Content(f"  ·  {rating_signature(judgement)}")
    if stands.is_stale:
        lines.append(plain_content("! Look again: " + " ".join(reasons_to_look_again(stands)), "bold"))
    if judgement is not None:
        lines.append(plain_content(judgement.rationale.strip().partition("\n")[0]))
    return Content("\n").join(lines)
