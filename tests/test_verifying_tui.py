"""The screen that verifies a document: its list, its ways on, its refusals."""

import shutil
from pathlib import Path

import pytest
from docx.document import Document
from textual.pilot import Pilot

from casecoder.core.verifying.verification_results import ClaimKind
from casecoder.services.outputs.publishing import write_case_study
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.judging.rating import RatingScreen
from casecoder.tui.screens.outputs.verify_document import VerifyDocumentScreen
from casecoder.tui.screens.search.segments import SegmentsScreen
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from casecoder.tui.widgets.long_list import LongList
from casecoder.tui.widgets.path_input import PathInput
from tests.demo_kit import sample
from tests.documents.edited_word import all_runs, edited, marked, set_words, words_of
from tests.study_kit import CODER
from tests.tui_kit import text_of, toasts

SIZE = (80, 24)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    study = StudyFile.open(sample())
    made = write_case_study(study, "P3", tmp_path / "p3.docx")
    study.close()
    return made


@pytest.fixture
def app(tmp_path: Path) -> CaseCoderApp:
    return CaseCoderApp(Path(shutil.copy(sample(), tmp_path / "study.casecoder")), CODER)


async def check(pilot: Pilot[None], path: Path) -> list[str]:
    """Open the screen, have a document checked, and give back what is listed."""
    app = pilot.app
    assert isinstance(app, CaseCoderApp)
    app.action_go("verify")
    await pilot.pause()
    app.screen.query_one(PathInput).value = str(path)
    await pilot.press("ctrl+s")
    await app.workers.wait_for_complete()
    await pilot.pause()
    return [str(option.prompt) for option in app.screen.query_one(LongList).options]


def shows(app: CaseCoderApp, kind: type[StudyScreen]) -> bool:
    """Whether a screen of this kind is on top."""
    return isinstance(app.screen, kind)


async def test_a_document_that_matches_says_so(app: CaseCoderApp, paper: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        listed = await check(pilot, paper)
        assert listed[0] == "Everything matches"
        assert "as it is now" in "\n".join(listed)
        assert "all match" in text_of(app, "#verify-status")


async def test_what_differs_is_listed_and_opens_where_it_belongs(app: CaseCoderApp, paper: Path) -> None:
    def edit(document: Document) -> None:
        run = all_runs(document)[3]
        set_words(run, "Parsnip " + words_of(run))
        band = marked(document, "_cc_r0001")[0]
        set_words(band, "N")

    async with app.run_test(size=SIZE) as pilot:
        listed = await check(pilot, edited(paper, edit))
        screen = app.screen
        assert isinstance(screen, VerifyDocumentScreen)
        assert listed[0] == "No longer matches (2)"
        assert "Parsnip" in listed[2]
        assert "“B01" in listed[2]
        assert [finding.about for finding in screen.listed] == [ClaimKind.RATING, ClaimKind.QUOTE]
        await pilot.press("enter")
        await pilot.pause()
        assert shows(app, RatingScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert shows(app, VerifyDocumentScreen)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert shows(app, TranscriptScreen)


async def test_everything_that_was_checked_can_be_listed_and_a_figure_opens_its_codings(
    app: CaseCoderApp, paper: Path
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await check(pilot, paper)
        await pilot.press("ctrl+l")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, VerifyDocumentScreen)
        options = screen.query_one(LongList).options
        headings = [str(option.prompt) for option in options if option.disabled]
        assert [title.partition(" (")[0] for title in headings[:5]] == ["Quotes", "Ids", "Counts", "Ratings", "Tables"]
        at = next(at for at, entry in enumerate(screen.listed) if entry.id == "codings:P3:B02")
        assert "coded passages of P3 under B02" in next(str(o.prompt) for o in options if o.id == str(at))
        screen.query_one(LongList).go_to(str(at))
        await pilot.press("enter")
        await pilot.pause()
        assert shows(app, SegmentsScreen)


async def test_a_file_that_can_not_be_verified_is_refused_and_the_reason_stays(
    app: CaseCoderApp, tmp_path: Path
) -> None:
    (tmp_path / "words.docx").write_text("Just words.", encoding="utf-8")
    async with app.run_test(size=SIZE) as pilot:
        listed = await check(pilot, tmp_path / "words.docx")
        assert listed[0] == "Not checked"
        assert "no Word document" in listed[1]
        await check(pilot, tmp_path)
        assert "No document is named" in toasts(app)
