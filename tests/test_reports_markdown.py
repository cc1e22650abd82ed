"""A researcher's Markdown in Word: real styles, real lists, and never a word lost."""

import re
from collections import Counter
from io import BytesIO

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casecoder.reports.printable_text import make_printable
from casecoder.reports.word.markdown import write_markdown
from casecoder.reports.word.report import WordReport
from tests.documents.report_inputs import MADE_AT, SUMMARY
from tests.examples import examples


def written(markdown: str, level: int = 2) -> Document:
    report = WordReport("Title", "Foot", MADE_AT)
    for above in range(1, level + 1):  # a heading is never more than one level below the one before
        report.heading("Above", above)
    write_markdown(report, markdown, level)
    return docx.Document(BytesIO(report.save()))


def lines(document: Document) -> list[tuple[str, str]]:
    found = [(p.style.name if p.style is not None else "", p.text) for p in document.paragraphs]
    return [line for line in found if line[1] != "Above"]


def looks(document: Document) -> list[tuple[str, str]]:
    """Each run with its look: ``b``, ``i``, ``s`` (struck), ``c`` (code)."""
    found = []
    for paragraph in document.paragraphs:
        for run in () if paragraph.text == "Above" else paragraph.runs:
            style = run.style.name if run.style is not None else ""
            marks = (
                ("b", run.bold or style == "Strong"), ("i", run.italic or style == "Emphasis"),
                ("s", run.font.strike), ("c", style == "Code"),
            )  # fmt: skip
            found.append((run.text, "".join(letter for letter, on in marks if on)))
    return found


def numbering(document: Document) -> list[tuple[str, int, int]]:
    """Each list item's text with its numbering and level."""
    found = []
    for paragraph in document.paragraphs:
        for item in paragraph._p.iter(qn("w:numPr")):
            level, number = (int(str(item.find(qn(name)).get(qn("w:val")))) for name in ("w:ilvl", "w:numId"))
            found.append((paragraph.text, number, level))
    return found


def test_emphasis_strong_code_and_strikethrough_are_looks_not_marks() -> None:
    assert looks(written("Plain *soft* **loud** ***both*** `code` ~~gone~~")) == [
        ("Plain ", ""), ("soft", "i"), (" ", ""), ("loud", "b"), (" ", ""), ("both", "bi"), (" ", ""),
        ("code", "c"), (" ", ""), ("gone", "s"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("See [the page](http://a.example/x_y).", "See the page (http://a.example/x_y)."),
        ('See [it](http://a.example "The title").', "See it (http://a.example, The title)."),
        ("See <http://a.example>.", "See http://a.example."),
        ("![a picture](p.png)", "a picture (p.png)"),
        ("<b>bold</b> & <script>alert(1)</script>", "<b>bold</b> & <script>alert(1)</script>"),
        ("one\ntwo", "one two"),
        ("one  \ntwo\\\nthree", "one\ntwo\nthree"),
        ("a **b", "a **b"),
        ("Fish &amp; chips &eacute;", "Fish & chips é"),
    ],
)
def test_text_comes_through(markdown: str, text: str) -> None:
    assert lines(written(markdown)) == [("Body Text", text)]


def test_headings_stand_below_their_section_whatever_level_they_began_with() -> None:
    assert lines(written("## A\n\n### B *b*\n\n##### C", level=2)) == [
        ("Heading 3", "A"), ("Heading 4", "B b"), ("Heading 4", "C"),
    ]  # fmt: skip
    assert lines(written("# A", level=1)) == [("Heading 2", "A")]


def test_lists_are_words_own_and_nest() -> None:
    document = written("- a\n  1. b\n  2. c\n     - d\n- e\n\n  more of e\n")
    assert lines(document) == [
        ("List Bullet", "a"), ("List Number 2", "b"), ("List Number 2", "c"), ("List Bullet 3", "d"),
        ("List Bullet", "e"), ("List Continue", "more of e"),
    ]  # fmt: skip
    bullet = numbering(document)[0][1]
    number = numbering(document)[1][1]
    assert [found for _, found, _ in numbering(document)] == [bullet, number, number, bullet, bullet]
    assert [level for _, _, level in numbering(document)] == [0, 1, 1, 2, 0]


def test_each_numbered_list_begins_anew_where_its_first_number_says() -> None:
    document = written("1. a\n2. b\n\ntext\n\n7. c\n8. d\n")
    first, _, third, _ = (number for _, number, _ in numbering(document))
    assert first != third
    nums = {num.numId: num for num in document.part.numbering_part.element.num_lst}
    starts = [int(nums[n].find(f".//{qn('w:startOverride')}").get(qn("w:val"))) for n in (first, third)]
    assert starts == [1, 7]


def test_quotes_code_rules_and_tables_have_their_own_shapes() -> None:
    document = written("> said\n\n```sql\nSELECT 1\n  -- x\n```\n\n***\n\n| a | b |\n|---|--:|\n| 1 | **2** |\n")
    styles = lines(document)
    assert styles[:3] == [("Quote", "said"), ("Code Block", "sql\nSELECT 1\n  -- x"), ("Thematic Break", "")]
    table = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a", "b"], ["1", "2"]]
    assert len(table._tbl.findall(f".//{qn('w:tblHeader')}")) == 1
    assert table.cell(1, 1).paragraphs[0].runs[0].style.name == "Strong"


@pytest.mark.parametrize(
    ("markdown", "word"),
    [
        ("[T1]: yes\n\nNo.", "yes"),
        ("| a | b |\n|---|---|\n| 1 | 2 | three |\n", "three"),
        (">" * 60 + " deep", "deep"),
        ("- " * 40 + "deep", "deep"),
        ("```unclosed words\nmore", "unclosed"),
        ("*" * 300 + "deep" + "*" * 300, "deep"),
        ("[" * 300 + "deep", "deep"),
        ("| a |\n|---|\n| x |\nwords after", "after"),
    ],
)
def test_broken_markdown_still_gives_its_words(markdown: str, word: str) -> None:
    assert word in said(written(markdown))


def said(document: Document) -> str:
    return "\n".join(Paragraph(p, document).text for p in document.element.body.iter(qn("w:p")))


def letters(text: str) -> Counter[str]:
    return Counter(filter(str.isalpha, text))


_SCRAPS = st.sampled_from(
    ["# ", "## ", "- ", "  - ", "1. ", "7) ", "> ", "```", "~~~x", "| a | b |\n|---|---|\n", "| c | d | e |\n", "    ",
     "\n", "\n\n", "***", "---", "===", "*", "**", "_", "`", "[a](b)", "[c]: d", "![e](f \"g\")", "<i>", "<h@i.jk>",
     "&amp;", "\\", "  \n", "word", "Zoë", "🎉", " ", "\t", "\x00", "1", "~~", "<!-- x -->", "<http://l.mn>"]
)  # fmt: skip


@settings(max_examples=examples(80), deadline=None)
@given(st.lists(_SCRAPS, max_size=25).map("".join))
@example(SUMMARY)
@example("1. | a |\n   |---|\n   | b | c |")
@example("- - a\n\n  b")
@example("| a | b |\n|---|---|\n| c | d | e |\n&amp;")
def test_no_letter_is_ever_lost(markdown: str) -> None:
    missing = letters(re.sub("&amp;", "", make_printable(markdown))) - letters(said(written(markdown)))
    assert not missing


@settings(max_examples=examples(60), deadline=None)
@given(st.text(max_size=60))
def test_any_text_makes_a_document_that_has_its_words(markdown: str) -> None:
    shown = said(written(f"before {markdown} after"))
    assert "before" in shown
