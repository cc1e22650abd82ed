"""A team's own Word document as the paper that reports are printed on: its page, its letterhead, its styles.

The styles are found by the names Word shows, in any case, and take the ids that our writers use, so a template
made in a Word of another language serves too. Styles that are missing are added as ours, in the template's letters.
"""

import zlib
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.numbering import NumberingPart
from docx.section import Section
from docx.shared import Length, Twips

from casecoder.core.errors import CaseCoderError
from casecoder.reports.word.styles import (
    EMPHASIS,
    INHERITED_PROPERTIES,
    OWN_STYLES,
    PARAGRAPH_STYLES,
    STRONG,
    empty_styled_document,
)

REPORT_MARKER = "{{report}}"
"""The paragraph of a template that the report replaces. Without one, all that stands in the template is replaced."""
_NAMING = ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next", "w:link", "w:styleLink", "w:numStyleLink")
_DOCUMENT_TYPE = CONTENT_TYPE.WML_DOCUMENT_MAIN.encode()
_TEMPLATE_TYPE = _DOCUMENT_TYPE.replace(b".document.main", b".template.main")
_TYPES = "[Content_Types].xml"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How old Word files begin, and the envelopes of new ones that have a password."""
_BROKEN = (BadZipFile, EOFError, KeyError, RuntimeError, SyntaxError, ValueError, zlib.error)
"""What zipfile, lxml and python-docx raise for a file that is cut short, changed, locked or lacks a part."""
_SECTION = f"{qn('w:pPr')}/{qn('w:sectPr')}"
"""Where a paragraph keeps the section that ends with it."""
_NEEDED = {"normal table", STRONG.casefold(), EMPHASIS.casefold(), *(look.name.casefold() for look in PARAGRAPH_STYLES)}
_A4_ROOM, _A4_DEPTH = 16.6, 25.1
_LEAST = 5.0
"""Less between the margins, in centimetres, has no room for a table."""
_LARGEST = 300_000_000
"""A template that unpacks to more bytes would take all memory."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template made ready.

    Parameters
    ----------
    data:
        The document with every style a report needs, empty but for what stands around the marker.
    has_letterhead:
        Whether it has a header or footer of its own.
    gaps:
        What it lacks, one sentence each.
    """

    data: bytes
    has_letterhead: bool
    gaps: tuple[str, ...]


def prepare_template(data: bytes, name: str) -> Template:
    """Make a team's document ready for reports.

    Parameters
    ----------
    name:
        The file's name, for what is said of it.

    Raises
    ------
    CaseCoderError
        If it is no Word document, or one that nothing can be printed on.
    """
    document = _opened(data, name)
    _check_page(document, name)
    missing = _bring_styles(document)
    _bring_numbering(document)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    body, gaps = document.element.body, [*_said(missing, name), *_unseen(document, name)]
    if _marker_in(body) is None:
        if REPORT_MARKER in "".join(text.text or "" for text in body.iter(qn("w:t"))):
            gaps.append(f"{name} has {REPORT_MARKER} among other words or in a table, where it can’t be followed.")
        for part in [part for part in body if part.tag != qn("w:sectPr")]:
            body.remove(part)
    body.get_or_add_sectPr()
    made = BytesIO()
    document.save(made)
    return Template(made.getvalue(), _has_letterhead(document), tuple(gaps))


def _said(missing: list[str], name: str) -> tuple[str, ...]:
    if not missing:
        return ()
    *most, last = missing
    named = f"styles {', '.join(most)} and {last}" if most else f"style {last}"
    return (f"{name} has no {named}; casecoder’s own took their place.",)


def _unseen(document: Document, name: str) -> tuple[str, ...]:
    """What a reader who hears the page does not get of the template's own pictures."""
    pictures = (picture for root in _roots(document) for picture in root.iter(qn("wp:docPr")))
    silent = sum(not (picture.get("descr") or "").strip() for picture in pictures)
    many = "a picture" if silent == 1 else f"{silent} pictures"
    return (f"{name} has {many} without alternative text; give it in Word.",) if silent else ()


def _opened(data: bytes, name: str) -> Document:
    if data.startswith(_OLE):
        raise CaseCoderError(
            f"The template {name} has a password, or is in the format of Word 97 to 2003.",
            "Save it as .docx or .dotx, without a password.",
        )
    try:
        document = docx.Document(BytesIO(_as_document(data, name)))
    except (*_BROKEN, PackageNotFoundError) as error:
        raise _refused(name) from error
    if document.element.find(qn("w:body")) is None:
        raise _refused(name)
    return document


def _check_page(document: Document, name: str) -> None:
    """Refuse a page that nothing has room on, or whose measures can't be read."""
    try:
        _, section = find_report_place(document)
        room = min(section_text_width(section), section_text_height(section))
    except ValueError as error:
        raise CaseCoderError(
            f"The template {name} gives its page in measures that can’t be read.", "Open it in Word and save it again."
        ) from error
    if room < _LEAST:
        raise CaseCoderError(
            f"The template {name} leaves {max(0.0, room):.1f} cm between its margins or in its columns; a report needs "
            f"{_LEAST:g}.",
            "Set the margins or the columns in Word.",
        )


def _refused(name: str) -> CaseCoderError:
    return CaseCoderError(f"The template {name} is not a Word document.", "Save it as .docx or .dotx, without macros.")


def _as_document(data: bytes, name: str) -> bytes:
    """A Word template (.dotx) says that it is one in its list of content types; the report is a document."""
    made = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(made, "w") as new:
        size = sum(member.file_size for member in old.infolist())
        if size > _LARGEST:
            what = f"The template {name} unpacks to {size // 1_000_000:,} MB."
            raise CaseCoderError(what, "Take out what is so large.")
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, part.replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE) if member == _TYPES else part)
    return made.getvalue()


def _bring_styles(document: Document) -> list[str]:
    """Give the template's styles our ids and add what it lacks; the names of Word's own styles that it lacked."""
    theirs = document.styles.element
    found = {_name_of(style): style for style in theirs.iter(qn("w:style")) if _name_of(style)}
    new_ids: dict[str, str] = {}
    lacking = []
    for style in docx.Document(BytesIO(empty_styled_document())).styles.element.iter(qn("w:style")):
        own = found.get(_name_of(style))
        if own is not None and own.get(qn("w:type")) == style.get(qn("w:type")):
            new_ids[own.get(qn("w:styleId"))] = style.get(qn("w:styleId"))
        elif _is_needed(style):
            lacking.append(style)
            if own is not None:
                own.find(qn("w:name")).set(qn("w:val"), f"{_name_of(own)} (template)")
    taken = {style.get(qn("w:styleId")) for style in lacking} | set(new_ids.values())
    for style in found.values():
        if (name := style.get(qn("w:styleId"))) not in new_ids and name in taken:
            new_ids[name] = f"{name}Template"
    for root in _roots(document):
        _rename(root, new_ids)
    for style in lacking:
        theirs.append(_in_their_letters(style))
    named = {_name_of(style) for style in lacking}
    return [look.name for look in PARAGRAPH_STYLES if look.name.casefold() in named and look.name not in OWN_STYLES]


def _name_of(style: BaseOxmlElement) -> str:
    """By what Word shows a style; empty for one that nothing can name, which Word passes over."""
    name = style.find(qn("w:name"))
    return "" if name is None or not style.get(qn("w:styleId")) else str(name.get(qn("w:val"))).casefold()


def _is_needed(style: BaseOxmlElement) -> bool:
    """Whether a report can wear a style of our own empty document, which has more than those."""
    return style.get(qn("w:customStyle")) is not None or _name_of(style) in _NEEDED


def _roots(document: Document) -> Iterable[BaseOxmlElement]:
    """All XML of the document that can name a style."""
    for part in document.part.package.iter_parts():
        if hasattr(part, "element"):
            yield part.element


def _rename(root: BaseOxmlElement, new_ids: dict[str, str]) -> None:
    for style in root.iter(qn("w:style")):
        if (own := style.get(qn("w:styleId"))) in new_ids:
            style.set(qn("w:styleId"), new_ids[own])
    for naming in root.iter(*map(qn, _NAMING)):
        naming.set(qn("w:val"), new_ids.get(naming.get(qn("w:val")), naming.get(qn("w:val"))))


def _in_their_letters(style: BaseOxmlElement) -> BaseOxmlElement:
    """One of our styles without font, size and colour where these are only those of our report's own look."""
    made = deepcopy(style)
    for linked in made.findall(qn("w:link")):
        made.remove(linked)
    letters = made.find(qn("w:rPr"))
    if letters is not None:
        for part in list(letters):
            said = part.get(qn("w:ascii")) or part.get(qn("w:val"))
            if (part.tag, said) in INHERITED_PROPERTIES:
                letters.remove(part)
    return made


def _bring_numbering(document: Document) -> None:
    """Give a template that has no lists a place to keep them in."""
    try:
        document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        ours = docx.Document(BytesIO(empty_styled_document())).part.numbering_part.element
        package = document.part.package
        name, kind = PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING
        document.part.relate_to(NumberingPart(name, kind, ours, package), RELATIONSHIP_TYPE.NUMBERING)


def _has_letterhead(document: Document) -> bool:
    return any(next(section.iter(qn("w:headerReference"), qn("w:footerReference")), None) is not None
               for section in document.element.iter(qn("w:sectPr")))  # fmt: skip


def _marker_in(body: BaseOxmlElement) -> BaseOxmlElement | None:
    paragraph: BaseOxmlElement
    for paragraph in body.findall(qn("w:p")):
        if "".join(text.text or "" for text in paragraph.iter(qn("w:t"))).strip() == REPORT_MARKER:
            return paragraph
    return None


def find_report_place(document: Document) -> tuple[BaseOxmlElement, Section]:
    """What a report's paragraphs go before, the marker or the end of the text; and the section that is in."""
    body = document.element.body
    marker = _marker_in(body)
    end = body.sectPr if marker is None else marker
    ends = (part.find(_SECTION) for part in (end, *end.itersiblings()))
    return end, Section(next((found for found in ends if found is not None), body.sectPr), document.part)


def remove_marker(end: BaseOxmlElement) -> None:
    """Take the marker away, once the report stands before it; a section that ends with it ends there still."""
    if end.tag == qn("w:p") and end.find(_SECTION) is None:
        end.getparent().remove(end)
    else:
        for run in end.findall(qn("w:r")):
            end.remove(run)


def section_page_width(section: Section) -> float:
    """The width between the margins of a section's pages, in centimetres."""
    return _within(section.page_width, section.left_margin, section.right_margin) or _A4_ROOM


def section_text_height(section: Section) -> float:
    """The height of the text on a section's pages, in centimetres."""
    return _within(section.page_height, section.top_margin, section.bottom_margin) or _A4_DEPTH


def _within(page: Length | None, *margins: Length | None) -> float | None:
    """What the margins leave of a page, in centimetres, if all are known."""
    if page is None or None in margins:
        return None
    return float(Length(page).cm - sum(Length(margin or 0).cm for margin in margins))


def section_text_width(section: Section) -> float:
    """The width of the text on a section's pages, which may have columns, in centimetres."""
    room, columns = section_page_width(section), section._sectPr.find(qn("w:cols"))
    if columns is None:
        return room
    own = [_measure(column, "w").cm for column in columns if column.get(qn("w:w"))]
    many, between = max(1, int(columns.get(qn("w:num"), 1))), _measure(columns, "space", 720).cm
    return float(min(own)) if own else (room - between * (many - 1)) / many


def _measure(of: BaseOxmlElement, name: str, usual: int = 0) -> Length:
    """A measure in twentieths of a point, which some programs write with decimals."""
    return Twips(round(float(of.get(qn(f"w:{name}"), usual))))
