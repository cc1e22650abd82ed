"""Second coders: what they code in a source shows how far coders agree, and counts in nothing else."""

from pathlib import Path

import docx
import pytest
from textual.widgets import Input
from typer.testing import CliRunner

from casecoder.cli.main import app
from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_results import AgreementMeasure as Figure
from casecoder.core.outputs.matrix import MatrixMeasure, MatrixRequest
from casecoder.core.transcripts.nearness import Nearness
from casecoder.core.vocabulary import Band, SourceStatus
from casecoder.reports.word.synthesis import synthesis_docx
from casecoder.services import history
from casecoder.services.judging.agreement_on_codings import coding_agreement
from casecoder.services.judging.rating import open_rating_desk, rate, read_rating_grid
from casecoder.services.judging.weighing import weigh_evidence
from casecoder.services.outputs.case_studies import gather_case_study
from casecoder.services.outputs.cooccurrence import find_cooccurrence
from casecoder.services.outputs.matrices import build_matrix, coding_numbers_behind_cell
from casecoder.services.outputs.study_charts import case_evidence_chart, saturation_chart
from casecoder.services.outputs.synthesis import gather_synthesis
from casecoder.services.search import retrieval
from casecoder.services.segments.coding import apply_codes
from casecoder.services.sources.amending import amend_source
from casecoder.services.sources.reading_progress import set_source_status
from casecoder.services.sources.study_listings import list_sources, open_source
from casecoder.services.study_check import check_study
from casecoder.services.verifying.document_verification import verify_report
from casecoder.store.study_file import StudyFile
from casecoder.tui.screens.sources.sources import SourcesScreen
from tests.study_kit import CODER, read_now, retrieved
from tests.tui_kit import NOTICES, PAPER, SHOWS, app_of, code, two_schools

P1 = "P1-INT-01"
BEN = "ben"


def by_ben(study: StudyFile, quote: str, under: str = "B02", source: str = P1) -> int:
    return apply_codes(study, source, [under], quote=quote, coder=BEN)[0].number


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """Anna codes in both schools; Ben codes P1's interview again, and S1's as one who counts."""
    study = two_schools(tmp_path)
    code(study, PAPER)
    code(study, SHOWS)
    by_ben(study, "and then we send paper too.")
    by_ben(study, NOTICES)
    by_ben(study, NOTICES, "B03")
    by_ben(study, SHOWS, source="S1-INT-01")
    amend_source(study, P1, coder=CODER, second_coders=[BEN])
    return study


def test_they_are_in_no_count(study: StudyFile) -> None:
    assert read_now(study, read_rating_grid).cells["B02", "P1"].codings == 2
    assert weigh_evidence(study, "P1", "B02").whole.codings == 2
    assert {place.figure: place.value for place in weigh_evidence(study, "P1", "B02").ranks}["codings"] == 2
    assert {item.coder for item in open_rating_desk(study, "P1", "B02").evidence} == {CODER}
    assert read_now(study, gather_case_study, "P1").benefits[1].total == 2
    assert len(read_now(study, gather_case_study, "P1").appendix) == 2
    assert read_now(study, gather_synthesis).benefits[0].theme.supported.passages == 3
    assert "3 for" not in read_now(study, case_evidence_chart, "P1", "B02").alt
    assert "1 of 4 codes" in read_now(study, saturation_chart).alt


@pytest.mark.parametrize("measure", [MatrixMeasure.COUNT, MatrixMeasure.SOURCES, MatrixMeasure.PARTICIPANTS])
@pytest.mark.parametrize("by", ["case", "role", "kind"])
def test_they_are_in_no_matrix(study: StudyFile, measure: MatrixMeasure, by: str) -> None:
    found = read_now(study, build_matrix, MatrixRequest(measure, by=by))
    assert not any(cell.value for (row, _), cell in found.cells.items() if row == "B03")
    assert {item.number for cell in found.cells.values() for item in cell.evidence} == {1, 2, 6}


def test_the_characters_they_coded_are_not_covered(study: StudyFile) -> None:
    whole = read_now(study, build_matrix, MatrixRequest(MatrixMeasure.COVERAGE)).cells["B02", "P1"].value
    length = sum(each.length for each in list_sources(study) if each.case == "P1")
    assert whole == pytest.approx(100 * (len(PAPER) + len(SHOWS)) / length)


def test_no_cell_opens_them_and_they_meet_nothing(study: StudyFile) -> None:
    assert read_now(study, coding_numbers_behind_cell, MatrixRequest(MatrixMeasure.COUNT), "B03", "P1") == []
    assert read_now(study, find_cooccurrence, Nearness.OVERLAP).pairs == []


def test_they_are_found_when_asked_for_by_name(study: StudyFile) -> None:
    def numbers(wanted: CodingFilter) -> set[int]:
        return {item.number for passage in retrieved(study, wanted) for item in passage.codings}

    assert numbers(CodingFilter()) == {1, 2, 6}
    assert sum(each.passages for each in retrieval.count_passages(study, CodingFilter("B02")).values()) == 3
    assert numbers(CodingFilter(coder=BEN)) == {3, 4, 5, 6}
    assert [item.for_agreement for item in open_source(study, P1).codings].count(True) == 3


def test_agreement_is_what_they_are_for(study: StudyFile) -> None:
    line = next(line for line in read_now(study, coding_agreement).lines if line.id == "B02")
    assert line.figures[Figure.KAPPA].value is not None


def test_the_report_across_schools_says_so_and_a_changed_number_is_found(study: StudyFile, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(synthesis_docx(read_now(study, gather_synthesis)))
    said = next(each.text for each in docx.Document(str(path)).paragraphs if "more than one coder" in each.text)
    assert said.startswith("1 of the 3 sources (33 per cent) has been coded by more than one coder.")
    assert "1 source was given a second coder" in said
    assert not verify_report(study, path).findings
    amend_source(study, P1, coder=CODER, second_coders=[])
    assert {finding.id for finding in verify_report(study, path).findings} >= {"all:again"}


def test_one_who_coded_nothing_in_a_source_that_is_done_found_nothing(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    code(study, PAPER)
    amend_source(study, P1, coder=CODER, second_coders=[BEN])
    with pytest.raises(CaseCoderError, match="two"):
        read_now(study, coding_agreement)
    set_source_status(study, P1, SourceStatus.DONE, coder=CODER)
    (line,) = read_now(study, coding_agreement).lines
    assert line.figures[Figure.KAPPA].value == pytest.approx(0.0)
    assert line.figures[Figure.PER_CENT].value == pytest.approx(1 - len(PAPER) / len(open_source(study, P1).text))


def test_a_rating_can_not_cite_them(study: StudyFile) -> None:
    with pytest.raises(CaseCoderError, match=r"E-0003 was coded by ben to see how far coders agree"):
        rate(study, "P1", "B02", Band.AMBER, because="So.", cited=[1, 3], rater=CODER)


def test_a_rating_that_cites_what_becomes_one_is_stale_until_it_is_undone(study: StudyFile) -> None:
    rate(study, "S1", "B02", Band.AMBER, because="So.", cited=[6], rater=CODER)
    amend_source(study, "S1-INT-01", coder=CODER, second_coders=[BEN])
    (reason,) = open_rating_desk(study, "S1", "B02").history[0].stale
    assert "E-0006" in reason
    assert "second coder" in reason
    history.undo(study, CODER)
    assert open_rating_desk(study, "S1", "B02").history[0].stale == ()
    assert check_study(study).faults == ()


def test_looked_and_found_nothing_holds_whatever_they_code(study: StudyFile) -> None:
    rate(study, "P1", "B03", Band.NONE, because="Nothing of it.", cited=[], rater=CODER)
    by_ben(study, PAPER, "B03")
    assert open_rating_desk(study, "P1", "B03").history[0].stale == (), "what they code is no evidence"
    amend_source(study, P1, coder=CODER, second_coders=[])
    (since,) = open_rating_desk(study, "P1", "B03").history[0].stale
    assert since.startswith("No evidence had been found;")


def test_nobody_is_a_second_coder_any_more_once_taken_away(study: StudyFile) -> None:
    amend_source(study, P1, coder=CODER, second_coders=[])
    assert read_now(study, read_rating_grid).cells["B02", "P1"].codings == 4


def test_names_are_kept_once_and_other_facts_leave_them(study: StudyFile) -> None:
    amend_source(study, P1, coder=CODER, second_coders=[" ben", "M.  Okafor", "ben", ""])
    amend_source(study, P1, coder=CODER, title="Talk")
    assert next(each for each in list_sources(study) if each.ref == P1).second_coders == ("ben", "M. Okafor")


def test_the_command_sets_and_clears_them(study: StudyFile) -> None:
    study.close()
    run = CliRunner().invoke
    assert run(app, ["source", str(study.path), P1, "--second", "ben", "--second", "cy"]).exit_code == 0
    assert '"cy"' in run(app, ["sources", str(study.path), "--json"]).stdout
    assert run(app, ["source", str(study.path), P1, "--second", ""]).exit_code == 0
    assert '"cy"' not in run(app, ["sources", str(study.path), "--json"]).stdout


async def test_they_are_set_in_the_form_of_a_source(study: StudyFile) -> None:
    amend_source(study, P1, coder=CODER, second_coders=[])
    application = app_of(study)
    async with application.run_test(size=(100, 40)) as pilot:
        await application.push_screen(SourcesScreen())
        await pilot.press("e")
        application.screen.query_one("#form-second", Input).value = "ben; cy"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(application.screen, SourcesScreen)
        (set_right,) = [each.ref for each in list_sources(application.study) if each.second_coders == ("ben", "cy")]
        assert set_right == "S1-INT-01", "which is the first of the list"
