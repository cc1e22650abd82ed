"""WordprocessingML elements that python-docx has no words for."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from docx.text.run import Run


def word_element(tag: str, **attributes: str) -> BaseOxmlElement:
    """An element of the main namespace, its attributes of the same: ``element("shd", val="clear")``."""
    made: BaseOxmlElement = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def shading_element(fill: str) -> BaseOxmlElement:
    """A flat background. ``fill`` is a colour as six hexadecimal digits."""
    return word_element("shd", val="clear", color="auto", fill=fill)


def keep_close_to_next(paragraph: Paragraph) -> None:
    """Keep a paragraph, of which only the style is set, with the next and close to it.

    A report does so hundreds of times, and python-docx looks for the place of each of the two among all there may be.
    """
    paragraph._p.get_or_add_pPr().extend([word_element("keepNext"), word_element("spacing", after="40")])


def add_field(paragraph: Paragraph, instruction: str, result: str) -> None:
    """Add a field (``PAGE``, ``SEQ Table``) that shows ``result`` until Word works it out anew."""
    open_field(paragraph, instruction)
    paragraph.add_run(result)
    close_field(paragraph)


def open_field(paragraph: Paragraph, instruction: str) -> None:
    """Begin a field at the paragraph's end; what is added next is its result."""
    _field_mark(paragraph.add_run(), "begin")
    code = word_element("instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    paragraph.add_run()._r.append(code)
    _field_mark(paragraph.add_run(), "separate")


def close_field(paragraph: Paragraph) -> None:
    """End the field that is open at the paragraph's end."""
    _field_mark(paragraph.add_run(), "end")


def add_tab_stop(paragraph: Paragraph, at: float, leader: str = "none") -> None:
    """Set a right tab at ``at`` centimetres, reached by dots if ``leader`` is ``dot``."""
    tabs = word_element("tabs")
    tabs.append(word_element("tab", val="right", leader=leader, pos=str(round(Cm(at).twips))))
    paragraph._p.get_or_add_pPr().insert_element_before(tabs, "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")


def _field_mark(run: Run, kind: str) -> None:
    run._r.append(word_element("fldChar", fldCharType=kind))
