"""Measure the first page of a retrieval over a million codings, and a listing of 500."""

import sqlite3
import statistics
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.command_line import CASECODER
from benchmarks.large_study import MILLION, TWENTY_THOUSAND, million, twenty_thousand
from benchmarks.timing import Figure, in_turn, process, seconds
from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.services.search.retrieval import retrieve_page
from casecoder.store.study_file import StudyFile

ALLOWED, RUNS = 0.120, 40
ASKED = (
    CodingFilter("B02 and B03 not B04"),
    CodingFilter("B02 near B03", role="teacher", phase="primary"),
    CodingFilter("B02 same-turn B03 same-turn B04"),
    CodingFilter("B02.1 and B03.1 and B04.1"),  # so rare that every source has to be looked into
)
"""Three conditions each."""
LISTED_CODE, LISTING_OVER_FLOOR = "B01.1", 0.1
"""A code with 500 codings, and how much longer their listing may take than one of the sources, in seconds."""


def figures(_folder: Path) -> Iterator[Figure]:
    """Yield the median and 95th percentile of each query, beside reading the same codings by number."""
    yield _listing()
    study = StudyFile.open(million())
    plain = sqlite3.connect(study.path)
    for wanted in ASKED:
        page = retrieve_page(study, wanted)
        numbers = [coding.number for passage in page.passages for coding in passage.codings]
        ours, floor = [], []
        for _ in range(RUNS):
            ours.append(seconds(partial(retrieve_page, study, wanted)))
            floor.append(seconds(partial(_read, plain, numbers)))
        for what, percent in (("p50", 50), ("p95", 95)):
            yield Figure(
                f"first page, {what}: {wanted.text}"[:39],
                f"{MILLION:,} codings, page of {len(page.passages)}",
                _percentile(ours, percent),
                _percentile(floor, percent),
                ALLOWED,
                "SQL for these codings by number",
            )
    plain.close()
    study.close()


def _listing() -> Figure:
    """Return the line of a listing of the codings of one code, its process included."""
    study = str(twenty_thousand())
    listing = process([CASECODER, "segments", study, "--code", LISTED_CODE])
    ours, floor = in_turn(listing, process([CASECODER, "sources", study]))
    on = f"{TWENTY_THOUSAND:,} codings, 500 hits, a process"
    return Figure("segments --code", on, ours, floor, floor + LISTING_OVER_FLOOR, "casecoder sources")


def _read(plain: sqlite3.Connection, numbers: list[int]) -> None:
    marks = ",".join("?" * len(numbers))
    plain.execute(
        "SELECT c.*, s.ref, k.ref FROM coding c JOIN source s ON s.id = c.source_id JOIN code k ON k.id = c.code_id"
        f" WHERE c.number IN ({marks})",
        numbers,
    ).fetchall()


def _percentile(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]
