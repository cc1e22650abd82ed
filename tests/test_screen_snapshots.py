"""How the two screens look that a researcher has before her all day, at the smallest size."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from casecoder.core.vocabulary import Band
from casecoder.services.judging.rating import rate
from casecoder.tui.base.destinations import TranscriptPage
from casecoder.tui.navigation import screen_for
from tests.tui_kit import PAPER, SHOWS, app_of, code, two_schools

SMALLEST = (80, 24)


@pytest.fixture
def app(tmp_path: Path) -> Any:
    study = two_schools(tmp_path)
    shown = code(study, SHOWS)
    code(study, PAPER, counters=True)
    code(study, "Nobody reads the board", "B01")
    rate(study, "P1", "B02", Band.AMBER, because="Some look.", cited=[shown], rater="lead")
    rate(study, "P1", "B03", Band.NONE, because="Asked everyone.", cited=[], rater="lead")
    return app_of(study)


def test_the_grid(app: Any, snap_compare: Any) -> None:
    assert snap_compare(app, terminal_size=SMALLEST)


def test_a_transcript_with_codings(app: Any, snap_compare: Any) -> None:
    async def open_it(pilot: Pilot[None]) -> None:
        await pilot.pause()
        pilot.app.push_screen(screen_for(TranscriptPage("P1-INT-01", None)))
        await pilot.pause()

    assert snap_compare(app, terminal_size=SMALLEST, run_before=open_it)
