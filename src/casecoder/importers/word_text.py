"""Read the text of WordprocessingML elements: paragraphs, cells, and the page that they make up."""

from collections.abc import Iterator
from typing import Any

from casecoder.core.frozen_text import freeze_text
from casecoder.importers.line_layout import LineKind, LineLayout
from casecoder.importers.turn_openings import LabelStyle, TurnOpening, split_label_and_descriptor
from casecoder.importers.word_tables import SpeakerColumns, WordCell, find_speaker_columns

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARACTERS = {
    f"{_W}tab": "\t",
    f"{_W}ptab": "\t",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
_BLOCKS = frozenset(f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_INLINE = _BLOCKS | {f"{_W}{name}" for name in ("r", "hyperlink", "smartTag", "fldSimple", "dir", "bdo")}
"""The elements that may hold words of a paragraph; ``del`` and ``moveFrom`` hold words that are gone."""


class WordLines:
    """The lines of a document while they are read.

    Parameters
    ----------
    headings:
        The ids of the paragraph styles that make a heading.
    """

    def __init__(self, headings: frozenset[str]) -> None:
        self._headings = headings
        self._lines: list[str] = []
        self._kinds: list[LineKind] = []
        self._rows: dict[int, TurnOpening] = {}

    def finished(self) -> tuple[str, LineLayout]:
        """Return the frozen text and its layout."""
        return "\n".join(self._lines), LineLayout(tuple(self._kinds), self._rows)

    def add_blocks(self, parent: Any) -> None:
        """Add the paragraphs and tables of an element, in document order."""
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                self._add_paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._add_table(child)
            elif child.tag in _BLOCKS:
                self.add_blocks(child)

    def _add_paragraph(self, paragraph: Any) -> None:
        words = read_paragraph_text(paragraph)
        is_deleted = paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None
        if words or not is_deleted:
            self._add_lines(words.split("\n"), LineKind.HEADING if self._is_heading(paragraph) else LineKind.FIRST)
        for box in find_text_boxes(paragraph):
            self.add_blocks(box)

    def _is_heading(self, paragraph: Any) -> bool:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        level = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if level is not None:
            return str(level.get(f"{_W}val")) in set("012345678")
        return style is not None and style.get(f"{_W}val") in self._headings

    def _add_lines(self, lines: list[str], kind: LineKind, after: LineKind = LineKind.NEXT) -> None:
        """Add lines. The first that isn't blank is of one kind, those after it of another."""
        for line in lines:
            self._lines.append(line)
            if not line or line.isspace():
                self._kinds.append(LineKind.BLANK)
            else:
                self._kinds.append(kind)
                kind = after

    def _add_table(self, table: Any) -> None:
        rows = [row for row in read_table_rows(table) if any(cell.lines for cell in row)]
        columns = find_speaker_columns(rows)
        if columns is None:
            for row in rows:
                self._add_lines(["\t".join(cell.flat for cell in row)], LineKind.FIRST)
            return
        first = len(self._kinds)
        for row in rows[columns.has_header :]:
            self._add_turn(row, columns, is_first=len(self._kinds) == first)

    def _add_turn(self, row: list[WordCell], columns: SpeakerColumns, *, is_first: bool) -> None:
        cells = {cell.column: cell for cell in row}
        typed = cells[columns.speaker].flat.rstrip(" :") if columns.speaker in cells else ""
        lines = [line for column in columns.spoken for line in (cells[column].lines if column in cells else ())]
        if not typed:
            self._add_lines(lines, LineKind.FIRST if is_first else LineKind.CELL, LineKind.CELL)
            return
        at = cells[columns.time].flat.strip("[](){}<> ") if columns.time in cells else ""
        lead = f"[{at}] {typed}: " if at else f"{typed}: "
        label, descriptor = split_label_and_descriptor(typed)
        self._rows[len(self._lines)] = TurnOpening(LabelStyle.ROW, label, descriptor, at, len(lead))
        self._add_lines([(lead + "".join(lines[:1])).rstrip(), *lines[1:]], LineKind.ROW, LineKind.CELL)


def read_paragraph_text(paragraph: Any) -> str:
    """Return a paragraph's words.

    Tabs and soft line breaks are kept, tracked deletions left out.
    """
    return freeze_text("".join(_pieces(paragraph)))


def _pieces(element: Any) -> Iterator[str]:
    for child in element.iterchildren():
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}br":
            yield "\n" if child.get(f"{_W}type", "textWrapping") == "textWrapping" else ""
        elif child.tag in _INLINE:
            yield from _pieces(child)
        else:
            yield _CHARACTERS.get(child.tag, "")


def find_text_boxes(paragraph: Any) -> list[Any]:
    """Return the text boxes anchored in a paragraph, each once.

    Word writes an older copy beside the new one.
    """
    boxes = paragraph.iter(f"{_W}txbxContent")
    return [box for box in boxes if not any(up.tag == _FALLBACK for up in box.iterancestors())]


def read_table_rows(table: Any) -> list[list[WordCell]]:
    """Return a table's cells.

    Merged cells are given once, rows whose deletion was tracked are left out.
    """
    return [list(_cells_of(row)) for row in _children(table, f"{_W}tr") if row.find(f"{_W}trPr/{_W}del") is None]


def _cells_of(row: Any) -> Iterator[WordCell]:
    column = _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
    for cell in _children(row, f"{_W}tc"):
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
        yield WordCell(column, () if goes_on else tuple(_lines_of_cell(cell)))
        column += _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1)


def _lines_of_cell(cell: Any) -> Iterator[str]:
    """Return the lines of a cell that aren't blank.

    A row of a table within the cell is one line.
    """
    for child in cell.iterchildren():
        if child.tag == f"{_W}p":
            yield from (line.strip() for line in read_paragraph_text(child).split("\n") if line.strip())
        elif child.tag == f"{_W}tbl":
            yield from ("\t".join(inner.flat for inner in row) for row in read_table_rows(child))
        elif child.tag in _BLOCKS:
            yield from _lines_of_cell(child)


def _children(parent: Any, tag: str) -> Iterator[Any]:
    """Return the children with a tag, also those inside content controls."""
    for child in parent.iterchildren():
        if child.tag == tag:
            yield child
        elif child.tag in _BLOCKS:
            yield from _children(child, tag)


def _number(element: Any, default: int) -> int:
    value = "" if element is None else str(element.get(f"{_W}val", ""))
    return int(value) if value.isdecimal() else default
