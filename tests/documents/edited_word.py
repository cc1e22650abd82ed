"""Word documents as people leave them: opened, changed in the way of a word processor, saved again."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from casecoder.core.verifying.report_document import QUOTED_WORDS

_MARKS = {qn("w:noBreakHyphen"): "-", qn("w:br"): "\n", qn("w:tab"): "\t"}


def edited(path: Path, change: Callable[[Document], object]) -> Path:
    """A copy of a document, changed, beside it."""
    document = docx.Document(str(path))
    change(document)
    made = path.with_name(f"edited-{path.name}")
    document.save(str(made))
    return made


def all_runs(document: Document, style: str = QUOTED_WORDS) -> list[Any]:
    """The runs in a character style, as XML, in order, wherever they stand."""
    style_id = document.styles[style].style_id
    return [
        run for run in document.element.body.iter(qn("w:r"))
        if (found := run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")) is not None and found.get(qn("w:val")) == style_id
    ]  # fmt: skip


def words_of(run: Any) -> str:
    """What a run says."""
    return "".join(_MARKS.get(child.tag, child.text or "") for child in run if child.tag != qn("w:rPr"))


def set_words(run: Any, words: str) -> None:
    """Let a run say something else."""
    for child in [child for child in run if child.tag != qn("w:rPr")]:
        run.remove(child)
    text = OxmlElement("w:t")
    text.text = words
    text.set(qn("xml:space"), "preserve")
    run.append(text)


def with_text(run: Any, words: str) -> Any:
    """A run like another that says something else."""
    made = copy.deepcopy(run)
    set_words(made, words)
    return made


def split(run: Any) -> None:
    """Break a run of plain words into one run a word, with marks of Word's own between them."""
    words = words_of(run)
    if len(list(run)) != 2 or not words:
        return
    for number, word in enumerate(words.split(" ")):
        part = with_text(run, (" " if number else "") + word)
        part.set(qn("w:rsidR"), f"00AB{number:04X}")
        run.addprevious(part)
        spelling = OxmlElement("w:proofErr")
        spelling.set(qn("w:type"), "spellStart" if number % 2 else "spellEnd")
        run.addprevious(spelling)
    run.getparent().remove(run)


def marked(document: Document, bookmark: str) -> list[Any]:
    """The runs inside a bookmark."""
    starts = document.element.body.iter(qn("w:bookmarkStart"))
    start = next(each for each in starts if each.get(qn("w:name")) == bookmark)
    found, at = [], start.getnext()
    while at is not None and not (at.tag == qn("w:bookmarkEnd") and at.get(qn("w:id")) == start.get(qn("w:id"))):
        found += [at] if at.tag == qn("w:r") else []
        at = at.getnext()
    return found


def tracked(kind: str, run: Any) -> Any:
    """A tracked insertion (``ins``) or deletion (``del``) that holds a run."""
    made = OxmlElement(f"w:{kind}")
    made.set(qn("w:id"), "900")
    made.set(qn("w:author"), "A. Reader")
    if kind == "del":
        for text in list(run.iter(qn("w:t"))):
            text.tag = qn("w:delText")
    made.append(run)
    return made


def paragraph_of(run: Any, document: Document) -> Paragraph:
    """The paragraph a run stands in."""
    return Paragraph(next(up for up in run.iterancestors() if up.tag == qn("w:p")), document._body)
