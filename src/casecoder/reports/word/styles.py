"""The styles of our Word documents: a sans-serif font for reports, a serif font for people's words."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import BaseStyle, CharacterStyle, ParagraphStyle

from casecoder.reports.word.word_xml import shading_element, word_element

SANS, SERIF, MONO, SYMBOLS = "Arial", "Times New Roman", "Courier New", "Segoe UI Symbol"
"""Fonts of every Windows and Mac. LibreOffice has Liberation in their place, and DejaVu for symbols."""

INK, NAVY, SLATE, RULE = "1A1A1A", "1F3A5F", "4F5D6B", "B8C4D0"
HEAD_FILL, CODE_FILL = "E6ECF2", "F3F5F7"

QUOTED_WORDS = "Quoted Words"
"""The character style of the exact words of a coding, and of nothing else."""
EVIDENCE_ID = "Evidence Id"
"""The character style of the ids of codings and ratings."""
STUDY_FIGURE = "Study Figure"
"""The character style of figures counted from the study. It looks like the text around it."""
STRONG, EMPHASIS = "Strong", "Emphasis"
"""Word's own character styles for important and for stressed text."""
BAND_GLYPH = "Band Glyph"
"""The character style of the bands' glyphs, in a font that has them."""


@dataclass(frozen=True, slots=True)
class StyleDefinition:
    """A style. Sizes and spaces are in points, indents in centimetres; ``outline`` is a heading level from 0."""

    name: str
    size: float
    font: str = SANS
    bold: bool = False
    italic: bool = False
    color: str = INK
    before: float = 0
    after: float = 0
    line: float = 1.0
    left: float = 0
    hanging: float = 0
    right: float = 0
    outline: int | None = None
    keep_next: bool = False
    keep_lines: bool = False
    page_break: bool = False


_TEXT_SIZE = 10.5
PARAGRAPH_STYLES = (
    StyleDefinition("Normal", _TEXT_SIZE, line=1.15),
    StyleDefinition("Body Text", _TEXT_SIZE, after=7, line=1.22),
    StyleDefinition("Title", 25, bold=True, color=NAVY, after=3, keep_next=True),
    StyleDefinition("Subtitle", 13, color=SLATE, after=10, keep_next=True),
    StyleDefinition("Cover Line", 11, bold=True, color=SLATE, before=150, after=8, keep_next=True),
    StyleDefinition(
        "Heading 1", 17, bold=True, color=NAVY, before=24, after=8, outline=0, keep_next=True, keep_lines=True
    ),
    StyleDefinition(
        "Heading 2", 12.5, bold=True, color=NAVY, before=18, after=5, outline=1, keep_next=True, keep_lines=True
    ),
    StyleDefinition(
        "Heading 3", 11, bold=True, color=INK, before=12, after=4, outline=2, keep_next=True, keep_lines=True
    ),
    StyleDefinition(
        "Heading 4", 10.5, bold=True, color=SLATE, before=10, after=3, outline=3, keep_next=True, keep_lines=True
    ),
    StyleDefinition("TOC Heading", 12.5, bold=True, color=NAVY, before=14, after=5, keep_next=True),
    StyleDefinition("toc 1", 10, bold=True, before=4, after=1),
    StyleDefinition("toc 2", 9.5, after=0.5, left=0.6),
    StyleDefinition("Quote", 11.5, SERIF, after=7, line=1.12, left=0.75, right=0.6),
    StyleDefinition("Run-in Heading", 10, bold=True, color=NAVY, before=6, after=4, keep_next=True),
    StyleDefinition("Band Line", 10, after=6, keep_next=True),
    StyleDefinition("Evidence Heading", 9, bold=True, before=7, after=2, keep_next=True, keep_lines=True),
    StyleDefinition("Evidence Note", 8.5, color=SLATE, after=4, line=1.1, left=0.75),
    StyleDefinition("Caption", 9.5, bold=True, color=NAVY, before=10, after=4, keep_next=True, keep_lines=True),
    StyleDefinition("Picture", _TEXT_SIZE, before=8, keep_next=True),
    StyleDefinition("Legend", 9, before=1, after=2.5, left=1.15, hanging=1.15, keep_next=True, keep_lines=True),
    StyleDefinition("Table Gap", 4, after=2),
    StyleDefinition("Report Note", 8.5, color=SLATE, before=4, after=4, line=1.1),
    StyleDefinition("Code Block", 9, MONO, after=7, left=0.4),
    StyleDefinition("Thematic Break", 6, before=4, after=10),
    StyleDefinition("Table Text", 9, before=2, after=2),
    StyleDefinition("Table Heading", 9, bold=True, color=NAVY, before=2, after=2, keep_next=True),
    StyleDefinition("Header", 8.5, color=SLATE),
    StyleDefinition("Footer", 8.5, color=SLATE),
    *(
        StyleDefinition(f"{name}{suffix}", _TEXT_SIZE, after=3.5, line=1.2, left=0.63 * depth)
        for name in ("List Bullet", "List Number", "List Continue")
        for depth, suffix in enumerate(("", " 2", " 3"), 1)
    ),
)
OWN_STYLES = frozenset({
    "Cover Line", "Run-in Heading", "Band Line", "Evidence Heading", "Evidence Note", "Legend", "Picture", "Table Gap",
    "Report Note", "Code Block", "Thematic Break", "Table Text", "Table Heading",
})  # fmt: skip
"""The paragraph styles that Word doesn't have. A team's template may lack them."""
_CHARACTERS = (
    StyleDefinition(QUOTED_WORDS, 11.5, SERIF),
    StyleDefinition(EVIDENCE_ID, 8, color=SLATE),
    StyleDefinition("Attribution", 9, color=SLATE),
    StyleDefinition("Code", 9.5, MONO),
    StyleDefinition(BAND_GLYPH, 9.5, SYMBOLS),
)

INHERITED_PROPERTIES = frozenset({
    *((qn("w:rFonts"), font) for font in (SANS, SERIF)),
    *((qn(f"w:{part}"), str(round(2 * _TEXT_SIZE))) for part in ("sz", "szCs")),
    *((qn("w:color"), colour) for colour in (INK, NAVY)),
})  # fmt: skip
"""The properties of text that belong to our own look. On a team's template, the template decides them."""


def style_id(name: str) -> str:
    """Return the id of a style, by which paragraphs and runs name it."""
    return name.replace(" ", "")


@cache
def empty_styled_document() -> bytes:
    """Return an empty document with these styles, British English and Word's current layout rules.

    Adding the styles takes longer than opening a document, so each process does it once.
    """
    document = docx.Document()
    _remove_table_styles(document)
    _set_defaults(document)
    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    for look in PARAGRAPH_STYLES:
        style = _reset_style(document, look.name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        _set_letters(style, look)
        if look.name != "Normal":
            style.base_style = document.styles["Normal"]
        _set_paragraph(style, look)
    for look in _CHARACTERS:
        style = _reset_style(document, look.name, WD_STYLE_TYPE.CHARACTER)
        assert isinstance(style, CharacterStyle)
        _set_letters(style, look)
    document.styles.add_style(STUDY_FIGURE, WD_STYLE_TYPE.CHARACTER)
    _add_border(document, "Quote", "left", 12, 8)
    _add_border(document, "Heading 1", "bottom", 6, 3)
    _add_border(document, "Thematic Break", "bottom", 6, 1)
    _add_border(document, "Header", "bottom", 4, 4)
    _insert(document, "Code Block", shading_element(CODE_FILL))
    _add_table_style(document)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _remove_table_styles(document: Document) -> None:
    """Remove python-docx's hundred table styles. Nothing uses them, and they slow down every search for a style."""
    for style in list(document.styles):
        if style.type is WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()


def _set_defaults(document: Document) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for fonts in document.styles.element.find(qn("w:docDefaults")).iter(qn("w:rFonts")):
        _name_fonts(fonts, SANS)
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), "en-GB")
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _reset_style(document: Document, name: str, kind: WD_STYLE_TYPE) -> BaseStyle:
    """Return the style of a name, without the looks that python-docx gives it, or a new one."""
    if name not in document.styles:
        builtin = name.startswith("toc ")
        made: BaseStyle = document.styles.add_style(name, kind, builtin)
        return made
    style: BaseStyle = document.styles[name]
    for part in ("w:pPr", "w:rPr"):
        for old in style.element.findall(qn(part)):
            style.element.remove(old)
    return style


def _name_fonts(fonts: BaseOxmlElement, name: str) -> None:
    """Set one font for every script, in place of the theme fonts."""
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)


def _set_letters(style: CharacterStyle, look: StyleDefinition) -> None:
    font = style.font
    font.name, font.size = look.font, Pt(look.size)
    font.bold, font.italic = look.bold or None, look.italic or None
    font.color.rgb = RGBColor.from_string(look.color)
    _name_fonts(style.element.rPr.rFonts, look.font)
    style.hidden, style.quick_style = False, True


def _set_paragraph(style: ParagraphStyle, look: StyleDefinition) -> None:
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(look.before), Pt(look.after), look.line
    shape.left_indent, shape.right_indent = Cm(look.left), Cm(look.right)
    if look.hanging:
        shape.first_line_indent = Cm(-look.hanging)
    shape.keep_with_next, shape.keep_together = look.keep_next, look.keep_lines
    shape.widow_control = True
    shape.alignment = WD_ALIGN_PARAGRAPH.LEFT
    if look.outline is not None:
        style.element.get_or_add_pPr().append(word_element("outlineLvl", val=str(look.outline)))


def _add_border(document: Document, name: str, side: str, size: int, space: int) -> None:
    """Draw a rule beside the paragraphs of a style. ``size`` is in eighths of a point, ``space`` in points."""
    borders = word_element("pBdr")
    borders.append(word_element(side, val="single", sz=str(size), space=str(space), color=RULE))
    _insert(document, name, borders)


def _insert(document: Document, name: str, part: BaseOxmlElement) -> None:
    """Insert a border or a background where the schema requires it among the properties of paragraphs."""
    document.styles[name].element.get_or_add_pPr().insert_element_before(
        part, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _add_table_style(document: Document) -> None:
    style = document.styles.add_style("Report Table", WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    shape = word_element("tblPr")
    borders, margins = word_element("tblBorders"), word_element("tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(word_element(side, val="single", sz="4", space="0", color=RULE))
    for side, width in (("top", "0"), ("left", "85"), ("bottom", "0"), ("right", "85")):
        margins.append(word_element(side, w=width, type="dxa"))
    shape.append(borders)
    shape.append(margins)
    style.element.append(shape)
