"""Second coders: what they code in a source shows how far coders agree, and counts in nothing else."""

from pathlib import Path

import docx
import pytest
from textual.widgets import Input
from typer.testing import CliRunner

from casecoder.cli.main import app
from casecoder.core.coding.wanted import Wanted
from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_report import Measure as Figure
from casecoder.core.outputs.matrix import Asked, Measure
from casecoder.core.transcripts.nearness import How
from casecoder.core.vocabulary import Band, Status
from casecoder.reports.word.synthesis import synthesis_docx
from casecoder.services import history
from casecoder.services.checking import check
from casecoder.services.judging.agreement_on_codings import coding_agreement
from casecoder.services.judging.rating import desk, grid, rate
from casecoder.services.judging.weighing import weigh
from casecoder.services.outputs.casestudies import case_study
from casecoder.services.outputs.matrices import cell_codings, made
from casecoder.services.outputs.meeting import meeting
from casecoder.services.outputs.pictures import evidence_chart, saturation_chart
from casecoder.services.outputs.synthesis import synthesis
from casecoder.services.outputs.verifying import verify
from casecoder.services.search import retrieval
from casecoder.services.segments.coding import apply_codes
from casecoder.services.sources.amending import amend_source
from casecoder.services.sources.progress import set_status
from casecoder.services.sources.reading import open_source, sources
from casecoder.store.study_file import StudyFile
from casecoder.tui.screens.sources.sources import SourcesScreen
from tests.kit import CODER
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
    assert grid(study).cells["B02", "P1"].codings == 2
    assert weigh(study, "P1", "B02").whole.codings == 2
    assert {place.figure: place.value for place in weigh(study, "P1", "B02").places}["codings"] == 2
    assert {item.coder for item in desk(study, "P1", "B02").evidence} == {CODER}
    assert case_study(study, "P1").benefits[1].total == 2
    assert len(case_study(study, "P1").appendix) == 2
    assert synthesis(study).benefits[0].theme.supported.passages == 3
    assert "3 for" not in evidence_chart(study, "P1", "B02").alt
    assert "1 of 4 codes" in saturation_chart(study).alt


@pytest.mark.parametrize("measure", [Measure.COUNT, Measure.SOURCES, Measure.PARTICIPANTS])
@pytest.mark.parametrize("by", ["case", "role", "kind"])
def test_they_are_in_no_matrix(study: StudyFile, measure: Measure, by: str) -> None:
    found = made(study, Asked(measure, by=by))
    assert not any(cell.value for (row, _), cell in found.cells.items() if row == "B03")
    assert {item.number for cell in found.cells.values() for item in cell.evidence} == {1, 2, 6}


def test_the_characters_they_coded_are_not_covered(study: StudyFile) -> None:
    whole = made(study, Asked(Measure.COVERAGE)).cells["B02", "P1"].value
    length = sum(each.length for each in sources(study) if each.case == "P1")
    assert whole == pytest.approx(100 * (len(PAPER) + len(SHOWS)) / length)


def test_no_cell_opens_them_and_they_meet_nothing(study: StudyFile) -> None:
    assert cell_codings(study, Asked(Measure.COUNT), "B03", "P1") == []
    assert meeting(study, How.OVERLAP).pairs == []


def test_they_are_found_when_asked_for_by_name(study: StudyFile) -> None:
    def numbers(wanted: Wanted) -> set[int]:
        return {item.number for passage in retrieval.everything(study, wanted) for item in passage.codings}

    assert numbers(Wanted()) == {1, 2, 6}
    assert sum(each.passages for each in retrieval.tally(study, Wanted("B02")).values()) == 3
    assert numbers(Wanted(coder=BEN)) == {3, 4, 5, 6}
    assert [item.for_agreement for item in open_source(study, P1).codings].count(True) == 3


def test_agreement_is_what_they_are_for(study: StudyFile) -> None:
    line = next(line for line in coding_agreement(study).lines if line.id == "B02")
    assert line.figures[Figure.KAPPA].value is not None


def test_the_report_across_schools_says_so_and_a_changed_number_is_found(study: StudyFile, tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes(synthesis_docx(synthesis(study)))
    said = next(each.text for each in docx.Document(str(path)).paragraphs if "more than one coder" in each.text)
    assert said.startswith("1 of the 3 sources (33 per cent) has been coded by more than one coder.")
    assert "1 source was given a second coder" in said
    assert not verify(study, path).findings
    amend_source(study, P1, coder=CODER, second_coders=[])
    assert {finding.id for finding in verify(study, path).findings} >= {"all:again"}


def test_one_who_coded_nothing_in_a_source_that_is_done_found_nothing(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    code(study, PAPER)
    amend_source(study, P1, coder=CODER, second_coders=[BEN])
    with pytest.raises(CaseCoderError, match="two"):
        coding_agreement(study)
    set_status(study, P1, Status.DONE, coder=CODER)
    (line,) = coding_agreement(study).lines
    assert line.figures[Figure.KAPPA].value == pytest.approx(0.0)
    assert line.figures[Figure.PER_CENT].value == pytest.approx(1 - len(PAPER) / len(open_source(study, P1).text))


def test_a_rating_can_not_cite_them(study: StudyFile) -> None:
    with pytest.raises(CaseCoderError, match=r"E-0003 was coded by ben to see how far coders agree"):
        rate(study, "P1", "B02", Band.AMBER, because="So.", cited=[1, 3], rater=CODER)


def test_a_rating_that_cites_what_becomes_one_is_stale_until_it_is_undone(study: StudyFile) -> None:
    rate(study, "S1", "B02", Band.AMBER, because="So.", cited=[6], rater=CODER)
    amend_source(study, "S1-INT-01", coder=CODER, second_coders=[BEN])
    (reason,) = desk(study, "S1", "B02").history[0].stale
    assert "E-0006" in reason
    assert "second coder" in reason
    history.undo(study, CODER)
    assert desk(study, "S1", "B02").history[0].stale == ()
    assert check(study).faults == ()


def test_looked_and_found_nothing_holds_whatever_they_code(study: StudyFile) -> None:
    rate(study, "P1", "B03", Band.NONE, because="Nothing of it.", cited=[], rater=CODER)
    by_ben(study, PAPER, "B03")
    assert desk(study, "P1", "B03").history[0].stale == (), "what they code is no evidence"
    amend_source(study, P1, coder=CODER, second_coders=[])
    (since,) = desk(study, "P1", "B03").history[0].stale
    assert since.startswith("No evidence had been found;")


def test_nobody_is_a_second_coder_any_more_once_taken_away(study: StudyFile) -> None:
    amend_source(study, P1, coder=CODER, second_coders=[])
    assert grid(study).cells["B02", "P1"].codings == 4


def test_names_are_kept_once_and_other_facts_leave_them(study: StudyFile) -> None:
    amend_source(study, P1, coder=CODER, second_coders=[" ben", "M.  Okafor", "ben", ""])
    amend_source(study, P1, coder=CODER, title="Talk")
    assert next(each for each in sources(study) if each.ref == P1).second_coders == ("ben", "M. Okafor")


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
        (set_right,) = [each.ref for each in sources(application.study) if each.second_coders == ("ben", "cy")]
        assert set_right == "S1-INT-01", "which is the first of the list"
