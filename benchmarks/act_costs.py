"""What coding one segment costs the processor, which must not grow with the study."""

import sqlite3
import statistics
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

from benchmarks.coded_study import CODER
from benchmarks.sized_study import make_sized_study
from benchmarks.timing import Figure, cpu_seconds, seconds
from casecoder.core.transcripts.spans import Span
from casecoder.services.segments.coding import apply_codes
from casecoder.store.study_file import StudyFile

SIZES = ((10, 1_000), (1_000, 1_000), (5_000, 1_000), (1_000, 100_000), (1_000, 1_000_000))
"""How many sources and how many codings each study has."""
ROUNDS = 101
IN_A_ROW = 2_000
ALLOWED = 0.003
"""Of processor time for one act."""
FLOOR = "one insert and commit in bare SQLite"
_starts = count(10)


def figures(folder: Path) -> Iterator[Figure]:
    """Measure the act in each study, all in turn, beside the bare commit; then many acts, one after the other."""
    with closing(_bare(folder / "bare.db")) as bare:
        studies = [make_sized_study(_place(folder, number), *size) for number, size in enumerate(SIZES)]
        acts = [partial(_code_one, study) for study in studies]
        times = [[cpu_seconds(act) for act in (partial(_commit, bare), *acts)] for _ in range(ROUNDS)]
        floor, *costs = (statistics.median(column) for column in zip(*times[1:], strict=True))
        for (sources, codings), cost in zip(SIZES, costs, strict=True):
            on = f"{sources:,} sources, {codings:,} codings"
            yield Figure("code a segment: processor", on, cost, floor, ALLOWED, FLOOR)
        smallest = costs[0]
        on = "the study in which it costs most"
        yield Figure("code a segment: growth", on, max(costs), smallest, 1.25 * smallest, "the smallest study")
        yield _many(studies[0], bare)
        for study in studies:
            study.close()


def _place(folder: Path, number: int) -> Path:
    place = folder / str(number)
    place.mkdir()
    return place / "sized.casecoder"


def _many(study: StudyFile, bare: sqlite3.Connection) -> Figure:
    """Measure many acts one after the other against as many bare commits, in the same minutes."""
    ours = floor = 0.0
    for _ in range(IN_A_ROW):
        ours += seconds(partial(_code_one, study))
        floor += seconds(partial(_commit, bare))
    return Figure("code segments, an act each", f"{IN_A_ROW:,} acts", ours, floor, 8 * floor, FLOOR)


def _code_one(study: StudyFile) -> None:
    start = next(_starts)
    source, at = 2 + start // 1_000, start % 1_000
    apply_codes(study, f"P1-INT-{source % 8 + 2:02}", ["B01"], span=Span(at, at + 40 + source // 8), coder=CODER)


def _bare(path: Path) -> sqlite3.Connection:
    """Open a database that is written as a study is."""
    bare = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "wal_autocheckpoint = 4000"):
        bare.execute(f"PRAGMA {pragma}")
    bare.execute("CREATE TABLE coding (id TEXT PRIMARY KEY, number INTEGER, quote TEXT)")
    return bare


def _commit(bare: sqlite3.Connection) -> None:
    number = next(_starts)
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("INSERT INTO coding VALUES (?, ?, ?)", (f"{number:032x}", number, "x" * 40))
    bare.execute("COMMIT")
