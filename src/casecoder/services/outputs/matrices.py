"""Matrices of a study: codes down; schools, roles or other groups across; a figure or a band in every cell."""

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
from casecoder.services.code_families import top_code_by_code
from casecoder.services.judging.rating import read_rating_grid
from casecoder.services.outputs.matrix_columns import MatrixColumns, read_matrix_columns
from casecoder.services.outputs.table_remarks import coding_remarks, rating_remarks
from casecoder.store import coding_counts as store
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, driver_key, find_evidence
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import CODE

MOST_QUOTED_CODINGS = 20_000
"""Up to this number, a matrix holds the codings behind its cells with their words; above it, their numbers alone."""


@dataclass(frozen=True, slots=True)
class MatrixFrame:
    """The rows and columns of a matrix, and the row and column of each coding.

    ``row_of`` gives the row of a code by its key as the driver returns it, ``codes`` by the key itself. ``retired`` are
    the codes of the codebook that have no row.
    """

    asked: MatrixRequest
    title: str
    rows: tuple[MatrixRow, ...]
    columns: MatrixColumns
    codes: Mapping[uuid.UUID, str]
    row_of: Mapping[str, str]
    retired: tuple[uuid.UUID, ...]


def build_school_matrix(snapshot: Snapshot, measure: MatrixMeasure, codebook: str = "") -> Matrix:
    """Build the matrix of benefits by schools, with the codings behind its cells. Raises as :func:`build_matrix`."""
    return build_matrix(snapshot, MatrixRequest(measure, codebook))


def build_matrix(snapshot: Snapshot, asked: MatrixRequest, *, codings: bool = True) -> Matrix:
    """Build the matrix asked for.

    Parameters
    ----------
    codings:
        Add the codings behind the cells: with their words, or their numbers alone where they are more than
        :data:`MOST_QUOTED_CODINGS`. Without them the cost doesn't grow with the number of codings. The traffic-light
        table always has the codings that its ratings cite.

    Raises
    ------
    CaseCoderError
        If the study has no such codebook, or no columns of that name.
    """
    if asked.measure is MatrixMeasure.RAG:
        return _build_rating_matrix(snapshot, asked)
    behind: Mapping[MatrixCellKey, MatrixCell] = {}
    frame = lay_out_matrix(snapshot, asked)
    found = _compute_figures(snapshot, frame)
    remarks_on_codings = coding_remarks(
        snapshot, frame.codes, frame.retired, counts=asked.measure is not MatrixMeasure.COVERAGE
    )
    if codings:
        numbered = store.find_numbered_codings(snapshot.connection(), list(frame.codes), roles=asked.by == BY_ROLE)
        behind = (
            _cells_with_words(snapshot, frame, numbered)
            if len(numbered) <= MOST_QUOTED_CODINGS
            else _cells_with_numbers(frame, numbered)
        )
    columns = frame.columns.all_columns
    cells = analysis.build_matrix_cells(frame.asked, frame.rows, columns, found, behind)
    blank = _blank_matrix(snapshot, asked, frame.title)
    return replace(blank, rows=frame.rows, columns=columns, cells=cells, remarks=remarks_on_codings)


def coding_numbers_by_cell(session: Session, asked: MatrixRequest) -> dict[MatrixCellKey, tuple[int, ...]]:
    """Return the numbers of the codings behind each cell that has any, by source and place."""
    frame = lay_out_matrix(session, asked)
    found = store.find_numbered_codings(session.connection(), list(frame.codes), roles=asked.by == BY_ROLE)
    return {key: cell.numbers for key, cell in _cells_with_numbers(frame, found).items()}


def coding_numbers_behind_cell(session: Session, asked: MatrixRequest, row: str, column: str) -> list[int]:
    """Return the numbers of the codings behind one cell, by source and place.

    In a traffic-light table they are all codings of the cell, not only those that its rating cites.

    Parameters
    ----------
    row, column:
        The ids of the row and of the column.
    """
    frame = lay_out_matrix(session, asked)
    codes = [key for key, ref in frame.codes.items() if ref == row]
    sources = frame.columns.sources_of(column)
    found = store.find_numbered_codings(session.connection(), codes, sources, roles=asked.by == BY_ROLE)
    return list(_cells_with_numbers(frame, found).get((row, column), MatrixCell(None)).numbers)


def lay_out_matrix(session: Session, asked: MatrixRequest) -> MatrixFrame:
    """Return the rows and columns of a matrix, and the row and column of each coding."""
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
    with_row = [(key, driver_value, belongs[ref]) for key, driver_value, ref in keys if belongs.get(ref) in shown]
    return MatrixFrame(
        asked,
        book.title,
        rows,
        read_matrix_columns(session, asked.by),
        {key: row for key, _, row in with_row},
        {driver_value: row for _, driver_value, row in with_row},
        tuple(key for key, _, ref in keys if ref in belongs and belongs[ref] not in shown),
    )


def _compute_figures(session: Session, frame: MatrixFrame) -> dict[MatrixCellKey, float]:
    """Compute the figures of the cells that have any."""
    asked, connection = frame.asked, session.connection()
    if asked.measure is MatrixMeasure.COVERAGE:
        return _compute_coverage(frame, store.count_covered_characters(connection, frame.codes))
    people = asked.measure is MatrixMeasure.PARTICIPANTS
    groups = store.count_coding_groups(
        connection, list(frame.codes), roles=asked.by == BY_ROLE, people=people, cases=people and frame.columns.by_case
    )
    column_for, row_of = frame.columns.column_for, frame.row_of
    counted = (MatrixCount(row_of[g.code], column_for(g.place, g.role), g.place, g.person, g.codings) for g in groups)
    counts = analysis.compute_cell_figures(asked.measure, counted)
    return dict(analysis.compute_percentages(counts, asked.share)) if asked.share else dict(counts)


def _compute_coverage(frame: MatrixFrame, covered: Iterable[tuple[str, str, int]]) -> dict[MatrixCellKey, float]:
    """Compute the percentage of each column's text that lies under at least one coding of a row."""
    characters: dict[MatrixCellKey, int] = {}
    for row, source, length in covered:
        key = (row, frame.columns.column_for(source, ""))
        characters[key] = characters.get(key, 0) + length
    return {key: 100 * length / frame.columns.text_lengths[key[1]] for key, length in characters.items()}


def _cells_with_words(
    session: Session, frame: MatrixFrame, numbered: Sequence[store.NumberedCoding]
) -> dict[MatrixCellKey, MatrixCell]:
    """Return each cell that has codings, with these codings and their words."""
    words = {item.number: item for item in find_evidence(session, EvidenceFilter(codes=_code_ids(session, frame)))}
    return {
        key: MatrixCell(None, tuple(words[number] for number in cell.numbers))
        for key, cell in _cells_with_numbers(frame, numbered).items()
    }


def _code_ids(session: Session, frame: MatrixFrame) -> frozenset[str]:
    """Return the ids of the codes of a frame."""
    return frozenset(code.ref for code in records.code_rows(session) if code.id in frame.codes)


def _cells_with_numbers(
    frame: MatrixFrame, numbered: Iterable[store.NumberedCoding]
) -> dict[MatrixCellKey, MatrixCell]:
    """Return each cell that has codings, with their numbers by source and place."""
    order, column_for, row_of = frame.columns.source_order, frame.columns.column_for, frame.row_of
    found: dict[MatrixCellKey, list[int]] = {}
    for item in sorted(numbered, key=lambda item: (order[item.source], item.start, item.end, item.number)):
        found.setdefault((row_of[item.code], column_for(item.source, item.role)), []).append(item.number)
    return {key: MatrixCell(None, numbers=tuple(numbers)) for key, numbers in found.items()}


def _blank_matrix(snapshot: Snapshot, asked: MatrixRequest, title: str) -> Matrix:
    """Return the matrix asked for, without rows, columns and cells."""
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


def _build_rating_matrix(snapshot: Snapshot, asked: MatrixRequest) -> Matrix:
    """Build the traffic-light table, each cell with the codings that its rating cites."""
    shown = read_rating_grid(snapshot, asked.codebook)
    cited = {number for cell in shown.cells.values() if cell.judgement for number in cell.judgement.cited}
    columns = read_matrix_columns(snapshot, BY_CASE).all_columns
    found = find_evidence(snapshot, EvidenceFilter(numbers=frozenset(cited))) if cited else []
    words = {item.number: item for item in found}
    cells = {}
    for key, cell in shown.cells.items():
        judgement = cell.judgement
        if judgement is None:
            cells[key] = MatrixCell(None)
        else:
            citations = tuple(words[number] for number in judgement.cited if number in words)
            cells[key] = MatrixCell(judgement.band, citations, stale=bool(judgement.stale))
    rows = tuple(MatrixRow(code.ref, code.name) for code in shown.codes)
    blank = _blank_matrix(snapshot, asked, shown.title)
    return replace(blank, rows=rows, columns=columns, cells=cells, remarks=rating_remarks(shown))
