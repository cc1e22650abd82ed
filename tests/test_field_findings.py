"""What forty codings at a real keyboard brought to light."""

from pathlib import Path

import pytest
from textual.binding import Binding
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.vocabulary import SourceStatus
from casecoder.services import history
from casecoder.services.segments.changes_since import newest_act_number, read_source_changes, source_status
from casecoder.services.sources import amending, reading_progress, review_list, study_listings
from casecoder.services.sources.correcting import apply_correction, plan_correction
from casecoder.services.sources.speakers import list_speakers, rename_speaker
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.destinations import CodeQueryPage, CorrectionPage, SearchPage, SpeakersPage
from casecoder.tui.navigation import screen_for
from casecoder.tui.screens.search.segments import SegmentsScreen
from casecoder.tui.screens.sources.correction import CorrectionScreen
from casecoder.tui.screens.sources.review_list import ReviewListScreen
from casecoder.tui.screens.transcript.find_mode import FindMode
from casecoder.tui.screens.transcript.sentence_mode import SentenceMode
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from casecoder.tui.widgets.codings_at_caret import CodingsAtCaret
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView
from tests.study_kit import CODER, INTERVIEW
from tests.tui_kit import NOTICES, SHOWS, app_of, code, text_of, two_schools

REF = "P1-INT-01"
GONE = "It is all done by word of mouth now, and nobody minds."


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StudyFile:
    """P1 and S1, of which P1 has a coding."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    study = two_schools(tmp_path)
    code(study, SHOWS)
    return study


def unsettle(study: StudyFile) -> None:
    """Correct the words of the coding so much that it waits on the review list."""
    apply_correction(study, plan_correction(study, REF, INTERVIEW.replace(SHOWS, GONE)), coder=CODER)
    assert review_list.count_review_items(study) == 1


async def open_transcript(pilot: Pilot[None]) -> TranscriptScreen:
    screen = TranscriptScreen(REF, INTERVIEW.index(NOTICES))
    await pilot.app.push_screen(screen)
    await pilot.pause()
    return screen


async def test_a_way_of_working_has_the_keyboard_at_once(study: StudyFile) -> None:
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        screen = await open_transcript(pilot)
        screen.action_one_by_one()
        assert isinstance(screen.focused, SentenceMode)
        screen.end_mode()
        assert isinstance(screen.focused, TranscriptView)
        screen.action_find()
        assert isinstance(screen.mode, FindMode)
        for letter in "no":
            screen.mode.post_message(Key(letter, letter))  # typed before there is a field
        await pilot.pause()
        await pilot.press("b")
        assert screen.mode.query_one(Input).value == "nob"


async def test_at_eighty_columns_the_panel_says_all_of_its_hint(study: StudyFile) -> None:
    async with app_of(study).run_test(size=(80, 24)) as pilot:
        screen = await open_transcript(pilot)
        panel = screen.query_one(CodingsAtCaret)
        shown = [panel.render_line(y).text.strip() for y in range(panel.size.height)]
        assert " ".join(filter(None, shown)).endswith("then c codes them.")


async def test_what_still_stands_there_is_not_said_twice(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        for message in ("no", "no", "no", "yes"):
            app.notify(message, title="Refused.", severity="error")
            await pilot.pause()
        assert [said.message for said in app._notifications] == ["no", "yes"]


async def test_help_is_shown_on_f1_where_a_question_mark_would_be_typed(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        mark = Binding("question_mark", "help", "Help", key_display="?")
        await pilot.pause()
        assert app.get_key_display(mark) == "?"
        await app.go_to(SearchPage())
        await pilot.pause()
        assert app.get_key_display(mark) == "F1"


def test_a_source_with_codings_is_no_longer_unread(study: StudyFile) -> None:
    def shown() -> list[SourceStatus]:
        return [line.status for line in study_listings.list_sources(study) if line.ref == REF]

    assert shown() == [SourceStatus.IN_PROGRESS]
    assert source_status(study, REF) is SourceStatus.IN_PROGRESS
    assert source_status(study, "S1-INT-01") is SourceStatus.UNREAD
    schools = reading_progress.progress_by_school(study)
    assert (schools["P1"].unread, schools["P1"].in_progress, schools["S1"].unread) == (1, 1, 1)
    reading_progress.set_source_status(study, REF, SourceStatus.DONE, coder=CODER)
    assert shown() == [SourceStatus.DONE]


def test_a_status_with_other_facts_is_one_event(study: StudyFile) -> None:
    before = history.read_history(study, 1)[0].number
    amending.amend_source(study, REF, coder=CODER, title="Two voices", status="done")
    assert history.read_history(study, 1)[0].number == before + 1
    assert source_status(study, REF) is SourceStatus.DONE
    history.undo(study, CODER)
    assert source_status(study, REF) is SourceStatus.IN_PROGRESS


def test_a_decision_taken_back_takes_the_coding_out_of_the_text_again(study: StudyFile) -> None:
    unsettle(study)
    (waiting,) = review_list.list_review_items(study)
    review_list.accept_review_item(study, waiting.number, quote=GONE, coder=CODER)
    seen = newest_act_number(study)
    history.undo(study, CODER)
    what = read_source_changes(study, REF, seen)
    assert what.anew
    assert what.changed == ()


async def test_what_waits_is_counted_where_it_is_seen_and_r_goes_there(study: StudyFile) -> None:
    unsettle(study)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert text_of(app, "#title").startswith("1 coding to review (R)")
        await open_transcript(pilot)
        assert "0 codings · 1 to review (R)" in text_of(app, "#title")
        await pilot.press("R")
        await pilot.pause()
        assert isinstance(app.screen, ReviewListScreen)


async def test_enter_on_a_passage_in_review_opens_the_review_list_at_it(study: StudyFile) -> None:
    unsettle(study)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.go_to(CodeQueryPage(CodingFilter(in_review="yes")))
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ReviewListScreen)
        assert app.screen.current is not None
        assert app.screen.current.id == "E-0001"


async def test_enter_says_that_it_corrects_while_an_outcome_is_shown(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = screen_for(CorrectionPage(REF, INTERVIEW.index(NOTICES)))
        assert isinstance(screen, CorrectionScreen)
        await app.push_screen(screen)
        await pilot.pause()
        assert "enter" not in screen.active_bindings
        screen.words.text = screen.words.text.replace("notices", "lists")
        await pilot.press("ctrl+s")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert screen.active_bindings["enter"].binding.description == "Correct"
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "We post the lists there." in study_listings.open_source(app.study, REF).text


async def test_a_speakers_name_can_be_taken_away_again(study: StudyFile) -> None:
    rename_speaker(study, REF, "Mrs Okoro", "The head", coder=CODER)
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.go_to(SpeakersPage(REF))
        await pilot.pause()
        await pilot.press("down", "r")
        await pilot.pause()
        app.screen.query_one("#form-name", Input).value = ""
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert [line.name for line in list_speakers(app.study, REF)] == ["INT", "Mrs Okoro", "Zoë"]


def test_no_key_of_the_segments_screen_is_bound_twice() -> None:
    own = [vars(owner).get("BINDINGS", ()) for owner in SegmentsScreen.__mro__ if owner.__module__.startswith("case")]
    keys = [key for bindings in own for binding in bindings for key in binding.key.split(",")]
    assert len(keys) == len(set(keys))
