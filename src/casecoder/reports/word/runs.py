"""Text into paragraphs, with what XML can't hold shown as such.

Runs and styles are written as XML: python-docx looks through every style each time one is named.
"""

import re

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from casecoder.core.judging.evidence import Evidence
from casecoder.reports.keys import Key
from casecoder.reports.printable import printable
from casecoder.reports.word.styles import BAND_GLYPH, QUOTED_WORDS, STRONG, style_id
from casecoder.reports.word.xml import element, shading

_MARKS = {"\t": "tab", "\n": "br", "\r": "br", "-": "noBreakHyphen"}
_BREAKS = re.compile(r"([\t\n\r]|(?<=\b[ER])-(?=[0-9]{4}))")
"""An id is one word: no line begins inside it."""
_SPACE = qn("xml:space")


def write(paragraph: Paragraph, text: str, style: str | None = None, *, bold: bool = False) -> Run:
    """Add a text; its line breaks and tabs become Word's. What is bold is marked as important, not only drawn so."""
    return _add(paragraph, text.replace("\r\n", "\n"), style, bold=bold)


def _add(paragraph: Paragraph, text: str, style: str | None, *, bold: bool = False) -> Run:
    run = element("r")
    if style or bold:
        properties = element("rPr")
        properties.append(element("rStyle", val=style_id(style or STRONG)))
        if style and bold:
            properties.append(element("b"))
        run.append(properties)
    for part in filter(None, _BREAKS.split(printable(text))):
        if part in _MARKS:
            run.append(element(_MARKS[part]))
        else:
            words = element("t")
            words.text = part
            words.set(_SPACE, "preserve")
            run.append(words)
    paragraph._p.append(run)
    return Run(run, paragraph)


def dress(paragraph: Paragraph, style: str) -> None:
    """Give a paragraph a style."""
    properties = paragraph._p.get_or_add_pPr()
    for old in properties.findall(qn("w:pStyle")):
        properties.remove(old)
    properties.insert(0, element("pStyle", val=style_id(style)))


def write_words(paragraph: Paragraph, item: Evidence) -> None:
    """Add a coding's words, exactly and whole; nothing else in a document wears their style."""
    _add(paragraph, item.printed, QUOTED_WORDS)


def write_mark(paragraph: Paragraph, key: Key, letter: str) -> None:
    """Add a band's letter and glyph. ``letter`` may carry the stale mark (``A*``)."""
    write(paragraph, f"{letter}\u00a0", bold=True)
    write(paragraph, key.glyph, BAND_GLYPH)


def write_tag(paragraph: Paragraph, key: Key, letter: str) -> None:
    """Add a band's letter on a patch of its colour, and its glyph."""
    patch = write(paragraph, f"\u00a0{letter}\u00a0", bold=True)
    patch._r.get_or_add_rPr().append(shading(key.fill))
    write(paragraph, f"\u00a0{key.glyph}", BAND_GLYPH)


def link(paragraph: Paragraph, text: str, anchor: str, style: str | None = None) -> None:
    """Add a text that leads to a bookmark of the same document."""
    leading = element("hyperlink", anchor=anchor, history="1")
    leading.append(write(paragraph, text, style)._r)
    paragraph._p.append(leading)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Make the paragraph a place that links lead to. ``number`` is the document's next free one."""
    start = element("bookmarkStart", id=str(number), name=name)
    properties = paragraph._p.find(qn("w:pPr"))
    if properties is None:
        paragraph._p.insert(0, start)
    else:
        properties.addnext(start)
    paragraph._p.append(element("bookmarkEnd", id=str(number)))
