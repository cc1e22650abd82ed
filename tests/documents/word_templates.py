"""Word documents as teams have them: a letterhead, styles of their own, and some styles missing."""

from io import BytesIO
from zipfile import ZipFile

import docx
from docx.oxml.ns import qn
from docx.shared import Cm, RGBColor

FOOT = "Ashdown Research, 4 Mill Lane, Lewes"
GREEN = "1E6E50"
MISSING = ("Body Text", "Caption", "Quote")
_TYPE = b"wordprocessingml.document.main+xml"


def letterhead(*, marker: bool = False, foreign: bool = False, head: bool = True) -> bytes:
    """A template on wide margins with green headings, without :data:`MISSING`.

    Parameters
    ----------
    marker:
        Whether a paragraph says where the report goes.
    foreign:
        Whether its styles have the ids that a German Word gives them.
    head:
        Whether it has a header and a footer.
    """
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.left_margin, section.right_margin = Cm(21), Cm(4), Cm(3)
    if head:
        section.header.paragraphs[0].text = "Ashdown"
        section.footer.paragraphs[0].text = FOOT
    document.styles["Heading 1"].font.color.rgb = RGBColor.from_string(GREEN)
    for name in MISSING:
        style = document.styles[name].element
        style.getparent().remove(style)
    document.add_heading("About us", 1)
    if marker:
        document.add_paragraph("{{report}}")
        document.add_paragraph("Printed for internal use.")
    made = BytesIO()
    document.save(made)
    return _renamed(made.getvalue()) if foreign else made.getvalue()


def as_word_template(document: bytes) -> bytes:
    """The same as Word saves it under .dotx."""
    return _changed(document, "[Content_Types].xml", _TYPE, _TYPE.replace(b"document", b"template"))


def _renamed(document: bytes) -> bytes:
    for name in ("word/styles.xml", "word/document.xml", "word/numbering.xml"):
        document = _changed(document, name, b'"Heading1"', '"Überschrift1"'.encode())
    return document


def _changed(document: bytes, member: str, old: bytes, new: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(document)) as before, ZipFile(made, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, data.replace(old, new) if name == member else data)
    return made.getvalue()


def style_ids(document: bytes) -> dict[str, str]:
    """The id of each style by its name, lower case."""
    styles = docx.Document(BytesIO(document)).styles.element.iter(qn("w:style"))
    return {style.find(qn("w:name")).get(qn("w:val")).casefold(): style.get(qn("w:styleId")) for style in styles}
