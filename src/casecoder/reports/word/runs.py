"""Text into paragraphs, with what XML can't hold shown as such."""

from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from casecoder.core.evidence import Evidence
from casecoder.reports.keys import Key
from casecoder.reports.printable import printable
from casecoder.reports.word.styles import BAND_GLYPH, QUOTED_WORDS
from casecoder.reports.word.xml import element, shading


def write(paragraph: Paragraph, text: str, style: str | None = None, *, bold: bool = False) -> Run:
    """Add a text; its line breaks and tabs become Word's."""
    run = paragraph.add_run(printable(text.replace("\r\n", "\n")), style)
    run.bold = bold or None
    return run


def write_words(paragraph: Paragraph, item: Evidence) -> None:
    """Add a coding's words, exactly and whole; nothing else in a document wears their style."""
    paragraph.add_run(printable(item.quote), QUOTED_WORDS)


def write_mark(paragraph: Paragraph, key: Key, letter: str) -> None:
    """Add a band's letter and glyph. ``letter`` may carry the stale mark (``A*``)."""
    write(paragraph, f"{letter}\u00a0", bold=True)
    write(paragraph, key.glyph, BAND_GLYPH)


def write_tag(paragraph: Paragraph, key: Key, letter: str) -> None:
    """Add a band's letter on a patch of its colour, and its glyph."""
    patch = write(paragraph, f"\u00a0\u00a0{letter}\u00a0\u00a0", bold=True)
    patch._r.get_or_add_rPr().append(shading(key.fill))
    write(paragraph, f"\u00a0{key.glyph}", BAND_GLYPH)


def link(paragraph: Paragraph, text: str, anchor: str, style: str | None = None) -> None:
    """Add a text that leads to a bookmark of the same document."""
    run = paragraph.add_run(printable(text), style)
    leading = element("hyperlink", anchor=anchor, history="1")
    run._r.addprevious(leading)
    leading.append(run._r)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Make the paragraph a place that links lead to. ``number`` is the document's next free one."""
    start = element("bookmarkStart", id=str(number), name=name)
    properties = paragraph._p.find(qn("w:pPr"))
    if properties is None:
        paragraph._p.insert(0, start)
    else:
        properties.addnext(start)
    paragraph._p.append(element("bookmarkEnd", id=str(number)))
