"""The matrix screen and the pictures in the terminal."""

from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

from casecoder.core.outputs.matrix import BY_CASE, MatrixMeasure, MatrixRowChoice
from casecoder.core.transcripts.nearness import Nearness
from casecoder.services.outputs.framework_matrix import gather_framework_matrix
from casecoder.services.studies import open_study
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.screens.judging.rating import RatingScreen
from casecoder.tui.screens.outputs.matrix import MatrixScreen
from casecoder.tui.screens.outputs.matrix_cell import MatrixCellScreen
from casecoder.tui.screens.outputs.pictures import PicturesScreen
from casecoder.tui.screens.search.segments import SegmentsScreen
from casecoder.tui.widgets.matrix_grid import MatrixGrid, MatrixGridPosition
from casecoder.tui.widgets.paged_list import PagedList
from tests.study_kit import read_now
from tests.tui_kit import NOTICES, app_of, code, text_of, toasts, two_schools


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    made = two_schools(tmp_path)
    code(made, NOTICES)
    code(made, "the notices there. Nobody", "B01.1")
    code(made, "The hall was quiet.", "B02", "P1-OBS-01")
    code(made, "Some look.", "B02", "S1-INT-01")
    return made


async def shown_on(app: CaseCoderApp, pilot: Pilot[None], *keys: str) -> MatrixScreen:
    """The matrix screen, after some keys, with its figures."""
    if not isinstance(app.screen, MatrixScreen):
        await pilot.pause()
        app.action_go("matrix")
        await pilot.pause()
    await settled(app, pilot)
    await pilot.press(*keys)
    await settled(app, pilot)
    screen = app.screen
    assert isinstance(screen, MatrixScreen)
    return screen


async def settled(app: CaseCoderApp, pilot: Pilot[None]) -> None:
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


def cells(screen: MatrixScreen) -> dict[tuple[str, str], str]:
    shown = screen.shown
    assert shown is not None
    return {key: shown.text(*key) for key in shown.matrix.cells}


async def test_cells_open_just_their_codings(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await shown_on(app, pilot)
        assert cells(screen)["B02", "P1"] == "2" and cells(screen)["B02", "S1"] == "1"
        await pilot.press("down", "right")
        assert screen.query_one(MatrixGrid).at == MatrixGridPosition(1, 1)
        assert "B02 Parents · Primary School 1: 2" in text_of(app, "#cell")
        await pilot.press("enter")
        assert isinstance(app.screen, SegmentsScreen)
        await settled(app, pilot)
        found = app.screen.coding_filter
        assert (found.query, found.case) == ("B02", "P1") and len(app.screen.listed) == 2
        await pilot.press("escape")
        await shown_on(app, pilot, "r")
        assert screen.view.request.rows is MatrixRowChoice.CODES and cells(screen)["B01.1", "P1"] == "1"
        assert cells(screen)["B01", "P1"] == "0"


async def test_what_stands_across_is_chosen_and_what_no_query_lists_opens_too(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await shown_on(app, pilot, "a", *"roles", "enter")
        assert screen.view.request.by == "role" and cells(screen)["B02", ""] == "1"
        await pilot.press("down", "end", "enter")
        await pilot.pause()
        assert isinstance(app.screen, MatrixCellScreen) and len(app.screen.query_one(PagedList)._blocks) == 1
        await pilot.press("enter")
        assert "Transcript" in type(app.screen).__name__
        await pilot.press("escape", "escape")
        await shown_on(app, pilot, "a", *"near", "enter")
        assert screen.view.how is Nearness.NEAR
        await shown_on(app, pilot, "a", *"overlap", "enter")
        assert cells(screen)["B01", "B02"] == "2"
        await pilot.press("home", "up", "up", "right")
        assert "B01 Organisation · B02 Parents: 2 of their 4 codings meet · Jaccard 0.50, lift" in text_of(app, "#cell")
        await pilot.press("down")
        assert "B02 Parents: 3 codings. Related: B01 2 (Jaccard 0.50" in text_of(app, "#cell")
        await pilot.press("down", "right")
        assert "B03 Time: 0 codings. None of them meets another code." in text_of(app, "#cell")
        await pilot.press("up")
        await pilot.press("home", "right", "up", "enter")
        await pilot.pause()
        assert isinstance(app.screen, MatrixCellScreen) and len(app.screen.query_one(PagedList)._blocks) == 2
        assert text_of(app, ".screen-title") == "B01 Organisation · B02 Parents · 2 codings"


@pytest.mark.parametrize("schools", [12, 20])
async def test_no_column_is_cut_at_eighty_columns(schools: int) -> None:
    app = App[None]()
    async with app.run_test(size=(80, 24)) as pilot:
        grid = MatrixGrid()
        await app.mount(grid)
        grid.show(["B01 Organisation of information"], [f"P{n}" for n in range(1, schools + 1)], lambda *_: "yes")
        await pilot.pause()
        assert grid.render_line(1).text.split()[-12:] == ["yes"] * 12
        await pilot.press("tab", "end")
        assert grid.render_line(1).text.split()[-12:] == ["yes"] * 12


async def test_a_cell_that_cannot_be_is_refused_and_what_was_shown_stays(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await shown_on(app, pilot, "a", *"kinds", "enter")
        await shown_on(app, pilot, "v", *"embedded", "enter")
        assert (
            "Ratings are of benefits in schools" in toasts(app) and screen.view.request.measure is MatrixMeasure.COUNT
        )
        await shown_on(app, pilot, "percent_sign")
        assert cells(screen)["B02", "observation"] == "33.3"
        await shown_on(app, pilot, "y")
        assert "Summaries are of a code in a school" in toasts(app)


async def test_rated_cells_open_their_desk(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown_on(app, pilot, "v", *"embedded", "enter")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, RatingScreen)


async def test_the_framework_matrix_shows_and_takes_summaries(study: StudyFile, tmp_path: Path) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await shown_on(app, pilot, "v", *"framework", "enter")
        assert screen.view.request.by == BY_CASE
        assert cells(screen)["B02", "P1"] == "?2" and cells(screen)["B03", "P1"] == " 0"
        await pilot.press("down", "right")
        assert "E-0001 ┃ “" in text_of(app, "#cell") and "No summary written: press y" in text_of(app, "#cell")
        await pilot.press("y", *"Few look.", "ctrl+s")
        await settled(app, pilot)
        assert cells(screen)["B02", "P1"] == "✎2" and "Few look." in text_of(app, "#cell")
        await pilot.press("x")
        await pilot.pause()
        from textual.widgets import Input

        app.screen.query_one(Input).value = str(tmp_path / "framework.md")
        await pilot.press("ctrl+s")
        await settled(app, pilot)
        assert "Few look" in (tmp_path / "framework.md").read_text(encoding="utf-8")
    kept = open_study(study.path)
    assert read_now(kept, gather_framework_matrix).cells["B02", "P1"].summary == "Few look."
    kept.close()


async def test_a_csv_of_a_matrix_gets_the_list_of_its_codings_on_request(study: StudyFile, tmp_path: Path) -> None:
    from textual.widgets import Input, Select

    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown_on(app, pilot)
        for choice, names in (("", ["m.csv"]), ("in a second file", ["m-evidence.csv", "m.csv"])):
            await pilot.press("x")
            await pilot.pause()
            app.screen.query_one(Input).value = str(tmp_path / "m.csv")
            if choice:
                app.screen.query_one(Select).value = choice
            await pilot.press("ctrl+s", "ctrl+s")
            await settled(app, pilot)
            assert sorted(path.name for path in tmp_path.glob("m*.csv")) == names


async def test_pictures_are_drawn_in_blocks_and_said_in_words(study: StudyFile, tmp_path: Path) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.action_go("pictures")
        await settled(app, pilot)
        assert isinstance(app.screen, PicturesScreen) and "In all: anna 4" in text_of(app, "#alt")
        await pilot.press("n")
        await settled(app, pilot)
        assert "2 of 4 codes are met" in text_of(app, "#alt") and "█" in text_of(app, "#chart")
        app.screen.working = True
        await pilot.press("t")
        assert "Still counting" in toasts(app), "what is asked for meanwhile is not lost without a word"
        app.screen.working = False
        await pilot.press("e", *"P1", "enter", *"B02", "enter")
        await settled(app, pilot)
        assert "Observation: nobody speaks │" in text_of(app, "#chart")
        await pilot.press("x", "ctrl+s")
        await settled(app, pilot)
        assert (tmp_path / "study-evidence.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("page", ["matrix", "pictures"])
async def test_a_file_that_is_there_is_replaced_only_when_asked_again(
    study: StudyFile, tmp_path: Path, page: str
) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.action_go(page)
        await settled(app, pilot)
        await pilot.press("x")
        from textual.widgets import Input

        there = Path(app.screen.query_one(Input).value)
        assert there.parent == tmp_path
        there.write_bytes(b"mine")
        await pilot.press("ctrl+s")
        await settled(app, pilot)
        assert there.read_bytes() == b"mine" and "is there already" in toasts(app)
        await pilot.press("escape", "x", "ctrl+s")
        await settled(app, pilot)
        assert there.read_bytes() == b"mine", "the warning was for the form that was left"
        await pilot.press("ctrl+s")
        await settled(app, pilot)
        assert there.read_bytes() != b"mine"
