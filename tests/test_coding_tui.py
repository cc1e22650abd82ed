"""Coding in the terminal: from a few keys to what is stored in the study."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span
from casecoder.services import history
from casecoder.services.notes import memos
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.base.pinned_codes import PinnedCodes
from casecoder.tui.screens.notes.memos import MemosScreen
from casecoder.tui.screens.notes.prose_editor import ProseEditorScreen
from casecoder.tui.screens.search.search import SearchScreen
from casecoder.tui.screens.search.segments import SegmentsScreen
from casecoder.tui.screens.transcript.boundary_mode import BoundaryMode
from casecoder.tui.screens.transcript.find_mode import FindMode
from casecoder.tui.screens.transcript.new_code import NewCodeScreen
from casecoder.tui.screens.transcript.pin_codes import PinCodesScreen
from casecoder.tui.screens.transcript.sentence_mode import SentenceMode
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from casecoder.tui.widgets.block_list import BlockList
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.code_picker import CodePickerScreen
from casecoder.tui.widgets.codings_at_caret import CodingsAtCaret
from casecoder.tui.widgets.pin_strip import PinStrip
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView
from tests.study_kit import CODER, INTERVIEW, make_study
from tests.tui_kit import toasts

SOURCE = "P1-INT-01"
NOTICES = "We post the notices there."


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return make_study(tmp_path, INTERVIEW)


@asynccontextmanager
async def reading_it(
    study: StudyFile, at: str = NOTICES, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[TranscriptScreen, Pilot[None]]]:
    app = CaseCoderApp(study.path, CODER)
    async with app.run_test(size=size) as pilot:
        place = study_listings.open_source(study, SOURCE).text.index(at)
        screen = TranscriptScreen(SOURCE, place)
        await app.push_screen(screen)
        await pilot.pause()
        yield screen, pilot


def stored(study: StudyFile) -> list[Evidence]:
    return study_listings.list_segments(study)


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
        assert isinstance(pilot.app.screen, CodePickerScreen)
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
        assert isinstance(pilot.app.screen, CodePickerScreen)
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
    memos.write_memo(study, "source", SOURCE, "Ask [b]again[/b].", author=CODER, start=start, end=end)
    memos.write_memo(study, "coding", item.id, "Why here?", author=CODER)
    async with reading_it(study) as (screen, pilot):
        assert "2 memos (M)" in str(screen.query_one("#title", Static).content)
        assert "Memo here (M)" in str(screen.query_one(CodingsAtCaret).render())
        await pilot.press("M")
        await pilot.pause()
        listed = pilot.app.screen
        assert isinstance(listed, MemosScreen)
        lines = "\n".join(listed.query_one(BlockList).render_line(y).text for y in range(8))
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
        before = history.read_history(study)[0].number
        await pilot.press("t", "c", "b", "0", "1", "tab", "home", "shift+end", "delete", "b", "0", "3", "tab")
        await pilot.press("ctrl+t", "ctrl+n", "o", "d", "d", "enter")
        made = stored(study)
        assert [item.code for item in made] == ["B01", "B03"]
        assert {(item.counters, item.note) for item in made} == {(True, "odd")}
        assert history.read_history(study)[0].number == before + 1


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
    start = study_listings.open_source(study, SOURCE).text.index(quote)
    return coding.apply_codes(study, SOURCE, [code], span=Span(start, start + len(quote)), coder=coder)[0]


async def test_removing_asks_which_when_there_are_several(study: StudyFile) -> None:
    first, second = give(study, "B01"), give(study, "B02")
    async with reading_it(study) as (screen, pilot):
        await pilot.press("x")
        assert isinstance(pilot.app.screen, ChooserScreen)
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
        await pilot.press("f")
        assert stored(study)[0].counters
        assert "counters" in str(screen.query_one(CodingsAtCaret).render())
        await pilot.press("n")
        assert isinstance(pilot.app.screen, ProseEditorScreen)
        pilot.app.screen.query_one(TextArea).insert("[b]look[/b]")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert stored(study)[0].note == "[b]look[/b]"
        assert "[b]look[/b]" in str(screen.query_one(CodingsAtCaret).render())


@pytest.mark.parametrize("key", ["x", "f", "n", "l"])
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
        (memo,) = memos.list_memos(study)
        assert (memo.target, memo.about, memo.body) == ("source", SOURCE, "Ask again.")
        text = study_listings.open_source(study, SOURCE).text
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
        assert isinstance(pilot.app.screen, CodePickerScreen)
        assert "No code is chosen" in toasts(pilot.app)


async def test_a_study_without_codes_says_what_to_do(study: StudyFile) -> None:
    with study.change("retire", "Retire all", CODER) as change:
        for code in study_listings.list_codes(study):
            change.update(code, retired=True)
    async with reading_it(study) as (_, pilot):
        await pilot.press("s", "c")
        assert "no codebook" in toasts(pilot.app)


KINDS = [
    TranscriptScreen,
    SegmentsScreen,
    SearchScreen,
    MemosScreen,
    CodePickerScreen,
    ChooserScreen,
    BlockList,
    TranscriptView,
    SentenceMode,
    BoundaryMode,
    FindMode,
    PinCodesScreen,
    NewCodeScreen,
]


def bindings_of(kind: type) -> list[Binding]:
    """What a class and those it is built on bind."""
    return [
        binding
        for owner in kind.__mro__
        if owner.__module__.startswith("casecoder")
        for binding in vars(owner).get("BINDINGS", ())
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_can_be_remapped_and_explains_itself(kind: type) -> None:
    assert bindings_of(kind)
    for binding in bindings_of(kind):
        assert isinstance(binding, Binding)
        assert binding.id and binding.description and binding.tooltip


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not SegmentsScreen])
def test_no_two_actions_of_a_screen_share_an_id_or_a_key(kind: type) -> None:
    bound = bindings_of(kind)
    assert len({binding.id for binding in bound}) == len(bound)
    keys = [key for binding in bound for key in binding.key.split(",")]
    assert len(set(keys)) == len(keys)


async def test_typing_in_the_field_is_not_taken_for_a_key(study: StudyFile) -> None:
    async with reading_it(study) as (_, pilot):
        await pilot.press("c")
        await type_in(pilot, "staff room")
        assert pilot.app.screen.query_one("#picker-typed", Input).value == "staff room"


# Pins, one by one, in vivo


async def test_a_code_is_pinned_to_a_digit_shown_and_remembered(study: StudyFile) -> None:
    item = give(study, "B02")
    async with reading_it(study) as (screen, pilot):
        assert not screen.query_one(PinStrip).display
        await pilot.press("p", "4")
        assert screen.query_one(PinStrip).display
        await pilot.press("full_stop", "4")
        assert [(made.code, made.quote[:6]) for made in stored(study)] == [("B02", NOTICES[:6]), ("B02", "Nobody")]
        await pilot.press("7")
        assert "No code is pinned to 7" in toasts(pilot.app)
    async with reading_it(study) as (screen, pilot):
        assert "4 B02 Parents" in str(screen.query_one(PinStrip).render())
        await pilot.press("p", "home", "down", "down", "down", "x")
        assert not screen.query_one(PinStrip).display
    assert item.code == "B02"


async def test_another_code_is_chosen_for_a_digit(study: StudyFile) -> None:
    async with reading_it(study) as (_, pilot):
        await pilot.press("p", "2")
        assert isinstance(pilot.app.screen, CodePickerScreen)
        await pilot.press(*"time", "enter", "2")
        assert [item.code for item in stored(study)] == ["B03"]


async def test_one_by_one_skips_the_interviewer_goes_back_and_undoes(study: StudyFile) -> None:
    PinnedCodes(study.path, CODER).put("1", "B01")
    async with reading_it(study) as (screen, pilot):
        await pilot.press("o", "1", "space", "1")
        assert [item.quote for item in stored(study)] == [NOTICES, "Some look."]
        assert screen.view.selection is not None
        await pilot.press("backspace")
        assert [item.quote for item in stored(study)] == [NOTICES]
        await pilot.press("backspace", "backspace")
        assert stored(study) == []
        await pilot.press("backspace")
        assert "where you began" in toasts(pilot.app)
        await pilot.press("c", *"b03", "enter", "x", "escape")
        assert [item.code for item in stored(study)] == ["B03"]
        assert screen.mode is None
        assert screen.view.has_focus


async def test_one_by_one_says_where_one_is_and_ends_with_the_last_sentence(study: StudyFile) -> None:
    PinnedCodes(study.path, CODER).put("1", "B01")
    async with reading_it(study, "She likes it.") as (screen, pilot):
        await pilot.press("o")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "sentence 7 of 7" in str(screen.query_one(SentenceMode).render())
        await pilot.press("1")
        assert screen.mode is None
        assert "last sentence" in toasts(pilot.app)


async def test_a_code_in_vivo_takes_the_words_for_its_name(study: StudyFile) -> None:
    async with reading_it(study, "café chat") as (_, pilot):
        await pilot.press("w", "w", "i", "enter")
        await pilot.pause()
        assert [(item.code_name, item.quote) for item in stored(study)] == [("café chat", "café chat")]


async def test_the_picker_makes_a_code_of_what_was_typed(study: StudyFile) -> None:
    async with reading_it(study) as (_, pilot):
        await pilot.press("c", *"zzz", "down", "enter")
        assert isinstance(pilot.app.screen, NewCodeScreen)
        await pilot.press("escape")
        assert stored(study) == []
        await pilot.press("s", "c", "ctrl+r", "ctrl+r", *"zzz", "down", "enter", "enter")
        await pilot.pause()
        assert [(item.code_name, item.strength) for item in stored(study)] == [("zzz", 2)]


async def test_all_turns_of_a_speaker_are_coded_in_one_act(study: StudyFile) -> None:
    async with reading_it(study) as (screen, pilot):
        before = history.read_history(study)[0].number
        await pilot.press("C", *"time", "enter")
        await pilot.pause()
        assert [item.turn for item in stored(study)] == [2, 4]
        assert history.read_history(study)[0].number == before + 1
        assert len(screen.view.codings) == 2
        await pilot.press("ctrl+z")
        assert list(screen.view.codings) == []


# Amending


async def test_strength_goes_round(study: StudyFile) -> None:
    give(study, "B01")
    async with reading_it(study) as (_, pilot):
        for strength in (1, 2, 3, None):
            await pilot.press("h")
            assert stored(study)[0].strength == strength


async def test_a_boundary_moves_by_word_and_by_sentence_at_either_edge(study: StudyFile) -> None:
    give(study, "B01", "Nobody reads the board")
    async with reading_it(study, "Nobody reads") as (screen, pilot):
        await pilot.press("b", "ctrl+right", "enter")
        assert stored(study)[0].quote == "Nobody reads the board any"
        assert screen.view.selection is None
        await pilot.press("b", "b", "comma", "enter")
        assert stored(study)[0].quote == f"{NOTICES} Nobody reads the board any"
        await pilot.press("b", "ctrl+left", "escape")
        assert stored(study)[0].quote.endswith("board any")
        assert screen.mode is None
        await pilot.press("b", "c")
        assert pilot.app.screen is screen


async def test_a_coding_is_split_at_the_caret_and_joined_again(study: StudyFile) -> None:
    item = give(study, "B01", f"{NOTICES} Nobody reads")
    async with reading_it(study, "Nobody reads") as (screen, pilot):
        await pilot.press("S")
        assert [made.quote for made in stored(study)] == [NOTICES, "Nobody reads"]
        screen.view.go_to(item.start)
        await pilot.press("J")
        assert stored(study) == [item]
        await pilot.press("J")
        assert "No later coding" in toasts(pilot.app)


async def test_anothers_coding_is_changed_only_when_asked_twice(study: StudyFile) -> None:
    give(study, "B01", coder="ben")
    async with reading_it(study) as (_, pilot):
        await pilot.press("f")
        assert "is ben’s" in toasts(pilot.app)
        assert not stored(study)[0].counters
        await pilot.press("f")
        assert stored(study)[0].counters


# Going


async def test_the_next_uncoded_sentence_of_a_participant(study: StudyFile) -> None:
    give(study, "B01")
    give(study, "B01", "Some look.")
    async with reading_it(study) as (screen, pilot):
        found = []
        for _ in range(2):
            await pilot.press("u")
            assert screen.view.selection is not None
            found.append(screen.view.caret.text[slice(*screen.view.selection)])
        assert [words[:6] for words in found] == ["Nobody", "Most d"]


async def test_finding_here_steps_through_hits_and_escape_ends_it(study: StudyFile) -> None:
    async with reading_it(study, "INT: How") as (screen, pilot):
        await pilot.press("slash", *"notices")
        await pilot.pause()
        assert "1 of 2" in str(screen.query_one("#find-status", Static).render())
        await pilot.press("enter")
        first = screen.view.selection
        await pilot.press("enter")
        second = screen.view.selection
        assert first is not None and second is not None and first.start < second.start
        await pilot.press("up")
        assert screen.view.selection == first
        await pilot.press("escape")
        assert screen.mode is None
        await pilot.press("s", "c", *"b01", "enter")
        assert [item.quote for item in stored(study)] == [NOTICES]


async def test_the_status_goes_on_and_shows(study: StudyFile) -> None:
    async with reading_it(study) as (screen, pilot):
        assert "unread" in str(screen.query_one("#title", Static).content)
        await pilot.press("D", "D")
        assert "✓ done" in str(screen.query_one("#title", Static).content)
        await pilot.press("ctrl+z")
        assert "in progress" in str(screen.query_one("#title", Static).content)


async def test_one_code_is_in_focus_until_z_again(study: StudyFile) -> None:
    give(study, "B01")
    async with reading_it(study) as (screen, pilot):
        await pilot.press("z")
        assert screen.view.focused_code == "B01"
        await pilot.press("z")
        assert screen.view.focused_code == ""
