"""Writes the table of contents: the headings of the first two levels, with links and pages.

The pages are known only to the program that lays the document out. Word asks to update fields when it first opens the
document, and LibreOffice updates them without asking.
"""

from collections.abc import Sequence
from typing import NamedTuple

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from casecoder.reports.word.text_runs import set_paragraph_style, write_link, write_run
from casecoder.reports.word.word_xml import add_field, add_tab_stop, close_field, open_field, word_element

_FIELD = '\tTOC \\o "1-2" \\h \\z \\u'
"""The field of the contents. The tab, which Word skips, is for LibreOffice: without it, LibreOffice would read an index
of its own, which it doesn't update on opening. With it, LibreOffice keeps the lines and fills in their pages."""
_UNKNOWN_PAGE = "…"
_AFTER = (
    "w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr",
    "w:attachedSchema", "w:themeFontLang", "w:clrSchemeMapping", "w:doNotIncludeSubdocsInStats", "w:shapeDefaults",
    "w:decimalSymbol", "w:listSeparator",
)  # fmt: skip
"""The settings that the schema requires after the one that asks for an update, as far as documents have them."""


class ContentsEntry(NamedTuple):
    """A heading: its text, its level and its bookmark."""

    text: str
    level: int
    name: str


def fill_contents(place: Paragraph, headings: Sequence[ContentsEntry], width: float) -> None:
    """Replace a paragraph with the contents. ``width`` is the width of the text in centimetres."""
    lines: list[Paragraph] = []
    for heading in headings:
        line = place.insert_paragraph_before()
        set_paragraph_style(line, f"toc {heading.level}")
        add_tab_stop(line, width, "dot")
        if not lines:
            open_field(line, _FIELD)
        write_link(line, heading.text, heading.name)
        _add_page(line, heading.name)
        lines.append(line)
    if lines:
        close_field(lines[-1])
    place._p.getparent().remove(place._p)


def _add_page(line: Paragraph, name: str) -> None:
    """Add the page number to the link at the end of a line."""
    leading = line._p[-1]
    before = len(line._p)
    write_run(line, "\t")
    add_field(line, f"PAGEREF {name} \\h", _UNKNOWN_PAGE)
    for run in list(line._p)[before:]:
        leading.append(run)


def ask_for_field_update(document: Document) -> None:
    """Let Word offer to update all fields when it opens the document."""
    settings = document.settings.element
    if settings.find(qn("w:updateFields")) is None:
        settings.insert_element_before(word_element("updateFields", val="true"), *_AFTER)
