"""How fast the transcript view paints and answers keys, on 180 KB of talk with 2,000 codings.

Run it with ``python benchmarks/transcript_view.py``; :func:`measure` gives the figures, in milliseconds.
"""

import asyncio
import random
from datetime import UTC, datetime
from statistics import quantiles
from time import perf_counter

from textual.app import App, ComposeResult

from casecoder.core.evidence import Evidence
from casecoder.core.transcript import Turn
from casecoder.core.vocabulary import Direction, Phase, Role, SourceKind
from casecoder.language import sentence_spans
from casecoder.services.reading import OpenSource
from casecoder.tui.widgets.transcript_view import TranscriptView

SIZE = (120, 40)
LENGTH = 180_000
CODINGS = 2_000
WORDS = (
    "we put the homework on the platform so that parents can see it and the children like to look at their marks "
    "before the lesson begins which saves time for everybody honestly café isn’t it"
)


def make_source(length: int = LENGTH, codings: int = CODINGS) -> OpenSource:
    """A made-up interview, the same each time."""
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
        "P1-INT-01", "A benchmark", "P1", "Primary School 1", "interview", "", text, tuple(turns),
        frozenset({"Interviewer"}), made,
    )


def _coding(number: int, start: int, end: int) -> Evidence:
    return Evidence(
        number=number, source="P1-INT-01", source_title="", kind=SourceKind.INTERVIEW, date="", case="P1",
        case_label="Primary School 1", phase=Phase.PRIMARY, code=f"B{number % 12 + 1:02}", code_name="A benefit",
        start=start, end=end, quote="", turn=0, pseudonym="", role=Role.TEACHER, coder="anna",
        direction=Direction.COUNTERS if number % 7 == 0 else Direction.SUPPORTS, strength=None, note="",
        created_at=datetime(2025, 1, 1, tzinfo=UTC),
    )


class _Empty(App[None]):
    """What there is to compare with."""


class _Host(App[None]):
    """Nothing but the view."""

    def __init__(self, source: OpenSource) -> None:
        super().__init__()
        self.source = source

    def compose(self) -> ComposeResult:
        yield TranscriptView({f"B{place:02}": place for place in range(1, 13)}, sentence_spans)

    def on_mount(self) -> None:
        self.query_one(TranscriptView).show(self.source)


async def _first_paint(app: App[None]) -> float:
    """Seconds from nothing to a painted screen."""
    begun = perf_counter()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        return perf_counter() - begun


async def _answers(source: OpenSource, keys: int = 300) -> dict[str, list[float]]:
    """Seconds from a move to its last line drawn, by kind of move."""
    taken: dict[str, list[float]] = {"move": [], "select": [], "page": []}
    app = _Host(source)
    async with app.run_test(size=SIZE) as pilot:
        view = app.query_one(TranscriptView)
        await pilot.pause()
        kinds = {
            "move": [("row", 1, False), ("cluster", 1, False), ("word", 1, False)],
            "select": [("row", 1, True), ("word", 1, True)],
            "page": [("page", 1, False)],
        }
        for kind, moves in kinds.items():
            view.clear()
            view.go_to(len(source.text) // 3)
            for number in range(keys if kind != "page" else keys // 6):
                begun = perf_counter()
                view.action_go(*moves[number % len(moves)])
                view.render_lines(view.size.region)
                taken[kind].append(perf_counter() - begun)
    return taken


def measure() -> dict[str, float]:
    """The figures, in milliseconds: first paint over an empty app, and the 95th percentile of each kind of move."""
    source = make_source()
    asyncio.run(_first_paint(_Empty()))
    empty = min(asyncio.run(_first_paint(_Empty())) for _ in range(3))
    full = min(asyncio.run(_first_paint(_Host(source))) for _ in range(3))
    answers = asyncio.run(_answers(source))
    figures = {"first paint beyond an empty app": (full - empty) * 1000}
    for kind, taken in answers.items():
        figures[f"{kind} p95"] = quantiles(taken, n=20)[-1] * 1000
    return figures


if __name__ == "__main__":
    for name, milliseconds in measure().items():
        print(f"{name:34} {milliseconds:8.1f} ms")
