"""Measure the first paint of screens, each in a process of its own.

``python -m benchmarks.screens grid STUDY`` opens the application, paints the screen and ends.
"""

import asyncio
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.timing import Figure, in_turn, process

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

SIZE = (120, 40)
SLACK = 0.4
"""How much longer a first paint may take than that of an empty application, in seconds."""


def figures(folder: Path) -> Iterator[Figure]:
    """Yield each figure as it is measured."""
    from benchmarks import transcript_view
    from benchmarks.coded_study import make_study

    study = folder / "demo" / "learning-platforms.casecoder"
    process([str(Path(sys.executable).with_name("casecoder")), "demo", str(study.parent)])()
    text = transcript_view.make_source(codings=0).text
    long = folder / "long.casecoder"
    make_study(long, transcript_view.CODINGS, [text]).close()
    on = f"{len(text) // 1000} KB with {transcript_view.CODINGS:,} codings"
    for what, told, command in (
        ("first paint of the grid", "the sample study", ["grid", str(study)]),
        ("first paint of a transcript", on, ["transcript", str(long)]),
    ):
        ours, floor = in_turn(_screen(*command), _screen("empty"))
        yield Figure(what, told, ours, floor, floor + SLACK, "an empty application that imports sqlmodel")


def _screen(*asked: str) -> Callable[[], object]:
    return process([sys.executable, "-m", "benchmarks.screens", *asked])


async def _until_painted(app: "App[Any]", sign: str) -> None:
    """Run an application without a terminal until a text is on its screen."""
    async with app.run_test(size=SIZE):
        while sign not in _seen(app):
            await asyncio.sleep(0.002)
        os._exit(0)  # do not wait for background work such as loading spaCy


def _seen(app: "App[Any]") -> str:
    return "".join(strip.text for strip in app.screen._compositor.render_strips())


def _empty() -> None:
    import sqlmodel
    from textual.app import App
    from textual.widgets import Static

    class Empty(App[None]):
        def compose(self) -> Iterator[Static]:
            yield Static(f"Nothing but {sqlmodel.__name__}")

    asyncio.run(_until_painted(Empty(), "Nothing"))


def _grid(study: Path) -> None:
    from casecoder.tui.app import CaseCoderApp

    asyncio.run(_until_painted(CaseCoderApp(study, "a benchmark"), "B01"))


def _transcript(study: Path) -> None:
    from casecoder.tui import app
    from casecoder.tui.screens.transcript.transcript import TranscriptScreen

    class AtTranscript(app.CaseCoderApp):
        CSS_PATH = str(Path(app.__file__).with_name("app.tcss"))

        def _home(self) -> "Screen[Any]":
            super()._home()  # opens the study; its grid is never shown
            return TranscriptScreen("P1-INT-01")

    asyncio.run(_until_painted(AtTranscript(study, "a benchmark"), "Mrs Prentice"))


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        _empty()
    else:
        place = Path(sys.argv[2])
        os.environ["XDG_STATE_HOME"] = str(place.parent)  # keeps the user's own list of studies as it is
        {"grid": _grid, "transcript": _transcript}[sys.argv[1]](place)
