"""Measure how fast the transcript view paints, answers keys and wraps.

One source has 2,000 rows and one has 60,000, both with 10,000 overlapping codings.

Run it with ``python -m benchmarks.transcript_view``; :func:`measure` gives the figures, in milliseconds.
"""

import asyncio
import gc
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from benchmarks.timing import Figure
from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.transcript import Turn
from casecoder.core.vocabulary import Direction, Phase, Role, SourceKind
from casecoder.language import sentence_spans
from casecoder.services.sources.study_listings import OpenSource
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView

SIZE = (120, 40)
LENGTH = 180_000
CODINGS = 2_000
SCALE = {2_000: 160_000, 60_000: 4_800_000}
"""The characters of made-up talk by the rows that they take at 120 columns."""

SCALE_CODINGS = 10_000
ALLOWED = {
    "show to painted": 0.4,
    "move p95": 0.008,
    "select p95": 0.008,
    "page p95": 0.008,
    "key through the event loop p95": 0.016,
    "resize": 0.3,
    "one coding more p95": 0.03,
}
"""The limit of each figure, in seconds."""

WORDS = (
    "we put the homework on the platform so that parents can see it and the children like to look at their marks "
    "before the lesson begins which saves time for everybody honestly café isn’t it"
)


def make_source(length: int = LENGTH, codings: int = CODINGS) -> OpenSource:
    """Return a made-up interview, the same each time."""
    random_words, words = random.Random(11), WORDS.split()
    parts: list[str] = []
    turns: list[Turn] = []
    at = 0
    while at < length:
        speaker = ("Interviewer", "Mrs Prentice", "Joe")[len(turns) % 3]
        said = " ".join(random_words.choices(words, k=random_words.randint(4, 160))).capitalize() + "."
        label = f"{speaker}: "
        turns.append(Turn(at, at + len(label), at + len(label) + len(said), speaker))
        parts.append(f"{label}{said}\n\n")
        at += len(parts[-1])
    text = "".join(parts)
    places = random.Random(12)
    starts = sorted(places.randrange(len(text) - 700) for _ in range(codings))
    made = tuple(_coding(number, start, start + places.randint(20, 600)) for number, start in enumerate(starts, 1))
    return OpenSource(
        "P1-INT-01",
        "A benchmark",
        "P1",
        "Primary School 1",
        "interview",
        "",
        text,
        tuple(turns),
        frozenset({"Interviewer"}),
        made,
    )


def _coding(number: int, start: int, end: int) -> Evidence:
    return Evidence(
        number=number,
        source="P1-INT-01",
        source_title="",
        kind=SourceKind.INTERVIEW,
        date="",
        case="P1",
        case_label="Primary School 1",
        phase=Phase.PRIMARY,
        code=f"B{number % 12 + 1:02}",
        code_name="A benefit",
        start=start,
        end=end,
        quote="",
        turn=0,
        pseudonym="",
        role=Role.TEACHER,
        coder="anna",
        direction=Direction.COUNTERS if number % 7 == 0 else Direction.SUPPORTS,
        strength=None,
        note="",
        created_at=datetime(2025, 1, 1, tzinfo=UTC),
    )


class _Host(App[None]):
    """An application with nothing but the view."""

    def compose(self) -> ComposeResult:
        yield TranscriptView({f"B{place:02}": place for place in range(1, 13)}, sentence_spans)

    def on_mount(self) -> None:
        self.query_one(TranscriptView).focus()


@contextmanager
def _timed(taken: list[float]) -> Iterator[None]:
    began = perf_counter()
    yield
    taken.append(perf_counter() - began)


def _paint(view: TranscriptView) -> None:
    view.render_lines(view.size.region)
    view.vertical_scrollbar.render_lines(view.vertical_scrollbar.size.region)


async def _mount(source: OpenSource, runs: int = 5) -> list[float]:
    """Return the seconds from ``show`` to the first painted screen, each in a new application."""
    taken: list[float] = []
    for _ in range(runs):
        app = _Host()
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            view = app.query_one(TranscriptView)
            with _timed(taken):
                view.show(source)
                app.screen._on_timer_update()
                _paint(view)
    return taken


async def _answers(pilot: Pilot[None], view: TranscriptView, length: int, keys: int = 300) -> dict[str, list[float]]:
    """Return the seconds from a move to its last line drawn, by kind of move."""
    kinds = {
        "move": [("row", 1, False), ("cluster", 1, False), ("word", 1, False)],
        "select": [("row", 1, True), ("word", 1, True)],
        "page": [("page", 1, False)],
    }
    found: dict[str, list[float]] = {}
    for kind, moves in kinds.items():
        view.clear()
        view.go_to(length // 3)
        taken = found[kind] = []
        for number in range(keys if kind != "page" else keys // 6):
            with _timed(taken):
                view.action_go(*moves[number % len(moves)])
                _paint(view)
            await pilot.pause()
    return found


async def _loop(pilot: Pilot[None], view: TranscriptView, length: int, keys: int = 120) -> list[float]:
    """Return the seconds from a key until the event loop is idle and the whole screen is updated."""
    view.clear()
    view.go_to(length // 3)
    taken: list[float] = []
    for number in range(keys):
        with _timed(taken):
            view.app.simulate_key(("down", "right", "ctrl+right", "pagedown")[number % 4])
            await pilot._wait_for_screen()
            view.screen._on_timer_update()
    return taken


async def _resizes(pilot: Pilot[None], view: TranscriptView) -> list[float]:
    """Return the seconds to wrap, place and paint at another width."""
    taken: list[float] = []
    for width in (100, 132, 80, 120, 90, 110, 70, 120):
        await pilot.pause()
        with _timed(taken):
            await pilot.resize_terminal(width, SIZE[1])
            _paint(view)
    return taken


async def _additions(pilot: Pilot[None], view: TranscriptView, source: OpenSource) -> list[float]:
    """Return the seconds to show one more coding and paint, as when a code is applied."""
    taken: list[float] = []
    for number in range(60):
        start = len(source.text) // 3 + number * 40
        made = _coding(len(source.codings) + 1 + number, start, start + 200)
        view.go_to(start)
        await pilot.pause()
        with _timed(taken):
            view.set_codings(sorted([*view.codings, made], key=lambda item: (item.start, item.end, item.number)))
            _paint(view)
    return taken


def _p95(taken: list[float]) -> float:
    return quantiles(taken, n=20)[-1] * 1000


async def _measure(source: OpenSource) -> dict[str, float]:
    found = {"show to painted": median(await _mount(source)) * 1000}
    app = _Host()
    async with app.run_test(size=SIZE) as pilot:
        view = app.query_one(TranscriptView)
        view.show(source)
        await pilot.pause()
        gc.collect()
        for kind, taken in (await _answers(pilot, view, len(source.text))).items():
            found[f"{kind} p95"] = _p95(taken)
        found["key through the event loop p95"] = _p95(await _loop(pilot, view, len(source.text)))
        found["resize"] = median(await _resizes(pilot, view)) * 1000
        found["one coding more p95"] = _p95(await _additions(pilot, view, source))
    return found


def measure(rows: int) -> dict[str, float]:
    """Return the figures in milliseconds for a source of a number of rows that ``SCALE`` has."""
    before = gc.get_threshold()
    gc.set_threshold(200_000)  # as the program itself does
    try:
        return asyncio.run(_measure(make_source(SCALE[rows], SCALE_CODINGS)))
    finally:
        gc.set_threshold(*before)


def figures(_: Path) -> Iterator[Figure]:
    """Yield each figure as it is measured."""
    for rows in SCALE:
        for what, milliseconds in measure(rows).items():
            on = f"{rows:,} rows with {SCALE_CODINGS:,} codings"
            yield Figure(f"transcript view: {what}", on, milliseconds / 1e3, None, ALLOWED[what], "none")


if __name__ == "__main__":
    for rows in SCALE:
        print(f"{rows:,} rows, {SCALE_CODINGS:,} codings, {SIZE[0]}x{SIZE[1]}")
        for name, milliseconds in measure(rows).items():
            print(f"  {name:34} {milliseconds:8.1f} ms")
