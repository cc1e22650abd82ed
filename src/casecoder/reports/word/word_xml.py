"""WordprocessingML elements for which python-docx has no functions."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm
from docx.text.paragraph import Paragraph
from docx.text.run import Run


def word_element(tag: str, **attributes: str) -> BaseOxmlElement:
    """Return an element and attributes of the main namespace: ``word_element("shd", val="clear")``."""
    made: BaseOxmlElement = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def shading_element(fill: str) -> BaseOxmlElement:
    """Return a plain background. ``fill`` is a colour in six hexadecimal digits."""
    return word_element("shd", val="clear", color="auto", fill=fill)


def keep_close_to_next(paragraph: Paragraph) -> None:
    """Keep a paragraph that has only a style on one page with the next, and close to it.

    Reports do this hundreds of times, and python-docx would search the place of each property among all others.
    """
    paragraph._p.get_or_add_pPr().extend([word_element("keepNext"), word_element("spacing", after="40")])


def add_field(paragraph: Paragraph, instruction: str, result: str) -> None:
    """Add a field (``PAGE``, ``SEQ Table``) that shows ``result`` until Word updates it."""
    open_field(paragraph, instruction)
    paragraph.add_run(result)
    close_field(paragraph)


def open_field(paragraph: Paragraph, instruction: str) -> None:
    """Begin a field at the end of a paragraph. What is added next is its result."""
    _field_mark(paragraph.add_run(), "begin")
    code = word_element("instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    paragraph.add_run()._r.append(code)
    _field_mark(paragraph.add_run(), "separate")


def close_field(paragraph: Paragraph) -> None:
    """End the field that is open at the end of a paragraph."""
    _field_mark(paragraph.add_run(), "end")


def add_tab_stop(paragraph: Paragraph, at: float, leader: str = "none") -> None:
    """Add a right tab at ``at`` centimetres, with dots before it if ``leader`` is ``dot``."""
    tabs = word_element("tabs")
    tabs.append(word_element("tab", val="right", leader=leader, pos=str(round(Cm(at).twips))))
    paragraph._p.get_or_add_pPr().insert_element_before(tabs, "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr")


def _field_mark(run: Run, kind: str) -> None:
    run._r.append(word_element("fldChar", fldCharType=kind))
