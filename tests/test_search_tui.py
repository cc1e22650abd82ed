"""Finding again: what a code has gathered, words in the transcripts, memos."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Direction
from casecoder.services.notes import memos
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.notes.memos import MemosScreen
from casecoder.tui.screens.search.search import SearchScreen
from casecoder.tui.screens.search.segments import SegmentsScreen
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from casecoder.tui.widgets.block_list import BlockList, ListBlock
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView
from tests.study_kit import CODER, INTERVIEW, add_source, make_study, read_now
from tests.tui_kit import toasts

NOTES = "The board is empty.\n\nThree parents read the notices on a screen [sic] in the hall.\n"


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """Two schools; four codings: B01, B01.1 and B02 in the first, B02 against in the second."""
    study = make_study(tmp_path, INTERVIEW)
    seen = add_source(study, tmp_path, NOTES, "hall.md", "Secondary School 2", "observation")
    text = study_listings.open_source(study, "P1-INT-01").text
    quotes = {"B01": "Nobody reads the board any more", "B01.1": "café chat is dead", "B02": "Some look."}
    for code, quote in quotes.items():
        start = text.index(quote)
        coding.apply_codes(study, "P1-INT-01", [code], span=Span(start, start + len(quote)), coder=CODER)
    coding.apply_codes(
        study,
        seen,
        ["B02"],
        quote="Three parents read the notices on a screen [sic] in the hall.",
        coder="ben",
        direction=Direction.COUNTERS,
        note="Only three.",
    )
    return study


@asynccontextmanager
async def on_screen(
    study: StudyFile, screen: StudyScreen, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    app = CaseCoderApp(study.path, CODER)
    async with app.run_test(size=size) as pilot:
        await app.push_screen(screen)
        await settled(pilot)
        yield pilot


async def settled(pilot: Pilot[None]) -> None:
    """Wait until no worker is left and all is painted."""
    for _ in range(3):  # an answer starts the next worker, and a list that it shows is laid out after it
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def lines(pilot: Pilot[None]) -> str:
    blocks = pilot.app.screen.query_one(BlockList)
    return "\n".join(strip.text for strip in blocks.render_lines(blocks.size.region))


def text_of(pilot: Pilot[None], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Static).render())


async def choose(pilot: Pilot[None], key: str, typed: str) -> None:
    await pilot.press(key, *typed, "enter")
    await pilot.pause()


async def test_all_segments_by_school_with_counts(study: StudyFile) -> None:
    async with on_screen(study, SegmentsScreen()) as pilot:
        assert "4 codings, 1 against · 2 sources · 2 schools" in text_of(pilot, "#title")
        shown = lines(pilot)
        assert "Primary School 1 · 3 codings" in shown
        assert "screen [sic] in the hall.”" in shown
        assert "╎ counters B02" in shown
        assert "Note: Only three." in shown


async def test_a_code_with_its_children_and_alone(study: StudyFile) -> None:
    async with on_screen(study, SegmentsScreen("B01")) as pilot:
        assert "2 codings" in text_of(pilot, "#title")
        await pilot.press("u")
        assert "1 coding ·" in text_of(pilot, "#title")
        await choose(pilot, "c", "b02")
        assert "2 codings, 1 against" in text_of(pilot, "#title")
        assert "code B02 alone" in text_of(pilot, "#filters")


async def test_filters_add_up_and_are_dropped(study: StudyFile) -> None:
    async with on_screen(study, SegmentsScreen()) as pilot:
        await choose(pilot, "s", "primary")
        assert "3 codings" in text_of(pilot, "#title")
        await choose(pilot, "w", "ben")
        assert "0 codings" in text_of(pilot, "#title")
        assert "press 0" in text_of(pilot, "#empty")
        await pilot.press("0", "d")
        assert "3 codings" in text_of(pilot, "#title")
        await pilot.press("d")
        assert "1 coding, 1 against ·" in text_of(pilot, "#title")
        await pilot.press("d")
        await choose(pilot, "k", "observation")
        assert "1 coding, 1 against ·" in text_of(pilot, "#title")
        await choose(pilot, "k", "any")
        assert "4 codings" in text_of(pilot, "#title")


async def test_a_role_is_a_filter(study: StudyFile) -> None:
    roles = {item.role for item in study_listings.list_segments(study)}
    async with on_screen(study, SegmentsScreen()) as pilot:
        await choose(pilot, "r", "governors")
        expected = sum(1 for item in study_listings.list_segments(study) if item.role and item.role.value == "other")
        assert f"{expected} coding" in text_of(pilot, "#title"), roles


async def test_enter_opens_the_place(study: StudyFile) -> None:
    async with on_screen(study, SegmentsScreen("B02", "P1")) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, TranscriptScreen)
        assert (
            screen.view.caret.at
            == study_listings.list_segments(
                study, read_now(study, study_listings.parse_coding_filter, code="B02", case="P1")
            )[0].start
        )


async def test_segments_follow_undo_and_keep_the_cursor(study: StudyFile) -> None:
    async with on_screen(study, SegmentsScreen()) as pilot:
        blocks = pilot.app.screen.query_one(BlockList)
        await pilot.press("down")
        held = blocks.current
        coding.apply_codes(study, "P1-INT-01", ["B03"], quote="How do you use it?", coder=CODER)
        await pilot.press("question_mark", "escape")
        await pilot.pause()
        assert "5 codings" in text_of(pilot, "#title")
        assert blocks.current == held
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert "4 codings" in text_of(pilot, "#title")


async def test_nothing_coded_says_what_to_do(tmp_path: Path) -> None:
    async with on_screen(make_study(tmp_path), SegmentsScreen()) as pilot:
        assert "Nothing is coded yet" in text_of(pilot, "#empty")
        await pilot.press("enter", "down", "m", "u")


# Words


async def test_words_are_found_by_school_with_hits_marked(study: StudyFile) -> None:
    async with on_screen(study, SearchScreen()) as pilot:
        await pilot.press(*"notices")
        await settled(pilot)
        assert text_of(pilot, "#found").startswith("3 turns in 2 sources")
        blocks = pilot.app.screen.query_one(BlockList)
        mark = blocks.get_component_rich_style("blocks--mark", partial=True)
        marked = [
            segment.text
            for strip in blocks.render_lines(blocks.size.region)
            for segment in strip
            if segment.style and segment.style.underline and mark.underline
        ]
        assert marked == ["notices"] * 3


async def test_enter_in_the_field_and_in_the_list_opens_the_words(study: StudyFile) -> None:
    async with on_screen(study, SearchScreen()) as pilot:
        await pilot.press(*"board")
        await settled(pilot)
        await pilot.press("enter", "enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, TranscriptScreen)
        text = study_listings.open_source(study, screen.source_ref).text
        assert text[screen.view.caret.at :].startswith("board")


async def test_nothing_found_and_a_query_that_cannot_be_read(study: StudyFile) -> None:
    async with on_screen(study, SearchScreen()) as pilot:
        await pilot.press(*"xylophone")
        await settled(pilot)
        assert "No transcript has 'xylophone'" in text_of(pilot, "#hint")
        pilot.app.screen.query_one(Input).value = '"open'
        await settled(pilot)
        await settled(pilot)
        assert "can't be read" in text_of(pilot, "#hint")
        pilot.app.screen.query_one(Input).value = ""
        await settled(pilot)
        await settled(pilot)
        assert "Type words" in text_of(pilot, "#hint")


async def test_forms_and_spellings_are_switched_on_and_what_is_sought_is_said(study: StudyFile) -> None:
    async with on_screen(study, SearchScreen("posting")) as pilot:
        assert "No transcript has 'posting'" in text_of(pilot, "#hint")
        await pilot.press("ctrl+t")
        await settled(pilot)
        assert "2 turns in 1 source · all forms" in text_of(pilot, "#found")
        assert text_of(pilot, "#sought") == "Sought: posting, post"
        await pilot.press("ctrl+t")
        pilot.app.screen.query_one(Input).value = "notises"
        await settled(pilot)
        await settled(pilot)
        assert "in 3 turns:" in text_of(pilot, "#hint")
        await pilot.press("ctrl+l")
        await settled(pilot)
        assert "3 turns in 2 sources · like spellings" in text_of(pilot, "#found")


async def test_marked_hits_are_coded_in_one_act(study: StudyFile) -> None:
    before = len(study_listings.list_segments(study))
    async with on_screen(study, SearchScreen("notices")) as pilot:
        await pilot.press("down", "space", "space")
        assert "2 marked" in text_of(pilot, "#found")
        assert lines(pilot).count("✓") == 2
        await pilot.press("c", "enter")
        await choose(pilot, "b", "03")
        await settled(pilot)
        made = study_listings.list_segments(study, read_now(study, study_listings.parse_coding_filter, code="B03"))
        assert [item.quote.split()[1] for item in made] == ["post", "post"]
        assert "marked" not in text_of(pilot, "#found")
        await pilot.press("ctrl+z")
        await settled(pilot)
        assert len(study_listings.list_segments(study)) == before


async def test_all_is_marked_and_unmarked_and_goes_to_a_file(study: StudyFile, tmp_path: Path) -> None:
    async with on_screen(study, SearchScreen("notices")) as pilot:
        await pilot.press("down", "asterisk")
        assert "3 marked" in text_of(pilot, "#found")
        await pilot.press("asterisk")
        assert "marked" not in text_of(pilot, "#found")
        await pilot.press("o")
        pilot.app.screen.query_one(Input).value = str(tmp_path / "found.md")
        await pilot.press("ctrl+s")
        await settled(pilot)
    assert (tmp_path / "found.md").read_text(encoding="utf-8").count("notices") >= 3


async def test_the_end_of_a_long_list_brings_more_and_all_means_all(tmp_path: Path) -> None:
    study = make_study(tmp_path, "\n\n".join(f"{'INT' if n % 2 else 'Ann'}: board {n}" for n in range(150)))
    async with on_screen(study, SearchScreen("board")) as pilot:
        assert text_of(pilot, "#found") == "150 turns in 1 source · 60 listed"
        await pilot.press("down", "end")
        await settled(pilot)
        assert "120 listed" in text_of(pilot, "#found")
        await pilot.press("asterisk")
        await settled(pilot)
        assert text_of(pilot, "#found") == "150 turns in 1 source · 150 marked"


async def test_the_transcript_opens_with_the_hits_marked(study: StudyFile) -> None:
    async with on_screen(study, SearchScreen("notices")) as pilot:
        with patch.object(TranscriptView, "set_hits") as told:
            await pilot.press("down", "enter")
            await settled(pilot)
        text = study_listings.open_source(study, "P1-INT-01").text
        assert [text[a:b] for a, b in told.call_args.args[0]] == ["notices", "notices"]


async def test_without_hits_it_says_why_nothing_can_be_done(study: StudyFile) -> None:
    async with on_screen(study, SearchScreen()) as pilot:
        await pilot.press("down")
        assert "Nothing is found" in toasts(pilot.app)


# Memos


async def test_a_memo_is_written_changed_and_removed(study: StudyFile) -> None:
    async with on_screen(study, MemosScreen("code", "B01")) as pilot:
        assert "Press n" in text_of(pilot, "#empty")
        await pilot.press("n")
        pilot.app.screen.query_one(TextArea).insert("First [thought].")
        await pilot.press("ctrl+s")
        await pilot.pause()
        (memo,) = memos.list_memos(study)
        assert (memo.target, memo.about, memo.body) == ("code", "B01", "First [thought].")
        assert "First [thought]." in lines(pilot)
        await pilot.press("enter")
        pilot.app.screen.query_one(TextArea).insert("Second. ")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert memos.list_memos(study)[0].body == "Second. First [thought]."
        await pilot.press("x")
        assert memos.list_memos(study) == []
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert "Second." in lines(pilot)


async def test_a_memo_on_anything(study: StudyFile) -> None:
    async with on_screen(study, MemosScreen()) as pilot:
        await choose(pilot, "n", "hall")
        pilot.app.screen.query_one(TextArea).insert("Go back.")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert [(memo.target, memo.about) for memo in memos.list_memos(study)] == [("source", "S2-OBS-01")]
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TranscriptScreen)


async def test_a_memo_on_a_coding_opens_its_place(study: StudyFile) -> None:
    memos.write_memo(study, "coding", "E-0003", "Odd.", author=CODER)
    async with on_screen(study, MemosScreen()) as pilot:
        await pilot.press("o")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, TranscriptScreen)
        assert [item.id for item in screen.view.here] == ["E-0003"]


# The list they share


class Host(App[None]):
    def __init__(self, blocks: list[ListBlock]) -> None:
        super().__init__()
        self.blocks = blocks

    def compose(self) -> ComposeResult:
        yield BlockList()

    def on_mount(self) -> None:
        self.query_one(BlockList).put(self.blocks)
        self.query_one(BlockList).focus()


def many(number: int) -> list[ListBlock]:
    return [ListBlock("", "Heading"), *(ListBlock(str(n), f"head {n}", f"body {n} " * 9) for n in range(number))]


async def test_the_cursor_passes_over_headings_and_stays_in_sight() -> None:
    app = Host(many(400))
    async with app.run_test(size=(60, 12)) as pilot:
        blocks = app.query_one(BlockList)
        await pilot.pause()
        assert blocks.current and blocks.current.key == "0"
        for key, expected in (("down", "1"), ("end", "399"), ("home", "0"), ("up", "0"), ("pagedown", "2")):
            await pilot.press(key)
            assert blocks.current and blocks.current.key == expected, key
            shown = [strip.text for strip in blocks.render_lines(blocks.size.region)]
            assert any(f"head {expected}" in line for line in shown)


async def test_an_entry_longer_than_the_screen_can_be_read_whole() -> None:
    app = Host([ListBlock("long", "head", " ".join(f"w{n}" for n in range(300))), ListBlock("next", "then")])
    async with app.run_test(size=(60, 12)) as pilot:
        blocks = app.query_one(BlockList)
        await pilot.pause()
        seen: set[str] = set()
        for _ in range(20):
            seen.update(word for strip in blocks.render_lines(blocks.size.region) for word in strip.text.split())
            if blocks.current and blocks.current.key == "next":
                break
            await pilot.press("down")
        assert blocks.current and blocks.current.key == "next"
        assert {f"w{n}" for n in range(300)} <= seen


class MarkingHost(Host):
    marked: ClassVar[list[list[str]]] = []

    def compose(self) -> ComposeResult:
        yield BlockList(markable=True)

    def on_block_list_marked(self, message: BlockList.Marked) -> None:
        self.marked.append(message.marked)


async def test_entries_are_marked_and_the_marks_stay_with_them() -> None:
    app = MarkingHost(many(5))
    async with app.run_test(size=(60, 40)) as pilot:
        blocks = app.query_one(BlockList)
        await pilot.press("down", "space", "space", "up", "up", "space")
        assert blocks.marked == ["2"]
        shown = [strip.text for strip in blocks.render_lines(blocks.size.region) if "✓" in strip.text]
        assert [line.split()[-1] for line in shown] == ["2"]
        blocks.put([block for block in many(5) if block.key != "1"])
        assert blocks.marked == ["2"]
        blocks.mark_all()
        assert blocks.marked == ["0", "2", "3", "4"]
        blocks.put(many(3))
        assert blocks.marked == ["0", "2"]
        blocks.clear_marks()
        await pilot.pause()
        assert blocks.marked == app.marked[-1] == []


async def test_a_list_that_has_no_use_for_marks_makes_none() -> None:
    app = Host(many(3))
    async with app.run_test(size=(60, 40)) as pilot:
        await pilot.press("space")
        assert app.query_one(BlockList).marked == []
