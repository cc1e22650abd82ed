"""Measure matrices of a million codings beside a plain SQL GROUP BY, and one of 20,000 written to CSV."""

import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.command_line import CASECODER
from benchmarks.large_study import MILLION, TWENTY_THOUSAND, million, twenty_thousand
from benchmarks.timing import Figure, in_turn, process
from casecoder.core.outputs.matrix import (
    BY_KIND,
    BY_PHASE,
    BY_ROLE,
    Matrix,
    MatrixMeasure,
    MatrixRequest,
    MatrixRowChoice,
)
from casecoder.services.outputs.matrices import build_matrix
from casecoder.store.study_file import StudyFile

ALLOWED, RUNS = 2.0, 3
"""Of the floor; runs of each."""
CSV_OVER_FLOOR, CSV_RUNS = 0.3, 7
"""How much longer a matrix to CSV may take than a listing, in seconds; runs of each."""

_CASES = "FROM coding c JOIN source s ON s.id = c.source_id"
_VOICES = (
    f"{_CASES} LEFT JOIN turn t ON t.revision_id = c.revision_id AND t.number = c.turn"
    " LEFT JOIN speaker k ON k.source_id = s.id AND k.label = t.speaker"
    " LEFT JOIN participant p ON p.id = k.participant_id"
)
_ROLE = "COALESCE(p.role, CASE WHEN COALESCE(t.speaker, '') = '' OR k.interviewer THEN '' ELSE s.role END)"
ASKED: dict[str, tuple[MatrixRequest, str]] = {
    "codings by case": (
        MatrixRequest(MatrixMeasure.COUNT, rows=MatrixRowChoice.CODES),
        f"SELECT c.code_id, s.case_id, COUNT(*) {_CASES} GROUP BY 1, 2",
    ),
    "sources by case": (
        MatrixRequest(MatrixMeasure.SOURCES, rows=MatrixRowChoice.CODES),
        f"SELECT c.code_id, s.case_id, COUNT(DISTINCT c.source_id) {_CASES} GROUP BY 1, 2",
    ),
    "codings by kind of source": (
        MatrixRequest(MatrixMeasure.COUNT, rows=MatrixRowChoice.CODES, by=BY_KIND),
        f"SELECT c.code_id, s.kind, COUNT(*) {_CASES} GROUP BY 1, 2",
    ),
    "codings by phase": (
        MatrixRequest(MatrixMeasure.COUNT, rows=MatrixRowChoice.CODES, by=BY_PHASE),
        f'SELECT c.code_id, x.phase, COUNT(*) {_CASES} JOIN "case" x ON x.id = s.case_id GROUP BY 1, 2',
    ),
    "codings by role": (
        MatrixRequest(MatrixMeasure.COUNT, rows=MatrixRowChoice.CODES, by=BY_ROLE),
        f"SELECT c.code_id, {_ROLE}, COUNT(*) {_VOICES} GROUP BY 1, 2",
    ),
    "participants by case": (
        MatrixRequest(MatrixMeasure.PARTICIPANTS, rows=MatrixRowChoice.CODES),
        f"SELECT c.code_id, s.case_id, COUNT(DISTINCT p.id) {_VOICES} GROUP BY 1, 2",
    ),
    "coverage by case": (
        MatrixRequest(MatrixMeasure.COVERAGE, rows=MatrixRowChoice.CODES),
        "SELECT code_id, case_id, SUM(MAX(0, end - MAX(start, COALESCE(reached, 0)))) FROM (SELECT c.code_id, c.start,"
        " c.end, s.case_id, MAX(c.end) OVER (PARTITION BY c.code_id, c.source_id ORDER BY c.start, c.end ROWS BETWEEN"
        f" UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached {_CASES}) GROUP BY 1, 2",
    ),
}


def figures(folder: Path) -> Iterator[Figure]:
    """Yield a line for each matrix."""
    yield _csv(folder)
    study = StudyFile.open(million())
    plain = sqlite3.connect(study.path)
    plain.execute("PRAGMA cache_size = -32000")  # as an open study has it
    for what, (asked, sql) in ASKED.items():
        ours, floor = in_turn(partial(_build, study, asked), partial(_read, plain, sql), RUNS)
        shown = _build(study, asked)
        on = f"{MILLION:,} codings, {len(shown.rows)} x {len(shown.columns)} cells"
        yield Figure(f"matrix: {what}", on, ours, floor, ALLOWED * floor, "the bare GROUP BY of the same figures")
    plain.close()
    study.close()


def _csv(folder: Path) -> Figure:
    """Return the line of a matrix written to CSV, its process included."""
    study = str(twenty_thousand())
    matrix = process([CASECODER, "matrix", study, "--out", str(folder / "matrix.csv")])
    ours, floor = in_turn(matrix, process([CASECODER, "sources", study]), CSV_RUNS)
    on = f"{TWENTY_THOUSAND:,} codings, a process"
    return Figure("matrix: to CSV", on, ours, floor, floor + CSV_OVER_FLOOR, "casecoder sources")


def _build(study: StudyFile, asked: MatrixRequest) -> Matrix:
    with study.reading() as snapshot:
        return build_matrix(snapshot, asked, codings=False)


def _read(plain: sqlite3.Connection, sql: str) -> None:
    plain.execute(sql).fetchall()
