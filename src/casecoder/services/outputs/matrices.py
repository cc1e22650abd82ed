"""Matrices of a study: codes down, schools, roles or the like across, a figure or a band in every cell."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session

from casecoder.analysis import matrix as analysis
from casecoder.analysis.matrix import Counted, Key
from casecoder.core.outputs.matrix import CASE, ROLE, Asked, Cell, Matrix, Measure, Row, Rows
from casecoder.services.codebook.families import tops
from casecoder.services.history import state_of
from casecoder.services.judging.rating import grid
from casecoder.services.outputs.columns import Columns, columns_of
from casecoder.services.outputs.remarks import remarks, remarks_on_ratings
from casecoder.store import figures as store
from casecoder.store import records
from casecoder.store.evidence import Filter, as_given, evidence
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Code, table

WHOLE = 20_000
"""Up to so many codings are given with their words; of more, a matrix gives the numbers alone."""
CODE = table(Code)


@dataclass(frozen=True, slots=True)
class Frame:
    """What a matrix is laid out on: its rows and columns, and where each coding belongs.

    ``row_of`` gives the row of a code, by its key as the driver gives it, and ``codes`` the same by the key itself.
    ``retired`` are the codes of the codebook that have no row.
    """

    asked: Asked
    title: str
    rows: tuple[Row, ...]
    columns: Columns
    codes: Mapping[uuid.UUID, str]
    row_of: Mapping[str, str]
    retired: tuple[uuid.UUID, ...]


def matrix(study: StudyFile, measure: Measure, codebook: str = "") -> Matrix:
    """The matrix of benefits by schools with the codings behind its cells; otherwise like :func:`made`."""
    return made(study, Asked(measure, codebook))


def made(study: StudyFile, asked: Asked, *, codings: bool = True) -> Matrix:
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
    if asked.measure is Measure.RAG:
        return _rated(study, asked)
    behind: Mapping[Key, Cell] = {}
    with study.reading() as session:
        frame = laid_out(session, asked)
        found = _figures(session, frame)
        said = remarks(session, frame.codes, frame.retired, counts=asked.measure is not Measure.COVERAGE)
        if codings:
            numbered = store.numbered(session.connection(), list(frame.codes), roles=asked.by == ROLE)
            behind = _whole(session, frame, numbered) if len(numbered) <= WHOLE else _numbers(frame, numbered)
    columns = frame.columns.every
    cells = analysis.cells(frame.asked, frame.rows, columns, found, behind)
    described = _described(study, asked, frame.title)
    return replace(described, rows=frame.rows, columns=columns, cells=cells, remarks=said)


def numbers_behind(study: StudyFile, asked: Asked) -> dict[Key, tuple[int, ...]]:
    """The numbers of the codings behind each cell that has any, by source and place."""
    with study.reading() as session:
        frame = laid_out(session, asked)
        found = store.numbered(session.connection(), list(frame.codes), roles=asked.by == ROLE)
    return {key: cell.numbers for key, cell in _numbers(frame, found).items()}


def cell_codings(study: StudyFile, asked: Asked, row: str, column: str) -> list[int]:
    """The numbers of the codings behind one cell, by source and place; in a traffic-light table all there are.

    Parameters
    ----------
    row, column:
        Their ids.
    """
    with study.reading() as session:
        frame = laid_out(session, asked)
        codes = [key for key, ref in frame.codes.items() if ref == row]
        sources = frame.columns.sources_of(column)
        found = store.numbered(session.connection(), codes, sources, roles=asked.by == ROLE)
    return list(_numbers(frame, found).get((row, column), Cell(None)).numbers)


def laid_out(session: Session, asked: Asked) -> Frame:
    """The rows and columns of a matrix, and where each coding belongs."""
    books = records.codebooks(session)
    book = records.codebook_named(session, asked.codebook or (books[0].name if books else ""))
    codes = records.codes(session, book)
    above = tops(codes)
    listed = [code for code in codes if not code.retired and (asked.rows is Rows.CODES or code.parent_id is None)]
    rows = tuple(Row(code.ref, code.name) for code in listed)
    shown = {row.id for row in rows}
    belongs = {code.ref: code.ref if asked.rows is Rows.CODES else above[code.ref] for code in codes}
    keys = session.connection().execute(select(CODE.c.id, as_given(CODE.c.id), CODE.c.ref)).all()
    held = [(key, given, belongs[ref]) for key, given, ref in keys if belongs.get(ref) in shown]
    return Frame(
        asked,
        book.title,
        rows,
        columns_of(session, asked.by),
        {key: row for key, _, row in held},
        {given: row for _, given, row in held},
        tuple(key for key, _, ref in keys if ref in belongs and belongs[ref] not in shown),
    )


def _figures(session: Session, frame: Frame) -> dict[Key, float]:
    """The figures of the cells that have any."""
    asked, connection = frame.asked, session.connection()
    if asked.measure is Measure.COVERAGE:
        return _coverage(frame, store.covered(connection, frame.codes))
    people = asked.measure is Measure.PARTICIPANTS
    groups = store.tally(
        connection, list(frame.codes), roles=asked.by == ROLE, people=people, cases=people and frame.columns.by_case
    )
    place, row_of = frame.columns.place, frame.row_of
    counted = (Counted(row_of[g.code], place(g.place, g.role), g.place, g.person, g.codings) for g in groups)
    counts = analysis.figures(asked.measure, counted)
    return dict(analysis.shares(counts, asked.share)) if asked.share else dict(counts)


def _coverage(frame: Frame, covered: Iterable[tuple[str, str, int]]) -> dict[Key, float]:
    """The share of each column's text that lies under at least one coding of a row, per cent."""
    characters: dict[Key, int] = {}
    for row, source, length in covered:
        key = (row, frame.columns.place(source, ""))
        characters[key] = characters.get(key, 0) + length
    return {key: 100 * length / frame.columns.lengths[key[1]] for key, length in characters.items()}


def _whole(session: Session, frame: Frame, numbered: Sequence[store.Numbered]) -> dict[Key, Cell]:
    """For each cell with codings a cell that holds them with their words."""
    words = {item.number: item for item in evidence(session, Filter(codes=_refs(session, frame)))}
    return {
        key: Cell(None, tuple(words[number] for number in cell.numbers))
        for key, cell in _numbers(frame, numbered).items()
    }


def _refs(session: Session, frame: Frame) -> frozenset[str]:
    return frozenset(code.ref for code in records.codes(session) if code.id in frame.codes)


def _numbers(frame: Frame, numbered: Iterable[store.Numbered]) -> dict[Key, Cell]:
    """For each cell with codings a cell that holds their numbers, by source and place."""
    order, place, row_of = frame.columns.order, frame.columns.place, frame.row_of
    found: dict[Key, list[int]] = {}
    for item in sorted(numbered, key=lambda item: (order[item.source], item.start, item.end, item.number)):
        found.setdefault((row_of[item.code], place(item.source, item.role)), []).append(item.number)
    return {key: Cell(None, numbers=tuple(numbers)) for key, numbers in found.items()}


def _described(study: StudyFile, asked: Asked, title: str) -> Matrix:
    """The matrix asked for, without its rows and columns."""
    with study.reading() as session:
        name = records.study_row(session).title
    state = state_of(study)
    return Matrix(
        name,
        title,
        asked.measure,
        (),
        (),
        {},
        state.sentence,
        state.at,
        asked.by,
        asked.rows,
        asked.share,
        secret=state.secret,
    )


def _rated(study: StudyFile, asked: Asked) -> Matrix:
    """The traffic-light table, each cell with the codings its rating cites."""
    shown = grid(study, asked.codebook)
    cited = {number for cell in shown.cells.values() if cell.judgement for number in cell.judgement.cited}
    with study.reading() as session:
        columns = columns_of(session, CASE).every
        found = evidence(session, Filter(numbers=frozenset(cited))) if cited else []
    words = {item.number: item for item in found}
    cells = {}
    for key, cell in shown.cells.items():
        judgement = cell.judgement
        if judgement is None:
            cells[key] = Cell(None)
        else:
            held = tuple(words[number] for number in judgement.cited if number in words)
            cells[key] = Cell(judgement.band, held, stale=bool(judgement.stale))
    rows = tuple(Row(code.ref, code.name) for code in shown.codes)
    described = _described(study, asked, shown.title)
    return replace(described, rows=rows, columns=columns, cells=cells, remarks=remarks_on_ratings(shown))
