"""The screens of agreement: figures, what lies behind them, disagreements and the way to their places."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from casecoder.core.vocabulary import Band
from casecoder.services.judging.rating import rate
from casecoder.services.judging.reconciling_and_signing import reconcile, sign_off
from casecoder.services.segments.coding import apply_codes
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.destinations import PAGES
from casecoder.tui.screens.judging.agreement import AgreementScreen
from casecoder.tui.screens.judging.disagreements import DisagreementsScreen
from casecoder.tui.screens.judging.rating import RatingScreen
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from casecoder.tui.widgets.block_list import BlockList
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.long_list import LongList
from tests.tui_kit import NOTICES, SHOWS, app_of, text_of, toasts, two_schools


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return two_schools(tmp_path)


def compared(study: StudyFile) -> StudyFile:
    """Three coders on P1's interview; Anna and Ben have rated P1 on B02, unalike."""
    for coder, quote in (("anna", NOTICES), ("ben", "the notices there."), ("cleo", NOTICES)):
        apply_codes(study, "P1-INT-01", ["B01"], quote=quote, coder=coder)
    cited = apply_codes(study, "P1-INT-01", ["B02"], quote=SHOWS, coder="anna")[0].number
    for rater, band in (("anna", Band.GREEN), ("ben", Band.RED)):
        rate(study, "P1", "B02", band, because="So it is.", cited=[cited], rater=rater)
    return study


async def settled(pilot: Pilot[None]) -> None:
    for _ in range(3):  # an answer starts the next worker, and a list that it shows is laid out after it
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


def listed(pilot: Pilot[None]) -> list[str]:
    return [str(option.prompt) for option in pilot.app.screen.query_one(LongList).options]


async def test_from_the_figures_to_the_words(study: StudyFile) -> None:
    app = app_of(compared(study))
    async with app.run_test(size=(80, 24)) as pilot:
        await app.go_to(PAGES["agreement"].destination)
        await settled(pilot)
        assert "1 source · anna, ben, cleo" in text_of(app, "#agreement-title")
        assert listed(pilot)[0].startswith("B01 ")
        assert "anna and cleo (1 source): κ 1.00" in text_of(app, "#agreement-detail")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, DisagreementsScreen)
        assert "1 stretch of words" in text_of(app, "#disagreements-title")
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, TranscriptScreen)
        assert app.screen.view.caret.at == app.screen.view.caret.text.index(NOTICES)


async def test_units_people_and_ratings(study: StudyFile) -> None:
    reconcile(compared(study), "P1", "B02", Band.AMBER, because="Talked over.", cited=[4], coder="anna")
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(AgreementScreen())
        await settled(pilot)
        await pilot.press("u")
        await settled(pilot)
        assert "by sentence" in text_of(app, "#agreement-title")
        await pilot.press("u")
        await settled(pilot)
        assert "by turn" in text_of(app, "#agreement-title")
        await pilot.press("w")
        assert isinstance(app.screen, ChooserScreen)
        await pilot.press(*"anna cleo", "enter")
        await settled(pilot)
        assert text_of(app, "#agreement-title").endswith("anna, cleo")
        await pilot.press("r")
        await settled(pilot)
        assert "Agreement on ratings · 1 cell" in text_of(app, "#agreement-title")
        await pilot.press("u")
        assert "Ratings have no unit." in toasts(app)
        await pilot.press("w")
        assert "There are no others to compare." in toasts(app)
        await pilot.press("d")
        await settled(pilot)
        assert "1 cell" in text_of(app, "#disagreements-title")
        block = app.screen.query_one(BlockList).current
        assert block is not None
        assert block.body.splitlines() == [
            "G● Green: anna (R-0001)", "R○ Red: ben (R-0002)", "A◐ Amber: agreed on since (R-0003)"
        ]  # fmt: skip
        sign_off(app.study, "P1", "B02", coder="ben")
        rate(app.study, "P1", "B02", Band.RED, because="No.", cited=[4], rater="ben", reason="A parent wrote.")
        assert isinstance(app.screen, DisagreementsScreen)
        app.screen.refresh_study()
        await settled(pilot)
        block = app.screen.query_one(BlockList).current
        assert block is not None
        assert block.body.endswith("A◐ Amber: agreed on since (R-0003); R-0004 has taken its place")
        await pilot.press("o")
        await settled(pilot)
        assert isinstance(app.screen, RatingScreen)


async def test_where_nothing_can_be_compared_it_says_why(study: StudyFile) -> None:
    app = app_of(study)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(AgreementScreen())
        await settled(pilot)
        assert "nobody has coded anything" in listed(pilot)[0]
        await pilot.press("r", "enter")
        await settled(pilot)
        assert "nobody has rated anything" in listed(pilot)[0]
        assert isinstance(app.screen, AgreementScreen)
        apply_codes(app.study, "P1-INT-01", ["B01"], quote=NOTICES, coder="anna")
        apply_codes(app.study, "P1-INT-01", ["B01"], quote=NOTICES, coder="ben")
        await pilot.press("r")
        await settled(pilot)
        assert "1.00" in listed(pilot)[0]
        await pilot.press("d")
        await settled(pilot)
        assert "agree on it everywhere" in text_of(app, "#empty")
        await pilot.press("o")
        assert "There is no disagreement here." in toasts(app)
