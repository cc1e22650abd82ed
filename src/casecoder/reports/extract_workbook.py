"""Passages as an Excel workbook, with a row for each."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from casecoder.core.outputs.extract import Extract, ExtractPassage
from casecoder.reports.matrix_workbook import split_for_cells, write_text_cell
from casecoder.reports.printable_text import make_printable

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_COLUMNS = (
    ("School", 18), ("Ids", 14), ("Words", 70), ("Said by", 20), ("Person", 8), ("Codes", 24), ("Source", 12),
    ("Date", 11), ("Turn", 6), ("Start", 8), ("End", 8), ("Coder", 12), ("Note", 24),
)  # fmt: skip
"""Headings and widths, in characters."""
_ROWS_ABOVE = 5
"""Rows above the passages: title, study, query, state, headings."""


def extract_xlsx(extract: Extract) -> bytes:
    """Return the passages as an .xlsx file with one sheet that can be filtered.

    Every text is written as text, whatever it begins with. Words too long for a cell go on in the next rows, marked
    ``(2 of 3)`` after their ids. Each row is written to a temporary file before the next one is made.
    """
    from xlsxwriter import Workbook

    made = BytesIO()
    with Workbook(made, {"constant_memory": True, "default_format_properties": {"font_name": "Arial"}}) as book:
        book.set_properties({"title": make_printable(extract.title), "author": "casecoder", "created": extract.made_at})
        sheet = book.add_worksheet("Passages")
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "bg_color": "#E6ECF2", "border": 1})
        title = book.add_format({"bold": True, "font_size": 14})
        asked = f"Asked for: {extract.query}" if extract.query else ""
        for row, text in enumerate((extract.title, extract.study, asked, extract.state)):
            write_text_cell(sheet, row, 0, text, title if row == 0 else book.add_format())
        for column, (heading, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            write_text_cell(sheet, _ROWS_ABOVE - 1, column, heading, bold)
        rows = [row for passage in extract.passages for row in _rows(passage)]
        for at, cells in enumerate(rows, _ROWS_ABOVE):
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(at, column, cell, plain)
                else:
                    write_text_cell(sheet, at, column, cell, plain)
        _set_up_sheet(sheet, _ROWS_ABOVE + len(rows) - 1)
    return made.getvalue()


def _set_up_sheet(sheet: "Worksheet", last: int) -> None:
    """Set up filter, panes and printing. ``last`` is the last row."""
    sheet.freeze_panes(_ROWS_ABOVE, 2)
    sheet.autofilter(_ROWS_ABOVE - 1, 0, last, len(_COLUMNS) - 1)
    sheet.repeat_rows(_ROWS_ABOVE - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")


def _rows(passage: ExtractPassage) -> Iterator[tuple[str | int, ...]]:
    """Yield the rows of a passage: one, unless its words are too long for a cell."""
    parts = split_for_cells(make_printable(passage.words))
    coders = ", ".join(dict.fromkeys(coding.coder for coding in passage.codings))
    notes = "; ".join(coding.note.strip() for coding in passage.codings if coding.note.strip())
    for number, words in enumerate(parts, 1):
        ids = ", ".join(passage.ids) + (f" ({number} of {len(parts)})" if len(parts) > 1 else "")
        yield (
            passage.case_label, ids, words, passage.attribution, passage.pseudonym, "; ".join(passage.codes),
            passage.source, passage.date, passage.turn or "", passage.start, passage.end, coders,
            split_for_cells(make_printable(notes))[0],
        )  # fmt: skip
