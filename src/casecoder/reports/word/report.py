"""A Word document that is being written: its page, headings, captions, tables and links."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.section import Section
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from casecoder.core.judging.evidence import Evidence, coding_id
from casecoder.reports.printable_text import make_printable
from casecoder.reports.stable_zip import stabilise_zip
from casecoder.reports.word import table_layout
from casecoder.reports.word.claim_list import ClaimListBuilder
from casecoder.reports.word.list_numbering import ListNumbering
from casecoder.reports.word.styles import EVIDENCE_ID, empty_styled_document, style_id
from casecoder.reports.word.table_of_contents import ContentsEntry, ask_for_field_update, fill_contents
from casecoder.reports.word.template import (
    Template,
    find_report_place,
    remove_marker,
    section_page_width,
    section_text_height,
    section_text_width,
)
from casecoder.reports.word.text_runs import add_bookmark, set_paragraph_style, write_link, write_run
from casecoder.reports.word.word_xml import add_field, close_field, open_field, word_element

_STREAM = "streamed"
"""The element that holds the place of paragraphs yet to be written. No text can look like it."""
_LONG, _SHORT, _MARGIN = 29.7, 21.0, 2.2
_PROPERTY_LIMIT = 255
_DEEPEST = 4
_MOST_KEPT_ROWS = 13
"""Tables with at most so many rows are kept on one page."""
_AFTER_TABLE, _AFTER_LIST, _STYLES_WITH_SPACE = 10, 4, ("Heading", "Table Gap")
"""The space after a table and after a list, in points, and the styles that have enough space of their own."""


class FinishedReport(NamedTuple):
    """A finished document, and sentences on what it lacks: of its content, and because of its template and outline."""

    data: bytes
    gaps: tuple[str, ...]
    gaps_of_look: tuple[str, ...]


class WordReport:
    """One document: A4, or on the page of a team's template.

    Parameters
    ----------
    title:
        The title in its properties and at the head of its pages.
    footing:
        The text at the foot of its pages, beside the page number.
    made_at:
        The time in its properties. It comes from the study and not from a clock: the same study gives the same bytes.
    claims:
        The list of claims, which :mod:`casecoder.reports.word.claim_writer` fills.
    template:
        The team's document, whose page, letterhead and styles are kept.
    """

    def __init__(
        self, title: str, footing: str, made_at: datetime, *,
        landscape: bool = False, claims: ClaimListBuilder | None = None, template: Template | None = None,
    ) -> None:  # fmt: skip
        self.document = docx.Document(BytesIO(template.data if template else empty_styled_document()))
        self.claims = claims
        self.linked: frozenset[int] = frozenset()
        """The numbers of the codings in the appendix, to which ids in prose lead."""
        self._end, section = find_report_place(self.document)
        """The element before which everything is added. python-docx would search for it each time."""
        self.lists = ListNumbering(self.document)
        self._headings: list[ContentsEntry] = []
        self._contents: Paragraph | None = None
        self._level = self._bookmarks = 0
        self._counts = {"Table": 0, "Figure": 0}
        self._captions: dict[str, str] = {}
        self._references: list[tuple[Run, str]] = []
        self._streams: list[Iterable[str]] = []
        self._describe(make_printable(title), made_at)
        if template is None:
            self._lay_out(section, landscape)
        self.width = section_text_width(section)
        self.depth = section_text_height(section)
        """Width and height between the margins, in centimetres."""
        if template is None or not template.has_letterhead:
            self._head_and_foot(section, title, footing)

    def _describe(self, title: str, made_at: datetime) -> None:
        """Set the properties of the document."""
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
        """Set the page to A4 with our margins."""
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        width, height = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
        section.page_width, section.page_height = Cm(width), Cm(height)
        section.left_margin = section.right_margin = Cm(_MARGIN)
        section.top_margin = section.bottom_margin = Cm(1.9 if landscape else 2.3)
        section.header_distance = section.footer_distance = Cm(1.0)

    def _head_and_foot(self, section: Section, title: str, footing: str) -> None:
        """Write the heads and the feet of the pages."""
        section.different_first_page_header_footer = True
        set_paragraph_style(section.header.paragraphs[0], "Header")
        write_run(section.header.paragraphs[0], title)
        set_paragraph_style(section.first_page_header.paragraphs[0], "Footer")
        for foot in (section.footer, section.first_page_footer):
            paragraph = foot.paragraphs[0]
            set_paragraph_style(paragraph, "Footer")
            for old in self.document.styles["Footer"].paragraph_format.tab_stops:
                paragraph.paragraph_format.tab_stops.add_tab_stop(old.position, WD_TAB_ALIGNMENT.CLEAR)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(section_page_width(section)), WD_TAB_ALIGNMENT.RIGHT)
            write_run(paragraph, f"{footing}\tPage ")
            add_field(paragraph, "PAGE", "1")
            write_run(paragraph, " of ")
            add_field(paragraph, "NUMPAGES", "1")

    def paragraph(self, text: str = "", style: str = "Body Text") -> Paragraph:
        """Add a paragraph."""
        made = Paragraph(word_element("p"), self.document)
        set_paragraph_style(made, style)
        if self._is_after_table() and not style.startswith(_STYLES_WITH_SPACE):
            made.paragraph_format.space_before = Pt(_AFTER_TABLE)
        elif style == "Body Text" and self._is_after_list():
            made.paragraph_format.space_before = Pt(_AFTER_LIST)
        self._end.addprevious(made._p)
        if text:
            write_run(made, text)
        return made

    def stream(self, paragraphs: Iterable[str]) -> None:
        """Add paragraphs as XML, which are made one after another when the document is saved.

        Parameters
        ----------
        paragraphs:
            What :func:`casecoder.reports.word.streamed_paragraphs.format_paragraph` returns.
        """
        self._end.addprevious(word_element(_STREAM))
        self._streams.append(paragraphs)

    def sentence_to_follow(self) -> Paragraph | None:
        """Return the last paragraph, if it is body text and ends like a sentence."""
        before = self._end.getprevious()
        if before is None or before.tag != qn("w:p"):
            return None
        found = Paragraph(before, self.document)
        is_text = found._p.style == style_id("Body Text")
        return found if is_text and found.text.rstrip().endswith((".", "!", "?", ".”", ".’", ".)")) else None

    def keep_last_with_next(self) -> None:
        """Keep the last paragraph on one page with what is added next."""
        before = self._end.getprevious()
        if before is not None and before.tag == qn("w:p"):
            Paragraph(before, self.document).paragraph_format.keep_with_next = True

    def _is_after_table(self) -> bool:
        before = self._end.getprevious()
        return before is not None and before.tag == qn("w:tbl")

    def _is_after_list(self) -> bool:
        before = self._end.getprevious()
        return before is not None and before.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None

    def heading(self, text: str, level: int) -> Paragraph:
        """Add a heading of level 1 to 4. Headings of the first two levels are listed in the contents.

        A heading is at most one level below the one before it, because screen readers navigate by levels.
        """
        self._level = min(level, self._level + 1, _DEEPEST)
        made = self.paragraph(text, f"Heading {self._level}")
        made.paragraph_format.keep_with_next = True
        if self._level <= 2:
            name = f"_Toc{len(self._headings) + 1:08d}"
            self.anchor(made, name)
            self._headings.append(ContentsEntry(text, self._level, name))
        return made

    def chapter(self, text: str) -> None:
        """Add a heading of level 1 at the top of a new page."""
        shape = self.heading(text, 1).paragraph_format
        shape.page_break_before, shape.space_before = True, Pt(0)

    def anchor(self, paragraph: Paragraph, name: str) -> None:
        """Add a bookmark to a paragraph, to which links lead."""
        add_bookmark(paragraph, name, self._bookmarks)
        self._bookmarks += 1

    @contextmanager
    def bookmarked(self, paragraph: Paragraph, name: str) -> Iterator[None]:
        """Set a bookmark around what is added to the paragraph in this context."""
        number = str(self._bookmarks)
        self._bookmarks += 1
        paragraph._p.append(word_element("bookmarkStart", id=number, name=name))
        yield
        paragraph._p.append(word_element("bookmarkEnd", id=number))

    def caption(self, text: str, key: str = "", kind: str = "Table") -> Paragraph:
        """Add a caption that Word numbers.

        Parameters
        ----------
        key:
            The key by which :meth:`refer` refers to it.
        kind:
            ``Table`` or ``Figure``.
        """
        self._counts[kind] += 1
        number = str(self._counts[kind])
        made = self.paragraph(style="Caption")
        made.paragraph_format.keep_with_next = True
        with self.bookmarked(made, _caption_bookmark(key or f"{kind}_{number}")):
            write_run(made, f"{kind} ")
            add_field(made, f"SEQ {kind} \\* ARABIC", number)
        write_run(made, f": {text}")
        self._captions[key] = f"{kind} {number}"
        return made

    def name_of(self, key: str) -> str:
        """Return the label and number of the caption with a key (``Figure 2``), which was added before."""
        return self._captions[key]

    def refer(self, paragraph: Paragraph, key: str) -> None:
        """Add a cross-reference (``Table 3``) to the caption with a key, which may be added later."""
        open_field(paragraph, f"REF {_caption_bookmark(key)} \\h")
        self._references.append((paragraph.add_run(), key))
        close_field(paragraph)

    def table(
        self,
        name: str,
        headings: Sequence[table_layout.CellContent],
        rows: Sequence[Sequence[table_layout.CellContent]],
        widths: Sequence[float],
        numbers: Collection[int] = (),
        *,
        may_split: bool = False,
    ) -> Table:
        """Add a table under one header row.

        Parameters
        ----------
        name:
            Its name for screen readers.
        widths:
            The share of each column in the width of the text.
        numbers:
            The columns of figures, which are aligned to the right.
        may_split:
            Whether even a short table may break across pages, because its rows are high.
        """
        aligned = [
            table_layout.ALIGN_RIGHT if at in numbers else table_layout.ALIGN_LEFT for at in range(len(headings))
        ]
        made = self.grid(len(rows) + 1, len(headings))
        table_layout.set_table_widths(
            made, [self.width * share / sum(widths) for share in widths], make_printable(name)
        )
        first, *others = made.rows
        table_layout.keep_row_whole(first, header=True)
        for cell, heading, align in zip(table_layout.row_cells(first), headings, aligned, strict=True):
            table_layout.fill_heading_cell(cell, heading, align)
        for row, contents in zip(others, rows, strict=True):
            table_layout.keep_row_whole(row)
            for cell, content, align in zip(table_layout.row_cells(row), contents, aligned, strict=True):
                table_layout.fill_cell(cell, content, align=align)
        if len(rows) <= _MOST_KEPT_ROWS and not may_split:
            table_layout.keep_table_together(made)
        return made

    def grid(self, rows: int, columns: int) -> Table:
        """Add an empty table, with a gap if it follows another table."""
        if self._is_after_table():
            self.paragraph(style="Table Gap")
        made = CT_Tbl.new_tbl(rows, columns, Cm(self.width))
        self._end.addprevious(made)
        return Table(made, self.document._body)

    def contents(self) -> Paragraph:
        """Add the table of contents, and return the paragraph of its title."""
        title = self.paragraph("Contents", "TOC Heading")
        self._contents = self.paragraph()
        return title

    def save(self) -> bytes:
        """Return the finished document. The same content gives the same bytes."""
        if self._contents is not None:
            fill_contents(self._contents, self._headings, self.width)
            ask_for_field_update(self.document)
            self._contents = None
        for run, key in self._references:
            run.text = self._captions[key]
        if self._is_after_table():
            self.paragraph(style="Table Gap")  # Word needs a paragraph after the last table
        remove_marker(self._end)
        if self.claims is not None:
            self.claims.put_into(self.document.part.package)
        made = BytesIO()
        self.document.save(made)
        streamed = {self.document.part.partname[1:]: self._insert_streams} if self._streams else {}
        return stabilise_zip(made.getvalue(), streamed)

    def _insert_streams(self, content: bytes) -> Iterator[bytes]:
        """Yield the document's XML with each stream in its place."""
        first, *others = content.split(f"<w:{_STREAM}/>".encode())
        yield first
        for paragraphs, following in zip(self._streams, others, strict=True):
            for paragraph in paragraphs:
                yield paragraph.encode()
            yield following


def _caption_bookmark(key: str) -> str:
    return f"_Ref_{key}"


def coding_bookmark(number: int) -> str:
    """Return the name of the bookmark of a coding."""
    return coding_id(number).replace("-", "_")


def write_citations(paragraph: Paragraph, numbers: Sequence[int], linked: frozenset[int]) -> None:
    """Add the ids of codings. Each id leads to its place in the appendix if it has one."""
    for at, number in enumerate(numbers):
        if at:
            write_run(paragraph, ", ", EVIDENCE_ID)
        if number in linked:
            write_link(paragraph, coding_id(number), coding_bookmark(number), EVIDENCE_ID)
        else:
            write_run(paragraph, coding_id(number), EVIDENCE_ID)


def write_attribution(paragraph: Paragraph, item: Evidence, linked: frozenset[int]) -> None:
    """Add who says something and the id of the coding. No line breaks inside them."""
    write_run(paragraph, " ")
    write_run(paragraph, f"[{item.attribution}] ".replace(" ", "\u00a0"), "Attribution")
    write_citations(paragraph, [item.number], linked)
