"""Extracts: passages that were found, as documents."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import serialize_for_reading
from docx.text.paragraph import Paragraph
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.errors import CaseCoderError
from casecoder.core.outputs.extract import Extract, ExtractPassage
from casecoder.core.vocabulary import Phase, SourceKind
from casecoder.reports.extract_workbook import extract_xlsx
from casecoder.reports.word.report import WordReport
from casecoder.reports.word.streamed_paragraphs import LINE_BREAK, format_paragraph, format_run
from casecoder.reports.word.styles import EVIDENCE_ID, QUOTED_WORDS
from casecoder.reports.word.text_runs import set_paragraph_style, write_run
from casecoder.reports.word.word_xml import keep_close_to_next, word_element
from casecoder.services.search.extracts import EXTRACT_FORMATS, make_extract, write_extract
from casecoder.store.study_file import StudyFile
from tests.study_kit import read_now, retrieved
from tests.tui_kit import PAPER, SHOWS, code, two_schools


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    study = two_schools(tmp_path)
    code(study, PAPER, "B02")
    code(study, "we send paper", "B03")
    code(study, SHOWS, "B02", "S1-INT-01", counters=True)
    return study


def passages(study: StudyFile, query: str = "") -> list[ExtractPassage]:
    return retrieved(study, CodingFilter(query))


def written(study: StudyFile, found: Sequence[ExtractPassage], path: Path, *, title: str, query: str = "") -> Path:
    return write_extract(read_now(study, make_extract, found, title=title, query=query), path)


def text_of_docx(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def text_of_xlsx(path: Path) -> str:
    sheet = openpyxl.load_workbook(path)["Passages"]
    return "\n".join(str(cell) for row in sheet.values for cell in row if cell is not None)


def text_of_file(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("\\", "")


READ: dict[str, Callable[[Path], str]] = {
    ".docx": text_of_docx,
    ".xlsx": text_of_xlsx,
    ".csv": text_of_file,
    ".md": text_of_file,
}


@pytest.mark.parametrize("ending", EXTRACT_FORMATS)
def test_every_format_says_whose_words_and_by_which_coding(study: StudyFile, tmp_path: Path, ending: str) -> None:
    path = written(study, passages(study), tmp_path / f"out{ending}", title="Paper", query="code B02")
    said = READ[ending](path)
    for expected in ("then we send paper too.", "E-0001", "E-0003", "B02", "P1-INT-01", "primary school", "anna"):
        assert expected in said, expected
    assert "counters" in said
    for name in ("Okoro", "Zoë"):
        assert name not in said
    if ending != ".csv":
        assert "Made from the study as it stood on" in said
        assert "Asked for: code B02" in said


@pytest.mark.parametrize("ending", EXTRACT_FORMATS)
def test_the_same_study_gives_the_same_bytes(study: StudyFile, tmp_path: Path, ending: str) -> None:
    first, second = (
        written(study, passages(study), tmp_path / f"{name}{ending}", title="T").read_bytes() for name in "ab"
    )
    assert first == second


@pytest.mark.parametrize("ending", EXTRACT_FORMATS)
def test_words_without_codings_and_no_passages_at_all(study: StudyFile, tmp_path: Path, ending: str) -> None:
    plain = [replace(passage, codings=()) for passage in passages(study)]
    said = READ[ending](written(study, plain, tmp_path / f"out{ending}", title="Words", query="paper"))
    assert "then we send paper too." in said
    assert "E-0001" not in said
    written(study, [], tmp_path / f"none{ending}", title="Words")


def test_a_passage_of_several_codings_is_one_row(study: StudyFile, tmp_path: Path) -> None:
    path = written(study, passages(study, "B02 and B03"), tmp_path / "out.csv", title="T")
    (row,) = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    assert (row["words"], row["ids"], row["codes"]) == ("we send paper", "E-0001; E-0002", "B02; B03")


def test_words_that_look_like_formulas_stay_words(study: StudyFile, tmp_path: Path) -> None:
    odd = [replace(passages(study)[0], words="=1+1\n| *x* <b>\x00")]
    sheet = openpyxl.load_workbook(written(study, odd, tmp_path / "o.xlsx", title="=T"))["Passages"]
    assert sheet["C6"].value.startswith("=1+1")
    assert sheet["C6"].data_type == "s"
    assert "'=1+1" in written(study, odd, tmp_path / "o.csv", title="T").read_text(encoding="utf-8-sig")
    assert r"\*x\* \<b\>" in written(study, odd, tmp_path / "o.md", title="T").read_text(encoding="utf-8")
    assert "<b>" in text_of_docx(written(study, odd, tmp_path / "o.docx", title="T"))


def test_an_ending_that_names_no_format_is_refused(study: StudyFile, tmp_path: Path) -> None:
    with pytest.raises(CaseCoderError, match="no ending"):
        written(study, [], tmp_path / "out.pdf", title="T")
    assert not (tmp_path / "out.pdf").exists()


AWKWARD = st.text(st.sampled_from("ab -<>&\"'\r\n\t\x00\x0b\ufffe\U0001f600 E-0412R-0031"), max_size=30)


@given(st.text() | AWKWARD, st.sampled_from([None, EVIDENCE_ID, QUOTED_WORDS]), st.booleans())
def test_a_streamed_paragraph_is_the_one_that_python_docx_makes(text: str, style: str | None, close: bool) -> None:
    paragraph = Paragraph(word_element("p"), docx.Document())
    set_paragraph_style(paragraph, "Evidence Note")
    if close:
        keep_close_to_next(paragraph)
    write_run(paragraph, text, style)
    paragraph.add_run().add_break()
    runs = (format_run(text, style), LINE_BREAK)
    streamed = format_paragraph("Evidence Note", runs, close_to_next=close)
    root = f'<w:body xmlns:w="{paragraph._p.nsmap["w"]}">{streamed}</w:body>'
    assert serialize_for_reading(parse_xml(root)[0]) == serialize_for_reading(paragraph._p)


def test_streamed_paragraphs_are_made_one_by_one_when_the_document_is_saved() -> None:
    made: list[str] = []

    def paragraphs(name: str) -> Iterator[str]:
        for number in range(3):
            made.append(f"{name}{number}")
            yield format_paragraph("Quote", [format_run(f"<?{name}?> {number}")])

    report = WordReport("Title", "Foot", datetime(2010, 2, 15, tzinfo=UTC))
    for name in ("first", "second"):
        report.heading(name, 1)
        report.stream(paragraphs(name))
    report.paragraph("The end.")
    assert made == []
    document = docx.Document(io.BytesIO(report.save()))
    words = [[name, *(f"<?{name}?> {number}" for number in range(3))] for name in ("first", "second")]
    assert [paragraph.text for paragraph in document.paragraphs] == [*words[0], *words[1], "The end."]


def test_a_school_with_many_passages_stands_under_one_heading(study: StudyFile, tmp_path: Path) -> None:
    many = [passage for passage in passages(study) for _ in range(500)]
    document = docx.Document(str(written(study, many, tmp_path / "o.docx", title="T")))
    styles = Counter(str(paragraph.style.name) for paragraph in document.paragraphs if paragraph.style)
    assert styles["Quote"] == styles["Evidence Heading"] == styles["Evidence Note"] == 1500
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]  # type: ignore[union-attr]
    assert headings == ["Primary School 1", "Secondary School 1"]
    sheet = openpyxl.load_workbook(written(study, many, tmp_path / "o.xlsx", title="T"))["Passages"]
    assert (sheet.max_row, sheet.auto_filter.ref, sheet.freeze_panes) == (1505, "A5:M1505", "C6")


@given(
    st.lists(
        st.text(min_size=1, max_size=40) | st.sampled_from(["_x0041_", "a\rb", "<r>x</r>", "=1", "'", " ", "\ufeff"]),
        max_size=4,
    )
)
def test_a_streamed_row_holds_what_xlsxwriter_would_write(texts: list[str]) -> None:
    def sheet_of(title: str, words: str) -> Any:
        passage = ExtractPassage(
            "P1-INT-01", "", SourceKind.INTERVIEW, "", "P1", title, Phase.PRIMARY, 0, len(words), words, 0
        )
        extract = Extract("", title, "", (passage,), "", datetime(2010, 2, 15, tzinfo=UTC))
        return openpyxl.load_workbook(io.BytesIO(extract_xlsx(extract)))["Passages"]

    for text in texts:
        sheet = sheet_of(text, text)
        title = sheet["A1"]  # written by XlsxWriter
        for cell in (sheet["A6"], sheet["C6"]):
            words = cell.value.replace("x005F_", "")  # as openpyxl does where texts are shared
            assert (words, cell.data_type) == (title.value, title.data_type)
        assert (sheet["J6"].value, sheet["J6"].data_type, sheet["K6"].value) == (0, "n", len(text))
        assert sheet["C6"].alignment.wrap_text and sheet.dimensions == "A1:M6"
