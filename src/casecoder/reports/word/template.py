"""Prepares a team's own Word document as a template for reports: its page, its letterhead and its styles.

Styles are found by the names that Word shows and get the ids that our writers use. So a template from a Word in another
language works, too. Missing styles are added from ours, with the template's fonts.
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
"""The paragraph of a template that the report replaces. Without it, the report replaces everything in the template."""
_NAMING = ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next", "w:link", "w:styleLink", "w:numStyleLink")
_DOCUMENT_TYPE = CONTENT_TYPE.WML_DOCUMENT_MAIN.encode()
_TEMPLATE_TYPE = _DOCUMENT_TYPE.replace(b".document.main", b".template.main")
_TYPES = "[Content_Types].xml"
_OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
"""The first bytes of old Word files, and of new ones with a password."""
_DAMAGED_FILE_ERRORS = (BadZipFile, EOFError, KeyError, RuntimeError, SyntaxError, ValueError, zlib.error)
"""The errors that zipfile, lxml and python-docx raise for a damaged or locked file."""
_SECTION = f"{qn('w:pPr')}/{qn('w:sectPr')}"
"""The path of the section that ends with a paragraph."""
_NEEDED = {"normal table", STRONG.casefold(), EMPHASIS.casefold(), *(look.name.casefold() for look in PARAGRAPH_STYLES)}
_A4_ROOM, _A4_DEPTH = 16.6, 25.1
_SMALLEST_WIDTH = 5.0
"""The smallest width between the margins, in centimetres, that has room for a table."""
_LARGEST_SIZE = 300_000_000
"""The largest unpacked size of a template, in bytes. More could take all memory."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template that is ready for a report.

    Parameters
    ----------
    data:
        The document with every style that a report needs. It is empty but for what stands around the marker.
    has_letterhead:
        Whether it has a header or a footer.
    gaps:
        Sentences on what it lacks.
    """

    data: bytes
    has_letterhead: bool
    gaps: tuple[str, ...]


def prepare_template(data: bytes, name: str) -> Template:
    """Prepare a team's document for reports.

    Parameters
    ----------
    name:
        The name of the file, for messages.

    Raises
    ------
    CaseCoderError
        If it is not a Word document, or has no usable page.
    """
    document = _open(data, name)
    _check_page(document, name)
    missing = _bring_styles(document)
    _bring_numbering(document)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    body, gaps = document.element.body, [*_as_sentences(missing, name), *_undescribed_pictures(document, name)]
    if _find_marker(body) is None:
        if REPORT_MARKER in "".join(text.text or "" for text in body.iter(qn("w:t"))):
            gaps.append(f"{name} has {REPORT_MARKER} among other words or in a table, where it can’t be followed.")
        for part in [part for part in body if part.tag != qn("w:sectPr")]:
            body.remove(part)
    body.get_or_add_sectPr()
    made = BytesIO()
    document.save(made)
    return Template(made.getvalue(), _has_letterhead(document), tuple(gaps))


def _as_sentences(missing: list[str], name: str) -> tuple[str, ...]:
    """Return sentences about the styles that a template lacks."""
    if not missing:
        return ()
    *most, last = missing
    named = f"styles {', '.join(most)} and {last}" if most else f"style {last}"
    return (f"{name} has no {named}; casecoder’s own took their place.",)


def _undescribed_pictures(document: Document, name: str) -> tuple[str, ...]:
    """Return sentences about pictures in the template without a description for screen readers."""
    pictures = (picture for root in _roots(document) for picture in root.iter(qn("wp:docPr")))
    silent = sum(not (picture.get("descr") or "").strip() for picture in pictures)
    many = "a picture" if silent == 1 else f"{silent} pictures"
    return (f"{name} has {many} without alternative text; give it in Word.",) if silent else ()


def _open(data: bytes, name: str) -> Document:
    """Open a template, or raise if it is not a usable Word document."""
    if data.startswith(_OLE_SIGNATURE):
        raise CaseCoderError(
            f"The template {name} has a password, or is in the format of Word 97 to 2003.",
            "Save it as .docx or .dotx, without a password.",
        )
    try:
        document = docx.Document(BytesIO(_as_document(data, name)))
    except (*_DAMAGED_FILE_ERRORS, PackageNotFoundError) as error:
        raise _refusal(name) from error
    if document.element.find(qn("w:body")) is None:
        raise _refusal(name)
    return document


def _check_page(document: Document, name: str) -> None:
    """Raise if the page has no room for text, or its measures can't be read."""
    try:
        _, section = find_report_place(document)
        room = min(section_text_width(section), section_text_height(section))
    except ValueError as error:
        raise CaseCoderError(
            f"The template {name} gives its page in measures that can’t be read.", "Open it in Word and save it again."
        ) from error
    if room < _SMALLEST_WIDTH:
        raise CaseCoderError(
            f"The template {name} leaves {max(0.0, room):.1f} cm between its margins or in its columns; a report needs "
            f"{_SMALLEST_WIDTH:g}.",
            "Set the margins or the columns in Word.",
        )


def _refusal(name: str) -> CaseCoderError:
    """Return the error for a file that is not a usable Word document."""
    return CaseCoderError(f"The template {name} is not a Word document.", "Save it as .docx or .dotx, without macros.")


def _as_document(data: bytes, name: str) -> bytes:
    """Turn a Word template (.dotx) into a document, by its list of content types."""
    made = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(made, "w") as new:
        size = sum(member.file_size for member in old.infolist())
        if size > _LARGEST_SIZE:
            what = f"The template {name} unpacks to {size // 1_000_000:,} MB."
            raise CaseCoderError(what, "Take out what is so large.")
        for member in old.namelist():
            part = old.read(member)
            new.writestr(member, part.replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE) if member == _TYPES else part)
    return made.getvalue()


def _bring_styles(document: Document) -> list[str]:
    """Give the template's styles our ids, add missing ones, and return the names of Word's own that were missing."""
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
        theirs.append(_without_our_look(style))
    named = {_name_of(style) for style in lacking}
    return [look.name for look in PARAGRAPH_STYLES if look.name.casefold() in named and look.name not in OWN_STYLES]


def _name_of(style: BaseOxmlElement) -> str:
    """Return the name by which Word shows a style; empty for a style without a name, which Word ignores."""
    name = style.find(qn("w:name"))
    return "" if name is None or not style.get(qn("w:styleId")) else str(name.get(qn("w:val"))).casefold()


def _is_needed(style: BaseOxmlElement) -> bool:
    """Return whether a report can use a style of our empty document. Some it never uses."""
    return style.get(qn("w:customStyle")) is not None or _name_of(style) in _NEEDED


def _roots(document: Document) -> Iterable[BaseOxmlElement]:
    """Yield the roots of all XML in the document that can name a style."""
    for part in document.part.package.iter_parts():
        if hasattr(part, "element"):
            yield part.element


def _rename(root: BaseOxmlElement, new_ids: dict[str, str]) -> None:
    """Give the styles in some XML their new ids."""
    for style in root.iter(qn("w:style")):
        if (own := style.get(qn("w:styleId"))) in new_ids:
            style.set(qn("w:styleId"), new_ids[own])
    for naming in root.iter(*map(qn, _NAMING)):
        naming.set(qn("w:val"), new_ids.get(naming.get(qn("w:val")), naming.get(qn("w:val"))))


def _without_our_look(style: BaseOxmlElement) -> BaseOxmlElement:
    """Return one of our styles without the font, size and colour of our own look."""
    made = deepcopy(style)
    for linked in made.findall(qn("w:link")):
        made.remove(linked)
    letters = made.find(qn("w:rPr"))
    if letters is not None:
        for part in list(letters):
            value = part.get(qn("w:ascii")) or part.get(qn("w:val"))
            if (part.tag, value) in INHERITED_PROPERTIES:
                letters.remove(part)
    return made


def _bring_numbering(document: Document) -> None:
    """Add a part for lists to a template that has none."""
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


def _find_marker(body: BaseOxmlElement) -> BaseOxmlElement | None:
    """Return the paragraph of the marker, if there is one."""
    paragraph: BaseOxmlElement
    for paragraph in body.findall(qn("w:p")):
        if "".join(text.text or "" for text in paragraph.iter(qn("w:t"))).strip() == REPORT_MARKER:
            return paragraph
    return None


def find_report_place(document: Document) -> tuple[BaseOxmlElement, Section]:
    """Return the element before which a report is written (the marker or the end of the text), and its section."""
    body = document.element.body
    marker = _find_marker(body)
    end = body.sectPr if marker is None else marker
    ends = (part.find(_SECTION) for part in (end, *end.itersiblings()))
    return end, Section(next((found for found in ends if found is not None), body.sectPr), document.part)


def remove_marker(end: BaseOxmlElement) -> None:
    """Remove the marker. A section that ends with it still ends there."""
    if end.tag == qn("w:p") and end.find(_SECTION) is None:
        end.getparent().remove(end)
    else:
        for run in end.findall(qn("w:r")):
            end.remove(run)


def section_page_width(section: Section) -> float:
    """Return the width between the margins of the pages of a section, in centimetres."""
    return _inner_size(section.page_width, section.left_margin, section.right_margin) or _A4_ROOM


def section_text_height(section: Section) -> float:
    """Return the height of the text on the pages of a section, in centimetres."""
    return _inner_size(section.page_height, section.top_margin, section.bottom_margin) or _A4_DEPTH


def _inner_size(page: Length | None, *margins: Length | None) -> float | None:
    """Return what the margins leave of a page, in centimetres, if all measures are known."""
    if page is None or None in margins:
        return None
    return float(Length(page).cm - sum(Length(margin or 0).cm for margin in margins))


def section_text_width(section: Section) -> float:
    """Return the width of the text, or of one column of it, on the pages of a section, in centimetres."""
    room, columns = section_page_width(section), section._sectPr.find(qn("w:cols"))
    if columns is None:
        return room
    own = [_measure(column, "w").cm for column in columns if column.get(qn("w:w"))]
    many, between = max(1, int(columns.get(qn("w:num"), 1))), _measure(columns, "space", 720).cm
    return float(min(own)) if own else (room - between * (many - 1)) / many


def _measure(of: BaseOxmlElement, name: str, usual: int = 0) -> Length:
    """Return a measure in twentieths of a point. Some programs write it with decimals."""
    return Twips(round(float(of.get(qn(f"w:{name}"), usual))))
