"""Writes text into paragraphs, with a replacement for characters that XML can't hold.

Runs and styles are written as XML, because python-docx searches all styles each time one is named.
"""

import re

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from casecoder.core.judging.evidence import Evidence
from casecoder.reports.band_legend import LegendEntry
from casecoder.reports.printable_text import make_printable
from casecoder.reports.word.styles import BAND_GLYPH, QUOTED_WORDS, STRONG, style_id
from casecoder.reports.word.word_xml import shading_element, word_element

RUN_MARKS = {"\t": "tab", "\n": "br", "\r": "br", "-": "noBreakHyphen"}
"""The elements that stand for characters that the text of a run can't hold."""
_BREAKS = re.compile(r"([\t\n\r]|(?<=\b[ER])-(?=[0-9]{4}))")
"""An id is one word: its hyphen never breaks a line."""
_SPACE = qn("xml:space")


def write_run(paragraph: Paragraph, text: str, style: str | None = None, *, bold: bool = False) -> Run:
    """Add a text; its line breaks and tabs become Word's. Bold text is also marked as important for screen readers."""
    return _add_run(paragraph, text.replace("\r\n", "\n"), style, bold=bold)


def _add_run(paragraph: Paragraph, text: str, style: str | None, *, bold: bool = False) -> Run:
    run = word_element("r")
    if style or bold:
        properties = word_element("rPr")
        properties.append(word_element("rStyle", val=style_id(style or STRONG)))
        if style and bold:
            properties.append(word_element("b"))
        run.append(properties)
    for part in split_run_text(text):
        if part in RUN_MARKS:
            run.append(word_element(RUN_MARKS[part]))
        else:
            words = word_element("t")
            words.text = part
            words.set(_SPACE, "preserve")
            run.append(words)
    paragraph._p.append(run)
    return Run(run, paragraph)


def split_run_text(text: str) -> list[str]:
    """Split a text, made printable, into the characters of :data:`RUN_MARKS` and the pieces between them."""
    return [part for part in _BREAKS.split(make_printable(text)) if part]


def set_paragraph_style(paragraph: Paragraph, style: str) -> None:
    """Give a paragraph a style."""
    properties = paragraph._p.get_or_add_pPr()
    for old in properties.findall(qn("w:pStyle")):
        properties.remove(old)
    properties.insert(0, word_element("pStyle", val=style_id(style)))


def write_exact_words(paragraph: Paragraph, item: Evidence) -> None:
    """Add the exact and whole words of a coding. Nothing else in a document has their style."""
    _add_run(paragraph, item.printed, QUOTED_WORDS)


def write_band_mark(paragraph: Paragraph, key: LegendEntry, letter: str) -> None:
    """Add the letter and the glyph of a band. ``letter`` may have the mark of a stale rating (``A*``)."""
    write_run(paragraph, f"{letter}\u00a0", bold=True)
    write_run(paragraph, key.glyph, BAND_GLYPH)


def write_band_tag(paragraph: Paragraph, key: LegendEntry, letter: str) -> None:
    """Add the letter of a band on a patch of its colour, and its glyph."""
    patch = write_run(paragraph, f"\u00a0{letter}\u00a0", bold=True)
    patch._r.get_or_add_rPr().append(shading_element(key.fill))
    write_run(paragraph, f"\u00a0{key.glyph}", BAND_GLYPH)


def write_link(paragraph: Paragraph, text: str, anchor: str, style: str | None = None) -> None:
    """Add a text that leads to a bookmark in the same document."""
    leading = word_element("hyperlink", anchor=anchor, history="1")
    leading.append(write_run(paragraph, text, style)._r)
    paragraph._p.append(leading)


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Add a bookmark to a paragraph. ``number`` is the next free number of the document."""
    start = word_element("bookmarkStart", id=str(number), name=name)
    properties = paragraph._p.find(qn("w:pPr"))
    if properties is None:
        paragraph._p.insert(0, start)
    else:
        properties.addnext(start)
    paragraph._p.append(word_element("bookmarkEnd", id=str(number)))
