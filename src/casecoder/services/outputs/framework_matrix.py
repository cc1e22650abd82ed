"""The framework matrix: the researcher's summary for every school and code, beside the codings that it sums up."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from casecoder.core.outputs.figures.definitions import CountedFigure
from casecoder.core.outputs.figures.table_figures import MatrixCellFigure, coding_ids_key, format_coding_ids
from casecoder.core.outputs.listing import ListingHeading, ListingTable
from casecoder.core.outputs.matrix import MatrixColumn, MatrixMeasure, MatrixRequest, MatrixRow
from casecoder.core.outputs.study_texts import CodeWords, SchoolWords, StudyWords
from casecoder.services.outputs.matrices import build_matrix, coding_numbers_by_cell
from casecoder.store import records
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import CASE, CODE, SUMMARY

EMPTY_FRAMEWORK = "There are no schools or no codes to show yet."
NOT_WRITTEN = "No summary written."
_EMPHASIS = re.compile(r"(?<![\w*])(\*\*|\*)(?=\S)(.+?)(?<=\S)\1(?![\w*])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FrameworkCell:
    """A summary in Markdown, empty when none is written, and the numbers of the codings that it sums up."""

    summary: str
    codings: tuple[int, ...]

    @property
    def words(self) -> str:
        """The summary as it is printed. Where none is written and there are codings, the words say so."""
        return plain_summary(self.summary) or (NOT_WRITTEN if self.codings else "")

    @property
    def ids(self) -> str:
        """The ids of the codings."""
        return format_coding_ids(self.codings)


@dataclass(frozen=True, slots=True)
class FrameworkMatrix:
    """The framework matrix, with a cell for every ``(code id, case short id)``."""

    study: str
    codebook: str
    codes: tuple[MatrixRow, ...]
    cases: tuple[MatrixColumn, ...]
    cells: dict[tuple[str, str], FrameworkCell]
    state: str
    made_at: datetime
    secret: str = ""


def plain_summary(summary: str) -> str:
    """Return a summary as a table prints it: without marks of emphasis."""
    return _EMPHASIS.sub(r"\2", summary.strip())


def gather_framework_matrix(snapshot: Snapshot, codebook: str = "") -> FrameworkMatrix:
    """Gather the framework matrix of a codebook's top-level codes.

    When no codebook is named, it is the study's first.

    Raises
    ------
    CaseCoderError
        If the study has no such codebook.
    """
    asked = MatrixRequest(MatrixMeasure.COUNT, codebook)
    frame, behind = build_matrix(snapshot, asked, codings=False), coding_numbers_by_cell(snapshot, asked)
    columns = (CODE.c.ref, CASE.c.short, SUMMARY.c.body)
    query = select(*columns).where(SUMMARY.c.code_id == CODE.c.id, SUMMARY.c.case_id == CASE.c.id)
    title = records.study_row(snapshot).title
    written = {(ref, short): body for ref, short, body in snapshot.connection().execute(query)}
    cells = {
        (code.id, case.id): FrameworkCell(written.get((code.id, case.id), ""), behind.get((code.id, case.id), ()))
        for code in frame.rows
        for case in frame.columns
    }
    return FrameworkMatrix(
        title, frame.codebook, frame.rows, frame.columns, cells, frame.state, frame.made_at, frame.secret
    )


def framework_as_grid(matrix: FrameworkMatrix) -> ListingTable:
    """Return a listing with a line a school and a column a code; under each summary the ids of the codings."""
    headings = (ListingHeading("School", 18), *(ListingHeading(f"{code.id} {code.label}", 40) for code in matrix.codes))
    lines = tuple(
        (case.label, *(_cell_text(matrix.cells[code.id, case.id]) for code in matrix.codes)) for case in matrix.cases
    )
    return _as_listing(matrix, headings, lines if matrix.codes else ())


def _cell_text(cell: FrameworkCell) -> str:
    """Return the text of a cell in the grid."""
    return "\n\n".join(filter(None, [cell.words, f"[{cell.ids}]" if cell.codings else ""]))


def framework_as_list(matrix: FrameworkMatrix) -> ListingTable:
    """Return a listing with a line for every cell that has a summary or codings, by code."""
    headings = (
        ListingHeading("Code", 8),
        ListingHeading("Name", 22),
        ListingHeading("School", 18),
        ListingHeading("Summary", 70),
        ListingHeading("Codings", 11),
        ListingHeading("Ids", 30, ids=True),
    )
    shown = [
        (code, case, cell)
        for code in matrix.codes
        for case in matrix.cases
        for cell in [matrix.cells[code.id, case.id]]
        if cell.summary.strip() or cell.codings
    ]
    lines = tuple(
        (code.id, code.label, case.label, cell.words, len(cell.codings), cell.ids) for code, case, cell in shown
    )
    figures, ids = dict[tuple[int, int], CountedFigure](), dict[str, str]()
    for line, (code, case, cell) in enumerate(shown):
        figure = MatrixCellFigure(matrix.codebook, MatrixRequest(MatrixMeasure.COUNT), code.id, case.id)
        figures[line, 4] = CountedFigure(figure.key, len(cell.codings))
        ids[coding_ids_key(figure.key)] = cell.ids
    words = StudyWords(
        matrix.study,
        {case.id: SchoolWords(case.label) for _, case, _ in shown},
        {code.id: CodeWords(code.label) for code, _, _ in shown},
        summaries={(case.id, code.id): cell.summary for code, case, cell in shown},
    )
    return replace(
        _as_listing(matrix, headings, lines), figures=figures, texts={**words.texts(), **ids}, secret=matrix.secret
    )


def _as_listing(
    matrix: FrameworkMatrix, headings: tuple[ListingHeading, ...], lines: tuple[tuple[str | int, ...], ...]
) -> ListingTable:
    """Return a listing of the matrix, which notes how many summaries are missing."""
    without = sum(not cell.summary.strip() and bool(cell.codings) for cell in matrix.cells.values())
    gap = [f"In {without} cells there are codings and no summary yet."] if without else []
    return ListingTable(
        matrix.study,
        f"Framework matrix: {matrix.codebook}",
        headings,
        lines,
        (*gap, matrix.state),
        matrix.made_at,
        EMPTY_FRAMEWORK,
    )
