"""Passages as an Excel workbook, with a row for each.

XlsxWriter makes the workbook and the rows above the passages. The rows of passages, of which there may be many
thousands, are formatted here and streamed into the sheet, which is several times as fast.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from casecoder.core.outputs.extract import Extract, ExtractPassage
from casecoder.reports.matrix_workbook import split_for_cells, write_text_cell
from casecoder.reports.printable_text import make_printable
from casecoder.reports.stable_zip import stabilise_zip

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_Row = tuple[str | int, ...]

_COLUMNS = (
    ("School", 18), ("Ids", 14), ("Words", 70), ("Said by", 20), ("Person", 8), ("Codes", 24), ("Source", 12),
    ("Date", 11), ("Turn", 6), ("Start", 8), ("End", 8), ("Coder", 12), ("Note", 24),
)  # fmt: skip
"""Headings and widths, in characters."""
_ROWS_ABOVE = 5
"""Rows above the passages: title, study, query, state, headings."""
_SHEET = "xl/worksheets/sheet1.xml"
_LETTERS = [chr(ord("A") + column) for column in range(len(_COLUMNS))]
_ESCAPED = re.compile(r"_x[0-9a-fA-F]{4}_|\r")
"""What Excel would read as an escaped character, and the one character that has to be escaped."""


def extract_xlsx(extract: Extract) -> bytes:
    """Return the passages as an .xlsx file with one sheet that can be filtered.

    Every text is written as text, whatever it begins with. Words too long for a cell go on in the next rows, marked
    ``(2 of 3)`` after their ids.
    """
    from xlsxwriter import Workbook

    rows = [row for passage in extract.passages for row in _rows(passage)]
    made = BytesIO()
    with Workbook(made, {"in_memory": True, "default_format_properties": {"font_name": "Arial"}}) as book:
        book.set_properties({"title": make_printable(extract.title), "author": "casecoder", "created": extract.made_at})
        sheet = _write_rows_above(book, extract)
        if rows:  # an empty cell that holds the place and the format of the rows
            sheet.write_blank(_ROWS_ABOVE, 0, None, book.add_format({"text_wrap": True, "valign": "top"}))
        _set_up_sheet(sheet, _ROWS_ABOVE + len(rows) - 1)
    return stabilise_zip(made.getvalue(), {_SHEET: partial(_insert_rows, rows=rows)} if rows else None)


def _write_rows_above(book: "Workbook", extract: Extract) -> "Worksheet":
    """Write title, study, query, state and headings, and return their sheet."""
    sheet: Worksheet = book.add_worksheet("Passages")
    bold = book.add_format({"bold": True, "bg_color": "#E6ECF2", "border": 1})
    title = book.add_format({"bold": True, "font_size": 14})
    query = f"Asked for: {extract.query}" if extract.query else ""
    for row, text in enumerate((extract.title, extract.study, query, extract.state)):
        write_text_cell(sheet, row, 0, text, title if row == 0 else book.add_format())
    for column, (heading, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        write_text_cell(sheet, _ROWS_ABOVE - 1, column, heading, bold)
    return sheet


def _set_up_sheet(sheet: "Worksheet", last: int) -> None:
    """Set up filter, panes and printing. ``last`` is the last row."""
    sheet.freeze_panes(_ROWS_ABOVE, 2)
    sheet.autofilter(_ROWS_ABOVE - 1, 0, last, len(_COLUMNS) - 1)
    sheet.repeat_rows(_ROWS_ABOVE - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")


def _rows(passage: ExtractPassage) -> Iterator[_Row]:
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


def _insert_rows(content: bytes, rows: Sequence[_Row]) -> Iterator[bytes]:
    """Yield the XML of the sheet with the rows in place of the empty cell."""
    first = _ROWS_ABOVE + 1
    begin, style, end = re.split(rf'<row r="{first}"[^>]*><c r="A{first}" s="(\d+)"/></row>', content.decode())
    yield begin.replace(f":{_LETTERS[-1]}{first}", f":{_LETTERS[-1]}{_ROWS_ABOVE + len(rows)}").encode()
    for number, row in enumerate(rows, first):
        cells = (_format_cell(f"{letter}{number}", style, value) for letter, value in zip(_LETTERS, row, strict=True))
        yield f'<row r="{number}">{"".join(cells)}</row>'.encode()
    yield end.encode()


def _format_cell(place: str, style: str, value: str | int) -> str:
    """Return the XML of a cell. A text is written into the cell itself, as text."""
    if isinstance(value, int):
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    if not value:
        return f'<c r="{place}" s="{style}"/>'
    text = escape(_ESCAPED.sub(lambda found: f"_x{ord(found[0][0]):04X}_{found[0][1:]}", make_printable(value)))
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
