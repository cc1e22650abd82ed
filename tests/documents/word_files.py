"""Makers of Word files for tests."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls


def word_bytes(document: Any) -> bytes:
    """The document as a file's bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_of(paragraphs: Iterable[str | tuple[str, str]], table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word file of paragraphs, each its words or (style, words), and a table after them."""
    document = docx.Document()
    for paragraph in paragraphs:
        style, words = ("Normal", paragraph) if isinstance(paragraph, str) else paragraph
        document.add_paragraph(words, style=style)
    if table:
        made = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, words in zip(made.add_row().cells, row, strict=True):
                cell.text = words
    return word_bytes(document)


def word_of_xml(body: str) -> bytes:
    """A Word file whose body is the given WordprocessingML (prefix ``w``)."""
    document = docx.Document()
    for element in parse_xml(f"<w:body {nsdecls('w', 'r')}>{body}</w:body>"):
        document.element.body.insert_element_before(element, "w:sectPr")
    return word_bytes(document)
