"""Word reports, opened again: what they say, how it is marked up, and that every quote is whole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import RatingKind
from casecoder.core.outputs.case_study import CaseStudy
from casecoder.core.outputs.excerpt import excerpt_quote
from casecoder.core.outputs.figures.school_figures import SchoolMaterial
from casecoder.core.outputs.figures.table_figures import matrix_cell_figure
from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixMeasure, split_columns
from casecoder.core.vocabulary import BANDS_CAUTION, Band
from casecoder.reports.band_legend import LEGEND_ENTRIES, matrix_cell_mark
from casecoder.reports.matrix_notes import STALE_NOTE
from casecoder.reports.matrix_sheets import MOST_SHEET_COLUMNS
from casecoder.reports.printable_text import make_printable
from casecoder.reports.word.case_study import CaseStudyOptions, build_case_study, case_study_docx
from casecoder.reports.word.matrix import matrix_docx
from casecoder.reports.word.styles import EVIDENCE_ID, QUOTED_WORDS
from casecoder.services.verifying.report_reader import read_report
from tests.documents.report_inputs import (
    BENEFITS,
    MADE_AT,
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


def ratings_of(document: Document) -> Table:
    return next(table for table in document.tables if rows(table)[0][:2] == ["Benefit", "Band"])


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


def test_every_column_says_by_itself_what_it_is_in_one_header_row_that_repeats(
    table_one: Document, rated: Matrix
) -> None:
    table = table_one.tables[0]
    heads, *body = rows(table)
    assert heads == ["Benefit", *(column.label for column in rated.columns)]
    assert [row[0] for row in body] == [f"{row.label} {row.id}" for row in rated.rows]
    assert header_rows(table) == 1
    assert len(table._tbl.findall(f".//{qn('w:cantSplit')}")) == len(table.rows)


def test_the_phases_of_the_schools_are_set_apart(table_one: Document) -> None:
    for row in table_one.tables[0]._tbl.tr_lst:
        ruled = [at for at, cell in enumerate(row.tc_lst) if cell.find(f".//{qn('w:tcBorders')}") is not None]
        assert ruled == [7]  # the first primary school, after the benefit and six secondary schools


def test_every_cell_has_its_colour_letter_and_glyph(table_one: Document, rated: Matrix) -> None:
    table = table_one.tables[0]
    seen = set()
    for down, row in enumerate(rated.rows):
        for beside, column in enumerate(rated.columns):
            cell = rated.cell(row, column)
            assert cell.value is None or isinstance(cell.value, Band)
            assert plain(table.cell(down + 1, beside + 1).text) == matrix_cell_mark(cell)
            assert fill(table, down + 1, beside + 1) == LEGEND_ENTRIES[cell.value].fill
            seen.add(cell.value)
    assert seen == set(LEGEND_ENTRIES)


def test_what_the_letters_mean_stands_under_the_matrix(table_one: Document) -> None:
    legend = texts(table_one, "Legend")
    for key, line in zip(LEGEND_ENTRIES.values(), legend, strict=True):
        assert line.split() == [key.letter, key.glyph, *f"{key.label}:".split(), *key.definition.split()]
    assert texts(table_one, "Report Note")[:3] == [STALE_NOTE, BANDS_CAUTION, STATE]


def test_every_cell_of_the_word_matrix_opens(table_one: Document, rated: Matrix) -> None:
    head, *body = rows(table_one.tables[1])
    assert head == ["Benefit", "School", "Rating", "Codings"]
    expected = [
        [f"{row.label} {row.id}", column.label, matrix_cell_mark(cell), ", ".join(item.id for item in cell.evidence)]
        for row in rated.rows
        for column in rated.columns
        if (cell := rated.cell(row, column)).evidence
    ]
    assert body == expected


def test_the_table_of_codings_may_go_over_pages_for_the_names_in_it_may_be_long(rated: Matrix) -> None:
    one_school = matrix(across=columns(0, 1), benefits=10)
    table = opened(matrix_docx(one_school)).tables[1]
    assert len(table.rows) <= 13, "so few that other tables are kept whole"
    assert not any(p.paragraph_format.keep_with_next for row in table.rows[1:] for c in row.cells for p in c.paragraphs)


def test_figures_are_printed_as_figures_without_bands() -> None:
    counted = matrix(MatrixMeasure.COVERAGE)
    document = opened(matrix_docx(counted))
    shown = rows(document.tables[0])[1:]
    assert [row[1:] for row in shown] == [[counted.cell(r, c).text for c in counted.columns] for r in counted.rows]
    assert rows(document.tables[1])[0] == ["Code", "School", "Figure", "Codings"]
    assert texts(document, "Legend") == []
    assert BANDS_CAUTION not in texts(document, "Report Note")


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
    assert [len(part) for part in split_columns(columns(*schools), MOST_SHEET_COLUMNS)] == expected


def test_a_wide_matrix_shows_every_school_once_and_explains_every_part() -> None:
    wide = matrix(across=columns(10, 10))
    document = opened(matrix_docx(wide))
    shown = [rows(table)[0][1:] for table in document.tables[:2]]
    assert [name for part in shown for name in part] == [column.label for column in wide.columns]
    assert texts(document, "Report Note").count(BANDS_CAUTION) == 2
    assert "(part 2 of 2)" in texts(document, "Caption")[1]


@pytest.mark.parametrize("measure", [MatrixMeasure.RAG, MatrixMeasure.COUNT])
def test_of_very_many_schools_the_matrix_stands_on_its_side_and_says_the_same(measure: MatrixMeasure) -> None:
    wide = matrix(measure, across=columns(18, 11, 1))
    document = opened(matrix_docx(wide))
    head, *lines = rows(document.tables[0])
    assert head[0] == "School" and len(head) == 1 + len(wide.rows)
    for column, (label, *cells) in zip(wide.columns, lines, strict=True):
        assert label == f"{column.label} {column.id}"
        assert cells == [matrix_cell_mark(wide.cell(row, column)) for row in wide.rows]
    assert texts(document, "Report Note").count(BANDS_CAUTION) == (measure is MatrixMeasure.RAG)
    claims = read_report("m.docx", matrix_docx(wide)).claims
    assert claims is not None
    if measure is MatrixMeasure.RAG:
        said = {(claim.case, claim.code): claim.band for claim in claims.ratings}
        assert said == {(c.id, r.id): band_of(wide.cell(r, c)) for r in wide.rows for c in wide.columns}
    else:
        told = {claim.key: claim.text for claim in claims.figures}
        assert told == {
            matrix_cell_figure(wide, r, c).key: wide.cell(r, c).text for r in wide.rows for c in wide.columns
        }


def band_of(cell: MatrixCell) -> str:
    return cell.value.value if isinstance(cell.value, Band) else ""


def test_a_school_with_a_long_name_has_its_id_over_its_column_and_its_name_under_the_table() -> None:
    long = replace(named_columns()[-1], id="C3", label="Our Lady of the Assumption", number="C3")
    longer = replace(long, label=f"{long.label} and Saint Hilda")
    document = opened(matrix_docx(matrix(across=(*named_columns(), replace(long, id="C4", number="C4"), longer))))
    names = ["Benefit", "Primary School 1", "Hillside", "Ashdown & Vale", long.label, "C3"]
    assert rows(document.tables[0])[0] == names
    assert [text for text in texts(document, "Report Note") if "C3" in text or text == BANDS_CAUTION] == [
        f"C3 {longer.label}",
        BANDS_CAUTION,
    ]


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
    assert all(header_rows(table) == 1 for table in document.tables)


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
        "P3-INT-02 Teacher interview", "P3-OBS-01 Year 5 lesson",
    ]  # fmt: skip
    assert STATE in texts(report, "Report Note")


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
        ["Role", "Interviews", "Participants"],
        ["Teachers", "1", "4"],
        ["Others (governors, library managers, administrators)", "0", "1"],
        ["Total", "1", "5"],
    ]
    assert rows(report.tables[2])[1:] == [
        ["P3-INT-02", "Teacher interview", "Interview", "3 November 2009", "H. Tarrant", "1"],
        ["P3-OBS-01", "Year 5 lesson", "Observation", "autumn term", "H. Tarrant", "0"],
    ]


def test_every_quote_is_whole_and_carries_its_id(report: Document, study: CaseStudy) -> None:
    of = {item.id: make_printable(item.quote) for item in study.appendix}
    found = list(quoted(report))
    beside = [(words, name) for words, name in found if name]
    assert [name for _, name in beside] == ["E-0001", "E-0002", "E-0005", "E-0003", "E-0006"]
    assert all(words == excerpt_quote(of[name]) for words, name in beside)
    assert [words for words, name in found if not name] == [make_printable(item.quote) for item in study.appendix]


def test_quotes_say_who_speaks_by_role_and_phase(report: Document) -> None:
    quotes = texts(report, "Quote")
    assert any(text.endswith(" [Parent, primary school] E-0002") for text in quotes)
    assert any(text.endswith(" [Observation, primary school] E-0005") for text in quotes)


def test_the_appendix_places_every_quote(report: Document, study: CaseStudy) -> None:
    heads, abouts = texts(report, "Evidence Heading"), texts(report, "Evidence Note")
    for item, head, about in zip(study.appendix, heads, abouts, strict=True):
        assert head.split() == [item.id, item.code, *f"{item.code_name}{', counter-evidence' * item.counters}".split()]
        assert about.startswith(f"[{item.attribution}] {item.place}; ")
        assert f"coded by {item.coder}." in about
    assert ["; stage: early; " in about for about in abouts].count(True) == 1
    assert ["; strength 2; " in about for about in abouts].count(True) == 1
    assert any(about.endswith("\nNote: Said with a laugh.") for about in abouts)


def test_counter_evidence_stands_under_its_benefit_and_in_one_table(report: Document) -> None:
    assert texts(report, "Run-in Heading") == ["Counter-evidence"]
    table = next(table for table in report.tables if rows(table)[0][0] == "Speaks against")
    assert rows(table)[1:] == [
        [f"B01 {BENEFITS[0]}", "1", "Teacher", "E-0003"],
        [f"B02 {BENEFITS[1]}", "1", "Teacher", "E-0004"],
    ]


def test_counter_evidence_of_a_code_outside_the_sections_is_not_lost(study: CaseStudy) -> None:
    stray = evidence(9, code="in-vivo-3", code_name="Just the bell", direction=study.appendix[2].direction)
    document = opened(
        case_study_docx(replace(study, material=replace(study.material, codings=(*study.appendix, stray))))
    )
    table = next(table for table in document.tables if rows(table)[0][0] == "Was missing or in the way")
    assert ["in-vivo-3 Just the bell", "1", "Teacher", "E-0009"] in rows(table)


def test_a_rating_gives_its_reasons_its_evidence_and_its_doubts_once(report: Document) -> None:
    assert texts(report, "Band Line")[0].split() == ["A*", "◐", "Amber,", "R-0031,", "4", "coded", "passages"]
    (why,) = (cell for row in rows(ratings_of(report)) for cell in row if "What we saw of B01 was plain" in cell)
    assert why.endswith("R-0031 rests on E-0001, E-0003. Rated by M. Okafor, 3 March 2010.")
    assert everything(report).count("What we saw of B01 was plain") == 1
    assert "* This rating has to be looked at again. E-0003 has changed." in texts(report, "Report Note")


def test_without_the_table_of_ratings_the_reasons_stand_under_the_benefit(study: CaseStudy) -> None:
    document = opened(build_case_study(study, CaseStudyOptions(outline="# Benefits\n")).data)
    (why,) = (text for text in texts(document, "Body Text") if "What we saw of B01 was plain" in text)
    assert why.startswith("Why Amber: ") and why.endswith("Rated by M. Okafor, 3 March 2010.")


def test_who_agreed_on_a_rating_and_who_signed_it_off_is_said(study: CaseStudy) -> None:
    given = replace(
        judgement(31, "B01", Band.GREEN), kind=RatingKind.AGREED, signed_by="H. Tarrant", signed_at=datetime(2010, 3, 9)
    )
    document = opened(case_study_docx(replace(study, benefits=(replace(study.benefits[0], judgement=given),))))
    assert "Agreed by M. Okafor, 3 March 2010; signed off by H. Tarrant, 9 March 2010." in everything(document)


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
    assert texts(report, "Band Line")[1].split()[:5] == ["–", "·", "Not", "yet", "rated,"]


def test_the_school_s_ratings_are_one_table(report: Document) -> None:
    why = "What we saw of {} was plain, but it rested on one teacher."
    by = "Rated by M. Okafor, 3 March 2010."
    table = ratings_of(report)
    assert rows(table)[1:] == [
        [f"{BENEFITS[0]} B01", "A* ◐", f"Amber. {why.format('B01')} R-0031 rests on E-0001, E-0003. {by}", "4"],
        [f"{BENEFITS[1]} B02", "– ·", "Not yet rated.", "1"],
        [f"{BENEFITS[2]} B03", "N ∅", f"Looked, no evidence. {why.format('B03')} R-0032. {by}", "0"],
        [f"{BENEFITS[3]} B04", "– ·", "Not yet rated.", "0"],
    ]
    assert [fill(table, row, 1) for row in (1, 2, 3)] == [LEGEND_ENTRIES[b].fill for b in (Band.AMBER, None, Band.NONE)]
    assert BANDS_CAUTION in texts(report, "Report Note") and STALE_NOTE in texts(report, "Report Note")


def test_the_legend_explains_the_three_bands_and_of_the_rest_what_the_table_has(study: CaseStudy) -> None:
    only = replace(study, benefits=study.benefits[:1])
    assert len(texts(opened(case_study_docx(only)), "Legend")) == 3
    assert len(texts(opened(case_study_docx(study)), "Legend")) == 5


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
    assert "R-0040 rests on E-0077." in said and "E-0077 has been removed." in said
    anchors = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    links = {link.get(qn("w:anchor")) for link in document.element.body.iter(qn("w:hyperlink"))}
    assert links <= anchors


@pytest.mark.parametrize("quote", ["\x00\x0b\x1f", "\ud800 alone", "a\ufffe", " spaced  twice ", "tab\tand\nline\n"])
def test_no_character_breaks_a_document(quote: str, study: CaseStudy) -> None:
    item: Evidence = evidence(1, quote=quote)
    document = opened(case_study_docx(replace(study, label=f"School {quote}", material=SchoolMaterial((item,)))))
    assert (make_printable(quote), "") in list(quoted(document))
