"""A matrix as an Excel workbook: the table, the codings behind it, and the notes."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import zip_longest
from typing import TYPE_CHECKING

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixColumn, MatrixRow
from casecoder.core.outputs.quote_choice import reason_not_quoted
from casecoder.reports.band_legend import LEGEND_ENTRIES, legend_entry_of_cell, matrix_cell_mark
from casecoder.reports.matrix_notes import (
    cells_with_codings,
    column_ids_note,
    holds_ratings,
    notes_under_matrix,
    row_heading,
)
from casecoder.reports.printable_text import make_printable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

CELL_LIMIT = 32_767
"""The number of UTF-16 code units that an Excel cell can hold."""

_EVIDENCE_COLUMNS = (
    ("Row", 7), ("Column", 18), ("Id", 9), ("Quote", 62), ("Said by", 18), ("Code", 7), ("Code name", 20),
    ("Source", 12), ("Place", 22), ("Direction", 10), ("Coder", 12), ("Note", 24),
)  # fmt: skip
"""Headings and widths, in characters."""
_HEAD_ROWS = 5
"""Rows above the figures: study, codebook, measure, groups, numbers."""
_A4 = 9
_ON_A_PAGE = 30
"""A matrix with more columns is printed over several pages, with the codes repeated on each."""
_ID_PIECE = 30_000
"""The number of characters of ids in one cell, where there are too many codings to give their words."""
_LINE_HEIGHT = 14.0
_TALLEST = 409.0
"""The height of a line of text, and of the tallest row that Excel shows, in points."""
_INK, _HEAD, _RULE = "#1F3A5F", "#E6ECF2", "#B8C4D0"


def matrix_xlsx(matrix: Matrix) -> bytes:
    """Return the matrix as an .xlsx file with the sheets Matrix, Evidence and Notes.

    Every text is written as text, whatever it begins with. A quote too long for a cell goes on in the next rows, marked
    ``E-0412 (2 of 3)``. A cell of the matrix links to its first coding. Coverage and shares have Excel's own format
    for per cent.
    """
    from xlsxwriter import Workbook

    made = BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": make_printable(matrix.study), "author": "casecoder", "created": matrix.made_at})
        _MatrixWorkbook(book, matrix).write()
    return made.getvalue()


def split_for_cells(text: str, limit: int = CELL_LIMIT) -> list[str]:
    """Split a text into pieces of at most ``limit`` UTF-16 code units. No character is split or lost."""
    if 2 * len(text) <= limit:
        return [text]
    found, start, units = [], 0, 0
    for at, character in enumerate(text):
        size = 2 if character > "\uffff" else 1
        if units + size > limit:
            found.append(text[start:at])
            start, units = at, 0
        units += size
    return [*found, text[start:]]


class _MatrixWorkbook:
    """Writes the three sheets of one workbook."""

    def __init__(self, book: "Workbook", matrix: Matrix) -> None:
        self.book, self.matrix = book, matrix
        self.title = self._format(bold=True, font_size=16, font_color=_INK)
        self.plain = self._format(text_wrap=True, valign="top")
        self.head = self._format(bold=True, font_color=_INK, bg_color=_HEAD, align="center", valign="vcenter", border=1)
        self.head_left = self._format(bold=True, font_color=_INK, bg_color=_HEAD, valign="vcenter", border=1)
        self.label = self._format(text_wrap=True, valign="vcenter", border=1)
        self.sheet = book.add_worksheet("Matrix")
        self.evidence = book.add_worksheet("Evidence")
        self.notes = book.add_worksheet("Notes")

    def _format(self, **looks: object) -> "Format":
        edge = {"border_color": _RULE} if "border" in looks else {}
        return self.book.add_format({"font_name": "Arial", "font_size": 10, **edge, **looks})

    def write(self) -> None:
        """Write the three sheets."""
        self._write_heads()
        self._write_cells(self._write_evidence())
        self._write_notes()
        for sheet in (self.sheet, self.evidence, self.notes):
            sheet.set_landscape()
            sheet.set_paper(_A4)
            sheet.set_footer("&L&A&RPage &P of &N")
        for sheet in (self.evidence, self.notes, *([self.sheet] if len(self.matrix.columns) <= _ON_A_PAGE else [])):
            sheet.fit_to_pages(1, 0)

    def _write_heads(self) -> None:
        sheet, matrix = self.sheet, self.matrix
        self._write_titles(sheet)
        for at, heading in enumerate(("Id", row_heading(matrix))):
            write_text_cell(sheet, 3, at, "", self.head_left)
            write_text_cell(sheet, 4, at, heading, self.head_left)
        first = 2
        for group, width in matrix.groups:
            if width > 1:
                sheet.merge_range(3, first, 3, first + width - 1, "", self.head)
            write_text_cell(sheet, 3, first, group, self.head)
            first += width
        for at, column in enumerate(matrix.columns, 2):
            write_text_cell(sheet, 4, at, column.number, self.head)
            if column.is_named:
                sheet.write_comment(4, at, make_printable(column.label), {"author": "casecoder", "x_scale": 1.5})
        sheet.set_column(0, 0, 9)
        sheet.set_column(1, 1, 48)
        sheet.set_column(2, 1 + max(1, len(matrix.columns)), 9)
        sheet.freeze_panes(_HEAD_ROWS, 2)
        sheet.repeat_rows(3, 4)
        sheet.repeat_columns(0, 1)
        if matrix.rows and matrix.columns:
            sheet.autofilter(_HEAD_ROWS - 1, 0, _HEAD_ROWS + len(matrix.rows) - 1, 1 + len(matrix.columns))

    def _write_cells(self, links: dict[tuple[str, str], int]) -> None:
        band = {"bold": True, "align": "center", "valign": "vcenter", "border": 1}
        looks = {key: self._format(**band, bg_color=f"#{key.fill}") for key in LEGEND_ENTRIES.values()}
        whole = self._format(align="center", valign="vcenter", border=1)
        per_cent = self._format(align="center", border=1, valign="vcenter", num_format="0.0%")
        for at, row in enumerate(self.matrix.rows, _HEAD_ROWS):
            write_text_cell(self.sheet, at, 0, row.id, self.label)
            write_text_cell(self.sheet, at, 1, row.label, self.label)
            for beside, column in enumerate(self.matrix.columns, 2):
                cell = self.matrix.cell(row, column)
                key = legend_entry_of_cell(cell)
                look = looks[key] if key else per_cent if isinstance(cell.value, float) else whole
                self._write_cell(at, beside, cell, look, links.get((row.id, column.id)))
        under = _HEAD_ROWS + len(self.matrix.rows) + 1
        self._write_key(self.sheet, under, 1 + len(self.matrix.columns))

    def _write_cell(self, row: int, column: int, cell: MatrixCell, look: "Format", opens: int | None) -> None:
        """Write a figure or a band, with a link to the row ``opens`` of the Evidence sheet."""
        if opens is not None:
            self.sheet.write_url(row, column, f"internal:'Evidence'!A{opens + 1}", look, matrix_cell_mark(cell))
        if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
            figure = cell.value / 100 if isinstance(cell.value, float) else cell.value
            self.sheet.write_number(row, column, figure, look)
        elif opens is None:
            write_text_cell(self.sheet, row, column, matrix_cell_mark(cell), look)

    def _write_evidence(self) -> dict[tuple[str, str], int]:
        """Write the codings, and return the row at which those of each cell begin."""
        for at, (heading, width) in enumerate(_EVIDENCE_COLUMNS):
            self.evidence.set_column(at, at, width)
            name = self.matrix.column_heading if heading == "Column" else heading
            write_text_cell(self.evidence, 0, at, name, self.head_left)
        begins: dict[tuple[str, str], int] = {}
        written = 0
        for row, column, cell in cells_with_codings(self.matrix):
            begins[row.id, column.id] = written + 1
            for line in _cell_lines(row, column, cell):
                written += 1
                self.evidence.set_row(written, _row_height(line) if cell.evidence else _LINE_HEIGHT)
                for at, field in enumerate(line):
                    write_text_cell(self.evidence, written, at, field, self.plain)
        self.evidence.freeze_panes(1, 3)
        self.evidence.autofilter(0, 0, written, len(_EVIDENCE_COLUMNS) - 1)
        self.evidence.repeat_rows(0)
        return begins

    def _write_notes(self) -> None:
        self.notes.set_column(0, 0, 24)
        self.notes.set_column(1, 1, 100)
        self._write_titles(self.notes)
        self._write_key(self.notes, 4, 1)

    def _write_titles(self, sheet: "Worksheet") -> None:
        write_text_cell(sheet, 0, 0, self.matrix.study, self.title)
        write_text_cell(sheet, 1, 0, self.matrix.codebook, self._format())
        write_text_cell(sheet, 2, 0, self.matrix.heading, self._format(bold=True, font_color=_INK))

    def _write_key(self, sheet: "Worksheet", row: int, last: int) -> None:
        """Write the legend and the notes from ``row`` on, over the columns 1 to ``last``."""
        keys = LEGEND_ENTRIES.values() if holds_ratings(self.matrix) else ()
        lines = (
            [(f"{self.matrix.column_heading}s", column_ids_note(self.matrix), "FFFFFF")]
            if column_ids_note(self.matrix)
            else []
        )
        lines += [(f"{key.letter} {key.glyph}", f"{key.label}: {key.definition}", key.fill) for key in keys]
        lines += [("Note", note, "FFFFFF") for note in notes_under_matrix(self.matrix)]
        for at, (heading, text, fill) in enumerate(lines, row):
            write_text_cell(sheet, at, 0, heading, self._format(bold=True, valign="top", bg_color=f"#{fill}", border=1))
            if last > 1:
                sheet.merge_range(at, 1, at, last, "", self.plain)
            write_text_cell(sheet, at, 1, text, self.plain)
            # Excel doesn't fit the height of merged cells.
            sheet.set_row(at, _LINE_HEIGHT * (1 + len(text) // (48 + 9 * (last - 1) if last > 1 else 100)))


def _cell_lines(row: MatrixRow, column: MatrixColumn, cell: MatrixCell) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the Evidence sheet for a cell. Without words, there are as few rows as can hold the ids."""
    for item in cell.evidence:
        yield from _lines(row, column, item)
    if not cell.evidence:
        held = ", ".join(cell.ids)
        for first in range(0, len(held), _ID_PIECE):
            ids = held[first : first + _ID_PIECE]
            yield (row.id, column.label, f"{len(cell.numbers)} ids", ids, *[""] * (len(_EVIDENCE_COLUMNS) - 4))


def _lines(row: MatrixRow, column: MatrixColumn, item: Evidence) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a coding: one, unless its quote or its note is too long for a cell."""
    refused = reason_not_quoted(item)
    words, note = refused or item.printed, "" if refused else item.note
    parts = list(
        zip_longest(split_for_cells(make_printable(words)), split_for_cells(make_printable(note)), fillvalue="")
    )
    for number, (quote, note) in enumerate(parts, 1):
        name = item.id if len(parts) == 1 else f"{item.id} ({number} of {len(parts)})"
        yield (
            row.id, column.label, name, quote, item.attribution, item.code, item.code_name,
            item.source, item.place, item.direction.value, item.coder, note,
        )  # fmt: skip


def _row_height(line: Sequence[str]) -> float:
    """Return the height that shows the wrapped texts of a row of the Evidence sheet, in points."""
    lines = max(
        sum(1 + len(part) // width for part in text.split("\n"))
        for text, (_, width) in zip(line, _EVIDENCE_COLUMNS, strict=True)
    )
    return min(_TALLEST, _LINE_HEIGHT * lines)


def write_text_cell(sheet: "Worksheet", row: int, column: int, text: str, look: "Format") -> None:
    """Write a text as a text, whatever it begins with."""
    text = make_printable(text)
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter would take such a string for its own rich-text markup and write it unescaped.
        sheet.write_rich_string(row, column, text[:1], text[1:2], text[2:], look)
    else:
        sheet.write_string(row, column, text, look)
