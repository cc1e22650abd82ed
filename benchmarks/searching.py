"""Measure searching 120 million characters: the first screen of each query, beside the bare index."""

import sqlite3
import statistics
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.long_study import CORPUS, RARE, make_long_study
from benchmarks.timing import Figure, seconds
from casecoder.services.search.text_search import HITS_PER_PAGE, search_texts, tally_search
from casecoder.store.study_file import StudyFile

RUNS = 21
ALLOWED = 0.050
"""For the first screen, at the 95th percentile, in seconds."""

QUERIES: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("a rare word", RARE, {}, RARE),
    ("a word", "platform", {}, "platform"),
    ("a very common word", "the", {}, "the"),
    ("two words", "people software", {}, "people software"),
    ("one without another", "software NOT people", {}, "software NOT people"),
    ("a phrase", '"open source"', {}, '"open source"'),
    ("a phrase of common words", '"in the"', {}, '"in the"'),
    ("a beginning", "learn*", {}, "learn*"),
    ("words near one another", "near(people software, 5)", {}, "NEAR(people software, 5)"),
    ("all forms", "learn teacher", {"forms": True}, "(learn OR learned OR learning) AND (teacher OR teachers)"),
    ("words spelt alike", "platfrom", {"spelling": True}, "platform OR platforms"),
)
"""What is sought, how it is typed, what is switched on, and what the bare index is asked."""


def figures(folder: Path) -> Iterator[Figure]:
    """Yield the 95th percentile of each kind of query, and of all together."""
    if not CORPUS.is_dir():
        yield Figure("search", f"no corpus at {CORPUS}")
        return
    path = folder / "long.casecoder"
    took = seconds(partial(make_long_study, path))
    study, bare = StudyFile.open(path), sqlite3.connect(path)
    characters, turns = bare.execute("SELECT sum(length), (SELECT max(rowid) FROM turn_index) FROM revision").fetchone()
    on = f"{characters / 1e6:,.0f} million characters, {turns:,} turns"
    yield Figure("make a study to search", on, took, None, 180.0, "none: only for the lines below")
    ours, floors = list[float](), list[float]()
    for what, query, ways, match in QUERIES:
        ask, floor = partial(search_texts, study, query, **ways), partial(_first_rows, bare, match)
        ask(), floor()  # not counted: the first reads words and lemmas
        times, floor_times = zip(*((seconds(ask), seconds(floor)) for _ in range(RUNS)), strict=True)
        ours += times
        floors += floor_times
        yield Figure(
            f"search {what}, median",
            f"{query}: {tally_search(study, query, **ways).total:,} turns",
            statistics.median(times),
            statistics.median(floor_times),
            ALLOWED,
            f"the bare index's first {HITS_PER_PAGE} rows",
        )
        yield Figure("  95th percentile", f"{RUNS} times", _p95(times), _p95(floor_times), ALLOWED)
    yield Figure("search all of these, 95th percentile", on, _p95(ours), _p95(floors), ALLOWED, "the same")
    study.close()
    bare.close()


def _first_rows(bare: sqlite3.Connection, match: str) -> list[tuple[int]]:
    query = "SELECT rowid FROM turn_index WHERE turn_index MATCH ? ORDER BY rowid LIMIT ?"
    return bare.execute(query, (match, HITS_PER_PAGE)).fetchall()


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]
