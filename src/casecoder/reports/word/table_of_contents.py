"""The table of contents: every heading of the first two levels, a link to it, and its page.

Nobody knows the pages before the document is laid out, and whoever opens it lays it out: Word asks to bring
the fields up to date when it opens the document for the first time, LibreOffice does it by itself.
"""

from collections.abc import Sequence
from typing import NamedTuple

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from casecoder.reports.word.text_runs import set_paragraph_style, write_link, write_run
from casecoder.reports.word.word_xml import add_field, add_tab_stop, close_field, open_field, word_element

_FIELD = '\tTOC \\o "1-2" \\h \\z \\u'
"""The tab, which Word skips, is for LibreOffice: it takes a field that begins with TOC to be an index of its own,
and does not bring that up to date on opening. Of any other field it leaves the lines and works out their pages."""
_UNKNOWN_PAGE = "…"
_AFTER = (
    "w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr",
    "w:attachedSchema", "w:themeFontLang", "w:clrSchemeMapping", "w:doNotIncludeSubdocsInStats", "w:shapeDefaults",
    "w:decimalSymbol", "w:listSeparator",
)  # fmt: skip
"""What the schema wants behind the setting that asks for an update, as far as documents have it."""


class ContentsEntry(NamedTuple):
    """A heading: its words, its level and its bookmark."""

    text: str
    level: int
    name: str


def fill_contents(place: Paragraph, headings: Sequence[ContentsEntry], width: float) -> None:
    """Replace a paragraph with the contents. ``width`` is that of the text, in centimetres."""
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
    """Add the page to the link that ends the line."""
    leading = line._p[-1]
    before = len(line._p)
    write_run(line, "\t")
    add_field(line, f"PAGEREF {name} \\h", _UNKNOWN_PAGE)
    for run in list(line._p)[before:]:
        leading.append(run)


def ask_for_field_update(document: Document) -> None:
    """Let Word offer to bring all fields up to date when it opens the document."""
    settings = document.settings.element
    if settings.find(qn("w:updateFields")) is None:
        settings.insert_element_before(word_element("updateFields", val="true"), *_AFTER)
