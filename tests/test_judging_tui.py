"""Several raters on screen: stale in the grid, blind, side by side, reconciled, signed off."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from casecoder.core.judging.rating import Judgement, RatingKind
from casecoder.core.vocabulary import Band, Direction
from casecoder.services import history
from casecoder.services.judging import rating
from casecoder.services.judging.rating import GridCell, RatingGrid
from casecoder.services.judging.study_settings import change_study_settings, settings_of_study
from casecoder.services.segments.coding import amend_coding
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.screens.form import FormScreen
from casecoder.tui.screens.grid import GridScreen
from casecoder.tui.screens.help import ReadingScreen
from casecoder.tui.screens.judging.rating import RatingScreen
from casecoder.tui.screens.judging.ratings import RatingsScreen
from casecoder.tui.screens.judging.reconcile_ratings import ReconcileRatingsScreen, lay_out_ratings
from casecoder.tui.widgets.case_grid import CaseGrid
from casecoder.tui.widgets.evidence_list import EvidenceList
from casecoder.tui.widgets.evidence_weight_lines import EvidenceWeightLines
from casecoder.tui.widgets.grid_layout import grid_cell_text, shows_ratings, warning_marks
from casecoder.tui.widgets.long_list import LongList
from tests.documents.report_inputs import judgement
from tests.study_kit import CODER
from tests.tui_kit import app_of, heard_and_seen, text_of, toasts

SIZE = (80, 24)


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """P1 B02 has a coding against, one for and one seen, numbered 1 to 3; anna, who sits at the screen, is CODER."""
    return heard_and_seen(tmp_path)


def give(study: StudyFile, rater: str, band: Band) -> Judgement:
    return rating.rate(study, "P1", "B02", band, because=f"{rater} thinks so.", cited=[2], rater=rater)


async def at(pilot: Pilot[None], screen: RatingScreen | ReconcileRatingsScreen | RatingsScreen) -> None:
    await pilot.pause()
    await pilot.app.push_screen(screen)
    await pilot.pause()


def entries(app: CaseCoderApp) -> str:
    return "\n".join(str(option.prompt) for option in app.screen.query_one(LongList).options)


def the_row(app: CaseCoderApp) -> str:
    grid = app.screen.query_one(CaseGrid)
    return next(grid.render_line(y).text for y in range(grid.size.height) if "B02" in grid.render_line(y).text)


async def test_rate_change_a_cited_segment_stale_reaffirm_and_history_tells_it(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, RatingScreen("P1", "B02"))
        app.screen.query_one(EvidenceList).go_to("E-0002")
        await pilot.press("space", "a", "w", *"Some", "ctrl+s")
        await pilot.pause()
        await pilot.press("escape")
        assert isinstance(app.screen, GridScreen)
        assert "A◐" in the_row(app)
        assert "!" not in the_row(app)
        amend_coding(app.study, 2, coder="ben", strength=1)
        app.screen.refresh_study()
        assert "A◐ 3!" in the_row(app)
        assert "! Look again: The strength of E-0002 was none and is now 1." in text_of(app, "#cell")
        await pilot.press("enter")
        await pilot.pause()
        assert "The strength of E-0002" in text_of(app, "#draft")
        await pilot.press("ctrl+s")
        await pilot.pause()
        newest, first = rating.open_rating_desk(app.study, "P1", "B02").history
        assert (newest.stale, bool(first.stale)) == ((), True)
        told = entries(app)
        assert told.index("R-0002") < told.index("R-0001") < told.index("! Look again: The strength of E-0002")
        labels = [line.label for line in reversed(history.read_history(app.study, 3))]
        assert labels[0].startswith("Rate P1 B02 Amber (R-0001)")
        assert labels[1].startswith("Amend E-0002") and labels[1].endswith(": strength 1")
        assert labels[2] == (
            "Rate P1 B02 Amber (R-0002) after R-0001, which had to be looked at again: "
            "The strength of E-0002 was none and is now 1."
        )
        await pilot.press("escape")
        assert "!" not in the_row(app)


async def test_after_keeping_a_rating_undo_takes_back_the_rating(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, RatingScreen("P1", "B02"))
        app.screen.query_one(EvidenceList).go_to("E-0002")
        await pilot.press("space", "a", "w", *"Some", "ctrl+s")
        await pilot.pause()
        assert app.screen.query_one(EvidenceList).has_focus
        await pilot.press("ctrl+z")
        assert rating.open_rating_desk(app.study, "P1", "B02").history == ()


async def test_a_blind_rater_sees_others_ratings_once_she_has_given_hers(study: StudyFile) -> None:
    change_study_settings(study, {"blind": "on", "lead": "lead"}, coder="lead")
    give(study, "ben", Band.GREEN)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("down", "right")
        assert "–·" in the_row(app)
        assert "1 rating by others, which you see once you have given yours" in text_of(app, "#cell")
        await pilot.press("enter")
        await pilot.pause()
        shown = text_of(app, "#cell-title") + text_of(app, "#draft") + entries(app)
        assert "ben" not in shown
        assert "Green" not in shown
        await pilot.press("o")
        assert "1 rating by others" in toasts(app)
        assert isinstance(app.screen, RatingScreen)
        app.screen.query_one(EvidenceList).go_to("E-0002")
        await pilot.press("space", "r", "w", *"No", "ctrl+s")
        await pilot.pause()
        assert "Raters differ: ben G● · anna R○" in text_of(app, "#draft")
        await pilot.press("escape")
        assert "?≠" in the_row(app)


async def test_raters_are_set_side_by_side_reconciled_and_signed_off(study: StudyFile) -> None:
    give(study, "ben", Band.GREEN)
    give(study, "cleo", Band.RED)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, RatingScreen("P1", "B02"))
        await pilot.press("o")
        await pilot.pause()
        assert isinstance(app.screen, ReconcileRatingsScreen)
        line = next(line for line in entries(app).splitlines() if "R-0001" in line)
        assert "G● Green (R-0001)" in line
        assert "R○ Red (R-0002)" in line
        assert app.screen.draft.band is None
        assert app.screen.draft.cited == {2}
        await pilot.press("a", "w", *"Met", "ctrl+s")
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
        held = rating.open_rating_desk(app.study, "P1", "B02").standing.judgement
        assert held is not None
        assert (held.band, held.kind, held.settles, held.signed_by) == (Band.AMBER, RatingKind.AGREED, (1, 2), CODER)
        assert "Signed off by anna" in entries(app)
        assert "Agreed on; it settles R-0001, R-0002." in entries(app)
        await pilot.press("escape", "escape")
        assert "A◐ 3✓✗" in the_row(app)


async def test_a_signed_rating_asks_why_before_it_changes(study: StudyFile) -> None:
    from casecoder.services.judging.reconciling_and_signing import sign_off

    give(study, CODER, Band.AMBER)
    sign_off(study, "P1", "B02", coder=CODER)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, RatingScreen("P1", "B02"))
        await pilot.press("r", "ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, FormScreen)
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, FormScreen), "no reason, no change"
        await pilot.press(*"new", "ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, RatingScreen)
        newest, signed = rating.open_rating_desk(app.study, "P1", "B02").history
        assert (newest.band, newest.reason, newest.settles) == (Band.RED, "new", (1,))
        assert signed.is_signed
        assert "Changed after it was signed off, because: new" in entries(app)


async def test_the_list_of_ratings_puts_first_what_needs_somebody(study: StudyFile) -> None:
    give(study, "ben", Band.GREEN)
    rating.rate(study, "S1", "B01", Band.NONE, because="Nothing.", cited=[], rater="ben")
    amend_coding(study, 2, coder=CODER, direction=Direction.COUNTERS)
    rating.rate(study, "P1", "B01", Band.NONE, because="Nothing.", cited=[], rater="ben")
    rating.rate(study, "P1", "B03", Band.NONE, because="Nothing.", cited=[], rater="ben")
    rating.rate(study, "P1", "B03", Band.NONE, because="Nothing.", cited=[], rater="cleo")
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(app.screen, RatingsScreen)
        assert app.screen.active_bindings["enter"].binding.show, "the footer says what enter does"
        ids = [option.id for option in app.screen.query_one(LongList).options if option.id]
        assert ids == ["P1 B02", "S1 B01", "P1 B01", "P1 B03"]
        await pilot.press("s")
        assert "has to be looked at again" in toasts(app)
        await pilot.press("S")
        assert "3 ratings signed off. 1 can't be yet; it is listed first." in toasts(app)
        assert "Signed off (3)" in entries(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, RatingScreen), "with one rater there is nothing to set side by side"
        await pilot.press("escape", "end", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReconcileRatingsScreen)
        assert text_of(app, "#draft").startswith("R-0005 holds: Looked, no evidence. It is signed off.")


async def test_how_the_study_rates_is_set_on_the_list_of_ratings(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, RatingsScreen())
        await pilot.press("o")
        await pilot.pause()
        lead = app.screen.query_one("#form-lead")
        lead.focus()
        await pilot.press(*"anna", "ctrl+s")
        await pilot.pause()
        assert settings_of_study(app.study).lead == "anna"
        assert "anna leads" in text_of(app, "#title")


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_the_desk_weighs_the_evidence_and_proposes_a_band(study: StudyFile, size: tuple[int, int]) -> None:
    amend_coding(study, 2, coder=CODER, strength=2)
    app = app_of(study)
    async with app.run_test(size=size) as pilot:
        await at(pilot, RatingScreen("P1", "B02"))
        await app.workers.wait_for_complete()
        await pilot.pause()
        weight = app.screen.query_one(EvidenceWeightLines)
        said = str(weight.content)
        needed = ["for 2", "against 1", "of 2", "early 1", "The rule proposes A◐ Amber (v: why)"]
        if size[0] > 80:
            needed += [
                "3 codings, 1st",
                "observation 1 in 1",
                "interview 2 in 1",
                "Learner 1",
                "2 sources (1st)",
                "2 kinds (1st)",
                "not said 1",
                "2 codings support it; Green needs 3.",
            ]
        assert [each for each in needed if each not in said] == []
        assert all(len(line) <= size[0] for line in said.splitlines())
        assert weight.region.height == (2 if size[0] == 80 else 5)
        assert app.screen.query_one(EvidenceList).region.height >= 5
        await pilot.press("v")
        await pilot.pause()
        assert isinstance(app.screen, ReadingScreen)
        assert "2 codings support it; Green needs 3." in app.screen._markdown
        await pilot.press("escape")
        assert rating.open_rating_desk(app.study, "P1", "B02").history == (), "nothing is rated by it"


async def test_what_is_typed_while_reconciling_is_a_draft_of_its_own(study: StudyFile) -> None:
    give(study, "ben", Band.GREEN)
    give(study, CODER, Band.RED)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, RatingScreen("P1", "B02"))
        await pilot.press("o")
        await pilot.pause()
        await pilot.press("w", *"half", "escape", "escape")
        await pilot.pause()
        assert list(app.drafts) == [("P1", "B02 (agreed)")]
        assert app.screen.query_one("#why", TextArea).text == "anna thinks so."


def test_differing_signed_and_stale_cells_look_different_without_colour() -> None:
    green, red = judgement(1, "B01", Band.GREEN), judgement(2, "B01", Band.RED, stale=("E-0001 has changed.",))
    signed = Judgement(
        3,
        "P1",
        "B01",
        Band.GREEN,
        "So.",
        "anna",
        datetime(2010, 1, 1, tzinfo=UTC),
        (1,),
        signed_by="lead",
        signed_at=datetime(2010, 1, 2, tzinfo=UTC),
    )
    differing = GridCell(None, 4, 0, (green, red))
    assert grid_cell_text(differing, 2, rated=True) == "?≠ 4"
    assert warning_marks(differing, 2) == "!"
    again = replace(signed, stale=("E-0001 has changed.",))
    assert [warning_marks(GridCell(again, 4, 1), room) for room in (1, 2, 3)] == ["!", "!⊠", "!✓✗"]
    assert [warning_marks(GridCell(signed, 4, counters), room) for counters in (0, 1) for room in (1, 2)] == [
        "✓",
        "✓",
        "⊠",
        "✓✗",
    ]


def test_a_grid_in_which_raters_only_differ_shows_ratings() -> None:
    differing = GridCell(None, 4, 0, (judgement(1, "C01", Band.GREEN), judgement(2, "C01", Band.RED)))
    assert shows_ratings(RatingGrid("", "", (), (), {("C01", "P1"): differing}), first=False)
    assert not shows_ratings(RatingGrid("", "", (), (), {("C01", "P1"): GridCell(None, 4, 0)}), first=False)


def test_raters_who_do_not_fit_beside_one_another_stand_below() -> None:
    given = [judgement(number, "B01", Band.GREEN) for number in range(1, 7)]
    assert all(len(line) <= 70 for line in lay_out_ratings(given, 70).splitlines())
    assert lay_out_ratings(given[:2], 70).splitlines()[1].count("G● Green") == 2
    assert lay_out_ratings(given, 70).count("R-0006") == 1
