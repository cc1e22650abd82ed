"""Lays out tables: fixed widths, header rows, rows that stay whole, shaded cells."""

from collections.abc import Callable, Sequence

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from casecoder.reports.word.styles import HEAD_FILL, SLATE, style_id
from casecoder.reports.word.text_runs import set_paragraph_style, write_run
from casecoder.reports.word.word_xml import shading_element, word_element

CellContent = str | Callable[[Paragraph], object]
"""The content of a cell: a text, or a function that writes into its paragraph."""

ALIGN_CENTRE, ALIGN_RIGHT, ALIGN_LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


def set_table_widths(table: Table, widths: Sequence[float], title: str) -> None:
    """Set the widths of the columns, in centimetres, and the name of the table for screen readers."""
    table.autofit = False
    properties = table._tbl.tblPr
    table._tbl.tblStyle_val = style_id("Report Table")
    for old in properties.findall(qn("w:tblW")):
        properties.remove(old)
    width = word_element("tblW", w=str(round(Cm(sum(widths)).twips)), type="dxa")
    properties.insert_element_before(width, "w:jc", "w:tblLayout", "w:tblLook")
    look = properties.find(qn("w:tblLook"))
    for name, value in (("val", "0020"), ("firstRow", "1"), ("firstColumn", "0"), ("noHBand", "1"), ("noVBand", "1")):
        look.set(qn(f"w:{name}"), value)
    properties.append(word_element("tblCaption", val=title))
    for column, width_cm in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Cm(width_cm)
    for row in table._tbl.tr_lst:
        for cell, width_cm in zip(row.tc_lst, widths, strict=True):
            cell.width = Cm(width_cm)


def row_cells(row: _Row) -> list[_Cell]:
    """Return the cells of a row. python-docx's own list is slow and repeats merged cells."""
    return [_Cell(cell, row.table) for cell in row._tr.tc_lst]


def fill_cell(
    cell: _Cell, content: CellContent, style: str = "Table Text", align: WD_ALIGN_PARAGRAPH = ALIGN_LEFT
) -> Paragraph:
    """Write into the first paragraph of a cell."""
    paragraph: Paragraph = cell.paragraphs[0]
    set_paragraph_style(paragraph, style)
    if align is not ALIGN_LEFT:
        paragraph.alignment = align
    if isinstance(content, str):
        write_run(paragraph, content)
    else:
        content(paragraph)
    return paragraph


def fill_heading_cell(cell: _Cell, content: CellContent, align: WD_ALIGN_PARAGRAPH = ALIGN_LEFT) -> None:
    """Write a heading into a cell of a header row."""
    fill_cell(cell, content, "Table Heading", align)
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    shade_cell(cell, HEAD_FILL)


def shade_cell(cell: _Cell, colour: str) -> None:
    """Set the colour of a cell, in six hexadecimal digits."""
    cell._tc.get_or_add_tcPr().insert_element_before(
        shading_element(colour), "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark"
    )


def turn_cell(cell: _Cell) -> None:
    """Let the text of a cell run upwards, with the whole width of the cell for its lines."""
    properties, margins = cell._tc.get_or_add_tcPr(), word_element("tcMar")
    for side in ("left", "right"):
        margins.append(word_element(side, w="30", type="dxa"))
    for part in (margins, word_element("textDirection", val="btLr")):
        properties.insert_element_before(part, "w:tcFitText", "w:vAlign", "w:hideMark")


def draw_group_rule(cell: _Cell) -> None:
    """Draw a heavy rule left of a cell, where another group of columns begins."""
    borders = word_element("tcBorders")
    borders.append(word_element("left", val="single", sz="12", space="0", color=SLATE))
    cell._tc.get_or_add_tcPr().insert_element_before(
        borders, "w:shd", "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark"
    )


def keep_row_whole(row: _Row, *, header: bool = False) -> None:
    """Keep a row on one page. A header row is repeated on every page."""
    properties = row._tr.get_or_add_trPr()
    properties.append(word_element("cantSplit"))
    if header:
        properties.append(word_element("tblHeader"))


def keep_table_together(table: Table, *, and_next: bool = False) -> None:
    """Keep a short table on one page with its caption and, on request, with what follows."""
    for row in table._tbl.tr_lst[: None if and_next else -1]:
        for paragraph in row.iter(qn("w:p")):
            Paragraph(paragraph, table).paragraph_format.keep_with_next = True
