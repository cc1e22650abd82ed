"""Correcting a transcript and deciding what waits, on the screens."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from casecoder.services import history
from casecoder.services.sources import review_list, study_listings
from casecoder.services.sources.correcting import apply_correction, plan_correction
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.destinations import CorrectionPage
from casecoder.tui.navigation import screen_for
from casecoder.tui.screens.sources.correction import CorrectionScreen
from casecoder.tui.screens.sources.review_list import ReviewListScreen
from casecoder.tui.widgets.block_list import BlockList
from casecoder.tui.widgets.long_list import LongList
from casecoder.tui.widgets.path_input import PathInput
from tests.study_kit import CODER, INTERVIEW
from tests.tui_kit import NOTICES, SHOWS, app_of, code, text_of, toasts, two_schools

SIZE = (80, 24)
REF = "P1-INT-01"
NEW_WORDS = "Our lists are sent round by hand, and none of them"


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """P1 and S1, of which P1 has two codings."""
    study = two_schools(tmp_path)
    code(study, NOTICES + " Nobody")
    code(study, SHOWS)
    return study


async def _open(pilot: Pilot[None], at: int) -> CorrectionScreen:
    screen = screen_for(CorrectionPage(REF, at))
    assert isinstance(screen, CorrectionScreen)
    pilot.app.push_screen(screen)
    await pilot.pause()
    return screen


async def _worked(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


def _text(study: StudyFile) -> str:
    return study_listings.open_source(study, REF).text


def _shown(screen: CorrectionScreen) -> str:
    return "\n".join(f"{block.head}\n{block.body}" for block in screen.query_one(BlockList)._blocks)


async def test_a_turn_is_edited_looked_at_and_corrected(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        screen = await _open(pilot, INTERVIEW.index(NOTICES))
        area = screen.query_one(TextArea)
        assert area.text == INTERVIEW.split("\n\n")[1]
        area.text = area.text.replace("notices", "lists")
        await pilot.press("ctrl+s")
        await _worked(pilot)
        assert _text(app.study) == INTERVIEW
        assert "words changed (1)" in _shown(screen)
        assert "was  We post the notices there. Nobody\nnow  We post the lists there. Nobody" in _shown(screen)
        assert "Carried unchanged: 1 coding" in _shown(screen)
        await pilot.press("enter")
        await _worked(pilot)
        assert _text(app.study) == INTERVIEW.replace("the notices", "the lists", 1)
        assert "1 coding carried unchanged, 1 carried with changed words" in toasts(app)
        assert app.screen is not screen
        history.undo(app.study, CODER)
        assert _text(app.study) == INTERVIEW


async def test_the_edit_is_widened_and_turns_are_merged(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        screen = await _open(pilot, INTERVIEW.index("Some look"))
        await pilot.press("x", "ctrl+up", "ctrl+down", "ctrl+down")
        await pilot.pause()
        area = screen.query_one(TextArea)
        assert area.text == INTERVIEW[INTERVIEW.index("INT: And") :].rstrip().replace("Mrs Okoro: S", "xMrs Okoro: S")
        assert "turns 3 to 5 of 5" in text_of(app, "#correction-title")
        assert "no turn below" in toasts(app)
        area.text = area.text.replace("xMrs Okoro: ", "").replace("parents?\n\n", "parents? ")
        await pilot.press("ctrl+s")
        await _worked(pilot)
        await pilot.press("enter")
        await _worked(pilot)
        speakers = [turn.speaker for turn in study_listings.open_source(app.study, REF).turns]
        assert speakers == ["INT", "Mrs Okoro", "INT", "Zoë"]
        assert review_list.count_review_items(app.study) == 0


async def test_an_outcome_can_be_left_for_the_text_and_an_edit_is_not_lost_by_one_escape(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        screen = await _open(pilot, 0)
        await pilot.press("ctrl+s")
        assert "Nothing is changed yet" in toasts(app)
        await pilot.press("x", "ctrl+s")
        await _worked(pilot)
        assert screen.plans
        await pilot.press("escape")
        assert not screen.plans
        assert screen.query_one(TextArea).text.startswith("x")
        await pilot.press("escape")
        assert app.screen is screen
        assert screen.unkept is not None
        await pilot.press("ctrl+r")
        assert app.screen is screen
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not screen


async def test_words_are_replaced_throughout_all_sources(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        screen = await _open(pilot, 0)
        await pilot.press("ctrl+r")
        await pilot.pause()
        app.screen.query_one("#form-old", Input).value = "notices"
        app.screen.query_one("#form-new", Input).value = "lists"
        app.screen.query_one("#form-where").value = "all sources"  # type: ignore[attr-defined]  # a Select of words
        await pilot.press("ctrl+s")
        await _worked(pilot)
        assert app.screen is screen
        assert "4 changes in 2 sources" in text_of(app, "#correction-title")
        await pilot.press("enter")
        await _worked(pilot)
        assert "notices" not in _text(app.study)
        assert history.read_history(app.study, 1)[0].label.startswith(
            "Replace “notices” by “lists” in P1-INT-01, S1-INT-01"
        )


async def test_a_corrected_file_is_brought_in_and_another_interview_refused(study: StudyFile, tmp_path: Path) -> None:
    good, other = tmp_path / "good.txt", tmp_path / "other.txt"
    good.write_text(INTERVIEW.replace("Nobody", "No one"), encoding="utf-8")
    other.write_text("INT: What of the weather?\n\nMs Gale: It rained all week, as I recall.\n", encoding="utf-8")
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        screen = await _open(pilot, 0)
        await pilot.press("ctrl+o")
        screen.query_one(PathInput).value = str(other)
        await pilot.press("enter")
        await _worked(pilot)
        assert "another interview altogether" in text_of(app, "#correction-status")
        screen.query_one(PathInput).value = str(good)
        await pilot.press("enter")
        await _worked(pilot)
        assert len(screen.plans) == 1
        await pilot.press("enter")
        await _worked(pilot)
        assert "No one" in _text(app.study)


async def _review(pilot: Pilot[None]) -> ReviewListScreen:
    screen = ReviewListScreen()
    pilot.app.push_screen(screen)
    await pilot.pause()
    return screen


async def test_the_review_list_shows_both_texts_and_takes_decisions(study: StudyFile) -> None:
    new = INTERVIEW.replace("We post the notices there. Nobody", NEW_WORDS, 1)
    new = new.replace(SHOWS, "")
    apply_correction(study, plan_correction(study, REF, new), coder=CODER)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        screen = await _review(pilot)
        assert "2 codings to decide" in text_of(app, "#review-title")
        assert "▸We post the notices there. Nobody◂" in text_of(app, "#before")
        await pilot.press("e")
        line = screen.query_one("#elsewhere", Input)
        line.value = "no such words anywhere"
        await pilot.press("enter")
        assert "does not occur" in toasts(app)
        line.value = NEW_WORDS
        await pilot.press("enter")
        await pilot.pause()
        assert "1 coding to decide · 1 decided" in text_of(app, "#review-title")
        (placed,) = [item for item in study_listings.list_segments(app.study) if not item.in_review]
        assert placed.quote == NEW_WORDS
        await pilot.press("x")
        await pilot.pause()
        assert len(study_listings.list_segments(app.study)) == 1
        assert "Nothing waits for a decision" in str(screen.query_one(LongList).options[0].prompt)
        await pilot.press("a")
        assert "There is no coding here" in toasts(app)


async def test_a_proposed_place_is_accepted_and_the_source_opened_there(study: StudyFile) -> None:
    apply_correction(
        study, plan_correction(study, REF, INTERVIEW.replace(" there. Nobody", ", always.", 1)), coder=CODER
    )
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        screen = await _review(pilot)
        proposed = screen.current
        assert proposed is not None
        assert proposed.proposed is not None
        await pilot.press("o")
        await pilot.pause()
        assert app.screen is not screen
        await pilot.press("escape")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert review_list.count_review_items(app.study) == 0
        assert proposed.proposed.words in {item.quote for item in study_listings.list_segments(app.study)}
        assert str(app.screen.query_one("#review-title", Static).content).startswith("Review list · 0 codings")
