"""Coding in the terminal: from a few keys to what is stored in the study."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from casecoder.core.evidence import Evidence
from casecoder.core.spans import Span
from casecoder.services import coding, history, reading, writing
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.screens.memos import MemosScreen
from casecoder.tui.screens.prose import ProseScreen
from casecoder.tui.screens.search import SearchScreen
from casecoder.tui.screens.segments import SegmentsScreen
from casecoder.tui.screens.transcript import TranscriptScreen
from casecoder.tui.widgets.block_list import BlockList
from casecoder.tui.widgets.chooser import Chooser
from casecoder.tui.widgets.code_picker import CodePicker
from casecoder.tui.widgets.codings_here import CodingsHere
from casecoder.tui.widgets.transcript_view import TranscriptView
from tests.kit import CODER, INTERVIEW, make_study
from tests.tui_kit import toasts

SOURCE = "P1-INT-01"
NOTICES = "We post the notices there."


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StudyFile:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return make_study(tmp_path, INTERVIEW)


@asynccontextmanager
async def reading_it(
    study: StudyFile, at: str = NOTICES, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[TranscriptScreen, Pilot[None]]]:
    app = CaseCoderApp(study.path, CODER)
    async with app.run_test(size=size) as pilot:
        place = reading.open_source(study, SOURCE).text.index(at)
        screen = TranscriptScreen(SOURCE, place)
        await app.push_screen(screen)
        await pilot.pause()
        yield screen, pilot


def stored(study: StudyFile) -> list[Evidence]:
    return reading.segments(study)


async def type_in(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*text)


async def test_a_sentence_is_coded_in_few_keys(study: StudyFile) -> None:
    async with reading_it(study) as (screen, pilot):
        await pilot.press("s", "c", "b", "0", "2", "enter")
        await pilot.pause()
        (made,) = stored(study)
        assert (made.code, made.quote, made.coder) == ("B02", NOTICES, CODER)
        assert screen.view.selection is None
        assert [item.id for item in screen.view.codings] == [made.id]
        assert [item.id for item in screen.view.here] == [made.id]


async def test_with_nothing_selected_the_sentence_is_taken_and_said(study: StudyFile) -> None:
    async with reading_it(study, "post the notices there. Nobody") as (_, pilot):
        await pilot.press("c")
        assert isinstance(pilot.app.screen, CodePicker)
        assert NOTICES in str(pilot.app.screen.query_one("#picker-about", Static).render())
        assert "sentence at the caret" in str(pilot.app.screen.query_one("#picker-about", Static).render())
        await pilot.press("b", "0", "1", "enter")
        assert [item.quote for item in stored(study)] == [NOTICES]


async def test_enter_twice_on_a_fresh_transcript_codes_nothing(study: StudyFile) -> None:
    give(study, "B03")
    async with reading_it(study, "INT: How") as (screen, pilot):
        await pilot.press("enter", "enter")
        assert pilot.app.screen is screen
        assert "interviewer’s words" in toasts(pilot.app)
        await pilot.press("s", "c", "enter")
        assert isinstance(pilot.app.screen, CodePicker)
        assert "No code is chosen" in toasts(pilot.app)
        assert len(stored(study)) == 1


async def test_a_note_in_the_picker_is_not_lost_by_leaving(study: StudyFile) -> None:
    async with reading_it(study) as (_, pilot):
        await pilot.press("c", "ctrl+n", *"odd", "ctrl+q")
        assert pilot.app.is_running
        assert "a coding's note" in toasts(pilot.app)


async def test_memos_can_be_found_again_from_the_transcript(study: StudyFile) -> None:
    item = give(study, "B01")
    start, end = item.start, item.end
    writing.write_memo(study, "source", SOURCE, "Ask [b]again[/b].", author=CODER, start=start, end=end)
    writing.write_memo(study, "coding", item.id, "Why here?", author=CODER)
    async with reading_it(study) as (screen, pilot):
        assert "2 memos (M lists them)" in str(screen.query_one("#title", Static).content)
        assert "Memo here (M)" in str(screen.query_one(CodingsHere).render())
        await pilot.press("M")
        await pilot.pause()
        memos = pilot.app.screen
        assert isinstance(memos, MemosScreen)
        lines = "\n".join(memos.query_one(BlockList).render_line(y).text for y in range(8))
        assert "Ask [b]again[/b]." in lines
        assert "Why here?" in lines


async def test_leaving_the_picker_codes_nothing(study: StudyFile) -> None:
    async with reading_it(study) as (screen, pilot):
        await pilot.press("c", "b", "0", "1", "escape")
        assert stored(study) == []
        assert pilot.app.screen is screen
        assert screen.view.selection is None


async def test_several_codes_against_with_a_note_are_one_act(study: StudyFile) -> None:
    async with reading_it(study) as (_, pilot):
        before = history.history(study)[0].number
        await pilot.press("t", "c", "b", "0", "1", "tab", "home", "shift+end", "delete", "b", "0", "3", "tab")
        await pilot.press("ctrl+t", "ctrl+n", "o", "d", "d", "enter")
        made = stored(study)
        assert [item.code for item in made] == ["B01", "B03"]
        assert {(item.counters, item.note) for item in made} == {(True, "odd")}
        assert history.history(study)[0].number == before + 1


async def test_the_same_words_twice_are_refused_and_said(study: StudyFile) -> None:
    async with reading_it(study) as (screen, pilot):
        for _ in range(2):
            await pilot.press("s", "c", "b", "0", "2", "enter")
        assert len(stored(study)) == 1
        assert "already coded B02" in toasts(pilot.app)
        assert screen.view.selection is not None


async def test_again_gives_the_same_codes(study: StudyFile) -> None:
    async with reading_it(study) as (_, pilot):
        await pilot.press("s", "c", "b", "0", "3", "ctrl+t", "enter", "full_stop", "s", "a")
        assert [(item.code, item.counters) for item in stored(study)] == [("B03", True), ("B03", True)]


async def test_again_without_a_before_says_so(study: StudyFile) -> None:
    async with reading_it(study) as (_, pilot):
        await pilot.press("s", "a")
        assert stored(study) == []
        assert "not used a code yet" in toasts(pilot.app)


def give(study: StudyFile, code: str, quote: str = NOTICES, coder: str = CODER) -> Evidence:
    """Code a quote's first occurrence."""
    start = reading.open_source(study, SOURCE).text.index(quote)
    return coding.apply_codes(study, SOURCE, [code], span=Span(start, start + len(quote)), coder=coder)[0]


async def test_removing_asks_which_when_there_are_several(study: StudyFile) -> None:
    first, second = give(study, "B01"), give(study, "B02")
    async with reading_it(study) as (screen, pilot):
        await pilot.press("x")
        assert isinstance(pilot.app.screen, Chooser)
        await type_in(pilot, "b02")
        await pilot.press("enter")
        assert [item.id for item in stored(study)] == [first.id]
        await pilot.press("x")
        await pilot.pause()
        assert stored(study) == []
        assert list(screen.view.codings) == []
        await pilot.press("ctrl+z", "ctrl+z")
        await pilot.pause()
        assert {item.id for item in stored(study)} == {first.id, second.id}
        assert {item.id for item in screen.view.codings} == {first.id, second.id}


async def test_direction_and_note_of_the_coding_here(study: StudyFile) -> None:
    give(study, "B01")
    async with reading_it(study) as (screen, pilot):
        await pilot.press("minus")
        assert stored(study)[0].counters
        assert "counters" in str(screen.query_one(CodingsHere).render())
        await pilot.press("n")
        assert isinstance(pilot.app.screen, ProseScreen)
        pilot.app.screen.query_one(TextArea).insert("[b]look[/b]")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert stored(study)[0].note == "[b]look[/b]"
        assert "[b]look[/b]" in str(screen.query_one(CodingsHere).render())


@pytest.mark.parametrize("key", ["x", "minus", "n", "l"])
async def test_what_needs_a_coding_says_when_there_is_none(study: StudyFile, key: str) -> None:
    async with reading_it(study) as (_, pilot):
        await pilot.press(key)
        assert "There is no coding here." in toasts(pilot.app)


async def test_going_from_coding_to_coding(study: StudyFile) -> None:
    made = [give(study, "B01", quote) for quote in ("Nobody reads the board", "Some look.")]
    async with reading_it(study) as (screen, pilot):
        await pilot.press("g")
        assert screen.view.caret.at == made[0].start
        await pilot.press("g")
        assert screen.view.caret.at == made[1].start
        await pilot.press("g")
        assert "No coding begins after" in toasts(pilot.app)
        await pilot.press("G")
        assert screen.view.caret.at == made[0].start


async def test_anothers_coding_shows_when_the_screen_comes_back(study: StudyFile) -> None:
    async with reading_it(study) as (screen, pilot):
        await pilot.press("question_mark")
        item = give(study, "B01", coder="ben")
        await pilot.press("escape")
        await pilot.pause()
        assert [shown.id for shown in screen.view.codings] == [item.id]


async def test_anothers_coding_shows_with_the_next_of_ones_own(study: StudyFile) -> None:
    async with reading_it(study) as (screen, pilot):
        give(study, "B01", "Some look.", coder="ben")
        await pilot.press("s", "c", "b", "0", "2", "enter")
        await pilot.pause()
        assert {shown.coder for shown in screen.view.codings} == {CODER, "ben"}


async def test_a_source_that_is_gone_is_said_and_left(study: StudyFile) -> None:
    async with reading_it(study) as (screen, pilot):
        await pilot.press("ctrl+z")
        await pilot.pause()
        await pilot.pause()
        assert pilot.app.screen is not screen
        assert "There is no source" in toasts(pilot.app)


async def test_escape_clears_and_then_leaves(study: StudyFile) -> None:
    async with reading_it(study) as (screen, pilot):
        await pilot.press("s", "escape")
        assert pilot.app.screen is screen
        await pilot.press("escape")
        await pilot.pause()
        assert pilot.app.screen is not screen


async def test_a_memo_on_the_selected_words(study: StudyFile) -> None:
    async with reading_it(study) as (_, pilot):
        await pilot.press("s", "m", "enter")
        pilot.app.screen.query_one(TextArea).insert("Ask again.")
        await pilot.press("ctrl+s")
        (memo,) = writing.memos(study)
        assert (memo.target, memo.about, memo.body) == ("source", SOURCE, "Ask again.")
        text = reading.open_source(study, SOURCE).text
        assert memo.start is not None
        assert text[memo.start : memo.end] == NOTICES
        await pilot.press("M")
        assert isinstance(pilot.app.screen, MemosScreen)


async def test_recently_used_codes_come_first(study: StudyFile) -> None:
    give(study, "B03")
    async with reading_it(study, "Some look.") as (_, pilot):
        await pilot.press("s", "c", "down", "enter")
        assert [item.code for item in stored(study)] == ["B03", "B03"]


async def test_the_picker_explains_the_code_under_the_cursor(study: StudyFile) -> None:
    async with reading_it(study) as (_, pilot):
        await pilot.press("c", "o", "r", "g", "a", "n")
        await pilot.pause()
        shown = str(pilot.app.screen.query_one("#picker-text", Static).render())
        assert "Who finds what." in shown
        assert "Include: notices." in shown
        await type_in(pilot, "zzzz")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, CodePicker)
        assert "No code is chosen" in toasts(pilot.app)


async def test_a_study_without_codes_says_what_to_do(study: StudyFile) -> None:
    with study.change("retire", "Retire all", CODER) as change:
        for code in reading.codes(study):
            change.update(code, retired=True)
    async with reading_it(study) as (_, pilot):
        await pilot.press("s", "c")
        assert "no codebook" in toasts(pilot.app)


@pytest.mark.parametrize(
    "kind",
    [TranscriptScreen, SegmentsScreen, SearchScreen, MemosScreen, CodePicker, Chooser, BlockList, TranscriptView],
)
def test_every_key_can_be_remapped_and_explains_itself(kind: type) -> None:
    for owner in kind.__mro__:
        if owner.__module__.startswith("casecoder"):
            for binding in vars(owner).get("BINDINGS", ()):
                assert isinstance(binding, Binding)
                assert binding.id and binding.description and binding.tooltip


def test_no_two_keys_share_an_id() -> None:
    kinds = [
        TranscriptScreen, SegmentsScreen, SearchScreen, MemosScreen, CodePicker, Chooser, BlockList, TranscriptView
    ]
    ids = [binding.id for kind in kinds for binding in vars(kind)["BINDINGS"]]
    assert len(ids) == len(set(ids))


async def test_typing_in_the_field_is_not_taken_for_a_key(study: StudyFile) -> None:
    async with reading_it(study) as (_, pilot):
        await pilot.press("c")
        await type_in(pilot, "staff room")
        assert pilot.app.screen.query_one("#picker-typed", Input).value == "staff room"
