"""Measure single acts in a small and a large study. Their time must not grow with the study."""

from collections.abc import Iterator
from functools import cache, partial
from itertools import count
from pathlib import Path

from benchmarks import coding_keystroke
from benchmarks.coded_study import CODER, make_study
from benchmarks.timing import Figure, in_turn
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band
from casecoder.services import history
from casecoder.services.judging.rating import open_rating_desk, rate
from casecoder.services.segments.coding import apply_codes
from casecoder.store.study_file import StudyFile

SMALL, LARGE, SOURCES = 1_000, 50_000, 25
TALK = "Interviewer: And then?\n\nMrs Prentice: We put the homework on the platform so that parents see it.\n\n" * 300
_starts = count(10)


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the time of each act in the large study, with the small one as its floor."""
    large = make_study(folder / "large.casecoder", LARGE, [f"{TALK}{each}" for each in range(SOURCES)])
    folder = folder / "small"
    folder.mkdir()
    small = make_study(folder / "small.casecoder", SMALL, [f"{TALK}{each}" for each in range(SOURCES)])
    on = f"{LARGE:,} codings against {SMALL:,}"
    for what, act in (("code a segment", _code_one), ("undo and redo it", _undo), ("rate, citing two", _rate)):
        ours, floor = in_turn(partial(act, large), partial(act, small), runs=21)
        yield Figure(what, on, ours, floor, 1.5 * floor + 0.002, "the same act in the small study")
    large.close()
    small.close()
    yield from coding_keystroke.figures(folder)


def _code_one(study: StudyFile) -> None:
    start = next(_starts)
    apply_codes(study, "P1-INT-03", ["B01"], span=Span(start, start + 40), coder=CODER)


def _undo(study: StudyFile) -> None:
    history.undo(study, CODER)
    history.redo(study, CODER)


def _rate(study: StudyFile) -> None:
    rate(study, "P1", "B02", Band.GREEN, because="All do it.", cited=_two(study), rater=CODER)


@cache
def _two(study: StudyFile) -> list[int]:
    """Return two codings to cite. The first round, which is not counted, finds them."""
    return [item.number for item in open_rating_desk(study, "P1", "B02").evidence[:2]]
