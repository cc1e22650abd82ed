"""Word reports, opened again: what they say, how it is marked up, and that every quote is whole."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from casecoder.core.casestudy import CaseStudy
from casecoder.core.evidence import Evidence
from casecoder.core.excerpt import excerpt
from casecoder.core.matrix import Matrix, Measure, parts_of
from casecoder.core.vocabulary import CAUTION, Band
from casecoder.reports.keys import KEYS, mark
from casecoder.reports.notes import STALE_NOTE
from casecoder.reports.printable import printable
from casecoder.reports.word import case_study_docx, matrix_docx
from casecoder.reports.word.matrix import WIDEST
from casecoder.reports.word.styles import EVIDENCE_ID, QUOTED_WORDS
from tests.making.reports import (
    BENEFITS,
    MADE_AT,
    NAMED,
    STATE,
    bare_case_study,
    case_study,
    columns,
    evidence,
    judgement,
    matrix,
    named_columns,
)


def opened(made: bytes) -> Document:
    return docx.Document(BytesIO(made))


def part(made: bytes, name: str) -> str:
    with ZipFile(BytesIO(made)) as archive:
        return archive.read(name).decode()


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def texts(document: Document, style: str) -> list[str]:
    return [plain(p.text) for p in document.paragraphs if p.style is not None and p.style.name == style]


def everything(document: Document) -> str:
    return plain("\n".join(Paragraph(p, document).text for p in document.element.body.iter(qn("w:p"))))


def rows(table: Table) -> list[list[str]]:
    return [[plain(cell.text).strip() for cell in row.cells] for row in table.rows]


def fill(table: Table, row: int, column: int) -> str | None:
    shading = table.cell(row, column)._tc.find(f".//{qn('w:tcPr')}/{qn('w:shd')}")
    return None if shading is None else str(shading.get(qn("w:fill")))


def header_rows(table: Table) -> int:
    return len(table._tbl.findall(f".//{qn('w:tblHeader')}"))


def quoted(document: Document) -> Iterator[tuple[str, str]]:
    """Each quote's words and the id beside it, from their character styles alone."""
    for paragraph in document.paragraphs:
        words = [run.text for run in paragraph.runs if run.style is not None and run.style.name == QUOTED_WORDS]
        if words:
            beside = [run.text for link in paragraph.hyperlinks for run in link.runs if run.style.name == EVIDENCE_ID]
            yield "".join(words), "".join(beside)


@pytest.fixture(scope="module")
def study() -> CaseStudy:
    return case_study()


@pytest.fixture(scope="module")
def report(study: CaseStudy) -> Document:
    return opened(case_study_docx(study))


@pytest.fixture(scope="module")
def rated() -> Matrix:
    return matrix()


@pytest.fixture(scope="module")
def table_one(rated: Matrix) -> Document:
    return opened(matrix_docx(rated))


# the matrix


def test_the_matrix_is_a_landscape_a4_document_in_british_english(table_one: Document, rated: Matrix) -> None:
    section = table_one.sections[0]
    assert section.page_width is not None and section.page_height is not None
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (29.7, 21.0)
    languages = {lang.get(qn("w:val")) for lang in table_one.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    assert (table_one.core_properties.title, table_one.core_properties.author) == (rated.study, "casecoder")


def test_the_matrix_is_titled_with_the_study_and_then_the_codebook(table_one: Document, rated: Matrix) -> None:
    assert texts(table_one, "Title") == [rated.study] == [table_one.sections[0].header.paragraphs[0].text]
    assert texts(table_one, "Subtitle") == [rated.codebook]


def test_the_matrix_stands_under_a_numbered_caption(table_one: Document) -> None:
    captions = texts(table_one, "Caption")
    assert captions[0] == "Table 1: How far each benefit is embedded in each school"
    codes = [code.text for code in table_one.element.body.iter(qn("w:instrText"))]
    assert [code.split()[:2] for code in codes if "SEQ" in code] == [["SEQ", "Table"]] * len(captions)


def test_the_matrix_has_group_and_number_headings_that_repeat(table_one: Document, rated: Matrix) -> None:
    table = table_one.tables[0]
    groups, numbers, *body = rows(table)
    assert groups == ["Benefit", *["Secondary schools"] * 6, *["Primary schools"] * 6]
    assert numbers == ["Benefit", *(column.number for column in rated.columns)]
    assert [row[0] for row in body] == [f"{row.label} {row.id}" for row in rated.rows]
    assert header_rows(table) == 2
    assert len(table._tbl.findall(f".//{qn('w:cantSplit')}")) == len(table.rows)


def test_every_cell_has_its_colour_letter_and_glyph(table_one: Document, rated: Matrix) -> None:
    table = table_one.tables[0]
    seen = set()
    for down, row in enumerate(rated.rows):
        for beside, column in enumerate(rated.columns):
            cell = rated.cell(row, column)
            assert cell.value is None or isinstance(cell.value, Band)
            assert plain(table.cell(down + 2, beside + 1).text) == mark(cell)
            assert fill(table, down + 2, beside + 1) == KEYS[cell.value].fill
            seen.add(cell.value)
    assert seen == set(KEYS)


def test_what_the_letters_mean_stands_under_the_matrix(table_one: Document) -> None:
    legend = texts(table_one, "Legend")
    for key, line in zip(KEYS.values(), legend, strict=True):
        assert line.split() == [key.letter, key.glyph, *key.label.split(), *key.definition.split()]
    assert texts(table_one, "Note")[:3] == [STALE_NOTE, CAUTION, STATE]


def test_every_cell_of_the_word_matrix_opens(table_one: Document, rated: Matrix) -> None:
    head, *body = rows(table_one.tables[1])
    assert head == ["Benefit", "School", "Rating", "Codings"]
    expected = [
        [f"{row.label} {row.id}", column.label, mark(cell), ", ".join(item.id for item in cell.evidence)]
        for row in rated.rows
        for column in rated.columns
        if (cell := rated.cell(row, column)).evidence
    ]
    assert body == expected


def test_figures_are_printed_as_figures_without_bands() -> None:
    counted = matrix(Measure.COVERAGE)
    document = opened(matrix_docx(counted))
    shown = rows(document.tables[0])[2:]
    assert [row[1:] for row in shown] == [[counted.cell(r, c).text for c in counted.columns] for r in counted.rows]
    assert rows(document.tables[1])[0] == ["Code", "School", "Figure", "Codings"]
    assert texts(document, "Legend") == []
    assert CAUTION not in texts(document, "Note")


@pytest.mark.parametrize(
    ("schools", "expected"),
    [
        ((6, 6, 0), [12]), ((0, 1, 0), [1]), ((10, 10, 0), [10, 10]), ((18, 11, 1), [9, 9, 12]),
        ((14, 1, 0), [14, 1]), ((0, 0, 0), []), ((29, 0, 3), [10, 10, 12]),
    ],
)  # fmt: skip
def test_wide_matrices_are_split_between_groups_if_they_can_be(
    schools: tuple[int, int, int], expected: list[int]
) -> None:
    assert [len(part) for part in parts_of(columns(*schools), WIDEST)] == expected


def test_a_wide_matrix_shows_every_school_once_and_explains_every_part() -> None:
    wide = matrix(across=columns(18, 11, 1))
    document = opened(matrix_docx(wide))
    shown = [row[1:] for table in document.tables[:3] for row in rows(table)[1:2]]
    assert [number for part in shown for number in part] == [column.number for column in wide.columns]
    assert texts(document, "Note").count(CAUTION) == 3
    assert "(part 2 of 3)" in texts(document, "Caption")[1]


def test_schools_with_names_of_their_own_are_named_under_the_table_that_shows_them() -> None:
    document = opened(matrix_docx(matrix(across=(*columns(14, 0), *named_columns()))))
    assert rows(document.tables[1])[1] == ["Benefit", "1", "C1", "C2"]
    assert [text for text in texts(document, "Note") if text in {NAMED, CAUTION}] == [CAUTION, NAMED, CAUTION]


def test_a_matrix_without_schools_says_so() -> None:
    assert "no schools" in everything(opened(matrix_docx(matrix(across=()))))


@pytest.mark.parametrize("made", [matrix_docx(matrix()), case_study_docx(case_study())], ids=["matrix", "case study"])
def test_every_style_is_one_the_document_has_and_the_date_is_the_state_s(made: bytes) -> None:
    document = opened(made)
    named = {"w:pStyle", "w:rStyle", "w:tblStyle"}
    used = {str(mark.get(qn("w:val"))) for name in named for mark in document.element.body.iter(qn(name))}
    assert used <= {style.style_id for style in document.styles}
    assert document.core_properties.created == document.core_properties.modified == MADE_AT


@pytest.mark.parametrize("made", [matrix_docx(matrix()), case_study_docx(case_study())], ids=["matrix", "case study"])
def test_pages_are_headed_and_numbered(made: bytes) -> None:
    document = opened(made)
    section = document.sections[0]
    assert document.core_properties.title in section.header.paragraphs[0].text
    for foot in (section.footer, section.first_page_footer):
        assert foot.paragraphs[0].text.endswith("\tPage 1 of 1")
        codes = [code.text.strip() for code in foot._element.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]
    assert document.settings.odd_and_even_pages_header_footer is False
    assert all(header_rows(table) in {1, 2} for table in document.tables)


# the case study


def test_the_case_study_has_its_sections_in_order(report: Document) -> None:
    assert texts(report, "Title") == ["Primary School 3"]
    assert texts(report, "Heading 1") == [
        "The school in brief", "Data collected", "The story of the platform", "What the evidence is made of",
        "Benefits", "Conditions for success", "Barriers and counter-evidence", "This school’s ratings", "Method note",
        "Evidence appendix",
    ]  # fmt: skip
    assert texts(report, "Heading 2") == [
        f"B01 {BENEFITS[0]}", f"B02 {BENEFITS[1]}", "Looked for and not found", "Not yet rated",
        "C04 Support, training and CPD", "What speaks against the benefits", "What is missing",
        "P3-INT-02 Teacher interview", "P3-OBS-01 Teacher interview",
    ]  # fmt: skip
    assert STATE in texts(report, "Note")


def test_the_contents_list_every_heading_and_lead_to_it(report: Document) -> None:
    listed = [p for p in report.paragraphs if p.style is not None and p.style.name.lower().startswith("toc ")][1:]
    headings = [p for p in report.paragraphs if p.style is not None and p.style.name in {"Heading 1", "Heading 2"}]
    assert [p.text.partition("\t")[0] for p in listed] == [p.text for p in headings]
    anchors = {mark.get(qn("w:name")) for mark in report.element.body.iter(qn("w:bookmarkStart"))}
    assert all(link.fragment in anchors for p in listed for link in p.hyperlinks)
    codes = [code.text for code in report.element.body.iter(qn("w:instrText"))]
    assert any(code.strip().startswith("TOC") for code in codes)
    pages = [code.split()[1] for code in codes if "PAGEREF" in code]
    assert pages == [link.fragment for p in listed for link in p.hyperlinks]
    assert report.settings.element.find(qn("w:updateFields")) is not None


def test_fields_are_closed_and_anchors_are_unique(report: Document) -> None:
    depth = 0
    for char in report.element.body.iter(qn("w:fldChar")):
        depth += {"begin": 1, "separate": 0, "end": -1}[str(char.get(qn("w:fldCharType")))]
        assert depth in {0, 1, 2}  # pages inside the contents
    assert depth == 0
    starts = list(report.element.body.iter(qn("w:bookmarkStart")))
    for attribute in ("w:id", "w:name"):
        assert len({start.get(qn(attribute)) for start in starts}) == len(starts)


def test_participants_are_counted_by_role_with_a_total(report: Document) -> None:
    assert rows(report.tables[0])[1:] == [["Roll", "410"], ["Setting", "edge of a new-town estate"]]
    assert rows(report.tables[1]) == [
        ["Role", "Participants"],
        ["Teachers", "4"],
        ["Others (governors, library managers, administrators)", "1"],
        ["Total", "5"],
    ]
    assert rows(report.tables[2])[1:] == [
        ["P3-INT-02", "Teacher interview", "Interview", "3 November 2009", "H. Tarrant", "1"],
        ["P3-OBS-01", "Year 5 lesson", "Observation", "autumn term", "H. Tarrant", "0"],
    ]


def test_every_quote_is_whole_and_carries_its_id(report: Document, study: CaseStudy) -> None:
    of = {item.id: printable(item.quote) for item in study.appendix}
    found = list(quoted(report))
    beside = [(words, name) for words, name in found if name]
    assert [name for _, name in beside] == ["E-0001", "E-0002", "E-0005", "E-0003", "E-0006"]
    assert all(words == excerpt(of[name]) for words, name in beside)
    assert [words for words, name in found if not name] == [printable(item.quote) for item in study.appendix]


def test_quotes_say_who_speaks_by_role_and_phase(report: Document) -> None:
    quotes = texts(report, "Quote")
    assert any(text.endswith(" [Parent, primary school] E-0002") for text in quotes)
    assert any(text.endswith(" [Observation, primary school] E-0005") for text in quotes)


def test_the_appendix_places_every_quote(report: Document, study: CaseStudy) -> None:
    heads, abouts = texts(report, "Evidence Heading"), texts(report, "Evidence Note")
    for item, head, about in zip(study.appendix, heads, abouts, strict=True):
        assert head.split() == [item.id, item.code, *f"{item.code_name}{', counter-evidence' * item.counters}".split()]
        assert about.startswith(f"[{item.attribution}] {item.place}; {item.direction.value} the code")
        assert f"coded by {item.coder}." in about
    assert any("strength 2" in about for about in abouts)
    assert any(about.endswith("\nNote: Said with a laugh.") for about in abouts)


def test_counter_evidence_stands_under_its_benefit_and_in_one_table(report: Document) -> None:
    assert texts(report, "Run-in Heading") == ["Counter-evidence"]
    table = next(table for table in report.tables if rows(table)[0][0] == "Speaks against")
    assert rows(table)[1:] == [[f"B01 {BENEFITS[0]}", "1", "E-0003"], [f"B02 {BENEFITS[1]}", "1", "E-0004"]]


def test_counter_evidence_of_a_code_outside_the_sections_is_not_lost(study: CaseStudy) -> None:
    stray = evidence(9, code="in-vivo-3", code_name="Just the bell", direction=study.appendix[2].direction)
    document = opened(case_study_docx(replace(study, appendix=(*study.appendix, stray))))
    table = next(table for table in document.tables if rows(table)[0][0] == "Was missing or in the way")
    assert ["in-vivo-3 Just the bell", "1", "E-0009"] in rows(table)


def test_a_rating_gives_its_reasons_its_evidence_and_its_doubts(report: Document) -> None:
    assert texts(report, "Band Line")[0].split() == ["A*", "◐", "Amber", "R-0031,", "4", "coded", "passages"]
    body = texts(report, "Body Text")
    why = next(text for text in body if text.startswith("Why Amber: What we saw of B01 was plain"))
    assert "Rests on E-0001, E-0003. Rated by M. Okafor, 3 March 2010." in why
    assert "* This rating has to be looked at again. E-0003 has changed." in texts(report, "Note")


def test_looked_and_found_nothing_is_not_the_same_as_not_yet_rated(report: Document) -> None:
    listed = {"Looked for and not found": "B03", "Not yet rated": "B04"}
    for heading, line in pairwise(report.paragraphs):
        if heading.text in listed and heading.style is not None and heading.style.name == "Heading 2":
            assert line.text.startswith(listed.pop(heading.text))
    assert not listed
    bare = [text for text in texts(report, "List Bullet") if text.startswith("B0")]
    assert bare[0].startswith(f"B03 {BENEFITS[2]}:") and "Looked, no evidence. What we saw" in bare[0]
    assert "N" in bare[0].split() and "∅" in bare[0] and "R-0032" in bare[0]
    assert bare[1].startswith(f"B04 {BENEFITS[3]}:") and bare[1].endswith("Not yet rated; nothing has been coded.")
    assert texts(report, "Band Line")[1].split()[:5] == ["–", "·", "Not", "yet", "rated"]


def test_the_school_s_ratings_are_one_table(report: Document) -> None:
    why = "What we saw of {} was plain, but it rested on one teacher."
    table = next(table for table in report.tables if rows(table)[0][:2] == ["Benefit", "Band"])
    assert rows(table)[1:] == [
        [f"{BENEFITS[0]} B01", "A* ◐", f"Amber. {why.format('B01')}", "R-0031", "4"],
        [f"{BENEFITS[1]} B02", "– ·", "Not yet rated.", "", "1"],
        [f"{BENEFITS[2]} B03", "N ∅", f"Looked, no evidence. {why.format('B03')}", "R-0032", "0"],
        [f"{BENEFITS[3]} B04", "– ·", "Not yet rated.", "", "0"],
    ]
    assert [fill(table, row, 1) for row in (1, 2, 3)] == [KEYS[b].fill for b in (Band.AMBER, None, Band.NONE)]
    assert CAUTION in texts(report, "Note") and STALE_NOTE in texts(report, "Note")


def test_what_is_missing_is_said_to_be_missing(report: Document) -> None:
    body = texts(report, "Body Text")
    assert "No summary has been written yet." in body
    assert "No description of the platform has been written yet." in body
    assert "Nothing has been coded in this school under: C05 Developing content." in body


def test_a_school_of_which_nothing_is_known_still_makes_a_report() -> None:
    said = everything(opened(case_study_docx(bare_case_study())))
    assert "No sources have been imported yet." in said
    assert "No participants have been recorded yet." in said
    assert "No counter-evidence has been coded in this school." in said
    assert "Nothing has been coded in this school yet." in said
    assert "Becta" not in said and "Conditions for success" not in said


def test_each_further_codebook_has_a_chapter_under_its_title(study: CaseStudy) -> None:
    area = replace(study.chapters[0][1][0], code="A1", name="Learner engagement")
    chapters = (*study.chapters, ("Becta’s areas of interest", (area,)))
    document = opened(case_study_docx(replace(study, chapters=chapters)))
    assert "Becta’s areas of interest" in texts(document, "Heading 1")
    assert "A1 Learner engagement" in texts(document, "Heading 2")


def test_a_rating_left_without_evidence_is_shown_in_full(study: CaseStudy) -> None:
    lost = replace(study.benefits[3], judgement=judgement(40, "B04", Band.RED, (77,), ("E-0077 has been removed.",)))
    document = opened(case_study_docx(replace(study, benefits=(lost,))))
    said = everything(document)
    assert "Why Red:" in said and "E-0077" in said and "E-0077 has been removed." in said
    anchors = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    links = {link.get(qn("w:anchor")) for link in document.element.body.iter(qn("w:hyperlink"))}
    assert links <= anchors


@pytest.mark.parametrize("quote", ["\x00\x0b\x1f", "\ud800 alone", "a\ufffe", " spaced  twice ", "tab\tand\nline\n"])
def test_no_character_breaks_a_document(quote: str, study: CaseStudy) -> None:
    item: Evidence = evidence(1, quote=quote)
    document = opened(case_study_docx(replace(study, label=f"School {quote}", appendix=(item,))))
    assert (printable(quote), "") in list(quoted(document))
