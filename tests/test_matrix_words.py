"""What a matrix may print of the words behind its cells, and what it says of those it may not."""

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from casecoder.cli.main import app
from casecoder.core.outputs.matrix import MatrixMeasure, MatrixRequest
from casecoder.core.outputs.quote_choice import NOT_QUOTED_IN_REVIEW, NOT_QUOTED_WITHOUT_CONSENT
from casecoder.core.transcripts.nearness import Nearness
from casecoder.core.vocabulary import Band
from casecoder.services.codebook.codebook_editing import retire_code
from casecoder.services.judging.rating import rate
from casecoder.services.judging.reconciling_and_signing import sign_off
from casecoder.services.judging.study_settings import change_study_settings
from casecoder.services.outputs.cooccurrence import find_cooccurrence
from casecoder.services.outputs.matrices import build_matrix
from casecoder.services.outputs.matrix_files import write_matrix_file
from casecoder.services.segments import coding
from casecoder.services.sources.amending import amend_participant
from casecoder.store.study_file import StudyFile
from tests.study_kit import CODER, INTERVIEW, make_study, read_now
from tests.tui_kit import SHOWS, code, two_schools


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """A learner has withdrawn her consent; a teacher's words wait on the review list; another teacher's stand."""
    made_study = make_study(tmp_path, INTERVIEW)
    for benefit, quote, note in (
        ("B02", "I show my mum.", "She says: my mum"),
        ("B02", "Some look. Most don’t.", "asked: who looks?"),
        ("B02", "Nobody reads the board", "said twice"),
    ):
        coding.apply_codes(made_study, "P1-INT-01", [benefit], quote=quote, coder=CODER, note=note)
    amend_participant(made_study, "P1", "L1", coder=CODER, consent="withdrawn")
    corrected = tmp_path / "corrected.txt"
    shorter = INTERVIEW.replace("Some look. Most don’t. We post the notices there, and then we send", "Send")
    corrected.write_text(shorter, encoding="utf-8")
    done = CliRunner().invoke(app, ["correct", str(made_study.path), "P1-INT-01", str(corrected), "--coder", CODER])
    assert done.exit_code == 0, done.output
    return made_study


def test_words_without_consent_or_a_sure_place_are_counted_and_not_printed(study: StudyFile, tmp_path: Path) -> None:
    shown = read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COUNT))
    assert shown.cells["B02", "P1"].value == 3 and len(shown.cells["B02", "P1"].ids) == 3
    for ending in ("csv", "xlsx", "html", "md", "docx"):
        write_matrix_file(study, tmp_path / f"m.{ending}", MatrixRequest(MatrixMeasure.COUNT), evidence=True)
    rows = openpyxl.load_workbook(tmp_path / "m.xlsx")["Evidence"].iter_rows(values_only=True)
    printed = [
        (tmp_path / "m-evidence.csv").read_text(encoding="utf-8"),
        (tmp_path / "m.html").read_text(encoding="utf-8"),
        "\n".join(str(field) for row in rows for field in row),
    ]
    for text in printed:
        assert "Nobody reads the board" in text and "said twice" in text
        assert "my mum" not in text and "Some look" not in text and "who looks" not in text
        assert text.count(NOT_QUOTED_WITHOUT_CONSENT) == text.count(NOT_QUOTED_IN_REVIEW) == 1
        assert all(f"E-000{number}" in text for number in (1, 2, 3))


def test_coverage_and_meeting_leave_out_what_has_no_sure_place(study: StudyFile) -> None:
    length = next(iter(read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COVERAGE)).cells.values()))
    with study.reading() as session:
        pass

        from casecoder.store.permanent_rows import RevisionRow
        from casecoder.store.tables import SourceRow

        text = session.get_one(RevisionRow, session.scalars(select(SourceRow)).one().revision_id).text
    sure = len("I show my mum.") + len("Nobody reads the board")
    coverage = read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COVERAGE)).cells["B02", "P1"]
    assert coverage.value == pytest.approx(100 * sure / len(text)), length
    assert [basket.number for basket in read_now(study, find_cooccurrence, Nearness.OVERLAP).found] == [1, 3]


@pytest.mark.parametrize("ending", ["xlsx", "html", "md", "docx"])
def test_what_the_figures_leave_out_is_said_under_them(study: StudyFile, tmp_path: Path, ending: str) -> None:
    coding.apply_codes(study, "P1-INT-01", ["B03"], quote="chat is dead", coder=CODER)
    retire_code(study, "B03", coder=CODER)
    shown = read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COUNT))
    waiting = "1 of the codings is on the review list: a correction has left its words without a sure place."
    retired = "1 coding of retired codes is not in the table."
    assert shown.remarks == (f"{waiting} It is counted.", retired)
    assert read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COVERAGE)).remarks == (
        f"{waiting} It is left out.",
        retired,
    )
    assert not any(
        "coding" in remark for remark in read_now(study, build_matrix, MatrixRequest(MatrixMeasure.RAG)).remarks
    )
    (out,) = write_matrix_file(study, tmp_path / f"m.{ending}", MatrixRequest(MatrixMeasure.COUNT))
    assert retired in text_of(out)


@pytest.mark.parametrize("ending", ["docx", "html", "md", "xlsx", "csv", "png"])
def test_a_matrix_of_ratings_says_which_cells_have_none_that_holds(tmp_path: Path, ending: str) -> None:
    study = two_schools(tmp_path)
    number = code(study, SHOWS)
    for rater, band in (("anna", Band.GREEN), ("ben", Band.RED)):
        rate(study, "P1", "B02", band, because="So.", cited=[number], rater=rater)
    rate(study, "S1", "B02", Band.NONE, because="Nothing.", cited=[], rater="anna")
    told: list[str] = []
    out, *_ = write_matrix_file(study, tmp_path / f"m.{ending}", MatrixRequest(MatrixMeasure.RAG), say=told.append)
    assert told == [
        "4 cells have no rating yet: Organisation in Secondary School 1 and Primary School 1; "
        "Time in Secondary School 1 and Primary School 1.",
        "1 cell has ratings that are not yet reconciled or signed off, 2 in all, and the table shows none there: "
        "Parents in Primary School 1.",
    ]
    if ending not in {"csv", "png"}:
        assert all(gap in text_of(out) for gap in told)
        assert "No rating holds" in text_of(out) and "Not yet rated" not in text_of(out), "two have rated one of them"
    change_study_settings(study, {"blind": "on", "lead": "lead"}, coder="lead")
    sign_off(study, "S1", "B02", coder="lead")
    rate(study, "S1", "B02", Band.NONE, because="No.", cited=[], rater="anna", reason="Asked again.")
    assert read_now(study, build_matrix, MatrixRequest(MatrixMeasure.RAG)).remarks[2] == (
        "1 rating that the table shows has a newer one, which waits to be signed off: Parents in Secondary School 1."
    )


def text_of(path: Path) -> str:
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return "\n".join(str(field) for sheet in book for row in sheet.iter_rows(values_only=True) for field in row)
    if path.suffix == ".docx":
        import docx

        return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    return path.read_text(encoding="utf-8")
