"""A Word document being written: its page, headings, captions, tables, links, and its bytes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from io import BytesIO

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.section import Section
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from casecoder.core.evidence import coding_id
from casecoder.reports.printable import printable
from casecoder.reports.word import tables
from casecoder.reports.word.lists import Lists
from casecoder.reports.word.runs import bookmark, dress, link, write
from casecoder.reports.word.styles import EVIDENCE_ID, dressed
from casecoder.reports.word.xml import add_field, close_field, element, open_field
from casecoder.reports.zipped import stable

_LONG, _SHORT, _MARGIN = 29.7, 21.0, 2.2
_PROPERTY_LIMIT = 255
_TOGETHER = 13
"""Tables of up to so many rows are kept on one page."""


class Report:
    """One A4 document.

    Parameters
    ----------
    title:
        What it is called in its properties and at the head of its pages.
    footing:
        What stands at the foot of its pages, beside the page number.
    made_at:
        When it is said to have been made. Not the clock's time: the same study gives the same bytes.
    """

    def __init__(self, title: str, footing: str, made_at: datetime, *, landscape: bool = False) -> None:
        self.document = docx.Document(BytesIO(dressed()))
        self._end = self.document.element.body.sectPr
        """What python-docx would look for from the top of the document before it adds a paragraph."""
        self.lists = Lists(self.document)
        self.width = (_LONG if landscape else _SHORT) - 2 * _MARGIN
        """Between the margins, in centimetres."""
        self._headings: list[tuple[str, int, str]] = []
        self._contents: Paragraph | None = None
        self._tables = self._bookmarks = 0
        self._describe(printable(title), made_at)
        self._lay_out(self.document.sections[0], landscape)
        self._head_and_foot(self.document.sections[0], title, footing)

    def _describe(self, title: str, made_at: datetime) -> None:
        properties = self.document.core_properties
        properties.title = title[:_PROPERTY_LIMIT]
        properties.author = properties.last_modified_by = "casecoder"
        properties.created = properties.modified = made_at
        properties.language, properties.comments, properties.revision = "en-GB", "", 1
        package = self.document.part.package
        for name, relation in list(package.rels.items()):
            if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
                del package.rels[name]

    @staticmethod
    def _lay_out(section: Section, landscape: bool) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        width, height = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
        section.page_width, section.page_height = Cm(width), Cm(height)
        section.left_margin = section.right_margin = Cm(_MARGIN)
        section.top_margin = section.bottom_margin = Cm(1.9 if landscape else 2.3)
        section.header_distance = section.footer_distance = Cm(1.0)

    def _head_and_foot(self, section: Section, title: str, footing: str) -> None:
        section.different_first_page_header_footer = True
        write(section.header.paragraphs[0], title)
        dress(section.first_page_header.paragraphs[0], "Footer")
        for foot in (section.footer, section.first_page_footer):
            paragraph = foot.paragraphs[0]
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(self.width), WD_TAB_ALIGNMENT.RIGHT)
            write(paragraph, f"{footing}\tPage ")
            add_field(paragraph, "PAGE", "1")
            write(paragraph, " of ")
            add_field(paragraph, "NUMPAGES", "1")

    def paragraph(self, text: str = "", style: str = "Body Text") -> Paragraph:
        """Add a paragraph."""
        made = Paragraph(element("p"), self.document)
        dress(made, style)
        self._end.addprevious(made._p)
        if text:
            write(made, text)
        return made

    def heading(self, text: str, level: int) -> Paragraph:
        """Add a heading of level 1 to 4, and to the contents if it is of the first two."""
        made = self.paragraph(text, f"Heading {level}")
        if level <= 2:
            name = f"_Toc{len(self._headings) + 1:08d}"
            self.anchor(made, name)
            self._headings.append((text, level, name))
        return made

    def chapter(self, text: str) -> None:
        """Add a heading of level 1 at the top of a new page."""
        shape = self.heading(text, 1).paragraph_format
        shape.page_break_before, shape.space_before = True, Pt(0)

    def anchor(self, paragraph: Paragraph, name: str) -> None:
        """Make the paragraph a place that links lead to."""
        bookmark(paragraph, name, self._bookmarks)
        self._bookmarks += 1

    def caption(self, text: str) -> Paragraph:
        """Add a table's caption, numbered by Word."""
        self._tables += 1
        made = self.paragraph("Table ", "Caption")
        add_field(made, "SEQ Table \\* ARABIC", str(self._tables))
        write(made, f": {text}")
        return made

    def table(
        self,
        name: str,
        headings: Sequence[tables.Content],
        rows: Sequence[Sequence[tables.Content]],
        widths: Sequence[float],
        numbers: Collection[int] = (),
    ) -> Table:
        """Add a table under one header row.

        Parameters
        ----------
        name:
            What it is called to readers who hear the page.
        widths:
            The columns' shares of the width of the text.
        numbers:
            The columns that hold figures, and are set to the right.
        """
        aligned = [tables.RIGHT if at in numbers else tables.LEFT for at in range(len(headings))]
        made: Table = self.document.add_table(rows=len(rows) + 1, cols=len(headings))
        tables.shape(made, [self.width * share / sum(widths) for share in widths], printable(name))
        first, *others = made.rows
        tables.keep_whole(first, header=True)
        for cell, heading, align in zip(tables.cells_of(first), headings, aligned, strict=True):
            tables.head(cell, heading, align)
        for row, contents in zip(others, rows, strict=True):
            tables.keep_whole(row)
            for cell, content, align in zip(tables.cells_of(row), contents, aligned, strict=True):
                tables.fill(cell, content, align=align)
        if len(rows) <= _TOGETHER:
            tables.keep_together(made)
        self.gap()
        return made

    def gap(self) -> None:
        """Set what follows off from a table."""
        self.paragraph(style="Table Gap")

    def contents(self) -> None:
        """Put the table of contents here: complete without an update, and Word's own to update."""
        self.paragraph("Contents", "TOC Heading")
        self._contents = self.paragraph()

    def _fill_contents(self, place: Paragraph) -> None:
        entries: list[Paragraph] = []
        for text, level, name in self._headings:
            entry = place.insert_paragraph_before()
            dress(entry, f"toc {level}")
            if not entries:
                open_field(entry, 'TOC \\o "1-2" \\h \\z \\u')
            link(entry, text, name)
            entries.append(entry)
        if entries:
            close_field(entries[-1])
        place._p.getparent().remove(place._p)

    def save(self) -> bytes:
        """The finished document, the same bytes whenever it is made."""
        if self._contents is not None:
            self._fill_contents(self._contents)
            self._contents = None
        made = BytesIO()
        self.document.save(made)
        return stable(made.getvalue())


def anchor_of(number: int) -> str:
    """The bookmark of a coding."""
    return coding_id(number).replace("-", "_")


def cite(paragraph: Paragraph, numbers: Sequence[int], linked: frozenset[int]) -> None:
    """Add the ids of codings, each leading to its place in the appendix if it has one there."""
    for at, number in enumerate(numbers):
        if at:
            write(paragraph, ", ", EVIDENCE_ID)
        if number in linked:
            link(paragraph, coding_id(number), anchor_of(number), EVIDENCE_ID)
        else:
            write(paragraph, coding_id(number), EVIDENCE_ID)
