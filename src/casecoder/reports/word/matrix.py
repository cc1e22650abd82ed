"""A matrix in Word: Table 1 of a report, and the ids of the codings behind every cell."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.shared import Cm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from casecoder.core.matrix import Cell, Column, Matrix, Row, parts_of
from casecoder.reports.keys import key_of
from casecoder.reports.notes import is_rated, named, notes, opened, row_heading
from casecoder.reports.printable import printable
from casecoder.reports.word import tables
from casecoder.reports.word.claims import Claims
from casecoder.reports.word.legend import write_legend
from casecoder.reports.word.matrix_claims import ClaimedCells
from casecoder.reports.word.report import Report
from casecoder.reports.word.runs import write, write_mark
from casecoder.reports.word.styles import EVIDENCE_ID

WIDEST = 14
"""How many schools stand side by side on a landscape page."""
_LABEL_WIDTH = 7.7
_ROW_HEIGHT = 0.64
_COLUMN_WIDTHS = (1.25, 2.4)
_ALONE = 2.0
"""The narrowest and the widest column of figures, and one alone in its group, in centimetres."""


def matrix_docx(matrix: Matrix) -> bytes:
    """The matrix as a landscape A4 document.

    Up to :data:`WIDEST` schools make one table; more are spread over several, split between groups
    where that is possible. Below stand what the letters mean, the caution and the state; on the pages
    after, the ids of the codings behind each cell.
    """
    claims = Claims(matrix.study, "matrix", matrix.state)
    report = Report(matrix.study, matrix.heading, matrix.made_at, landscape=True, claims=claims)
    shown = ClaimedCells(report, matrix, claims).shown
    report.paragraph(matrix.study, "Title")
    report.paragraph(matrix.codebook, "Subtitle")
    write_matrix(report, matrix, shown=shown)
    _write_evidence(report, matrix, shown)
    return report.save()


Shown = Callable[[Row, Column, Cell], tables.Content]
"""Gives what is written into a cell."""


def write_matrix(report: Report, matrix: Matrix, key: str = "matrix", shown: Shown | None = None) -> None:
    """Add the matrix with its notes to a report whose page is wide enough.

    Parameters
    ----------
    key:
        What cross-references call it.
    shown:
        What stands in the cells; the figure or the band alone if not given.
    """
    shown = shown or (lambda _row, _column, cell: _shown(cell))
    parts = list(parts_of(matrix.columns, WIDEST))
    for number, columns in enumerate(parts, 1):
        part = f" (part {number} of {len(parts)})" if len(parts) > 1 else ""
        caption = report.caption(matrix.heading + part, key) if number == 1 else _continue(report, matrix, key, part)
        caption.paragraph_format.page_break_before = number > 1
        _write_figures(report, replace(matrix, columns=tuple(columns)), matrix.heading + part, shown)
        _write_notes(report, replace(matrix, columns=tuple(columns)))
    if not parts or not matrix.rows:
        report.paragraph("There are no schools or no codes to show yet.")
        _write_notes(report, matrix)


def _continue(report: Report, matrix: Matrix, key: str, part: str) -> Paragraph:
    """A caption under the number of the first part: the parts are one table."""
    made = report.paragraph(style="Caption")
    report.refer(made, key)
    write(made, f": {matrix.heading}{part}")
    return made


def _write_notes(report: Report, matrix: Matrix) -> None:
    if named(matrix):
        report.paragraph(named(matrix), "Note").paragraph_format.keep_with_next = True
    if is_rated(matrix):
        write_legend(report)
    for note in notes(matrix):
        report.paragraph(note, "Note")


def _write_figures(report: Report, matrix: Matrix, name: str, shown: Shown) -> None:
    columns = matrix.columns
    table = report.grid(2 + len(matrix.rows), 1 + len(columns))
    labels = min(_LABEL_WIDTH, max(_LABEL_WIDTH / 2, report.width - _COLUMN_WIDTHS[0] * len(columns)))
    tables.shape(table, [labels, *_widths(columns, report.width - labels)], printable(name))
    groups, numbers, *rows = table.rows
    for row in (groups, numbers):
        tables.keep_whole(row, header=True)
    for cell, column in zip(tables.cells_of(numbers)[1:], columns, strict=True):
        tables.head(cell, column.number, tables.CENTRE)
    for row, line in zip(rows, matrix.rows, strict=True):
        tables.keep_whole(row)
        row.height = Cm(_ROW_HEIGHT)
        first, *others = tables.cells_of(row)
        tables.fill(first, partial(_write_label, line))
        first.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for cell, column in zip(others, columns, strict=True):
            _write_figure(cell, matrix.cell(line, column), shown(line, column, matrix.cell(line, column)))
    _write_groups(table, columns, row_heading(matrix))
    tables.keep_together(table, and_next=True)
    report.gap()


def _widths(columns: Sequence[Column], room: float) -> list[float]:
    """The width of each column; one that is alone in its group has room for the group's heading."""
    least, most = _COLUMN_WIDTHS
    sizes = Counter(column.group for column in columns)
    alone = [sizes[column.group] == 1 for column in columns]
    shared = min(most, max(least, (room - _ALONE * sum(alone)) / max(1, len(columns) - sum(alone))))
    return [max(_ALONE, shared) if single else shared for single in alone]


def _write_groups(table: Table, columns: Sequence[Column], heading: str) -> None:
    tables.head(table.cell(0, 0).merge(table.cell(1, 0)), heading)
    first = 1
    for group, found in groupby(columns, key=lambda column: column.group):
        last = first + len(list(found)) - 1
        tables.head(table.cell(0, first).merge(table.cell(0, last)), group, tables.CENTRE)
        first = last + 1


def _write_label(row: Row, paragraph: Paragraph) -> None:
    write(paragraph, f"{row.label} ")
    write(paragraph, row.id, EVIDENCE_ID)


def _write_figure(place: _Cell, cell: Cell, content: tables.Content) -> None:
    key = key_of(cell)
    tables.fill(place, content, align=tables.CENTRE)
    if key:
        tables.shade(place, key.fill)
    place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _shown(cell: Cell) -> tables.Content:
    key = key_of(cell)
    return partial(write_mark, key=key, letter=cell.text) if key else cell.text


def _write_evidence(report: Report, matrix: Matrix, shown: Shown) -> None:
    report.chapter("The codings behind each cell")
    rows: list[list[tables.Content]] = [
        [partial(_write_label, row), column.label, shown(row, column, cell), partial(_write_ids, cell)]
        for row, column, cell in opened(matrix)
    ]
    if rows:
        headings = (row_heading(matrix), matrix.column_heading, "Rating" if is_rated(matrix) else "Figure", "Codings")
        report.caption("Codings behind each cell")
        report.table("Codings behind each cell", headings, rows, (8.4, 4.2, 1.8, 11))
    else:
        report.paragraph("No codings stand behind the cells.")


def _write_ids(cell: Cell, paragraph: Paragraph) -> None:
    write(paragraph, ", ".join(cell.ids), EVIDENCE_ID)
