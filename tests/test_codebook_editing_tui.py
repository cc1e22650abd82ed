"""The code book's screens: making, changing, merging, splitting and retiring codes, and the second look."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Markdown, Static, TextArea

from casecoder.services.codebook import codebook_editing as editing
from casecoder.services.codebook import codebooks, second_look
from casecoder.services.sources import study_listings
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.screens.codebook.codebook import CodebookScreen
from casecoder.tui.screens.codebook.merge_codes import MergeCodesScreen
from casecoder.tui.screens.codebook.second_look import SecondLookScreen
from casecoder.tui.screens.codebook.split_code import SplitCodeScreen
from casecoder.tui.screens.form import FormScreen
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from casecoder.tui.widgets.block_list import BlockList
from casecoder.tui.widgets.code_tree import CodeTree
from tests.study_kit import CODER
from tests.tui_kit import PAPER, SHOWS, app_of, code, text_of, toasts, two_schools

SIZE = (80, 24)


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return two_schools(tmp_path)


async def at(pilot: Pilot[None], ref: str) -> CaseCoderApp:
    """Open the code book at a code."""
    app = pilot.app
    assert isinstance(app, CaseCoderApp)
    await pilot.pause()
    app.push_screen(CodebookScreen(ref))
    await settled(pilot)
    return app


async def settled(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause()


def tree(app: CaseCoderApp) -> CodeTree:
    return app.screen.query_one(CodeTree)


def labels(app: CaseCoderApp) -> list[str]:
    return [str(node.label) for book in tree(app).root.children for node in book.children]


def under_cursor(app: CaseCoderApp) -> str:
    held = tree(app).code
    assert held is not None
    return held.ref


def by_code(app: CaseCoderApp) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for item in study_listings.list_segments(app.study):
        found.setdefault(item.code, []).append(item.number)
    return found


async def keep(pilot: Pilot[None]) -> None:
    await pilot.press("ctrl+s")
    await settled(pilot)


async def test_a_code_is_made_renamed_and_redefined(study: StudyFile) -> None:
    async with app_of(study).run_test(size=SIZE) as pilot:
        app = await at(pilot, "B02")
        await pilot.press("n")
        app.screen.query_one("#form-name", Input).value = "Governors"
        app.screen.query_one("#form-definition", TextArea).text = "What governors see."
        app.screen.query_one("#form-cues", Input).value = "board; minutes"
        await keep(pilot)
        assert under_cursor(app) == "B04"
        assert "What governors see." in app.screen.query_one(Markdown).source
        await pilot.press("r")
        app.screen.query_one("#form-name", Input).value = "The board"
        await keep(pilot)
        await pilot.press("e")
        app.screen.query_one("#form-definition", TextArea).text = ""
        app.screen.query_one("#form-include", TextArea).text = "minutes"
        await keep(pilot)
        assert "minutes" in app.screen.query_one(Markdown).source, "the page says what was just written"
        held = next(each for each in study_listings.list_codes(app.study) if each.ref == "B04")
        assert (held.name, held.definition, held.include) == ("The board", "", "minutes")
        assert held.cues == ["board", "minutes"]
        await pilot.press("ctrl+z", "ctrl+z", "ctrl+z")
        await settled(pilot)
        assert [label.split()[1] for label in labels(app)] == ["B01", "B02", "B03"]


async def test_what_can_not_be_kept_stays_in_the_form_and_is_not_lost(study: StudyFile) -> None:
    async with app_of(study).run_test(size=SIZE) as pilot:
        app = await at(pilot, "B02")
        await pilot.press("N")
        app.screen.query_one("#form-definition", TextArea).text = "# A heading"
        app.screen.query_one("#form-name", Input).value = "Grandparents"
        await keep(pilot)
        assert isinstance(app.screen, FormScreen)
        assert "without loss" in toasts(app)
        await pilot.press("ctrl+q")
        assert app.is_running
        assert "A new code under B02" in toasts(app)
        await pilot.press("escape")
        assert isinstance(app.screen, FormScreen), "what was typed is dropped only when asked twice"
        app.screen.query_one("#form-definition", TextArea).text = "Plain."
        await keep(pilot)
        assert under_cursor(app) == "B02.1"
        await pilot.press("r")
        app.screen.query_one("#form-name", Input).value = ""
        await keep(pilot)
        assert "Name can't be empty" in toasts(app)
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert isinstance(app.screen, CodebookScreen)


async def test_a_code_moves_among_its_level_and_under_another(study: StudyFile) -> None:
    async with app_of(study).run_test(size=SIZE) as pilot:
        app = await at(pilot, "B01")
        await pilot.press("shift+up")
        assert "B01 is the first here" in toasts(app)
        await pilot.press("shift+down")
        await settled(pilot)
        assert [label.split()[1] for label in labels(app)] == ["B02", "B01", "B03"]
        assert under_cursor(app) == "B01"
        await pilot.press("m", *"under b03", "enter")
        await settled(pilot)
        assert [label.split()[1] for label in labels(app)] == ["B02", "B03"]
        assert under_cursor(app) == "B01"
        await pilot.press("m", *"top", "enter")
        await settled(pilot)
        assert [label.split()[1] for label in labels(app)] == ["B02", "B03", "B01"]


async def test_merging_says_what_it_does_before_it_does_it(study: StudyFile) -> None:
    numbers = [code(study, PAPER), code(study, SHOWS, "B03")]
    async with app_of(study).run_test(size=SIZE) as pilot:
        app = await at(pilot, "B02")
        await pilot.press("M", *"b03", "enter")
        await settled(pilot)
        assert isinstance(app.screen, MergeCodesScreen)
        said = "\n".join(str(line.content) for line in app.screen.query(".merge-line").results(Static))
        assert "1 coding would move to B03 Time (by anna 1)." in said
        await pilot.press("escape")
        assert by_code(app) == {"B02": [numbers[0]], "B03": [numbers[1]]}
        await pilot.press("M", *"b03", "enter")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert by_code(app) == {"B03": sorted(numbers)}
        assert labels(app)[-1] == "   0 × B02 Parents"
        assert "ctrl+z takes it back" in toasts(app)
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert by_code(app) == {"B02": [numbers[0]], "B03": [numbers[1]]}


async def test_splitting_takes_the_marked_codings(study: StudyFile) -> None:
    one, two = code(study, PAPER), code(study, SHOWS)
    async with app_of(study).run_test(size=SIZE) as pilot:
        app = await at(pilot, "B02")
        await pilot.press("s")
        await settled(pilot)
        assert isinstance(app.screen, SplitCodeScreen)
        await pilot.press("n")
        assert "Mark them with space" in toasts(app)
        await pilot.press("down", "space")
        await settled(pilot)
        assert "1 coding of 2 marked" in text_of(app, "#split-title")
        await pilot.press("n")
        app.screen.query_one("#form-name", Input).value = "Children show it"
        await keep(pilot)
        assert isinstance(app.screen, CodebookScreen)
        assert by_code(app) == {"B02": [one], "B04": [two]}
        assert "1 coding went to B04" in toasts(app)


async def test_a_retired_code_is_shown_and_taken_up_again(study: StudyFile) -> None:
    code(study, PAPER)
    async with app_of(study).run_test(size=SIZE) as pilot:
        app = await at(pilot, "B02")
        await pilot.press("x")
        await settled(pilot)
        assert labels(app) == ["   0 B01 Organisation", "   0 B03 Time", "   1 × B02 Parents"]
        assert under_cursor(app) == "B02"
        await pilot.press("r")
        assert "B02 is retired" in toasts(app)
        await pilot.press("x")
        await settled(pilot)
        assert labels(app)[1] == "   1 B02 Parents"


async def test_the_second_look_steps_through_what_was_coded_before(study: StudyFile) -> None:
    numbers = [code(study, PAPER), code(study, SHOWS), code(study, "Some look.")]
    editing.redefine_code(study, "B02", coder=CODER, definition="What families do.")
    async with app_of(study).run_test(size=SIZE) as pilot:
        app = await at(pilot, "B02")
        assert labels(app)[1] == "   3 !3 B02 Parents"
        assert "3 codings to look at again" in text_of(app, "#codes-title")
        await pilot.press("l")
        await settled(pilot)
        assert isinstance(app.screen, SecondLookScreen)
        assert "[−see][+do]" in text_of(app, "#look-wording")
        first = int((app.screen.query_one(BlockList).current.key)[2:])  # type: ignore[union-attr]  # there is one
        await pilot.press("o")
        await settled(pilot)
        assert isinstance(app.screen, TranscriptScreen)
        await pilot.press("escape")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert first not in {item.number for item in second_look.codings_for_second_look(app.study)}
        await pilot.press("x")
        await settled(pilot)
        assert len(study_listings.list_segments(app.study)) == 2
        await pilot.press("c", *"b03", "enter")
        await settled(pilot)
        assert second_look.codings_for_second_look(app.study) == []
        assert sorted(by_code(app)) == ["B02", "B03"]
        assert "no coding waits any more" in text_of(app, "#look-title")
        await pilot.press("k")
        assert "No coding waits any more" in toasts(app)
        await pilot.press("ctrl+z", "ctrl+z", "ctrl+z", "a", "k")
        await settled(pilot)
        assert second_look.codings_for_second_look(app.study) == []
        assert sorted(by_code(app)["B02"]) == numbers


async def test_the_code_book_is_written_as_its_file(study: StudyFile, tmp_path: Path) -> None:
    async with app_of(study).run_test(size=SIZE) as pilot:
        app = await at(pilot, "B02")
        await pilot.press("E")
        app.screen.query_one("#form-path", Input).value = str(tmp_path / "out.md")
        await keep(pilot)
        assert (tmp_path / "out.md").read_text() == codebooks.export_codebook(app.study, "small")
        await pilot.press("E")
        app.screen.query_one("#form-path", Input).value = str(tmp_path / "out.md")
        await keep(pilot)
        assert "is there already" in toasts(app)


async def test_keys_that_need_a_code_say_so_on_a_code_book(study: StudyFile) -> None:
    async with app_of(study).run_test(size=SIZE) as pilot:
        app = await at(pilot, "B01")
        await pilot.press("up")
        await settled(pilot)
        for key in ("r", "e", "m", "M", "s", "x", "N", "w"):
            await pilot.press(key)
            assert "This is no code" in toasts(app)
            assert isinstance(app.screen, CodebookScreen)
        await pilot.press("l")
        assert "No codings wait" in toasts(app)
        await pilot.press("n")
        assert isinstance(app.screen, FormScreen)
