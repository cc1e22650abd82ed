"""A stretch of a portrait document whose pages lie on their side, for a wide table."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

from docx.oxml.ns import qn
from docx.oxml.section import CT_SectPr
from docx.section import Section
from docx.text.paragraph import Paragraph

from casecoder.reports.word.report import Report
from casecoder.reports.word.template import SECTION


@contextmanager
def landscape(report: Report) -> Iterator[None]:
    """Set what is added meanwhile on landscape pages of its own, with the same head and foot."""
    end = report.last_paragraph()
    section = _section_of(end)
    before, within = deepcopy(section), deepcopy(section)
    for later in (within, section):
        for first_page in later.findall(qn("w:titlePg")):
            later.remove(first_page)  # only the document's first page has a head of its own
    turned, page = Section(within, report.document.part), Section(section, report.document.part)
    if (page.page_width or 0) < (page.page_height or 0):
        turned.page_width, turned.page_height = page.page_height, page.page_width
        within.find(qn("w:pgSz")).set(qn("w:orient"), "landscape")
    end._p.get_or_add_pPr().append(before)
    with report.on_section(turned):
        yield
    report.last_paragraph()._p.get_or_add_pPr().append(within)


def _section_of(paragraph: Paragraph) -> CT_SectPr:
    """The section a paragraph is in: it is described where it ends."""
    for later in paragraph._p.itersiblings():
        found: CT_SectPr | None = later if later.tag == qn("w:sectPr") else later.find(SECTION)
        if found is not None:
            return found
    raise AssertionError("a document ends with a section")
