"""Matrices of a study: codes down, schools, roles or the like across, a figure or a band in every cell."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session

from casecoder.analysis import matrix_cells as analysis
from casecoder.analysis.matrix_cells import MatrixCellKey, MatrixCount
from casecoder.core.outputs.matrix import (
    BY_CASE,
    BY_ROLE,
    Matrix,
    MatrixCell,
    MatrixMeasure,
    MatrixRequest,
    MatrixRow,
    MatrixRowChoice,
)
from casecoder.services.codebook.code_families import top_code_by_code
from casecoder.services.judging.rating import read_rating_grid
from casecoder.services.outputs.matrix_columns import MatrixColumns, read_matrix_columns
from casecoder.services.outputs.table_remarks import coding_remarks, rating_remarks
from casecoder.store import coding_counts as store
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, driver_key, find_evidence
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import CODE

MOST_QUOTED_CODINGS = 20_000
"""Up to so many codings are given with their words; of more, a matrix gives the numbers alone."""


@dataclass(frozen=True, slots=True)
class MatrixFrame:
    """What a matrix is laid out on: its rows and columns, and where each coding belongs.

    ``row_of`` gives the row of a code, by its key as the driver gives it, and ``codes`` the same by the key itself.
    ``retired`` are the codes of the codebook that have no row.
    """

    asked: MatrixRequest
    title: str
    rows: tuple[MatrixRow, ...]
    columns: MatrixColumns
    codes: Mapping[uuid.UUID, str]
    row_of: Mapping[str, str]
    retired: tuple[uuid.UUID, ...]


def build_school_matrix(snapshot: Snapshot, measure: MatrixMeasure, codebook: str = "") -> Matrix:
    """The matrix of benefits by schools with the codings behind its cells; otherwise like :func:`made`."""
    return build_matrix(snapshot, MatrixRequest(measure, codebook))


def build_matrix(snapshot: Snapshot, asked: MatrixRequest, *, codings: bool = True) -> Matrix:
    """The matrix asked for.

    Parameters
    ----------
    codings:
        Give the codings behind the cells: up to :data:`WHOLE` of them with their words, of more the numbers. Without,
        what it costs doesn't grow with how many there are. The traffic-light table always has what its ratings cite.

    Raises
    ------
    CaseCoderError
        If the study has no such codebook, or nothing of that name to stand across.
    """
    if asked.measure is MatrixMeasure.RAG:
        return _rated(snapshot, asked)
    behind: Mapping[MatrixCellKey, MatrixCell] = {}
    frame = lay_out_matrix(snapshot, asked)
    found = _figures(snapshot, frame)
    said = coding_remarks(snapshot, frame.codes, frame.retired, counts=asked.measure is not MatrixMeasure.COVERAGE)
    if codings:
        numbered = store.find_numbered_codings(snapshot.connection(), list(frame.codes), roles=asked.by == BY_ROLE)
        behind = (
            _whole(snapshot, frame, numbered) if len(numbered) <= MOST_QUOTED_CODINGS else _numbers(frame, numbered)
        )
    columns = frame.columns.every
    cells = analysis.build_matrix_cells(frame.asked, frame.rows, columns, found, behind)
    described = _described(snapshot, asked, frame.title)
    return replace(described, rows=frame.rows, columns=columns, cells=cells, remarks=said)


def coding_numbers_by_cell(session: Session, asked: MatrixRequest) -> dict[MatrixCellKey, tuple[int, ...]]:
    """The numbers of the codings behind each cell that has any, by source and place."""
    frame = lay_out_matrix(session, asked)
    found = store.find_numbered_codings(session.connection(), list(frame.codes), roles=asked.by == BY_ROLE)
    return {key: cell.numbers for key, cell in _numbers(frame, found).items()}


def coding_numbers_behind_cell(session: Session, asked: MatrixRequest, row: str, column: str) -> list[int]:
    """The numbers of the codings behind one cell, by source and place; in a traffic-light table all there are.

    Parameters
    ----------
    row, column:
        Their ids.
    """
    frame = lay_out_matrix(session, asked)
    codes = [key for key, ref in frame.codes.items() if ref == row]
    sources = frame.columns.sources_of(column)
    found = store.find_numbered_codings(session.connection(), codes, sources, roles=asked.by == BY_ROLE)
    return list(_numbers(frame, found).get((row, column), MatrixCell(None)).numbers)


def lay_out_matrix(session: Session, asked: MatrixRequest) -> MatrixFrame:
    """The rows and columns of a matrix, and where each coding belongs."""
    books = records.codebook_rows(session)
    book = records.codebook_named(session, asked.codebook or (books[0].name if books else ""))
    codes = records.code_rows(session, book)
    above = top_code_by_code(codes)
    listed = [
        code for code in codes if not code.retired and (asked.rows is MatrixRowChoice.CODES or code.parent_id is None)
    ]
    rows = tuple(MatrixRow(code.ref, code.name) for code in listed)
    shown = {row.id for row in rows}
    belongs = {code.ref: code.ref if asked.rows is MatrixRowChoice.CODES else above[code.ref] for code in codes}
    keys = session.connection().execute(select(CODE.c.id, driver_key(CODE.c.id), CODE.c.ref)).all()
    held = [(key, given, belongs[ref]) for key, given, ref in keys if belongs.get(ref) in shown]
    return MatrixFrame(
        asked,
        book.title,
        rows,
        read_matrix_columns(session, asked.by),
        {key: row for key, _, row in held},
        {given: row for _, given, row in held},
        tuple(key for key, _, ref in keys if ref in belongs and belongs[ref] not in shown),
    )


def _figures(session: Session, frame: MatrixFrame) -> dict[MatrixCellKey, float]:
    """The figures of the cells that have any."""
    asked, connection = frame.asked, session.connection()
    if asked.measure is MatrixMeasure.COVERAGE:
        return _coverage(frame, store.count_covered_characters(connection, frame.codes))
    people = asked.measure is MatrixMeasure.PARTICIPANTS
    groups = store.count_coding_groups(
        connection, list(frame.codes), roles=asked.by == BY_ROLE, people=people, cases=people and frame.columns.by_case
    )
    place, row_of = frame.columns.place, frame.row_of
    counted = (MatrixCount(row_of[g.code], place(g.place, g.role), g.place, g.person, g.codings) for g in groups)
    counts = analysis.compute_cell_figures(asked.measure, counted)
    return dict(analysis.compute_percentages(counts, asked.share)) if asked.share else dict(counts)


def _coverage(frame: MatrixFrame, covered: Iterable[tuple[str, str, int]]) -> dict[MatrixCellKey, float]:
    """The share of each column's text that lies under at least one coding of a row, per cent."""
    characters: dict[MatrixCellKey, int] = {}
    for row, source, length in covered:
        key = (row, frame.columns.place(source, ""))
        characters[key] = characters.get(key, 0) + length
    return {key: 100 * length / frame.columns.lengths[key[1]] for key, length in characters.items()}


def _whole(
    session: Session, frame: MatrixFrame, numbered: Sequence[store.NumberedCoding]
) -> dict[MatrixCellKey, MatrixCell]:
    """For each cell with codings a cell that holds them with their words."""
    words = {item.number: item for item in find_evidence(session, EvidenceFilter(codes=_refs(session, frame)))}
    return {
        key: MatrixCell(None, tuple(words[number] for number in cell.numbers))
        for key, cell in _numbers(frame, numbered).items()
    }


def _refs(session: Session, frame: MatrixFrame) -> frozenset[str]:
    return frozenset(code.ref for code in records.code_rows(session) if code.id in frame.codes)


def _numbers(frame: MatrixFrame, numbered: Iterable[store.NumberedCoding]) -> dict[MatrixCellKey, MatrixCell]:
    """For each cell with codings a cell that holds their numbers, by source and place."""
    order, place, row_of = frame.columns.order, frame.columns.place, frame.row_of
    found: dict[MatrixCellKey, list[int]] = {}
    for item in sorted(numbered, key=lambda item: (order[item.source], item.start, item.end, item.number)):
        found.setdefault((row_of[item.code], place(item.source, item.role)), []).append(item.number)
    return {key: MatrixCell(None, numbers=tuple(numbers)) for key, numbers in found.items()}


def _described(snapshot: Snapshot, asked: MatrixRequest, title: str) -> Matrix:
    """The matrix asked for, without its rows and columns."""
    return Matrix(
        records.study_row(snapshot).title,
        title,
        asked.measure,
        (),
        (),
        {},
        snapshot.state.sentence,
        snapshot.state.at,
        asked.by,
        asked.rows,
        asked.share,
        secret=snapshot.state.digest,
    )


def _rated(snapshot: Snapshot, asked: MatrixRequest) -> Matrix:
    """The traffic-light table, each cell with the codings its rating cites."""
    shown = read_rating_grid(snapshot, asked.codebook)
    cited = {number for cell in shown.cells.values() if cell.judgement for number in cell.judgement.cited}
    columns = read_matrix_columns(snapshot, BY_CASE).every
    found = find_evidence(snapshot, EvidenceFilter(numbers=frozenset(cited))) if cited else []
    words = {item.number: item for item in found}
    cells = {}
    for key, cell in shown.cells.items():
        judgement = cell.judgement
        if judgement is None:
            cells[key] = MatrixCell(None)
        else:
            held = tuple(words[number] for number in judgement.cited if number in words)
            cells[key] = MatrixCell(judgement.band, held, stale=bool(judgement.stale))
    rows = tuple(MatrixRow(code.ref, code.name) for code in shown.codes)
    described = _described(snapshot, asked, shown.title)
    return replace(described, rows=rows, columns=columns, cells=cells, remarks=rating_remarks(shown))
