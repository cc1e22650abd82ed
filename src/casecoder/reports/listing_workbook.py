"""A listing as an Excel workbook: one sheet for the table, one for the notes."""

from io import BytesIO
from typing import TYPE_CHECKING

from casecoder.core.outputs.listing import ListingTable
from casecoder.reports.matrix_workbook import split_for_cells, write_text_cell
from casecoder.reports.printable_text import make_printable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_A4, _LINE_HEIGHT, _TALLEST = 9, 14.0, 409.0
_PAGE_WIDTH = 180
"""The widest table that is fitted to one printed page, in characters."""


def listing_xlsx(listing: ListingTable) -> bytes:
    """Return the listing as an .xlsx file.

    Texts are written as texts, whatever they begin with, and figures as numbers. A text too long for a cell goes on in
    the rows below.
    """
    from xlsxwriter import Workbook

    made = BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": make_printable(listing.study), "author": "casecoder", "created": listing.made_at})
        _write_table(book, listing)
        _write_notes(book, listing)
    return made.getvalue()


def _write_table(book: "Workbook", listing: ListingTable) -> None:
    plain = {"font_name": "Arial", "font_size": 10, "valign": "top", "border": 1, "border_color": "#B8C4D0"}
    head = book.add_format({**plain, "bold": True, "font_color": "#1F3A5F", "bg_color": "#E6ECF2", "text_wrap": True})
    text = book.add_format({**plain, "text_wrap": True})
    look = {int: book.add_format(plain), float: book.add_format({**plain, "num_format": "0.00"})}
    sheet: Worksheet = book.add_worksheet("Table")
    for at, heading in enumerate(listing.headings):
        write_text_cell(sheet, 0, at, heading.text, head)
        sheet.set_column(at, at, heading.width)
    row = 0
    for line in listing.lines:
        parts = [split_for_cells(make_printable(field)) if isinstance(field, str) else [] for field in line]
        for part in range(max(1, *map(len, parts))):
            row += 1
            sheet.set_row(row, _row_height([held[part] if part < len(held) else "" for held in parts], listing))
            for at, (field, held) in enumerate(zip(line, parts, strict=True)):
                if part < len(held):
                    write_text_cell(sheet, row, at, held[part], text)
                elif not isinstance(field, str) and part == 0:
                    sheet.write_number(row, at, field, look[type(field)])
    if not listing.lines:
        write_text_cell(sheet, 1, 0, listing.empty, book.add_format())
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, row), len(listing.headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    if sum(heading.width for heading in listing.headings) <= _PAGE_WIDTH:
        sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&RPage &P of &N")


def _row_height(texts: list[str], listing: ListingTable) -> float:
    """Return the height that shows the wrapped texts of a row, in points."""
    lines = max(
        sum(1 + len(part) // heading.width for part in text.split("\n"))
        for text, heading in zip(texts, listing.headings, strict=True)
    )
    return min(_TALLEST, _LINE_HEIGHT * lines)


def _write_notes(book: "Workbook", listing: ListingTable) -> None:
    plain = book.add_format({"font_name": "Arial", "font_size": 10, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Notes")
    sheet.set_column(0, 0, 100)
    for at, text in enumerate((listing.study, listing.title, *listing.notes)):
        write_text_cell(sheet, at, 0, text, plain)
