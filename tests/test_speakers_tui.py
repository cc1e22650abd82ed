"""The screens of speakers, of progress and of memos with their links."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Select, TextArea

from casecoder.core.vocabulary import Role, SourceStatus
from casecoder.services.notes.memos import list_memos, write_memo
from casecoder.services.sources import study_listings
from casecoder.services.sources.reading_progress import ReadingProgress, set_source_status
from casecoder.services.sources.speakers import list_speakers
from casecoder.store.study_file import StudyFile
from casecoder.tui.screens.codebook.codebook import CodebookScreen
from casecoder.tui.screens.form import FormScreen
from casecoder.tui.screens.notes.journal import JournalScreen
from casecoder.tui.screens.notes.memo_editor import MemoEditorScreen
from casecoder.tui.screens.notes.memos import MemosScreen
from casecoder.tui.screens.sources.school import SchoolScreen
from casecoder.tui.screens.sources.sources import SourcesScreen
from casecoder.tui.screens.sources.speakers import SpeakersScreen
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from casecoder.tui.widgets.block_list import BlockList
from casecoder.tui.widgets.case_grid import CaseGrid
from casecoder.tui.widgets.grid_layout import progress_mark
from casecoder.tui.widgets.long_list import LongList
from tests.study_kit import CODER, INTERVIEW
from tests.tui_kit import PAPER, app_of, code, text_of, toasts, two_schools

SIZE = (80, 24)
REF = "P1-INT-01"


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return two_schools(tmp_path)


def entries(pilot: Pilot[None]) -> list[str]:
    return [str(option.prompt) for option in pilot.app.screen.query_one(LongList).options]


def blocks(pilot: Pilot[None]) -> str:
    found = pilot.app.screen.query_one(BlockList)
    return "\n".join(found.render_line(y).text for y in range(found.size.height))


async def test_speakers_are_merged_taken_apart_and_the_act_undone(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(SpeakersScreen(REF))
        await pilot.pause()
        assert [line.split()[0] for line in entries(pilot)] == ["INT", "Mrs", "Zoë"]
        await pilot.press("m")
        assert "Mark them with space" in toasts(app)
        await pilot.press("end", "space", "up", "m")
        merged = list_speakers(app.study, REF)
        assert [(line.name, line.labels) for line in merged] == [
            ("INT", ("INT",)),
            ("Mrs Okoro", ("Mrs Okoro", "Zoë")),
        ]
        assert entries(pilot)[1].endswith("Mrs Okoro, Zoë")
        await pilot.press("t")
        assert len(entries(pilot)) == 3
        await pilot.press("ctrl+z", "ctrl+z")
        assert len(entries(pilot)) == 3
        assert {line.participant for line in list_speakers(app.study, REF)} == {"", "O1", "L1"}


async def test_a_speaker_is_renamed_and_refused_a_name_that_is_taken(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(SpeakersScreen(REF))
        await pilot.pause()
        await pilot.press("end", "r")
        app.screen.query_one("#form-name", Input).value = "Mrs Okoro"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, FormScreen)
        assert "merge them" in toasts(app)
        app.screen.query_one("#form-name", Input).value = "A child"
        app.screen.query_one("#form-where", Select).value = "all of the school’s"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert entries(pilot)[2].split("  ")[1] == "A child"
        await pilot.press("enter")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, TranscriptScreen)
        assert screen.view.caret.at >= INTERVIEW.index("Zoë")
        assert "A child" in "\n".join(screen.view.render_line(y).text for y in range(screen.view.size.height))


async def test_who_a_speaker_is_their_role_and_the_interviewer(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(SpeakersScreen(REF))
        await pilot.pause()
        await pilot.press("o")
        assert "INT is no participant" in toasts(app)
        await pilot.press("down", "p", *"new", "enter")
        await pilot.pause()
        await pilot.press(*"teach", "enter")
        await pilot.pause()
        assert "T1 Teacher" in entries(pilot)[1]
        await pilot.press("o", *"senior", "enter")
        await pilot.pause()
        assert {line.pseudonym: line.role for line in study_listings.list_participants(app.study)}[
            "T1"
        ] is Role.SENIOR_MANAGEMENT
        await pilot.press("i")
        assert "Interviewer" in entries(pilot)[1]
        await pilot.press("ctrl+z")
        assert "T1 Senior manager" in entries(pilot)[1]


async def test_all_that_a_speaker_says_is_coded_as_one_act(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(SpeakersScreen(REF))
        await pilot.pause()
        await pilot.press("down", "c", *"b03", "enter")
        await pilot.pause()
        quotes = [item.quote for item in study_listings.list_segments(app.study)]
        assert [quote.split()[0] for quote in quotes] == ["We", "Some"]
        assert "2 codings made" in toasts(app)
        await pilot.press("ctrl+z")
        assert study_listings.list_segments(app.study) == []


async def test_the_mouse_goes_to_a_speaker_and_opens_their_first_turn(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(SpeakersScreen(REF))
        await pilot.pause()
        await pilot.click(LongList, offset=(5, 2))
        await pilot.press("space")
        assert entries(pilot)[2].startswith("✓ Zoë")
        await pilot.double_click(LongList, offset=(5, 1))
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, TranscriptScreen)
        assert screen.view.caret.turn.speaker == "Mrs Okoro"


async def test_a_source_without_speakers_says_so(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(SpeakersScreen("P1-OBS-01"))
        await pilot.pause()
        assert "names no speakers" in entries(pilot)[0]
        await pilot.press("m")
        assert "There is no speaker here" in toasts(app)


async def test_status_goes_on_by_one_key_and_the_list_is_filtered_by_it(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
        assert "○ unread" in entries(pilot)[1]
        await pilot.press("d")
        assert "◐ in progress" in entries(pilot)[1]
        await pilot.press("d")
        assert "✓ done" in entries(pilot)[1]
        assert "○ 2 unread  ◐ 0 in progress  ✓ 1 done" in text_of(app, "#sources-title")
        await pilot.press("slash", *"done")
        await pilot.pause()
        assert [line.split()[0] for line in entries(pilot)] == ["S1", "S1-INT-01"]
        await pilot.press("escape", "p")
        await pilot.pause()
        assert isinstance(app.screen, SpeakersScreen)
        await pilot.press("escape", "ctrl+z", "ctrl+z")
        assert isinstance(app.screen, SourcesScreen)
        assert "○ unread" in entries(pilot)[1]


async def test_the_grid_shows_progress_once_there_is_some(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        grid = app.screen.query_one(CaseGrid)
        assert "Sources done" not in grid.render_line(2).text
        set_source_status(app.study, "P1-OBS-01", SourceStatus.DONE, coder=CODER)
        await pilot.press("s", "escape")
        await pilot.pause()
        assert grid.render_line(2).text.split() == ["Sources", "done", "○0/1", "◐1/2"]
        assert "B01" in grid.render_line(3).text
        await pilot.click(CaseGrid, offset=(grid.render_line(1).text.index("P1"), 1))
        assert "1 of 2 sources done; 0% of the text is coded" in text_of(app, "#cell")
        await pilot.click(CaseGrid, offset=(grid.render_line(1).text.index("P1"), 3))
        assert grid.place == (0, 1)


@pytest.mark.parametrize(
    ("progress", "room", "shown"),
    [
        (ReadingProgress(3, 0, 0), 4, "○0/3"),
        (ReadingProgress(1, 1, 1), 4, "◐1/3"),
        (ReadingProgress(0, 0, 3), 4, "✓3/3"),
        (ReadingProgress(0, 0, 12), 4, "✓"),
        (ReadingProgress(0, 12, 0), 9, "◐0/12"),
        (ReadingProgress(), 4, ""),
    ],
)
def test_progress_is_told_without_colour_in_the_room_there_is(progress: ReadingProgress, room: int, shown: str) -> None:
    assert progress_mark(progress, room) == shown


async def test_a_participant_is_set_right_joined_and_taken_away(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(SchoolScreen("P1"))
        await pilot.pause()
        await pilot.press("j")
        assert "no participant here" in toasts(app)
        app.screen.query_one(LongList).go_to("person:L1")
        await pilot.press("enter")
        app.screen.query_one("#form-note", Input).value = "Year 6"
        app.screen.query_one("#form-rename", Input).value = "L8"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert any(line.startswith("L8") and "Year 6" in line for line in entries(pilot))
        app.screen.query_one(LongList).go_to("person:L8")
        await pilot.press("enter")
        app.screen.query_one("#form-note", Input).value = ""
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert not any("Year 6" in line for line in entries(pilot))
        app.screen.query_one(LongList).go_to("person:L8")
        await pilot.press("d")
        await pilot.pause()
        assert "L8 is heard in P1-INT-01" in toasts(app)
        await pilot.press("j", "enter")
        await pilot.pause()
        assert [line.pseudonym for line in study_listings.list_participants(app.study) if line.case == "P1"] == ["O1"]


async def test_a_link_is_put_in_while_writing_and_one_that_leads_nowhere_is_said(study: StudyFile) -> None:
    number = code(study, PAPER)
    write_memo(study, "coding", str(number), "So", author=CODER)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(MemosScreen("source", REF))
        await pilot.pause()
        await pilot.press("enter")
        assert isinstance(app.screen, MemoEditorScreen)
        assert PAPER in text_of(app, "#memo-quote")
        area = app.screen.query_one(TextArea)
        area.text = "See [[X9]], [[b0"
        area.move_cursor(area.document.end)
        await pilot.press("ctrl+k", *"parents", "enter")
        await pilot.pause()
        assert area.text == "See [[X9]], [[B02]]"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Nothing is called [[X9]]" in toasts(app)
        assert "Nothing is called X9." in blocks(pilot)


async def test_links_are_followed_and_lead_back(study: StudyFile) -> None:
    write_memo(study, "study", "", "At [[P1]], see [[B02]] and [[X9]].", author=CODER)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(SchoolScreen("P1"))
        await pilot.pause()
        assert "→ On the study: At [[P1]]" in entries(pilot)[-1]
        await pilot.press("m")
        await pilot.pause()
        assert "1 of them by a link" in text_of(app, "#title")
        assert "→ On the study" in blocks(pilot)
        await pilot.press("f", *"X9", "enter")
        await pilot.pause()
        assert "Nothing is called X9" in toasts(app)
        await pilot.press("f")
        await pilot.pause()
        assert [str(option.prompt) for option in app.screen.query_one(OptionList).options] == [
            "P1 · school",
            "B02 · code",
            "X9 · nothing is called so",
        ]
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, CodebookScreen)


async def test_the_journal_takes_todays_entry_and_lists_the_day(study: StudyFile) -> None:
    write_memo(study, "code", "B02", "On parents.", author=CODER)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(JournalScreen())
        await pilot.pause()
        await pilot.press("n", *"today", "ctrl+s")
        await pilot.pause()
        assert [memo.target for memo in list_memos(app.study) if memo.body == "today"] == ["study"]
        shown = blocks(pilot)
        assert shown.index("today") < shown.index("On B02") < shown.index("On parents.")
        assert "Journal · 1 entry · 1 other memo" in text_of(app, "#title")
