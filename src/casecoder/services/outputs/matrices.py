"""Matrices of a study: codes down, cases across, a figure or a band in every cell."""

import re
from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from casecoder.analysis.matrix import Reading, build
from casecoder.core.matrix import Cell, Column, Matrix, Measure, Row
from casecoder.core.vocabulary import Phase
from casecoder.services.history import state_of
from casecoder.services.judging.rating import Grid, grid, tops
from casecoder.store import records
from casecoder.store.evidence import Filter, evidence
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Revision, Source


def matrix(study: StudyFile, measure: Measure, codebook: str = "") -> Matrix:
    """A codebook's top-level codes by case; a child's codings count for its parent.

    Parameters
    ----------
    codebook:
        The study's first one when empty.

    Raises
    ------
    CaseCoderError
        If the study has no such codebook.
    """
    shown = grid(study, codebook)
    rows = tuple(Row(code.ref, code.name) for code in shown.codes)
    columns = _columns(shown.cases)
    with study.reading() as session:
        above = tops(records.codes(session, records.codebook_named(session, shown.codebook)))
        coded = evidence(session, Filter(codes=frozenset(above)))
        lengths = _lengths(session)
        title = records.study_row(session).title
    readings = [Reading(above[item.code], item) for item in coded]
    cells = _bands(shown, readings) if measure is Measure.RAG else build(measure, rows, columns, readings, lengths)
    state = state_of(study)
    return Matrix(title, shown.title, measure, rows, columns, cells, state.sentence, state.at)


def _columns(cases: Sequence[Case]) -> tuple[Column, ...]:
    """A column a case, under the heading of its phase."""
    return tuple(
        Column(
            id=case.short,
            label=case.label,
            group=Phase(case.phase).heading,
            number=_heading(case),
        )
        for case in cases
    )


def _heading(case: Case) -> str:
    """``3`` for "Primary School 3", which its number and its group name; the short id for any other label."""
    numbered = re.fullmatch(r"(Primary|Secondary) School ([1-9][0-9]*)", case.label)
    return numbered[2] if numbered and numbered[1].lower() == case.phase else case.short


def _bands(shown: Grid, readings: Sequence[Reading]) -> dict[tuple[str, str], Cell]:
    """The cells of the traffic-light table, each with the codings its rating cites."""
    by_number = {reading.evidence.number: reading.evidence for reading in readings}
    cells = {}
    for key, cell in shown.cells.items():
        judgement = cell.judgement
        if judgement is None:
            cells[key] = Cell(None)
        else:
            cited = tuple(by_number[number] for number in judgement.cited if number in by_number)
            cells[key] = Cell(judgement.band, cited, stale=bool(judgement.stale))
    return cells


def _lengths(session: Session) -> dict[str, int]:
    query = (
        select(Case.short, func.sum(Revision.length))
        .join(Source, col(Source.case_id) == Case.id)
        .join(Revision, col(Source.revision_id) == Revision.id)
        .group_by(col(Case.short))
    )
    return {short: int(length) for short, length in session.exec(query)}
