"""Extracts: passages that were found, as documents."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.errors import CaseCoderError
from casecoder.core.outputs.extract import ExtractPassage
from casecoder.services.search.extracts import EXTRACT_FORMATS, write_extract
from casecoder.services.search.retrieval import retrieve_all
from casecoder.store.study_file import StudyFile
from tests.tui_kit import PAPER, SHOWS, code, two_schools


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    study = two_schools(tmp_path)
    code(study, PAPER, "B02")
    code(study, "we send paper", "B03")
    code(study, SHOWS, "B02", "S1-INT-01", counters=True)
    return study


def passages(study: StudyFile, query: str = "") -> list[ExtractPassage]:
    return list(retrieve_all(study, CodingFilter(query)))


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
    path = write_extract(study, passages(study), tmp_path / f"out{ending}", title="Paper", query="code B02")
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
        write_extract(study, passages(study), tmp_path / f"{name}{ending}", title="T").read_bytes() for name in "ab"
    )
    assert first == second


@pytest.mark.parametrize("ending", EXTRACT_FORMATS)
def test_words_without_codings_and_no_passages_at_all(study: StudyFile, tmp_path: Path, ending: str) -> None:
    plain = [replace(passage, codings=()) for passage in passages(study)]
    said = READ[ending](write_extract(study, plain, tmp_path / f"out{ending}", title="Words", query="paper"))
    assert "then we send paper too." in said
    assert "E-0001" not in said
    write_extract(study, [], tmp_path / f"none{ending}", title="Words")


def test_a_passage_of_several_codings_is_one_row(study: StudyFile, tmp_path: Path) -> None:
    path = write_extract(study, passages(study, "B02 and B03"), tmp_path / "out.csv", title="T")
    (row,) = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    assert (row["words"], row["ids"], row["codes"]) == ("we send paper", "E-0001; E-0002", "B02; B03")


def test_words_that_look_like_formulas_stay_words(study: StudyFile, tmp_path: Path) -> None:
    odd = [replace(passages(study)[0], words="=1+1\n| *x* <b>\x00")]
    sheet = openpyxl.load_workbook(write_extract(study, odd, tmp_path / "o.xlsx", title="=T"))["Passages"]
    assert sheet["C6"].value.startswith("=1+1")
    assert sheet["C6"].data_type == "s"
    assert "'=1+1" in write_extract(study, odd, tmp_path / "o.csv", title="T").read_text(encoding="utf-8-sig")
    assert r"\*x\* \<b\>" in write_extract(study, odd, tmp_path / "o.md", title="T").read_text(encoding="utf-8")
    assert "<b>" in text_of_docx(write_extract(study, odd, tmp_path / "o.docx", title="T"))


def test_an_ending_that_names_no_format_is_refused(study: StudyFile, tmp_path: Path) -> None:
    with pytest.raises(CaseCoderError, match="no ending"):
        write_extract(study, [], tmp_path / "out.pdf", title="T")
    assert not (tmp_path / "out.pdf").exists()
