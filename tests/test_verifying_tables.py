"""Matrices, codes that meet and the framework matrix in Word: what was changed in them is found, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from docx.document import Document

from casecoder.core.outputs.matrix import MatrixMeasure, MatrixRequest
from casecoder.core.transcripts.nearness import Nearness
from casecoder.core.verifying.figure_and_rating_checks import ClaimTexts, verify_figures
from casecoder.core.verifying.report_document import EVIDENCE_ID, FigureClaim
from casecoder.core.verifying.verification_results import ClaimKind, Verification
from casecoder.core.vocabulary import Band
from casecoder.services.judging.rating import rate
from casecoder.services.notes.summaries_and_descriptions import write_summary
from casecoder.services.outputs.matrix_files import write_cooccurrence_file, write_framework_file, write_matrix_file
from casecoder.services.outputs.publishing import write_case_study
from casecoder.services.segments import coding
from casecoder.services.sources.correcting import apply_correction, plan_correction
from casecoder.services.verifying.document_verification import gather_study_facts, verify_report
from casecoder.services.verifying.report_reader import read_report
from casecoder.store.study_file import StudyFile
from tests.documents.edited_word import all_runs, edited, set_words, words_of
from tests.study_kit import CODER, INTERVIEW, add_source, make_study, read_now

SUMMARY = "Few *families* look. The board is read by nobody.\n\nPaper is sent too."
Change = Callable[[Document], object]


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    made = make_study(tmp_path, INTERVIEW)
    add_source(made, tmp_path, INTERVIEW.replace("board", "door"), "other.txt", "Secondary School 1")
    for source, code, quote in (
        ("P1-INT-01", "B01.1", "notices there. Nobody"),
        ("P1-INT-01", "B02", "Nobody reads the board"),
        ("P1-INT-01", "B02", "Some look."),
        ("P1-INT-01", "B03", "I show my mum."),
        ("S1-INT-01", "B02", "Some look."),
    ):
        coding.apply_codes(made, source, [code], quote=quote, coder=CODER)
    write_summary(made, "P1", "B02", SUMMARY, author=CODER)
    rate(made, "P1", "B02", Band.AMBER, because="Some.", cited=[2, 3], rater=CODER)
    return made


@pytest.fixture
def papers(study: StudyFile, tmp_path: Path) -> Path:
    for how in Nearness:
        write_cooccurrence_file(study, tmp_path / f"{how}.docx", how)
    write_framework_file(study, tmp_path / "framework.docx")
    write_matrix_file(study, tmp_path / "count.docx", MatrixMeasure.COUNT)
    write_matrix_file(study, tmp_path / "role.docx", MatrixRequest(MatrixMeasure.COVERAGE, by="kind"))
    write_matrix_file(study, tmp_path / "rag.docx", MatrixMeasure.RAG)
    return tmp_path


def changed(study: StudyFile, path: Path, change: Change) -> Verification:
    return verify_report(study, edited(path, change))


def replaced(style: str, before: str, after: str) -> Change:
    """A change to the first run of a style that holds some words."""

    def edit(document: Document) -> None:
        run = next(run for run in all_runs(document, style) if before in words_of(run))
        set_words(run, words_of(run).replace(before, after))

    return edit


def in_table(before: str, after: str) -> Change:
    """A change to the first text of a table that holds some words."""

    def edit(document: Document) -> None:
        runs = (
            run
            for table in document.tables
            for row in table.rows
            for cell in row.cells
            for paragraph in cell.paragraphs
            for run in paragraph.runs
        )
        run = next(run for run in runs if before in run.text)
        run.text = run.text.replace(before, after)

    return edit


@pytest.mark.parametrize("name", [*Nearness, "framework", "count", "role", "rag"])
def test_a_table_as_it_was_made_matches(study: StudyFile, papers: Path, name: str) -> None:
    found = verify_report(study, papers / f"{name}.docx")
    assert found.holds and not [note for note in found.notes if "could not" in note], (found.findings, found.notes)
    if name != "rag":
        assert found.checked[ClaimKind.COUNT] and found.checked[ClaimKind.ID]


def test_a_figure_of_codes_that_meet_is_counted_again(study: StudyFile, papers: Path) -> None:
    for figure, before, after in (("together", "2", "3"), ("jaccard", "0.50", "0.51"), ("lift", "1.60", "1.61")):

        def edit(document: Document, was: str = before, now: str = after) -> None:
            replaced("Study Figure", was, now)(document)

        (finding,) = changed(study, papers / "overlap.docx", edit).findings
        assert finding.about is ClaimKind.COUNT and finding.message == (
            f"The figure for {figure}: B01, B02 reads “{after}”; the study has {before}."
        )


def test_what_the_study_has_since_is_named(study: StudyFile, papers: Path) -> None:
    coding.remove_coding(study, 2, coder=CODER)
    write_summary(study, "P1", "B02", "", author=CODER)
    met, framework = verify_report(study, papers / "overlap.docx"), verify_report(study, papers / "framework.docx")
    assert {(f.about, f.id.rpartition(":")[2]) for f in met.findings} == {
        (ClaimKind.ID, "E-0002"),
        *((ClaimKind.COUNT, figure) for figure in ("together", "jaccard", "lift")),
    }
    said = {finding.about: (finding.message, finding.cell) for finding in framework.findings}
    assert len(framework.findings) == len(said) == 3
    assert said[ClaimKind.TEXT] == ("The summary of B02 for P1 has been rewritten in the study since.", ("P1", "B02"))
    assert said[ClaimKind.COUNT][0] == "The figure for number of codings: B02, P1 reads “2”; the study has 1."
    assert "E-0002 is no longer in the study" in said[ClaimKind.ID][0]


def test_words_without_a_sure_place_are_named_where_they_are_quoted_and_nowhere_else(
    study: StudyFile, tmp_path: Path
) -> None:
    before = write_case_study(study, "P1", tmp_path / "before.docx")
    corrected = tmp_path / "corrected.txt"
    corrected.write_text(INTERVIEW.replace("I show my mum.", "Nobody at home ever sees any of it."), encoding="utf-8")
    apply_correction(study, plan_correction(study, "P1-INT-01", corrected), coder=CODER)
    after = write_case_study(study, "P1", tmp_path / "after.docx")
    assert verify_report(study, after).holds, "it says itself that they wait"
    (said,) = (finding.message for finding in verify_report(study, before).findings if finding.about is ClaimKind.QUOTE)
    assert said.startswith("E-0004 is quoted, but waits on the review list")


def test_other_codings_behind_the_same_figure_are_named(study: StudyFile, papers: Path) -> None:
    coding.remove_coding(study, 2, coder=CODER)
    coding.apply_codes(study, "P1-INT-01", ["B02"], quote="Most don’t.", coder=CODER)
    for name in ("framework", "count"):
        found = {finding.about: finding.message for finding in verify_report(study, papers / f"{name}.docx").findings}
        assert found == {
            ClaimKind.ID: "E-0002 is no longer in the study: the coding was removed or undone.",
            ClaimKind.TEXT: "Behind the figure for number of codings: B02, P1 the study has E-0003, E-0006 now.",
        }


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("nobody", "everybody", "everybody"),
        ("too.", "too. And more.", "And more"),
        ("families", "", "Few"),
    ],
)
def test_a_summary_changed_in_word_is_found(study: StudyFile, papers: Path, before: str, after: str, says: str) -> None:
    found = changed(study, papers / "framework.docx", in_table(before, after))
    (finding,) = found.findings
    assert (finding.about, finding.cell) == (ClaimKind.TABLE, ("P1", "B02"))
    assert "The summary of B02 for P1 reads" in finding.message and says in finding.document


def test_words_added_after_a_summary_are_found(study: StudyFile, papers: Path) -> None:
    def edit(document: Document) -> None:
        paragraph = next(
            cell.paragraphs[0] for row in document.tables[0].rows for cell in row.cells if "families" in cell.text
        )
        paragraph.add_run(" All in all it is well embedded.")

    (finding,) = changed(study, papers / "framework.docx", edit).findings
    assert finding.about is ClaimKind.TABLE and "well embedded" in finding.message


@pytest.mark.parametrize("name", ["count", "framework", "rag"])
def test_an_id_left_out_or_put_for_another_is_found(study: StudyFile, papers: Path, name: str) -> None:
    (finding,) = changed(study, papers / f"{name}.docx", replaced(EVIDENCE_ID, "E-0002, E-0003", "E-0002")).findings
    assert finding.about is ClaimKind.TABLE
    assert "reads “E-0002”; “E-0002 E-0003” was printed there" in finding.message
    found = changed(study, papers / f"{name}.docx", replaced(EVIDENCE_ID, "E-0002", "E-0002, E-0003, E-0004"))
    assert any("E-0004" in finding.message for finding in found.findings if finding.about is ClaimKind.TABLE)


def test_a_figure_is_set_beside_what_the_study_has_as_it_was_printed(study: StudyFile, papers: Path) -> None:
    document = read_report("count.docx", (papers / "count.docx").read_bytes())
    claims, facts = document.claims, read_now(study, gather_study_facts, document)
    assert claims is not None
    for value, text, now, due in (
        (4.3, "4.3", 6.14, "6.1"),
        (4.3, "4.3", 4.4, "4.4"),
        (0.3125, "0.31", 0.5, "0.50"),
        (1204.0, "1,204", 7.0, "7"),
        (7.0, "7", 1204.0, "1,204"),
    ):
        claim = FigureClaim("cell:x", value, text, "none")
        only = replace(claims, figures=(claim,))
        (checked,), _ = verify_figures(only, ClaimTexts({}, {}), replace(facts, figures={"cell:x": now}))
        assert checked.finding is not None and checked.finding.study == due
