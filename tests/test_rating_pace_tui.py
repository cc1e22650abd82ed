"""Rating and reconciling at pace: what a cell costs in keys, and where the cursor is afterwards."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from casecoder.core.vocabulary import Band
from casecoder.services import history
from casecoder.services.judging import rating
from casecoder.services.judging.reconciling_and_signing import list_rated_cells, sign_off_all
from casecoder.services.segments.coding import amend_coding
from casecoder.store.study_file import StudyFile
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.screens.grid import GridScreen
from casecoder.tui.screens.history import HistoryScreen
from casecoder.tui.screens.judging.rating import RatingScreen
from casecoder.tui.screens.judging.ratings import RatingsScreen
from casecoder.tui.screens.judging.reconcile_ratings import ReconcileRatingsScreen
from casecoder.tui.screens.sources.school import SchoolScreen
from casecoder.tui.widgets.case_grid import CaseGrid, CaseGridPosition
from casecoder.tui.widgets.evidence_list import EvidenceList
from casecoder.tui.widgets.long_list import LongList
from tests.study_kit import CODER
from tests.tui_kit import PAPER, SHOWS, app_of, code, text_of, toasts, two_schools

SIZE = (80, 24)
BENEFITS = ("B01", "B02", "B03")


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    """P1 has two codings of each benefit, numbered 1 and 2, 3 and 4, 5 and 6; anna, at the screen, is CODER."""
    made = two_schools(tmp_path)
    for benefit in BENEFITS:
        code(made, SHOWS, under=benefit)
        code(made, PAPER, under=benefit)
    return made


def differ(study: StudyFile) -> None:
    """ben and cleo give each benefit another band."""
    for place, benefit in enumerate(BENEFITS):
        for rater, band in (("ben", Band.GREEN), ("cleo", Band.AMBER)):
            rating.rate(study, "P1", benefit, band, because=f"{rater}.", cited=[2 * place + 1], rater=rater)


def states(app: CaseCoderApp) -> dict[str, str]:
    return {cell.code: cell.state for cell in list_rated_cells(app.study)}


def here(app: CaseCoderApp) -> str | None:
    option = app.screen.query_one(LongList).highlighted_option
    return option.id if option else None


async def pressed(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_a_school_is_rated_benefit_by_benefit_with_five_keys_a_cell_and_the_words(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pressed(pilot, "right", "enter")
        for _ in BENEFITS:
            await pressed(pilot, "x", "a", "w", *"so", "ctrl+s")
            await pressed(pilot, "j")
        assert "no benefit beyond" in toasts(app)
        given = [cell.given[0] for cell in list_rated_cells(app.study)]
        assert [(each.case, each.code, each.band, len(each.cited)) for each in given] == [
            ("P1", benefit, Band.AMBER, 2) for benefit in BENEFITS
        ]
        await pressed(pilot, "escape")
        assert isinstance(app.screen, GridScreen), "going on piles up no screens"


async def test_the_desk_goes_about_the_grid_and_keeps_the_drafts(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(RatingScreen("P1", "B02"))
        await pressed(pilot, "g", "k")
        assert text_of(app, "#cell-title").startswith("P1 · B01")
        await pressed(pilot, "h")
        assert text_of(app, "#cell-title").startswith("S1 · B01")
        await pressed(pilot, "h")
        assert "no school beyond" in toasts(app)
        await pressed(pilot, "l", "j")
        assert text_of(app, "#cell-title").startswith("P1 · B02")
        assert isinstance(app.screen, RatingScreen)
        assert app.screen.draft.band is Band.GREEN


async def test_the_grid_and_the_schools_page_show_the_cell_that_was_left(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pressed(pilot, "enter")
        await pressed(pilot, "l")
        await pressed(pilot, "j")
        assert text_of(app, "#cell-title").startswith("P1 · B02")
        await pressed(pilot, "escape")
        assert app.screen.query_one(CaseGrid).place == CaseGridPosition(1, 1)
        assert text_of(app, "#cell").startswith("P1 Primary School 1 · B02")
        await app.push_screen(SchoolScreen("P1"))
        await pilot.pause()
        app.screen.query_one(LongList).go_to("cell:B01")
        await pressed(pilot, "enter")
        await pressed(pilot, "j")
        await pressed(pilot, "escape")
        assert here(app) == "cell:B02"


async def test_x_cites_every_quote_and_then_none(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        screen = RatingScreen("P1", "B02")
        await app.push_screen(screen)
        await pressed(pilot, "space", "x")
        assert screen.draft.cited == {3, 4}
        assert sum("[x]" in str(option.prompt) for option in screen.query_one(EvidenceList).options) == 2
        await pressed(pilot, "x")
        assert screen.draft.cited == frozenset()


async def test_cells_are_reconciled_one_after_the_other(study: StudyFile) -> None:
    differ(study)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pressed(pilot, "r")
        await pressed(pilot, "enter")
        for at, _ in enumerate(BENEFITS):
            assert isinstance(app.screen, ReconcileRatingsScreen)
            cited = next(
                str(o.prompt) for o in app.screen.query_one(EvidenceList).options if o.id == f"E-{2 * at + 1:04d}"
            )
            assert "cited by ben, cleo" in " ".join(cited.split())
            await pressed(pilot, "a", "w", *"so", "ctrl+s")
            await pressed(pilot, "j")
        assert "No other cell needs anybody" in toasts(app)
        await pressed(pilot, "escape")
        assert isinstance(app.screen, RatingsScreen)
        assert set(states(app).values()) == {"to be signed off"}
        await pressed(pilot, "S")
        assert set(states(app).values()) == {"signed off"}
        await pressed(pilot, "ctrl+z")
        assert set(states(app).values()) == {"to be signed off"}


async def test_in_the_list_the_cursor_goes_on_to_what_waits_for_the_same(study: StudyFile) -> None:
    differ(study)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pressed(pilot, "r")
        assert here(app) == "P1 B01"
        await pressed(pilot, "enter")
        await pressed(pilot, "a", "w", *"so", "ctrl+s")
        await pressed(pilot, "escape")
        assert here(app) == "P1 B02", "and not where the reconciled cell has gone"
        await pressed(pilot, "end")
        assert here(app) == "P1 B01"
        await pressed(pilot, "s")
        assert states(app) == {"B01": "signed off", "B02": "raters differ", "B03": "raters differ"}
        await pressed(pilot, "ctrl+z")
        assert states(app)["B01"] == "to be signed off"


async def test_a_signed_rating_that_still_holds_is_given_again_with_two_keys(study: StudyFile) -> None:
    rating.rate(study, "P1", "B02", Band.AMBER, because="So.", cited=[3], rater=CODER)
    sign_off_all(study, coder="lead")
    amend_coding(study, 3, coder="ben", strength=2)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await app.push_screen(RatingScreen("P1", "B02"))
        await pilot.pause()
        listed = "\n".join(str(option.prompt) for option in app.screen.query_one(EvidenceList).options)
        assert listed.startswith("! Look again: what has changed\nThe strength of E-0003 was none and is now 2.")
        assert "E-0003 ✓ supports · early ! changed" in listed
        await pressed(pilot, "ctrl+s")
        await pressed(pilot, "ctrl+s")
        newest, signed = rating.open_rating_desk(app.study, "P1", "B02").history
        assert (newest.band, newest.cited, newest.stale) == (Band.AMBER, (3,), ())
        assert newest.reason == "Looked at again: The strength of E-0003 was none and is now 2."
        assert (signed.is_signed, newest.settles) == (True, (signed.number,))


async def test_what_two_raters_agree_on_is_given_again_from_the_list_with_three_keys(study: StudyFile) -> None:
    for rater in ("ben", "cleo"):
        rating.rate(study, "P1", "B02", Band.AMBER, because=f"{rater}.", cited=[3], rater=rater)
    sign_off_all(study, coder="lead")
    amend_coding(study, 3, coder="ben", strength=2)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pressed(pilot, "r")
        await pressed(pilot, "enter")
        assert isinstance(app.screen, ReconcileRatingsScreen)
        await pressed(pilot, "ctrl+s")
        await pressed(pilot, "ctrl+s")
        newest = rating.open_rating_desk(app.study, "P1", "B02").history[0]
        assert (newest.band, newest.rationale, newest.cited, newest.stale) == (Band.AMBER, "cleo.", (3,), ())
        assert newest.reason.startswith("Looked at again: The strength")
        await pressed(pilot, "escape")
        await pressed(pilot, "s")
        assert states(app) == {"B02": "signed off"}


async def test_the_list_says_who_rated_what_changed_and_why_a_signed_one_was_given_anew(study: StudyFile) -> None:
    differ(study)
    for rater in ("ben", "cleo"):
        rating.rate(study, "P1", "B03", Band.RED, because="So.", cited=[5], rater=rater)
    rating.rate(study, "S1", "B01", Band.NONE, because="Nothing.", cited=[], rater="ben")
    sign_off_all(study, coder="lead")
    rating.rate(study, "S1", "B01", Band.NONE, because="No.", cited=[], rater="ben", reason="Asked again.")
    amend_coding(study, 1, coder=CODER, strength=1)
    rating.rate(study, "P1", "B03", Band.GREEN, because="More.", cited=[5], rater="cleo", reason="A parent wrote.")
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pressed(pilot, "r")
        said = {option.id: str(option.prompt) for option in app.screen.query_one(LongList).options if option.id}
        assert "! ben’s R-0001: The strength of E-0001 was none and is now 1." in said["P1 B01"]
        assert "In place of one that was signed off, because: Asked again." in said["S1 B01"]
        assert "because: A parent wrote." in said["P1 B03"]
        assert "ben G● · cleo A◐" in said["P1 B02"]


async def test_the_history_gives_the_act_under_the_cursor_in_full(study: StudyFile) -> None:
    differ(study)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.action_go("history")
        await pilot.pause()
        assert isinstance(app.screen, HistoryScreen)
        newest = history.read_history(app.study, 1, CODER)[0]
        assert newest.label == "Rate P1 B03 Amber (R-0006)"
        assert str(app.screen.query_one("#act", Static).content).endswith(f"cleo: {newest.label}")
        await pressed(pilot, "down")
        assert "ben: Rate P1 B03 Green (R-0005)" in text_of(app, "#act")
