"""Seals the lines of a finished document for its list of claims."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from casecoder.core.outputs.word_seals import WordSeal
from casecoder.core.verifying.printed_line import (
    CLAIM_BOOKMARK,
    RUN_IN_HEADING,
    LinePiece,
    PrintedLine,
    seal_headings,
    seal_line,
    table_row_pieces,
)
from casecoder.reports.word.styles import style_id

_PARAGRAPH, _RUN, _LINK, _TABLE = qn("w:p"), qn("w:r"), qn("w:hyperlink"), qn("w:tbl")
_TEXT, _START, _END, _NAME, _ID = qn("w:t"), qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:name"), qn("w:id")
_STYLE, _VALUE = f"{qn('w:pPr')}/{qn('w:pStyle')}", qn("w:val")
_CHARACTERS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:noBreakHyphen"): "-"}
_HEADINGS = frozenset({"Title", *(f"Heading{level}" for level in range(1, 10))})
_EXACT = _HEADINGS | {"Caption"}
"""The styles of lines that may name a school or a code without a claim."""
_CONTENTS = "toc"


def seal_printed_lines(body: Any, seal: WordSeal) -> Iterator[PrintedLine]:
    """Return the sealed paragraphs and rows of the body of a document, without its table of contents."""
    heading = run_in = ""
    tables = 0
    for child in body.iterchildren():
        if child.tag == _TABLE:
            tables += 1
            for row in child.tr_lst:
                words = seal_line(table_row_pieces([_cell(cell) for cell in row.tc_lst]), seal, exact=True)
                yield PrintedLine(seal_headings(heading, run_in, seal), tables, words)
        elif child.tag == _PARAGRAPH:
            pieces, style = list(_pieces(child)), _style(child)
            words = seal_line(pieces, seal, exact=style in _EXACT)
            if not words or style.lower().startswith(_CONTENTS):
                continue
            if style == style_id(RUN_IN_HEADING):
                run_in = _text(pieces)
            yield PrintedLine(seal_headings(heading, run_in, seal), 0, words)
            if style in _HEADINGS:
                heading, run_in = _text(pieces), ""


def _cell(cell: Any) -> list[LinePiece]:
    """Return the pieces of a cell."""
    return [piece for paragraph in cell.iterchildren(_PARAGRAPH) for piece in (*_pieces(paragraph), LinePiece("\n"))]


def _style(paragraph: Any) -> str:
    style = paragraph.find(_STYLE)
    return "" if style is None else style.get(_VALUE, "")


def _text(pieces: list[LinePiece]) -> str:
    return "".join(piece.text for piece in pieces)


def _pieces(paragraph: Any) -> Iterator[LinePiece]:
    """Yield the pieces of a paragraph, each with the mark of its claim."""
    mark = number = ""
    for child in paragraph.iterchildren():
        if child.tag == _START and child.get(_NAME).startswith(CLAIM_BOOKMARK):
            mark, number = child.get(_NAME), child.get(_ID)
        elif child.tag == _END and child.get(_ID) == number:
            mark = ""
        runs = [child] if child.tag == _RUN else child.iterchildren(_RUN) if child.tag == _LINK else ()
        yield from (LinePiece(text, mark) for run in runs if (text := _run_text(run)))  # a picture has no text


def _run_text(run: Any) -> str:
    return "".join((child.text or "") if child.tag == _TEXT else _CHARACTERS.get(child.tag, "") for child in run)
