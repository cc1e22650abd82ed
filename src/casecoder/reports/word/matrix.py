"""A matrix in Word: Table 1 of a report, and the ids of the codings behind every cell."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.shared import Cm
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from casecoder.core.matrix import Cell, Column, Matrix, Row
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
_ROW_HEIGHT, _LETTER = 0.64, 0.17
_LABEL_WIDTHS, _COLUMN_WIDTHS = (3.9, 7.7), (1.05, 2.4)
"""The narrowest and the widest column of labels and of figures, in centimetres."""
_UPRIGHT = 2.0
"""From which width on the head of a column is written across it."""
_LONGEST = 26
"""How many letters the head of a school may have."""
_HIGHEST = 5.0
"""How high, in centimetres, heads that run upwards may be."""


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
    parts = list(parts_of(matrix.columns))
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
    short = replace(matrix, columns=tuple(column for column in matrix.columns if _head_of(column) != column.label))
    if named(short):
        report.paragraph(named(short), "Report Note").paragraph_format.keep_with_next = True
    if is_rated(matrix):
        write_legend(report, {cell.value for cell in matrix.cells.values()})
    for note in filter(None, notes(matrix)):
        report.paragraph(note, "Report Note")


def parts_of(columns: Sequence[Column], widest: int = WIDEST) -> Iterator[list[Column]]:
    """The columns in runs of at most ``widest``; a group is split only if it alone is wider."""
    part: list[Column] = []
    for _, found in groupby(columns, key=lambda column: column.group):
        group = list(found)
        if part and len(part) + len(group) > widest:
            yield part
            part = []
        pieces = -(-len(group) // widest)
        size = -(-len(group) // pieces)
        *whole, rest = [group[at : at + size] for at in range(0, len(group), size)]
        yield from whole
        part += rest
    if part:
        yield part


def _write_figures(report: Report, matrix: Matrix, name: str, shown: Shown) -> None:
    """Add the table: one header row, in which every column says by itself what it is."""
    columns = matrix.columns
    table = report.grid(1 + len(matrix.rows), 1 + len(columns))
    labels = _label_width(len(columns), report.width)
    each = min(_COLUMN_WIDTHS[1], (report.width - labels) / len(columns))
    tables.shape(table, [labels, *[each] * len(columns)], printable(name))
    first, *rows = table.rows
    tables.keep_whole(first, header=True)
    _write_heads(first, row_heading(matrix), columns, turned=each < _UPRIGHT)
    for row, line in zip(rows, matrix.rows, strict=True):
        tables.keep_whole(row)
        row.height = Cm(_ROW_HEIGHT)
        label, *others = tables.cells_of(row)
        tables.fill(label, partial(_write_label, line))
        label.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for cell, column in zip(others, columns, strict=True):
            _write_figure(cell, matrix.cell(line, column), shown(line, column, matrix.cell(line, column)))
    for at in _first_of_groups(columns):
        for row in table.rows:
            tables.set_apart(tables.cells_of(row)[at + 1])
    tables.keep_together(table, and_next=True)


def fits(columns: int, width: float) -> bool:
    """Whether so many columns stand side by side within a width (centimetres)."""
    return columns <= WIDEST and columns * _COLUMN_WIDTHS[0] + _LABEL_WIDTHS[0] <= width


def _label_width(columns: int, room: float) -> float:
    """What the columns of figures leave to the labels."""
    least, most = _LABEL_WIDTHS
    return min(most, max(least, room - _COLUMN_WIDTHS[0] * columns))


def _write_heads(row: _Row, heading: str, columns: Sequence[Column], *, turned: bool) -> None:
    """Head the columns by their names, which run upwards, in two lines, where the columns are narrow."""
    first, *others = tables.cells_of(row)
    tables.head(first, heading)
    names = [_head_of(column) for column in columns]
    for cell, name in zip(others, names, strict=True):
        tables.head(cell, name, tables.LEFT if turned else tables.CENTRE)
        if turned:
            tables.turn(cell)
    if turned:
        letters = max(max(len(name) // 2 + 2, *map(len, name.split() or [""])) for name in names)
        row.height = Cm(min(_HIGHEST, _LETTER * letters + 0.35))


def _head_of(column: Column) -> str:
    """A column's name; its short id if the name is too long to stand over a column, which has a key then."""
    return column.label if len(column.label) <= _LONGEST or not column.is_named else column.number


def _first_of_groups(columns: Sequence[Column]) -> list[int]:
    """Where a group begins beside another."""
    return [at for at in range(1, len(columns)) if columns[at].group != columns[at - 1].group]


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
