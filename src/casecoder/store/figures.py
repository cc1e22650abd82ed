"""The figures of matrices, counted in the database: what comes out is as many rows as there are groups.

Sources and codes come as the driver gives them: to make UUIDs of them takes longer than to count.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, FromClause, Select, String, case, column, func, literal, select, values

from casecoder.store.evidence import CODING, PARTICIPANT, ROLE, SOURCE, SPEAKER, TURN, as_given


class Group(NamedTuple):
    """Codings alike in code, place and, where asked for, role and participant, and how many they are.

    ``place`` is the key of the source, or of its case. ``role`` and ``person`` are empty where nobody is known to
    speak.
    """

    code: str
    place: str
    role: str
    person: str
    codings: int


class Numbered(NamedTuple):
    """A coding: where it stands and its number."""

    code: str
    source: str
    role: str
    start: int
    end: int
    number: int


class InText(NamedTuple):
    """A coding and the text in which it has its place, which is an earlier one where it waits on the review list."""

    code: str
    revision: uuid.UUID
    start: int
    end: int
    number: int


class Sort(NamedTuple):
    """Codings of one source that are alike in who speaks, direction, strength and standing, and how many they are.

    ``role`` is empty where nobody is known to speak, ``consent`` ``None`` where no participant does.
    """

    source: str
    role: str
    direction: str
    strength: int | None
    in_review: bool
    consent: str | None
    codings: int


_CODE, _SOURCE = as_given(CODING.c.code_id), as_given(CODING.c.source_id)


def tally(
    connection: Connection, codes: Collection[uuid.UUID], *,
    roles: bool = False, people: bool = False, cases: bool = False,
) -> list[Group]:
    """How many codings there are of each code in each source.

    Parameters
    ----------
    roles, people:
        Whether to tell apart by the role of whoever speaks, and by participant. Without either only an index is read.
    cases:
        Put the sources of a case together.
    """
    place = as_given(SOURCE.c.case_id) if cases else _SOURCE
    role = ROLE if roles else literal("")
    person = func.coalesce(as_given(PARTICIPANT.c.id), "") if people else literal("")
    keys = [_CODE, place, *([role] if roles else []), *([person] if people else [])]
    found = select(_CODE, place, role, person, func.count()).select_from(_voiced(roles or people or cases))
    return _of(connection, found.where(CODING.c.code_id.in_(codes)).group_by(*keys), Group)


def sorts(connection: Connection, codes: Collection[uuid.UUID]) -> list[Sort]:
    """How many codings of some codes there are of each sort, in all the study."""
    in_review = CODING.c.revision_id != SOURCE.c.revision_id
    keys = (_SOURCE, ROLE, CODING.c.direction, CODING.c.strength, in_review, PARTICIPANT.c.consent)
    found = select(*keys, func.count()).select_from(_voiced(True)).where(CODING.c.code_id.in_(codes)).group_by(*keys)
    return _of(connection, found, Sort)


def numbered(
    connection: Connection, codes: Collection[uuid.UUID], sources: Collection[uuid.UUID] | None, *, roles: bool
) -> list[Numbered]:
    """The codings of some codes, in some sources or any, in no order."""
    role = ROLE if roles else literal("")
    found = select(_CODE, _SOURCE, role, CODING.c.start, CODING.c.end, CODING.c.number).select_from(_voiced(roles))
    found = found.where(CODING.c.code_id.in_(codes))
    return _of(connection, found if sources is None else found.where(CODING.c.source_id.in_(sources)), Numbered)


def by_text(connection: Connection, codes: Collection[uuid.UUID]) -> list[InText]:
    """The codings of some codes, in no order."""
    found = select(_CODE, CODING.c.revision_id, CODING.c.start, CODING.c.end, CODING.c.number)
    return _of(connection, found.where(CODING.c.code_id.in_(codes)), InText)


def covered(connection: Connection, tops: Mapping[uuid.UUID, str]) -> Iterator[tuple[str, str, int]]:
    """How many characters of each source lie under at least one coding of a row: ``(row, source, characters)``.

    Parameters
    ----------
    tops:
        The row that each code counts for.
    """
    if not tops:
        return
    rows = values(column("code", CODING.c.code_id.type), column("row", String)).data(list(tops.items()))
    family = rows.cte("family")
    reached = func.max(CODING.c.end).over(
        partition_by=(family.c.row, CODING.c.source_id), order_by=(CODING.c.start, CODING.c.end), rows=(None, -1)
    )
    joined = CODING.join(family, CODING.c.code_id == family.c.code)
    placed = select(family.c.row, _SOURCE.label("source"), CODING.c.start, CODING.c.end, reached.label("reached"))
    at = placed.select_from(joined).subquery()
    new = case((at.c.end <= at.c.reached, 0), (at.c.start < at.c.reached, at.c.end - at.c.reached),
               else_=at.c.end - at.c.start)
    found = select(at.c.row, at.c.source, func.sum(new)).group_by(at.c.row, at.c.source)
    for row, source, characters in connection.execute(found):
        yield row, source, int(characters)


def _voiced(wanted: bool) -> FromClause:
    """The codings; if wanted with whoever gives each its voice."""
    if not wanted:
        return CODING
    return (
        CODING.join(SOURCE, CODING.c.source_id == SOURCE.c.id)
        .outerjoin(TURN, (TURN.c.revision_id == CODING.c.revision_id) & (TURN.c.number == CODING.c.turn))
        .outerjoin(SPEAKER, (SPEAKER.c.source_id == SOURCE.c.id) & (SPEAKER.c.label == TURN.c.speaker))
        .outerjoin(PARTICIPANT, PARTICIPANT.c.id == SPEAKER.c.participant_id)
    )


def _of(connection: Connection, found: Select[Any], kind: type[Any]) -> list[Any]:
    return list(map(kind._make, connection.execute(found)))
