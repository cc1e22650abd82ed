"""Writes a matrix in Word: Table 1 of a report, and the ids of the codings behind each cell."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.shared import Cm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixColumn, MatrixRow
from casecoder.core.outputs.study_texts import matrix_texts
from casecoder.reports.band_legend import legend_entry_of_cell
from casecoder.reports.matrix_notes import (
    cells_with_codings,
    holds_ratings,
    notes_under_matrix,
    row_heading,
    too_many_ids_note,
)
from casecoder.reports.matrix_sheets import MOST_SHEET_COLUMNS, split_into_sheets
from casecoder.reports.printable_text import make_printable
from casecoder.reports.word import table_layout
from casecoder.reports.word.claim_list import ClaimListBuilder
from casecoder.reports.word.matrix_claims import MatrixCellClaims
from casecoder.reports.word.rating_table import write_band_legend
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.styles import EVIDENCE_ID
from casecoder.reports.word.text_runs import write_band_mark, write_run

_MOST_KEPT_ROWS = 20
"""Tables with at most so many rows are kept on one page."""
_ROW_HEIGHT, _LETTER = 0.64, 0.17
_LABEL_WIDTHS, _COLUMN_WIDTHS = (3.9, 7.7), (1.05, 2.4)
"""The narrowest and the widest column, of labels and of figures, in centimetres."""
_LEVEL_FROM = 2.0
"""The width, in centimetres, from which the head of a column is level. Narrower columns have it upright."""
_LONGEST_HEAD = 26
"""The most letters that the head of a school may have."""
_HIGHEST_HEAD = 5.0
"""The largest height of upright heads, in centimetres."""


def matrix_docx(matrix: Matrix) -> bytes:
    """Return the matrix as a landscape A4 document, in one table or more (:mod:`casecoder.reports.matrix_sheets`).

    The legend, the caution and the state stand below. The next pages hold the ids of the codings behind each cell, or
    say that there are too many of them.
    """
    claims = ClaimListBuilder(matrix.study, "matrix", matrix.state, matrix.secret)
    claims.add_texts(matrix_texts(matrix))
    report = WordReport(matrix.study, matrix.heading, matrix.made_at, landscape=True, claims=claims)
    claimed = MatrixCellClaims(report, matrix, claims)
    report.paragraph(matrix.study, "Title")
    report.paragraph(matrix.codebook, "Subtitle")
    write_matrix_tables(report, matrix, shown=claimed.shown, by_page=True)
    _write_evidence(report, matrix, claimed)
    return report.save()


FillMatrixCell = Callable[[MatrixRow, MatrixColumn, MatrixCell], table_layout.CellContent]
"""Returns the content of a cell."""


def write_matrix_tables(
    report: WordReport,
    matrix: Matrix,
    key: str = "matrix",
    shown: FillMatrixCell | None = None,
    *,
    by_page: bool = False,
) -> None:
    """Add the matrix with its notes to a report, in parts if its columns don't fit side by side.

    Parameters
    ----------
    key:
        The key of its caption, for cross-references.
    shown:
        Returns the content of each cell; by default the figure or the band alone.
    by_page:
        Whether each part has a page of its own with the notes.
    """
    shown = shown or (lambda _row, _column, cell: _default_content(cell))
    parts = split_into_sheets(matrix, _columns_that_fit(report.width))
    most = max((len(sheet.columns) for sheet in parts), default=0)
    for number, sheet in enumerate(parts, 1):
        part = f" (part {number} of {len(parts)})" if len(parts) > 1 else ""
        caption = (
            report.caption(matrix.heading + part, key) if number == 1 else _continue_caption(report, matrix, key, part)
        )
        caption.paragraph_format.page_break_before = by_page and number > 1
        named = replace(sheet, title=matrix.heading + part)
        table = _write_figures(report, named, most, _turn_cells(shown, matrix) if sheet.is_turned else shown)
        has_notes = by_page or number == len(parts)
        if len(sheet.rows) <= _MOST_KEPT_ROWS:
            table_layout.keep_table_together(table, and_next=has_notes)
        _write_names(report, sheet.columns)
        if has_notes:
            _write_notes(report, matrix)
    if not parts or not matrix.rows:
        report.paragraph("There are no schools or no codes to show yet.")
        _write_notes(report, matrix)


def _turn_cells(shown: FillMatrixCell, matrix: Matrix) -> FillMatrixCell:
    """Return the function that gives the cells of a turned matrix."""
    rows, columns = {row.id: row for row in matrix.rows}, {column.id: column for column in matrix.columns}
    return lambda row, column, cell: shown(rows[column.id], columns[row.id], cell)


def _continue_caption(report: WordReport, matrix: Matrix, key: str, part: str) -> Paragraph:
    """Add a caption with the number of the first part: the parts are one table."""
    made = report.paragraph(style="Caption")
    made.paragraph_format.keep_with_next = True
    report.refer(made, key)
    write_run(made, f": {matrix.heading}{part}")
    return made


def _write_names(report: WordReport, columns: Iterable[MatrixColumn]) -> None:
    """Say which school each short id in the heads stands for."""
    names = [f"{column.id} {column.label}" for column in columns if _heading_of(column) != column.label]
    if names:
        report.paragraph("; ".join(names), "Report Note")


def _write_notes(report: WordReport, matrix: Matrix) -> None:
    """Add the legend and the notes under a matrix."""
    if holds_ratings(matrix):
        write_band_legend(report, {cell.value for cell in matrix.cells.values()})
    for note in filter(None, notes_under_matrix(matrix)):
        report.paragraph(note, "Report Note")


def _columns_that_fit(width: float) -> int:
    """Return the number of columns that fit side by side into a width in centimetres."""
    return max(1, min(MOST_SHEET_COLUMNS, int((width - _LABEL_WIDTHS[0]) / _COLUMN_WIDTHS[0])))


def _write_figures(report: WordReport, matrix: Matrix, most: int, shown: FillMatrixCell) -> Table:
    """Add the table. It has one header row, and every heading is complete in itself.

    Parameters
    ----------
    most:
        The number of columns of the widest part. Columns are equally wide in all parts.
    """
    columns = matrix.columns
    table = report.grid(1 + len(matrix.rows), 1 + len(columns))
    labels = _label_width(most, report.width)
    each = min(_COLUMN_WIDTHS[1], (report.width - labels) / most)
    table_layout.set_table_widths(table, [labels, *[each] * len(columns)], make_printable(matrix.heading))
    first, *rows = table.rows
    table_layout.keep_row_whole(first, header=True)
    _write_heads(first, row_heading(matrix), columns, turned=each < _LEVEL_FROM)
    for row, line in zip(rows, matrix.rows, strict=True):
        table_layout.keep_row_whole(row)
        row.height = Cm(_ROW_HEIGHT)
        label, *others = table_layout.row_cells(row)
        table_layout.fill_cell(label, partial(_write_label, line))
        label.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for cell, column in zip(others, columns, strict=True):
            _write_figure(cell, matrix.cell(line, column), shown(line, column, matrix.cell(line, column)))
    for at in _first_of_groups(columns):
        for row in table.rows:
            table_layout.draw_group_rule(table_layout.row_cells(row)[at + 1])
    return table


def _label_width(columns: int, room: float) -> float:
    """Return the width that the columns of figures leave to the labels."""
    least, most = _LABEL_WIDTHS
    return min(most, max(least, room - _COLUMN_WIDTHS[0] * columns))


def _write_heads(row: _Row, heading: str, columns: Sequence[MatrixColumn], *, turned: bool) -> None:
    """Write the names of the columns, upright and in two lines where the columns are narrow."""
    first, *others = table_layout.row_cells(row)
    table_layout.fill_heading_cell(first, heading)
    names = [_heading_of(column) for column in columns]
    for cell, name in zip(others, names, strict=True):
        table_layout.fill_heading_cell(cell, name, table_layout.ALIGN_LEFT if turned else table_layout.ALIGN_CENTRE)
        if turned:
            table_layout.turn_cell(cell)
    if turned:
        letters = max(max(len(name) // 2 + 2, *map(len, name.split() or [""])) for name in names)
        row.height = Cm(min(_HIGHEST_HEAD, _LETTER * letters + 0.35))


def _heading_of(column: MatrixColumn) -> str:
    """Return the name of a column, or its short id, which a key explains, if the name is too long."""
    return column.label if len(column.label) <= _LONGEST_HEAD or not column.is_named else column.number


def _first_of_groups(columns: Sequence[MatrixColumn]) -> list[int]:
    """Return the columns at which a group begins beside another."""
    return [at for at in range(1, len(columns)) if columns[at].group != columns[at - 1].group]


def _write_label(row: MatrixRow, paragraph: Paragraph) -> None:
    write_run(paragraph, f"{row.label} ")
    write_run(paragraph, row.id, EVIDENCE_ID)


def _write_figure(place: _Cell, cell: MatrixCell, content: table_layout.CellContent) -> None:
    key = legend_entry_of_cell(cell)
    table_layout.fill_cell(place, content, align=table_layout.ALIGN_CENTRE)
    if key:
        table_layout.shade_cell(place, key.fill)
    place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _default_content(cell: MatrixCell) -> table_layout.CellContent:
    """Return what writes the figure or the band of a cell."""
    key = legend_entry_of_cell(cell)
    return partial(write_band_mark, key=key, letter=cell.text) if key else cell.text


def _write_evidence(report: WordReport, matrix: Matrix, claimed: MatrixCellClaims) -> None:
    """Add a table of the ids of the codings behind each cell."""
    report.chapter("The codings behind each cell")
    refused = too_many_ids_note(sum(len(cell.ids) for cell in matrix.cells.values()))
    if refused:
        report.paragraph(refused)
        return
    rows: list[list[table_layout.CellContent]] = [
        [partial(_write_label, row), column.label, claimed.shown(row, column, cell), claimed.ids(row, column, cell)]
        for row, column, cell in cells_with_codings(matrix)
    ]
    if rows:
        headings = (
            row_heading(matrix),
            matrix.column_heading,
            "Rating" if holds_ratings(matrix) else "Figure",
            "Codings",
        )
        report.caption("Codings behind each cell")
        report.table("Codings behind each cell", headings, rows, (8.4, 4.2, 1.8, 11), may_split=True)
    else:
        report.paragraph("No codings stand behind the cells.")
