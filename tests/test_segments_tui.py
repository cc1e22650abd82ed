"""The segments screen with queries: pages, saved queries, further codes, files; and the list of saved queries."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.transcripts.spans import Span
from casecoder.services.search import retrieval, saved_queries
from casecoder.services.segments.coding import apply_codes_to_many
from casecoder.services.sources.study_listings import list_segments, open_source
from casecoder.store.study_file import StudyFile
from casecoder.tui.screens.search.saved_queries import SavedQueriesScreen
from casecoder.tui.screens.search.segments import SegmentsScreen
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from casecoder.tui.widgets.paged_list import PagedList
from tests.study_kit import CODER, retrieved
from tests.tui_kit import NOTICES, PAPER, SHOWS, app_of, code, text_of, toasts, two_schools


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StudyFile:
    monkeypatch.chdir(tmp_path)
    study = two_schools(tmp_path)
    code(study, PAPER, "B02")
    code(study, "we send paper", "B03")
    code(study, SHOWS, "B02", "S1-INT-01", counters=True)
    return study


async def settled(pilot: Pilot[None]) -> None:
    for _ in range(3):  # an answer starts the next worker, and a list that it shows is laid out after it
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def ask(pilot: Pilot[None], query: str) -> None:
    """Type a query and ask it."""
    await pilot.press("slash")
    pilot.app.screen.query_one("#query", Input).value = query
    await pilot.press("enter")
    await settled(pilot)


def shown(pilot: Pilot[None]) -> str:
    blocks = pilot.app.screen.query_one(PagedList)
    return "\n".join(strip.text for strip in blocks.render_lines(blocks.size.region))


async def test_a_query_lists_passages_and_opens_their_place(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(SegmentsScreen())
        await ask(pilot, "B02 and B03")
        assert "1 passage · 1 source · 1 school" in text_of(app, "#title")
        assert "“we send paper”" in shown(pilot)
        assert "B02 E-0001" in shown(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, TranscriptScreen)
        assert app.screen.view.caret.at == open_source(app.study, "P1-INT-01").text.index("we send paper")


async def test_a_query_that_cannot_be_read_shows_where(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(SegmentsScreen())
        await pilot.press("slash", *"B02 or or")
        error = app.screen.query_one("#query-error", Static)
        assert error.display
        assert str(error.content).startswith(" " * 7 + "▲\n")
        await pilot.press("escape")
        assert app.screen.query_one("#query", Input).value == ""
        await ask(pilot, "B02 or B77")
        assert "no code B77" in text_of(app, "#query-error")
        await pilot.press("escape", "0")
        assert not error.display
        assert "3 codings, 1 against" in text_of(app, "#title")


async def test_filters_of_the_form_narrow_and_are_refused(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = SegmentsScreen()
        await app.push_screen(screen)
        await pilot.press("f")
        app.screen.query_one("#form-since", Input).value = "tomorrow"
        await pilot.press("ctrl+s")
        assert "is not a day" in toasts(app)
        app.screen.query_one("#form-since", Input).value = "2009-11-03"
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert app.screen is screen
        assert screen.coding_filter == CodingFilter(since="2009-11-03")
        assert "collected from 2009-11-03" in text_of(app, "#filters")
        await pilot.press("f")
        app.screen.query_one("#form-since", Input).value = ""
        await pilot.press("ctrl+s")
        assert screen.coding_filter == CodingFilter()


async def test_a_query_is_saved_opened_and_listed(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(SegmentsScreen())
        await pilot.press("ctrl+s")
        assert "nothing to save" in toasts(app)
        await ask(pilot, "B02 and B03")
        await pilot.press("ctrl+s")
        app.screen.query_one("#form-name", Input).value = "paper"
        await pilot.press("ctrl+s", "0")
        assert [line.query for line in saved_queries.list_saved_queries(app.study)] == ["B02 and B03"]
        assert "3 codings" in text_of(app, "#title")
        await pilot.press("o", *"paper", "enter")
        assert "1 passage" in text_of(app, "#title")
        await app.push_screen(SavedQueriesScreen())
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, SegmentsScreen)
        assert app.screen.coding_filter.query == "B02 and B03"
        await pilot.press("escape", "x")
        assert "No query is saved yet" in text_of(app, "#empty")
        assert saved_queries.list_saved_queries(app.study) == []
        await pilot.press("ctrl+z")
        assert len(saved_queries.list_saved_queries(app.study)) == 1


async def test_marked_passages_get_further_codes_in_one_act(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(SegmentsScreen("B02"))
        await pilot.press("space", "space", "C", *"b01.1", "enter")
        await settled(pilot)
        made = [item for item in list_segments(app.study) if item.code == "B01.1"]
        assert [item.quote for item in made] == [PAPER, SHOWS]
        await pilot.press("ctrl+z")
        assert len(list_segments(app.study)) == 3


async def test_what_is_listed_is_written_to_a_file(study: StudyFile, tmp_path: Path) -> None:
    app = app_of(study)
    out = tmp_path / "found.md"
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(SegmentsScreen("B03"))
        for name, keys in (("found.pdf", 1), ("found.md", 1), ("found.md", 2)):
            if not isinstance(app.screen, SegmentsScreen):
                await pilot.press("escape", "escape")
            await pilot.press("e")
            app.screen.query_one("#form-file", Input).value = str(tmp_path / name)
            await pilot.press(*["ctrl+s"] * keys)
            await settled(pilot)
        assert "we send paper" in out.read_text(encoding="utf-8")
        assert [path.suffix for path in tmp_path.glob("found.*")] == [".md"]


async def test_pages_come_as_the_cursor_goes_down_and_counting_is_done_beside(study: StudyFile) -> None:
    text = open_source(study, "P1-INT-01").text
    places = [("P1-INT-01", Span(n, n + 2)) for n in range(len(text) - 2) if text[n : n + 2].isalpha()]
    made = len(apply_codes_to_many(study, places, ["B01"], coder=CODER))
    assert made > 2 * retrieval.PASSAGES_PER_PAGE
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = SegmentsScreen("B01")
        await app.push_screen(screen)
        await settled(pilot)
        assert f"{made} codings" in text_of(app, "#title")
        assert f"Primary School 1 · {made} codings" in shown(pilot)
        assert len(screen.listed) < made
        for _ in range(made // retrieval.PASSAGES_PER_PAGE + 2):
            await pilot.press("end")
            await settled(pilot)
        assert list(screen.listed) == retrieved(app.study, CodingFilter("B01"))
        blocks = screen.query_one(PagedList)
        assert blocks.current is not None
        assert screen.listed[-1].ids[0] in blocks.current.head
        assert NOTICES not in shown(pilot)


async def test_escape_stops_the_count_and_the_list_still_goes_on(
    study: StudyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = open_source(study, "P1-INT-01").text
    places = [("P1-INT-01", Span(n, n + 2)) for n in range(len(text) - 2) if text[n : n + 2].isalpha()]
    apply_codes_to_many(study, places, ["B01"], coder=CODER)
    begun, let_go = threading.Event(), threading.Event()

    def slow(_study: StudyFile, _wanted: CodingFilter, stop: Callable[[], bool]) -> retrieval.CountsByCase:
        begun.set()
        let_go.wait(10)
        assert stop()
        return {}

    monkeypatch.setattr(retrieval, "count_passages", slow)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = SegmentsScreen("B01")
        await app.push_screen(screen)
        assert begun.wait(10)
        assert "counting … (esc stops)" in text_of(app, "#title")
        await pilot.press("escape")
        let_go.set()
        await settled(pilot)
        assert app.screen is screen
        assert "not counted" in text_of(app, "#title")
        before = len(screen.listed)
        await pilot.press("end")
        await settled(pilot)
        assert len(screen.listed) > before
        await pilot.press("escape")
        assert app.screen is not screen
