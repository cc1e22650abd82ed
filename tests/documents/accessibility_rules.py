"""What checkers of accessibility ask of a Word document, as rules that can be run over its XML.

Each rule says in its first words what it asks for and, in brackets, who asks: Microsoft's checker (MS), LibreOffice's
(LO), PDF/UA (ISO 14289-1) for the PDF that is made of the document, or WCAG 2.2.
"""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from casecoder.reports.band_legend import LEGEND_ENTRIES

Rule = Callable[[Document], Iterator[str]]
"""Gives what breaks the rule, one sentence each."""

_LEAST_CONTRAST = 4.5
_INK = "000000"
_BANDS = frozenset(key.fill for band, key in LEGEND_ENTRIES.items() if band is not None)
_TYPED_MARK = re.compile(r"\s*(?:[•–▪*-]|\(?[0-9]{1,2}[.)]|[a-z][.)])\s")
_SPACES = re.compile(r"[ \u00a0\u2000-\u200a]{3,}")
_STANDARD_TAGS = frozenset({"note", "reference", "bibentry", "annot", "link", "figure", "formula", "form", "index"})
"""Names of PDF structure types: a style of that name is taken by LibreOffice for one, and its paragraphs for what it
means (a *Note* for a footnote)."""


def title_is_set(document: Document) -> Iterator[str]:
    """The document has a title (MS, LO, PDF/UA 7.1)."""
    if not document.core_properties.title.strip():
        yield "no title"


def language_is_set(document: Document) -> Iterator[str]:
    """Its language is British English throughout (MS, LO, PDF/UA 7.2)."""
    roots = (document.styles.element, document.element)
    said = {mark.get(qn("w:val")) for root in roots for mark in root.iter(qn("w:lang"))}
    if next(document.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang")), None) is None or said != {"en-GB"}:
        yield f"languages {said}"
    if document.core_properties.language != "en-GB":
        yield "no language in the properties"


def headings_are_in_order(document: Document) -> Iterator[str]:
    """Headings begin at the first level, skip none and say something (MS, LO, PDF/UA 7.4)."""
    found = [(0, ""), *_headings(document)]
    for (above, _), (below, text) in pairwise(found):
        if below > above + 1:
            yield f"“{text}” is {below - above} levels below"
        if not text.strip():
            yield "an empty heading"


def tables_have_one_marked_header_row(document: Document) -> Iterator[str]:
    """The first row of a table, and no other, is marked as its header and repeats (MS, PDF/UA 7.5)."""
    for table in _tables(document):
        marked = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.tr_lst]
        if not marked[0] or any(marked[1:]):
            yield f"{_name(table)}: header rows {marked.count(True)}"
        if table.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) != "1":
            yield f"{_name(table)}: no look of a first row"


def tables_are_simple(document: Document) -> Iterator[str]:
    """No cell is merged, split or holds a table, and all rows have as many (MS, LO)."""
    for table in _tables(document):
        if next(table.iter(qn("w:gridSpan"), qn("w:vMerge"), qn("w:hMerge")), None) is not None:
            yield f"{_name(table)}: merged cells"
        if {len(row.tc_lst) for row in table.tr_lst} != {len(table.tblGrid.gridCol_lst)}:
            yield f"{_name(table)}: rows of different lengths"
        if next((inner for inner in table.iter(qn("w:tbl")) if inner is not table), None) is not None:
            yield f"{_name(table)}: a table in it"


def column_heads_differ(document: Document) -> Iterator[str]:
    """Every column is headed, and by words of its own (PDF/UA 7.5, WCAG 1.3.1)."""
    for table in _tables(document):
        heads = [_text(cell).strip() for cell in table.tr_lst[0].tc_lst]
        if not all(heads) or len(set(heads)) < len(heads):
            yield f"{_name(table)}: heads {heads}"


def no_row_or_column_is_blank(document: Document) -> Iterator[str]:
    """No row, column or first cell is left blank (MS)."""
    for table in _tables(document):
        cells = [[_text(cell).strip() for cell in row.tc_lst] for row in table.tr_lst]
        if not all(any(row) for row in cells) or not all(any(column[1:]) for column in zip(*cells, strict=False)):
            yield f"{_name(table)}: a blank row or column"
        if not all(row[0] for row in cells):
            yield f"{_name(table)}: a row that is not headed"


def rows_stay_whole(document: Document) -> Iterator[str]:
    """No row is split over two pages (MS)."""
    for table in _tables(document):
        if any(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None for row in table.tr_lst):
            yield f"{_name(table)}: a row that may split"


def tables_are_named_and_captioned(document: Document) -> Iterator[str]:
    """A table has a name for those who hear it and, but for one in somebody's prose, a caption (WCAG 1.1.1)."""
    for table in _tables(document):
        before = table.getprevious()
        if not _name(table):
            yield "a table without name"
        elif _name(table) != "Table" and not _text(before).rstrip().endswith(f": {_name(table)}"):
            yield f"{_name(table)}: no caption over it"


def pictures_are_told_and_in_line(document: Document) -> Iterator[str]:
    """Pictures have alternative text and stand in the line of the text (MS, LO, PDF/UA 7.3)."""
    for picture in document.element.body.iter(qn("wp:docPr")):
        if not (picture.get("descr") or "").strip():
            yield f"picture {picture.get('name')} without alternative text"
    if next(document.element.body.iter(qn("wp:anchor"), qn("w:txbxContent")), None) is not None:
        yield "something floats over the text"


def nothing_is_blank_for_looks(document: Document) -> Iterator[str]:
    """No empty paragraphs, runs of spaces or tabs stand in for space (MS, LO); a rule and what ends a section may."""
    paragraphs = list(document.element.body.iter(qn("w:p")))
    for before, paragraph in pairwise([None, *paragraphs]):
        text, style = _text(paragraph), _style(paragraph)
        ends_section = paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None
        is_last = paragraph.getnext() is not None and paragraph.getnext().tag == qn("w:sectPr")
        between = _is_table(paragraph.getprevious()) and _is_table(paragraph.getnext())
        pictured = next(paragraph.iter(qn("w:drawing")), None) is not None
        if not text.strip() and style != "ThematicBreak" and not (ends_section or is_last or between or pictured):
            yield f"an empty paragraph after “{_text(before)[:40] if before is not None else ''}”"
        if style != "QuotedWords" and _SPACES.search(_plain(paragraph)):
            yield f"spaces in a row in “{text[:40]}”"
        tabs = [run for run in paragraph.iter(qn("w:tab")) if run.getparent().tag == qn("w:r")]
        if not style.startswith(("TOC", "toc")) and any(_run_style(tab.getparent()) != "QuotedWords" for tab in tabs):
            yield f"a tab in “{text[:40]}”"


def lists_are_lists(document: Document) -> Iterator[str]:
    """Items of lists are numbered or bulleted by Word, not by hand (MS, LO)."""
    for paragraph in document.element.body.iter(qn("w:p")):
        style, text = _style(paragraph), _plain(paragraph)
        has_mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        if style.startswith(("ListBullet", "ListNumber")) != has_mark:
            yield f"“{text[:40]}” is an item by its looks only"
        if style == "BodyText" and _TYPED_MARK.match(text):
            yield f"“{text[:40]}” is marked by hand"


def links_lead_somewhere(document: Document) -> Iterator[str]:
    """A link leads to a place of the document, and its words say to which (MS, LO, WCAG 2.4.4)."""
    places = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    for link in document.element.body.iter(qn("w:hyperlink")):
        if link.get(qn("w:anchor")) not in places:
            yield f"“{_text(link)}” leads nowhere"
        if not _text(link).strip() or _text(link).strip().lower() in {"here", "link", "see"}:
            yield f"a link of “{_text(link)}”"


def what_matters_is_marked_by_style(document: Document) -> Iterator[str]:
    """Bold and italic are those of a style, not of letters alone (LO)."""
    for run in document.element.body.iter(qn("w:r")):
        letters = run.find(qn("w:rPr"))
        if letters is None or _run_style(run):
            continue
        if any(letters.find(qn(f"w:{name}")) is not None for name in ("b", "i", "u")):
            yield f"“{_text(run)[:40]}” is bold or italic by hand"


def colour_never_speaks_alone(document: Document) -> Iterator[str]:
    """What is coloured says by a letter or word what the colour says (MS, WCAG 1.4.1)."""
    for cell in document.element.body.iter(qn("w:tc")):
        shading = cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
        if shading is not None and shading.get(qn("w:fill")) in _BANDS and not any(map(str.isalpha, _text(cell))):
            yield "a coloured cell without a letter"


def letters_stand_out(document: Document) -> Iterator[str]:
    """Letters have a contrast of 4.5 to what is behind them (MS, LO, WCAG 1.4.3)."""
    styles = {style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))}
    seen = set()
    for run in document.element.body.iter(qn("w:r")):
        if _text(run).strip():
            letters, ground = _letters(run, styles), _ground(run, styles)
            if (letters, ground) not in seen and contrast(letters, ground) < _LEAST_CONTRAST:
                yield f"“{_text(run)[:40]}”: {letters} on {ground}"
            seen.add((letters, ground))


def no_style_is_taken_for_a_tag(document: Document) -> Iterator[str]:
    """No style of ours has the name of a PDF structure type of another meaning (PDF/UA 7.1)."""
    used = {_style(paragraph) for paragraph in document.element.body.iter(qn("w:p"))}
    for style in document.styles:
        if style.style_id in used and (style.name or "").casefold() in _STANDARD_TAGS:
            yield f"the style {style.name}"


def long_documents_have_contents(document: Document) -> Iterator[str]:
    """A document of many sections has contents that lead to them (MS, WCAG 2.4.5)."""
    many = sum(level == 1 for level, _ in _headings(document)) >= 6
    if many and not any(str(code.text).strip().startswith("TOC") for code in document.element.iter(qn("w:instrText"))):
        yield "no contents"


RULES: tuple[Rule, ...] = (
    title_is_set, language_is_set, headings_are_in_order, tables_have_one_marked_header_row, tables_are_simple,
    column_heads_differ, no_row_or_column_is_blank, rows_stay_whole, tables_are_named_and_captioned,
    pictures_are_told_and_in_line, nothing_is_blank_for_looks, lists_are_lists, links_lead_somewhere,
    what_matters_is_marked_by_style, colour_never_speaks_alone, letters_stand_out, no_style_is_taken_for_a_tag,
    long_documents_have_contents,
)  # fmt: skip


def broken(document: Document) -> dict[str, list[str]]:
    """The rules that a document breaks, by name, each with where."""
    found = {rule.__name__: list(rule(document)) for rule in RULES}
    return {name: where for name, where in found.items() if where}


def contrast(letters: str, ground: str) -> float:
    """The contrast ratio of two colours (six hexadecimal digits), after WCAG 2.2."""
    light, dark = sorted((_luminance(letters), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _headings(document: Document) -> Iterator[tuple[int, str]]:
    for paragraph in document.element.body.findall(qn("w:p")):
        if re.fullmatch(r"Heading[1-9]", _style(paragraph)):
            yield int(_style(paragraph)[-1]), _text(paragraph)


def _tables(document: Document) -> Iterator[BaseOxmlElement]:
    yield from document.element.body.findall(qn("w:tbl"))


def _is_table(element: BaseOxmlElement | None) -> bool:
    return element is not None and element.tag == qn("w:tbl")


def _name(table: BaseOxmlElement) -> str:
    caption = table.tblPr.find(qn("w:tblCaption"))
    return "" if caption is None else str(caption.get(qn("w:val")))


def _text(element: BaseOxmlElement) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def _plain(paragraph: BaseOxmlElement) -> str:
    """A paragraph's text without the words of people, which are as they were typed."""
    return "".join(_text(run) for run in paragraph.iter(qn("w:r")) if _run_style(run) != "QuotedWords")


def _style(paragraph: BaseOxmlElement) -> str:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return "" if style is None else str(style.get(qn("w:val")))


def _run_style(run: BaseOxmlElement) -> str:
    style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
    return "" if style is None else str(style.get(qn("w:val")))


def _paragraph_of(run: BaseOxmlElement) -> BaseOxmlElement:
    found: BaseOxmlElement = next(run.iterancestors(qn("w:p")))
    return found


def _letters(run: BaseOxmlElement, styles: dict[str, BaseOxmlElement]) -> str:
    own = run.find(f"{qn('w:rPr')}/{qn('w:color')}")
    if own is not None:
        return _colour(own.get(qn("w:val")))
    path = f"{qn('w:rPr')}/{qn('w:color')}"
    found = _inherited(_run_style(run), path, styles)
    if found is None:
        found = _inherited(_style(_paragraph_of(run)), path, styles)
    return _INK if found is None else _colour(found.get(qn("w:val")))


def _ground(run: BaseOxmlElement, styles: dict[str, BaseOxmlElement]) -> str:
    paragraph = _paragraph_of(run)
    cell = next(paragraph.iterancestors(qn("w:tc")), None)
    for found in (
        run.find(f"{qn('w:rPr')}/{qn('w:shd')}"), paragraph.find(f"{qn('w:pPr')}/{qn('w:shd')}"),
        _inherited(_style(paragraph), f"{qn('w:pPr')}/{qn('w:shd')}", styles),
        None if cell is None else cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}"),
    ):  # fmt: skip
        if found is not None:
            return _colour(found.get(qn("w:fill")), "FFFFFF")
    return "FFFFFF"


def _inherited(ref: str, path: str, styles: dict[str, BaseOxmlElement]) -> BaseOxmlElement | None:
    while ref and ref in styles:
        found: BaseOxmlElement | None = styles[ref].find(path)
        if found is not None:
            return found
        based = styles[ref].find(qn("w:basedOn"))
        ref = "" if based is None else str(based.get(qn("w:val")))
    return None


def _colour(said: str | None, auto: str = _INK) -> str:
    return auto if said in {None, "auto"} else str(said)
