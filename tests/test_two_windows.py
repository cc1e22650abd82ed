"""Two windows on one study: each sees what the other does, and nothing that either confirmed is lost.

Run as a module it is one such window, with nobody at its keys but chance:
``python -m tests.test_two_windows STUDY CODER SEED SECONDS``.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from casecoder.core.vocabulary import Band
from casecoder.services import history
from casecoder.services.judging.rating import rate
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from casecoder.services.sources.correcting import replace_throughout
from casecoder.services.studies import open_study
from casecoder.services.study_check import check_study
from casecoder.store.study_file import StudyFile
from casecoder.store.study_watcher import StudyWatcher
from casecoder.tui.app import CaseCoderApp
from casecoder.tui.base.destinations import RatingPage, TranscriptPage
from casecoder.tui.navigation import screen_for
from casecoder.tui.screens.judging.rating import RatingScreen
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from tests.study_kit import CODER, INTERVIEW, make_study
from tests.tui_kit import PAPER, SHOWS, app_of, code, two_schools

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("CASECODER_TWO_WINDOWS_SECONDS", "6"))
"""How long two windows code at once."""

FEWEST, PATIENCE = 3, 60
"""How many codings each window has to make, and for how many seconds more it may try on a machine that is busy."""
SIZE = (80, 24)
BOTH = ("ben", "cleo")


async def within_a_second(pilot: Pilot[None], what: Callable[[], bool]) -> bool:
    """Whether something comes about in a second, with nobody touching a key."""
    until = time.monotonic() + 1.0
    while not what() and time.monotonic() < until:
        await pilot.pause(0.02)
    return what()


# One window sees another


def test_what_others_write_is_news_and_what_we_write_is_not(tmp_path: Path) -> None:
    ours = two_schools(tmp_path)
    theirs, watch = open_study(ours.path), StudyWatcher(ours)
    assert not watch.news()
    code(ours, PAPER)
    history.undo(ours, CODER)
    history.redo(ours, CODER)
    assert not watch.news()
    code(theirs, SHOWS)
    assert watch.news()
    assert not watch.news()
    code(ours, "Nobody reads the board")
    code(theirs, "Some look.")
    assert watch.news()
    history.undo(theirs, CODER)
    assert watch.news()
    assert not watch.news()


async def test_a_coding_made_elsewhere_shows_within_a_second_without_a_key(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        screen = screen_for(TranscriptPage("P1-INT-01"))
        assert isinstance(screen, TranscriptScreen)
        await app.push_screen(screen)
        await pilot.press("down", "s")
        selected = screen.view.selection
        elsewhere = open_study(study.path)
        code(elsewhere, PAPER)
        assert await within_a_second(pilot, lambda: len(screen.view.codings) == 1)
        assert screen.view.selection == selected is not None
        coding.remove_coding(elsewhere, 1, coder=CODER)
        assert await within_a_second(pilot, lambda: not screen.view.codings)
        elsewhere.close()


async def test_words_that_were_chosen_before_a_correction_elsewhere_are_not_taken_for_others(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        screen = screen_for(TranscriptPage("P1-INT-01"))
        assert isinstance(screen, TranscriptScreen)
        await app.push_screen(screen)
        await pilot.press("down", "s", "c")
        elsewhere = open_study(study.path)
        replace_throughout(elsewhere, "How do you", "Oh, please say, how do you", coder="ben")
        await pilot.press(*"b02", "enter")
        assert study_listings.list_segments(study) == []
        assert await within_a_second(pilot, lambda: "please say" in screen.text)
        await pilot.press("s", "c", *"b02", "enter")
        await pilot.pause()
        assert len(study_listings.list_segments(study)) == 1
        elsewhere.close()


async def test_what_is_being_typed_is_not_disturbed(tmp_path: Path) -> None:
    study = two_schools(tmp_path)
    app = app_of(study)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        desk = screen_for(RatingPage("P1", "B02"))
        assert isinstance(desk, RatingScreen)
        await app.push_screen(desk)
        await pilot.press("w", *"Much")
        elsewhere = open_study(study.path)
        number = code(elsewhere, PAPER)
        rate(elsewhere, "P1", "B02", Band.RED, because="Little.", cited=[number], rater="ben")
        assert not await within_a_second(pilot, lambda: bool(desk.desk and desk.desk.history))
        assert desk.query_one("#why", TextArea).text == "Much"
        await pilot.press("escape")
        assert await within_a_second(pilot, lambda: bool(desk.desk and desk.desk.history))
        assert desk.draft.rationale == "Much"
        elsewhere.close()


# Two windows at once


class Window:
    """One window, whose keys are pressed at random."""

    def __init__(self, pilot: Pilot[None], screen: TranscriptScreen, coder: str, seed: int) -> None:
        self._pilot, self._screen, self._coder = pilot, screen, coder
        self._chance = random.Random(seed)
        self.done: dict[str, int] = {}

    @property
    def own(self) -> list[int]:
        """The codings of this window's coder, as it shows them."""
        return sorted(item.number for item in self._screen.view.codings if item.coder == self._coder)

    @property
    def shown(self) -> list[int]:
        """All the codings that it shows."""
        return sorted(item.number for item in self._screen.view.codings)

    async def act(self) -> None:
        """Code, remove, undo or redo."""
        acts = (self._code, self._again, self._remove, self._undo, self._redo)
        act = self._chance.choices(acts, (8, 4, 2, 2, 1))[0]
        before = self.shown
        await act()
        await self._pilot.pause()
        self.done[act.__name__] = self.done.get(act.__name__, 0) + (self.shown != before)

    async def _select(self) -> None:
        self._screen.view.go_to(self._chance.randrange(self._length))
        await self._pilot.press("s")

    @property
    def _length(self) -> int:
        return len(INTERVIEW * 6)

    async def _code(self) -> None:
        await self._select()
        await self._pilot.press("c", *self._chance.choice(("b02", "b01", "b03")), "enter")

    async def _again(self) -> None:
        await self._select()
        await self._pilot.press("a")

    async def _remove(self) -> None:
        mine = [item for item in self._screen.view.codings if item.coder == self._coder]
        if mine:
            self._screen.view.go_to(self._chance.choice(mine).start)
            await self._pilot.pause()
            if [item.coder for item in self._screen.view.here] == [self._coder]:
                await self._pilot.press("x")

    async def _undo(self) -> None:
        await self._pilot.press("ctrl+z")

    async def _redo(self) -> None:
        await self._pilot.press("ctrl+y")


async def at_random(path: Path, coder: str, seed: int, seconds: float) -> None:
    """Work for some seconds, say what was confirmed; when told that both are done, say what is shown then."""
    app = CaseCoderApp(path, coder)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        screen = screen_for(TranscriptPage("P1-INT-01"))
        assert isinstance(screen, TranscriptScreen)
        await app.push_screen(screen)
        await pilot.pause()
        window = Window(pilot, screen, coder, seed)
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until or (window.done.get("_code", 0) < FEWEST and now < until + PATIENCE):
            await window.act()
        print(json.dumps({"own": window.own, "done": window.done}), flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        there = [item.number for item in study_listings.list_segments(app.study)]
        seen = await within_a_second(pilot, lambda: window.shown == sorted(there))
        print(json.dumps({"shown": window.shown, "in time": seen}), flush=True)


def start(study: Path, coder: str, seed: int) -> subprocess.Popen[str]:
    """Open a window."""
    command = [sys.executable, "-m", "tests.test_two_windows", str(study), coder, str(seed), str(SECONDS)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    )


def heard(window: subprocess.Popen[str]) -> dict[str, Any]:
    """What a window says next."""
    assert window.stdout is not None
    said: dict[str, Any] = json.loads(window.stdout.readline())
    return said


def test_two_windows_end_alike_with_all_that_either_confirmed(tmp_path: Path) -> None:
    make_study(tmp_path, INTERVIEW * 6).close()
    path = tmp_path / "study.casecoder"
    windows = [start(path, coder, seed) for seed, coder in enumerate(BOTH)]
    worked = [heard(window) for window in windows]
    for window in windows:
        assert window.stdin is not None
        window.stdin.write("\n")
        window.stdin.flush()
    at_the_end = [heard(window) for window in windows]
    assert [window.wait(30) for window in windows] == [0, 0]
    study: StudyFile = open_study(path)
    codings = study_listings.list_segments(study)
    for coder, work in zip(BOTH, worked, strict=True):
        assert work["done"].get("_code", 0) >= FEWEST, work
        assert work["own"] == sorted(item.number for item in codings if item.coder == coder)
    for end in at_the_end:
        assert end["shown"] == sorted(item.number for item in codings)
        assert end["in time"]
    assert check_study(study).faults == ()
    study.close()


if __name__ == "__main__":
    asyncio.run(at_random(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
