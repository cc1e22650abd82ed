"""Reports on a team's own Word document: its page, letterhead and styles stay; what it lacks is said."""

import re
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm

from casecoder.core.errors import CaseCoderError
from casecoder.reports.word.case_study import CaseStudyOptions, build_case_study
from casecoder.reports.word.report import FinishedReport
from casecoder.reports.word.template import prepare_template
from tests.documents.report_inputs import case_study
from tests.documents.word_files import word_bytes
from tests.documents.word_templates import FOOT, GREEN, MISSING, as_word_template, letterhead, style_ids


def on(template: bytes, outline: str | None = None) -> FinishedReport:
    return build_case_study(
        case_study(), CaseStudyOptions(prepare_template(template, "ours.docx"), outline, "outline.md")
    )


def opened(report: FinishedReport) -> Document:
    return docx.Document(BytesIO(report.data))


def paragraphs(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_page_and_letterhead_are_the_template_s() -> None:
    document = opened(on(letterhead()))
    section = document.sections[0]
    margins = (section.left_margin, section.right_margin)
    assert [round(margin.cm, 1) for margin in margins if margin is not None] == [4.0, 3.0]
    assert section.footer.paragraphs[0].text == FOOT
    assert section.header.paragraphs[0].text == "Ashdown"
    assert document.styles["Heading 1"].font.color.rgb is not None
    assert str(document.styles["Heading 1"].font.color.rgb) == GREEN
    widths = {sum(column.width for column in table.columns) for table in document.tables}
    assert all(abs(width - Cm(14)) < Cm(0.1) for width in widths)


def test_a_template_without_head_or_foot_gets_ours() -> None:
    section = opened(on(letterhead(head=False))).sections[0]
    assert section.header.paragraphs[0].text == "Primary School 3: case study"
    assert section.footer.paragraphs[0].text.endswith("Page 1 of 1")


def test_what_stands_in_the_template_is_replaced() -> None:
    said = paragraphs(opened(on(letterhead())))
    assert "About us" not in said
    assert said[:2] == ["Case study", "Primary School 3"]


def test_a_marker_alone_is_replaced_and_what_stands_around_it_stays() -> None:
    said = paragraphs(opened(on(letterhead(marker=True))))
    assert (said[0], said[-1]) == ("About us", "Printed for internal use.")
    assert "Primary School 3" in said and "{{report}}" not in said


def test_missing_styles_are_ours_and_said_in_the_document_too() -> None:
    report = on(letterhead())
    (gap,) = [gap for gap in report.gaps_of_look if "styles" in gap]
    assert all(name in gap for name in MISSING) and gap.startswith("ours.docx has no styles")
    document = opened(report)
    assert gap in paragraphs(document)
    assert {"Quote", "Caption", "Quoted Words", "Evidence Id", "Evidence Heading"} <= {s.name for s in document.styles}
    fonts = document.styles["Body Text"].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    assert fonts is None  # the template's own letters


def test_a_template_of_another_language_is_known_by_the_names_of_its_styles() -> None:
    document = opened(on(letterhead(foreign=True)))
    heading = next(p for p in document.paragraphs if p.text == "Benefits")
    assert heading.style is not None and heading.style.name == "Heading 1"
    assert str(heading.style.font.color.rgb) == GREEN


@pytest.mark.parametrize("wanted", [{}, {"marker": True}, {"foreign": True}], ids=["plain", "marker", "foreign"])
def test_every_style_used_is_there_once_and_every_list_is_defined(wanted: dict[str, bool]) -> None:
    report = on(letterhead(**wanted))
    document = opened(report)
    ids = [style.style_id for style in document.styles]
    assert len(ids) == len(set(ids)) and len(style_ids(report.data)) == len(ids)
    used = {mark.get(qn("w:val")) for tag in ("w:pStyle", "w:rStyle", "w:tblStyle") for mark in _all(document, tag)}
    assert used <= set(ids)
    numbering = document.part.numbering_part.element
    lists = {number.get(qn("w:numId")) for number in numbering.iter(qn("w:num"))}
    assert {mark.get(qn("w:val")) for mark in _all(document, "w:numId")} <= lists
    order = [part.tag for part in numbering]
    assert order == sorted(order, key=[qn("w:abstractNum"), qn("w:num")].index)


def _all(document: Document, tag: str) -> list[BaseOxmlElement]:
    return list(document.element.body.iter(qn(tag)))


def test_a_dotx_serves_as_well_and_makes_a_document() -> None:
    report = on(as_word_template(letterhead()))
    with ZipFile(BytesIO(report.data)) as archive:
        assert b"template.main" not in archive.read("[Content_Types].xml")


def test_the_same_template_and_outline_give_the_same_bytes() -> None:
    assert on(letterhead(), "# Benefits\n# Method\n").data == on(letterhead(), "# Benefits\n# Method\n").data


def test_a_marker_among_other_words_or_in_a_table_can_not_be_followed_and_that_is_said() -> None:
    inline, within = docx.Document(), docx.Document()
    inline.add_paragraph("Dear all, {{report}} and so on")
    within.add_table(rows=1, cols=1).cell(0, 0).text = "{{report}}"
    for template in (inline, within):
        report = on(word_bytes(template))
        assert any("{{report}} among other words or in a table" in gap for gap in report.gaps_of_look)
        assert paragraphs(opened(report))[0] == "Case study"


def test_captions_and_headings_stay_with_what_they_head_whatever_the_template_s_styles_say() -> None:
    document = opened(on(letterhead()))
    heads = [p for p in document.paragraphs if p.style is not None and (p.style.name or "").startswith(("Head", "Cap"))]
    pictures = [p for p in document.paragraphs if next(p._p.iter(qn("w:drawing")), None) is not None]
    assert heads and pictures
    under_pictures = {picture._p.getnext() for picture in pictures}
    above = [paragraph for paragraph in heads if paragraph._p not in under_pictures]
    assert len(above) == len(heads) - len(pictures)
    assert all(paragraph.paragraph_format.keep_with_next for paragraph in (*above, *pictures))


def test_the_page_number_stands_at_the_margin_whatever_tabs_the_template_s_footer_has() -> None:
    document = opened(on(letterhead(head=False)))
    stops = document.sections[0].footer.paragraphs[0].paragraph_format.tab_stops
    held = [stop.position for stop in document.styles["Footer"].paragraph_format.tab_stops]
    assert held and [stop.position for stop in stops if stop.alignment == WD_TAB_ALIGNMENT.CLEAR] == held
    (right,) = [stop.position for stop in stops if stop.alignment == WD_TAB_ALIGNMENT.RIGHT]
    assert abs(right - Cm(14)) < Cm(0.1)


def test_tables_fit_into_the_columns_of_a_template() -> None:
    template = docx.Document()
    section = template.sections[0]
    section.page_width, section.left_margin, section.right_margin = Cm(29), Cm(2), Cm(2)
    columns = section._sectPr.find(qn("w:cols"))
    columns.set(qn("w:num"), "2")
    columns.set(qn("w:space"), str(round(Cm(1).twips)))
    widths = {sum(column.width for column in table.columns) for table in opened(on(word_bytes(template))).tables}
    assert all(abs(width - Cm(12)) < Cm(0.1) for width in widths)


def test_an_old_or_locked_file_is_refused_with_what_to_do() -> None:
    with pytest.raises(CaseCoderError, match=r"ours\.docx has a password, or is in the format of Word 97 to 2003"):
        prepare_template(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "ours.docx")


def test_a_document_without_a_body_is_refused() -> None:
    empty = BytesIO()
    with ZipFile(BytesIO(letterhead())) as before, ZipFile(empty, "w") as after:
        for name in before.namelist():
            is_text = name == "word/document.xml"
            after.writestr(name, f"<w:document {nsdecls('w')}/>" if is_text else before.read(name))
    with pytest.raises(CaseCoderError, match="not a Word document"):
        prepare_template(empty.getvalue(), "ours.docx")


@pytest.mark.parametrize("data", [b"", b"not a zip", b"PK\x03\x04 broken"], ids=["empty", "text", "broken"])
def test_what_is_no_word_document_is_refused(data: bytes) -> None:
    with pytest.raises(CaseCoderError, match=r"ours\.docx is not a Word document"):
        prepare_template(data, "ours.docx")


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A letterhead of which a part is another."""
    made = BytesIO()
    with ZipFile(BytesIO(letterhead())) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for member in before.namelist():
            part = before.read(member)
            after.writestr(member, change(part) if member == name else part)
    return made.getvalue()


@pytest.mark.parametrize(
    "style", ['<w:style w:type="paragraph" w:styleId="A"/>', '<w:style><w:name w:val="A"/></w:style>']
)
def test_a_style_that_nothing_can_name_does_no_harm(style: str) -> None:
    report = on(with_part("word/styles.xml", lambda part: part.replace(b"</w:styles>", f"{style}</w:styles>".encode())))
    assert "Heading 1" in {paragraph.style.name for paragraph in opened(report).paragraphs if paragraph.style}


@pytest.mark.parametrize("columns", ['w:num="2" w:space="720.0"', 'w:num="0"'])
def test_columns_as_other_programs_write_them_are_read(columns: str) -> None:
    made_so = f"<w:cols {columns}/>".encode()
    assert on(with_part("word/document.xml", lambda part: re.sub(rb"<w:cols[^>]*>", made_so, part))).data


@pytest.mark.parametrize(
    ("margin", "said"),
    [("5800", "leaves 0.[0-9] cm between its margins"), ("9000", "leaves 0.0 cm"), ("1.5.1", "measures that can’t be")],
)
def test_a_page_that_nothing_has_room_on_is_refused(margin: str, said: str) -> None:
    page = re.compile(rb'(w:(?:left|right))="[0-9]+"')
    wide = f'"{margin}"'.encode()
    with pytest.raises(CaseCoderError, match=said):
        prepare_template(with_part("word/document.xml", lambda part: page.sub(rb"\1=" + wide, part)), "ours.docx")


def test_a_template_with_a_password_or_too_large_to_unpack_is_refused() -> None:
    locked, huge = bytearray(letterhead()), bytearray(letterhead())
    for entry in re.finditer(b"PK\x01\x02", letterhead()):
        locked[entry.start() + 8] |= 1
        huge[entry.start() + 24 : entry.start() + 28] = (400_000_000).to_bytes(4, "little")
    with pytest.raises(CaseCoderError, match="is not a Word document"):
        prepare_template(bytes(locked), "ours.docx")
    with pytest.raises(CaseCoderError, match=r"unpacks to .* MB"):
        prepare_template(bytes(huge), "ours.docx")


def test_a_zip_of_something_else_is_refused() -> None:
    other = BytesIO()
    with ZipFile(other, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(CaseCoderError, match="not a Word document"):
        prepare_template(other.getvalue(), "ours.docx")


def test_nothing_is_said_to_be_missing_of_a_codebook_that_an_outline_leaves_out() -> None:
    study = case_study()
    (title, sections), *_ = study.chapters
    bare = replace(study, chapters=((title, tuple(replace(section, summary="") for section in sections)),))
    with_it, without = (
        build_case_study(bare, CaseStudyOptions(None, text, "outline.md")).gaps
        for text in (f"# {title}\n", "# Benefits\n")
    )
    assert any("(C04)" in gap for gap in with_it)
    assert not any("(C04)" in gap for gap in without)


def test_an_outline_decides_order_and_its_words_are_printed() -> None:
    text = (
        "# For the trust\nWith thanks.\n## Ratings\nRead these first.\n## The sea\n## Our view\nIt went well.\n"
        "## The school\n"
    )
    report = build_case_study(case_study(), CaseStudyOptions(None, text, "outline.md"))
    document = opened(report)
    said = paragraphs(document)
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == ["This school’s ratings", "Our view", "The school in brief", "Method note"]
    assert said[said.index("It went well.") - 1] == "Our view"
    assert said.index("This school’s ratings") < said.index("Read these first.")
    assert "With thanks." in said and "For the trust" in said
    assert any("“The sea”" in text for text in said)
    assert any(text.startswith("Left out, as the outline does not name it: Data collected;") for text in said)


def test_without_an_appendix_no_id_leads_nowhere() -> None:
    document = opened(build_case_study(case_study(), CaseStudyOptions(None, "# Benefits\n", "outline.md")))
    anchors = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    assert {link.get(qn("w:anchor")) for link in document.element.body.iter(qn("w:hyperlink"))} <= anchors
    fields = [code.text.split() for code in document.element.body.iter(qn("w:instrText"))]
    assert {parts[1] for parts in fields if parts[0] in {"REF", "PAGEREF"}} <= anchors
