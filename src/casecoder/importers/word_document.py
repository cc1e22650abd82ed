"""Read the paragraphs and tables of a Word document (.docx) in order, as text and layout."""

import io
import zlib
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

from casecoder.core.errors import CaseCoderError
from casecoder.importers.file_signatures import DisguisedFormat, detect_disguised_format
from casecoder.importers.line_layout import LineLayout
from casecoder.importers.word_text import WordLines

BROKEN_FILE_ERRORS = (
    BadZipFile,
    KeyError,
    ValueError,
    SyntaxError,
    EOFError,
    RuntimeError,
    OSError,
    zlib.error,
    AttributeError,
)
"""What python-docx, zipfile and lxml raise for a file that is cut short, changed or lacks a part.

``AttributeError`` is python-docx's own slip over a part of an unexpected kind; lxml's errors are ``SyntaxError``,
an unreadable compression or password a ``RuntimeError``.
"""


def read_word_document(filename: str, data: bytes) -> tuple[str, LineLayout]:
    """Return the frozen text of a Word document, and what each of its lines is.

    A paragraph is a line, a soft line break begins another; headings are known by their style. A row of a
    table of speakers becomes ``Label: words``, its time before it as ``[time] Label: words``, and the further
    paragraphs of its words follow on lines of their own; the row of column headings is left out. Other tables
    are kept a row a line, cells apart by tabs. Deleted (tracked) text is left out, inserted text is in.

    Raises
    ------
    CaseCoderError
        If it isn't a Word document, can't be opened, or holds no words.
    """
    _check_is_zip(filename, data)
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        document = Document(io.BytesIO(data))
        body = document.element.body
        headings = _heading_styles(document.styles.element)
        if body is None:
            raise KeyError("w:body")
    except (OpcError, *BROKEN_FILE_ERRORS) as error:
        raise _unreadable(filename, data, error) from error
    page = WordLines(headings)
    page.add_blocks(body)
    text, layout = page.finished()
    if not text or text.isspace():
        raise CaseCoderError(f"{filename} holds no words.", "Check that it is the right file; pictures can't be read.")
    return text, layout


def _check_is_zip(filename: str, data: bytes) -> None:
    if not data:
        raise CaseCoderError(f"{filename} is empty.", "Check that it was copied whole.")
    disguise = detect_disguised_format(data)
    if disguise in {DisguisedFormat.WORD, DisguisedFormat.ZIP}:
        return
    if disguise is None:
        raise CaseCoderError(f"{filename} is not a Word document.", "If it is text, give it the suffix .txt.")
    raise CaseCoderError(f"{filename} is {disguise.noun}, not a .docx file.", disguise.remedy)


def _unreadable(filename: str, data: bytes, error: Exception) -> CaseCoderError:
    if detect_disguised_format(data) is DisguisedFormat.ZIP and not isinstance(error, (BadZipFile, SyntaxError)):
        return CaseCoderError(f"{filename} is a ZIP archive but not a Word document.", DisguisedFormat.ZIP.remedy)
    return CaseCoderError(
        f"{filename} is damaged: part of the Word document is missing or broken.",
        "Open it in Word, let Word repair it, and save it again.",
    )


def _heading_styles(styles: Any) -> frozenset[str]:
    """Return the ids of the styles that make a heading: ``Title``, ``Heading 1`` ..., and those based on them."""
    from docx.oxml.ns import qn

    def value(style: Any, tag: str) -> str:
        found = style.find(f".//{qn(tag)}")
        return str(found.get(qn("w:val"), "")) if found is not None else ""

    found, parents = set(), {}
    for style in styles.iterchildren(qn("w:style")):
        style_id = str(style.get(qn("w:styleId"), ""))
        name, level = value(style, "w:name").lower(), value(style, "w:outlineLvl")
        parents[style_id] = value(style, "w:basedOn")
        if name == "title" or name.startswith("heading ") or (level.isdecimal() and int(level) < 9):
            found.add(style_id)
    return frozenset(style_id for style_id in parents if not found.isdisjoint(_style_ancestry(style_id, parents)))


def _style_ancestry(style_id: str, parents: dict[str, str]) -> Iterator[str]:
    """Return a style and those it is based on, each once even where they go in a circle."""
    seen: set[str] = set()
    while style_id and style_id not in seen:
        seen.add(style_id)
        yield style_id
        style_id = parents.get(style_id, "")
