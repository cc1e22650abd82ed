"""Coding 20,000 segments from a CSV file as one act, and taking them back."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.coded_study import CODER
from benchmarks.sized_study import TALK, make_sized_study
from benchmarks.timing import Figure, in_turn, seconds
from casecoder.core.coding.coding_rows import CODING_COLUMNS
from casecoder.services import history
from casecoder.services.segments.bulk_coding import code_from_file
from casecoder.store.study_file import StudyFile

SOURCES, IN_EACH, RUNS = 200, 100, 3
ALLOWED = 1.5


def figures(folder: Path) -> Iterator[Figure]:
    """Measure the act beside as many rows in bare SQLite, then undo and redo."""
    study = make_sized_study(folder / "bulk.casecoder", SOURCES, 1_000)
    path = folder / "codings.csv"
    rows = list(_rows())
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([CODING_COLUMNS, *rows])
    acts, undone = list[float](), list[float]()

    def ours() -> None:
        acts.append(seconds(lambda: _code(study, path)))
        undone.append(seconds(lambda: history.undo(study, CODER)))

    _, floor = in_turn(ours, lambda: _bare(folder / "bare.db", rows), runs=RUNS)
    on, beside = f"{len(rows):,} rows, one act", "as many rows in bare SQLite"
    yield Figure("code from a CSV file", on, sorted(acts)[len(acts) // 2], floor, ALLOWED, beside)
    yield Figure("undo it", on, sorted(undone)[len(undone) // 2], floor, ALLOWED, beside)
    study.close()


def _rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of the file: in each source a segment every twenty characters."""
    for source in range(2, SOURCES + 2):
        for place in range(IN_EACH):
            start, end = place * 20, place * 20 + 60
            quote = TALK[start:end].strip()
            yield f"P1-INT-{source:02}", str(start), str(end), quote, "B01", "Anna", "supports", "2", "A note.", ""


def _code(study: StudyFile, path: Path) -> None:
    found = code_from_file(study, path, coder=CODER)
    assert len(found.numbers) == SOURCES * IN_EACH, found.refused[:3]


def _bare(path: Path, rows: list[tuple[str, ...]]) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as bare, bare:
        columns = ", ".join(f'"{name}" TEXT' for name in CODING_COLUMNS)
        bare.execute(f"CREATE TABLE coding ({columns})")
        bare.executemany(f"INSERT INTO coding VALUES ({', '.join('?' * len(CODING_COLUMNS))})", rows)
