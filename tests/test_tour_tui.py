"""The tour: each step is done by whoever takes it, and it notices."""

import shutil
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from casecoder.core.vocabulary import Band
from casecoder.services import history
from casecoder.services.demo import STUDY_FILENAME
from casecoder.services.judging.rating import rate
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.services.studies import open_study
from casecoder.tui import tour
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.screens.grid import GridScreen
from casecoder.tui.screens.study_picker import StudyPickerScreen
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from casecoder.tui.widgets.case_grid import CaseGrid
from casecoder.tui.widgets.long_list import LongList
from casecoder.tui.widgets.tour_panel import TourPanel
from tests.demo_kit import sample
from tests.study_kit import CODER
from tests.tui_kit import app_of, two_schools

SMALLEST = (80, 24)


@pytest.fixture(autouse=True)
def _own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("STATE", "CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{place}_HOME", str(tmp_path / place.lower()))


def title(app: CaseCoderApp) -> str:
    """The step that the panel of the screen shows; nothing without a panel."""
    return " ".join(str(panel.border_title) for panel in app.screen.query(TourPanel))


async def goes_on_to(pilot: Pilot[None], app: CaseCoderApp, step: str) -> bool:
    """Whether the tour, when it looks, is at a step, and says so on the screen that is shown."""
    await pilot.pause()
    if app.tour is not None:
        app.tour.look()
    await pilot.pause()
    return app.tour is not None and app.tour.step.title == step and step in title(app)


async def test_on_a_first_run_the_picker_offers_the_tour_and_opens_its_study(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "casecoder" / "tour"
    folder.mkdir(parents=True)
    made = two_schools(folder)  # as an earlier tour left it: building the sample is the demo's own test
    made.close()
    made.path.rename(folder / STUDY_FILENAME)
    app = CaseCoderApp(None, CODER)
    async with app.run_test(size=SMALLEST) as pilot:
        await pilot.pause()
        entries = app.screen.query_one(LongList)
        assert "Take the tour" in str(entries.options[entries.highlighted or 0].prompt)
        await pilot.press("enter")
        for _ in range(2):  # the job, then what takes its study up
            await app.workers.wait_for_complete()
            await pilot.pause()
        assert isinstance(app.screen, GridScreen)
        assert app.study.path == folder / STUDY_FILENAME
        assert "1 of" in title(app)
    app = CaseCoderApp(None, CODER)
    async with app.run_test(size=SMALLEST) as pilot:
        await app.push_screen(StudyPickerScreen())
        await pilot.pause()
        first = next(option for option in app.screen.query_one(LongList).options if not option.disabled)
        assert "Take the tour" not in str(first.prompt)


async def test_each_step_is_noticed_when_it_is_done(tmp_path: Path) -> None:
    """The whole tour on the sample study, with the keys that it names."""
    path = tmp_path / STUDY_FILENAME
    shutil.copy(sample(), path)
    app = CaseCoderApp(path, CODER)
    async with app.run_test(size=SMALLEST) as pilot:
        await pilot.pause()
        app.begin_tour()
        assert await goes_on_to(pilot, app, "a school")
        await pilot.press("up", "enter")
        assert await goes_on_to(pilot, app, "a transcript")
        entries = app.screen.query_one(LongList)
        entries.go_to(next(option.id or "" for option in entries.options if (option.id or "").startswith("source:")))
        await pilot.press("enter")
        assert await goes_on_to(pilot, app, "a sentence")
        assert isinstance(app.screen, TranscriptScreen)
        assert app.screen.view.size.height >= 9, "the words must be seen beside the panel"
        await pilot.press("right_square_bracket", "s")  # beyond the interviewer's first question
        assert await goes_on_to(pilot, app, "code it")
        await pilot.press("c")
        assert app.screen.query_one("#picker-codes", OptionList)
        await pilot.press(*"par", "enter")
        assert await goes_on_to(pilot, app, "see it gathered")
        await pilot.press("l")
        await pilot.pause()
        if app.screen.query("#chooser-list"):
            await pilot.press("enter")
        assert await goes_on_to(pilot, app, "a cell")
        while not app.at_home:
            await pilot.press("escape")
        app.screen.query_one(CaseGrid).focus()
        await pilot.press("down", "enter")
        assert await goes_on_to(pilot, app, "rate it")
        await pilot.press("down", "space", "r", "w", *"So.", "ctrl+s")
        await pilot.press(*"Why.", "ctrl+s")  # it was signed off
        assert await goes_on_to(pilot, app, "take it back")
        await pilot.press("escape", "ctrl+z")
        assert await goes_on_to(pilot, app, "that is all")
        await pilot.press("f7")
        assert app.tour is None
        assert title(app) == ""


async def test_steps_are_skipped_and_the_tour_ends_with_its_key_or_escape_twice_at_home(tmp_path: Path) -> None:
    app = app_of(two_schools(tmp_path))
    async with app.run_test(size=SMALLEST) as pilot:
        await pilot.pause()
        assert title(app) == ""
        app.begin_tour()
        await pilot.press("f6")
        assert "2 of" in title(app)
        app.action_go("sources")
        await pilot.pause()
        assert "2 of" in title(app)
        await pilot.press("escape", "escape")
        assert app.tour is not None
        await pilot.press("escape")
        assert app.tour is None
        assert title(app) == ""
        app.begin_tour()
        for _ in tour.TOUR_STEPS:
            await pilot.press("f6")
        assert app.tour is None


async def test_what_somebody_else_does_is_no_step_done(tmp_path: Path) -> None:
    app = app_of(two_schools(tmp_path))
    async with app.run_test(size=SMALLEST) as pilot:
        await pilot.pause()
        app.begin_tour()
        guide = app.tour
        assert guide is not None
        elsewhere = open_study(app.study.path)
        made = coding.apply_codes(elsewhere, "P1-INT-01", ["B02"], quote="Some look.", coder="ben")
        rate(elsewhere, "P1", "B02", Band.RED, because="Little.", cited=[made[0].number], rater="ben")
        assert not guide.has("code")
        assert not guide.has("rate")
        coding.apply_codes(app.study, "P1-INT-01", ["B01"], quote="Some look.", coder=CODER)
        assert guide.has("code")
        assert not guide.has("undo")
        history.undo(app.study, CODER)
        assert guide.has("undo")
        assert len(study_listings.list_segments(app.study)) == 1
        elsewhere.close()


def test_the_words_of_every_step_fit_in_two_lines_and_name_actions_that_there_are() -> None:
    keys = tour.tour_key_labels(CaseCoderApp, {})
    for step in tour.TOUR_STEPS:
        words = tour.fill_in_keys(step.words, keys)
        assert "{" not in words, words
        assert len(words) <= 2 * (SMALLEST[0] - 4), words
