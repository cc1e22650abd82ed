"""Word documents that everybody can read: all that we write, against what checkers of accessibility ask for."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.extract import Extract, ExtractPassage
from casecoder.core.outputs.figures.school_figures import SchoolMaterial
from casecoder.core.outputs.matrix import MatrixMeasure
from casecoder.core.transcripts.nearness import Nearness
from casecoder.reports.band_legend import LEGEND_ENTRIES
from casecoder.reports.word.case_study import CaseStudyOptions, build_case_study, case_study_docx
from casecoder.reports.word.extract import extract_docx
from casecoder.reports.word.listing import listing_docx
from casecoder.reports.word.matrix import matrix_docx
from casecoder.reports.word.styles import INK
from casecoder.reports.word.template import prepare_template
from casecoder.services.outputs.case_studies import gather_case_study
from casecoder.services.outputs.cooccurrence import find_cooccurrence
from casecoder.services.outputs.framework_matrix import framework_as_list, gather_framework_matrix
from casecoder.store.study_file import StudyFile
from tests.demo_kit import sample
from tests.documents.accessibility_rules import RULES, broken, contrast
from tests.documents.report_inputs import (
    MADE_AT,
    STATE,
    STUDY,
    bare_case_study,
    case_study,
    columns,
    evidence,
    matrix,
    named_columns,
)
from tests.documents.word_templates import letterhead
from tests.study_kit import read_now

pytestmark = pytest.mark.slow

JUMPING = "# A\n\n##### Far below\n\n### Between\n"


def of_the_sample(make: Callable[[StudyFile], bytes]) -> bytes:
    with TemporaryDirectory() as folder:
        study = StudyFile.open(Path(shutil.copy(sample(), folder)))
        try:
            return make(study)
        finally:
            study.close()


def passage(item: Evidence) -> ExtractPassage:
    return ExtractPassage(
        item.source, item.source_title, item.kind, item.date, item.case, item.case_label, item.phase,
        item.start, item.end, item.quote, item.turn, item.pseudonym, item.role, (item,),
    )  # fmt: skip


MAKERS: dict[str, Callable[[], bytes]] = {
    "case study": lambda: case_study_docx(case_study()),
    "case study of nothing": lambda: case_study_docx(bare_case_study()),
    "case study of the sample": lambda: of_the_sample(
        lambda study: case_study_docx(read_now(study, gather_case_study, "P3"))
    ),
    "case study in an outline": lambda: (
        build_case_study(case_study(), CaseStudyOptions(None, f"# The school\n#{JUMPING}", "o.md")).data
    ),
    "case study on a template": lambda: (
        build_case_study(case_study(), CaseStudyOptions(prepare_template(letterhead(), "ours.docx"))).data
    ),
    "table of ratings": lambda: matrix_docx(matrix()),
    "table of schools with names": lambda: matrix_docx(matrix(across=named_columns())),
    "table of many schools": lambda: matrix_docx(matrix(across=columns(18, 11, 1))),
    "table of nothing": lambda: matrix_docx(matrix(across=())),
    "matrix of codings": lambda: matrix_docx(matrix(MatrixMeasure.COUNT)),
    "matrix of shares": lambda: matrix_docx(matrix(MatrixMeasure.COVERAGE)),
    "framework": lambda: of_the_sample(
        lambda study: listing_docx(framework_as_list(read_now(study, gather_framework_matrix)))
    ),
    "co-occurrence": lambda: of_the_sample(
        lambda study: listing_docx(read_now(study, find_cooccurrence, Nearness.NEAR).listing)
    ),
    "extract": lambda: extract_docx(
        Extract(STUDY, "Coded passages", "B01", tuple(passage(evidence(n)) for n in range(6)), STATE, MADE_AT)
    ),
}
"""Every Word document there is, in all its forms; that of all schools is looked at in ``test_synthesis``."""


@cache
def document_of(name: str) -> Document:
    return docx.Document(BytesIO(MAKERS[name]()))


@pytest.mark.parametrize("name", MAKERS)
def test_no_rule_of_the_checkers_is_broken(name: str) -> None:
    found = broken(document_of(name))
    if "template" in name:
        found.pop("letters_stand_out", None)  # the team's own colours
    assert found == {}


def test_every_rule_is_written_down_with_who_asks_for_it() -> None:
    assert all((rule.__doc__ or "").rstrip().endswith((").", "may.")) and "(" in (rule.__doc__ or "") for rule in RULES)


def _merged(document: Document) -> None:
    table = next(table for table in document.tables if len(table.columns) > 2)
    table.cell(0, 1).merge(table.cell(0, 2))


def _unmarked(document: Document) -> None:
    mark = next(document.tables[0]._tbl.iter(qn("w:tblHeader")))
    mark.getparent().remove(mark)


def _blank_row(document: Document) -> None:
    for cell in document.tables[0].rows[1].cells:
        cell.text = ""


def _skipping(document: Document) -> None:
    document.add_heading("Deep", 1)
    document.add_heading("Deeper", 3)


def _picture(document: Document) -> None:
    drawing = '<w:drawing><wp:inline><wp:docPr id="1" name="p"/></wp:inline></w:drawing>'
    document.paragraphs[0]._p.append(parse_xml(f"<w:r {nsdecls('w', 'wp')}>{drawing}</w:r>"))


def _pale(document: Document) -> None:
    for mark in document.styles["Body Text"].element.iter(qn("w:color")):
        mark.set(qn("w:val"), "999999")


def _bold(document: Document) -> None:
    document.paragraphs[0].add_run("Mind this.").bold = True


def _untitled(document: Document) -> None:
    document.core_properties.title = ""


def _named_as_a_tag(document: Document) -> None:
    document.add_paragraph("A note.", document.styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH))


def _french(document: Document) -> None:
    next(document.styles.element.iter(qn("w:lang"))).set(qn("w:val"), "fr-FR")


def _nowhere(document: Document) -> None:
    next(document.element.body.iter(qn("w:hyperlink"))).set(qn("w:anchor"), "gone")


def _splitting(document: Document) -> None:
    mark = next(document.tables[0]._tbl.iter(qn("w:cantSplit")))
    mark.getparent().remove(mark)


def _coloured(document: Document) -> None:
    for cell in document.element.body.iter(qn("w:tc")):
        if cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}") is not None:
            for text in cell.iter(qn("w:t")):
                text.text = "●"


def _without_contents(document: Document) -> None:
    for code in document.element.iter(qn("w:instrText")):
        code.text = str(code.text).replace("TOC", "TA")


BREAKING: dict[str, Callable[[Document], object]] = {
    "title_is_set": _untitled,
    "language_is_set": _french,
    "headings_are_in_order": _skipping,
    "tables_have_one_marked_header_row": _unmarked,
    "tables_are_simple": _merged,
    "column_heads_differ": lambda document: setattr(document.tables[1].cell(0, 1), "text", "Role"),
    "no_row_or_column_is_blank": _blank_row,
    "rows_stay_whole": _splitting,
    "tables_are_named_and_captioned": lambda document: document.tables[0]._tbl.getprevious().clear(),
    "pictures_are_told_and_in_line": _picture,
    "nothing_is_blank_for_looks": lambda document: document.paragraphs[5].insert_paragraph_before(""),
    "lists_are_lists": lambda document: document.paragraphs[5].insert_paragraph_before("– this", "Body Text"),
    "links_lead_somewhere": _nowhere,
    "what_matters_is_marked_by_style": _bold,
    "colour_never_speaks_alone": _coloured,
    "letters_stand_out": _pale,
    "no_style_is_taken_for_a_tag": _named_as_a_tag,
    "long_documents_have_contents": _without_contents,
}


@pytest.mark.parametrize("rule", [rule.__name__ for rule in RULES])
def test_every_rule_finds_what_breaks_it(rule: str) -> None:
    document = docx.Document(BytesIO(MAKERS["case study"]()))
    BREAKING[rule](document)
    assert rule in broken(document)


def test_every_picture_has_its_number_and_a_caption_right_under_it() -> None:
    holders = [p for p in document_of("case study").paragraphs if next(p._p.iter(qn("w:drawing")), None) is not None]
    assert len(holders) == 2
    for number, holder in enumerate(holders, 1):
        about = next(holder._p.iter(qn("wp:docPr")))
        assert about.get("title") and about.get("name") == f"Figure {number}"
        below = "".join(text.text or "" for text in holder._p.getnext().iter(qn("w:t")))
        assert below.startswith(f"Figure {number}: {about.get('title')}")


def test_a_researcher_s_own_headings_all_come_through() -> None:
    found = {paragraph.text for paragraph in document_of("case study in an outline").paragraphs}
    assert {"A", "Far below", "Between"} <= found


def test_bands_are_read_on_their_colours() -> None:
    assert all(contrast(INK, key.fill) >= 4.5 for key in LEGEND_ENTRIES.values())


def test_a_study_s_own_words_may_be_typed_as_they_were() -> None:
    spaced = evidence(1, quote="Well,    er\tyes.")
    study = case_study()
    benefit = replace(study.benefits[0], quotes=(spaced,), counter=())
    typed = replace(study, benefits=(benefit,), material=SchoolMaterial((spaced,)))
    assert broken(docx.Document(BytesIO(case_study_docx(typed)))) == {}
