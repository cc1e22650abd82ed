"""Count codings in the database for matrices, so that as many rows come out as there are groups.

Codings that second coders made to measure agreement are never counted.

Sources and codes are returned as the database's driver gives them, because making UUIDs of them takes longer than
counting.

What second coders made to see how far coders agree is in none of them.

Sources and codes come as the driver gives them: to make UUIDs of them takes longer than to count.
"""

import uuid
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    case,
    column,
    func,
    literal,
    select,
    values,
)

from casecoder.core.transcripts.spans import Span
from casecoder.store.evidence import SPEAKER_ROLE, driver_key
from casecoder.store.second_coders import analysed_codings_condition, find_second_coders
from casecoder.store.tables import CODING, DISPLACED, PARTICIPANT, SOURCE, SPEAKER, TURN


class CodingGroup(NamedTuple):
    """A number of codings that share code, place and, where asked for, role and participant.

    ``place`` is the key of the source, or of its case. ``role`` and ``person`` are empty where nobody is known to
    speak.
    """

    code: str
    place: str
    role: str
    person: str
    codings: int


class NumberedCoding(NamedTuple):
    """A coding's number and where it stands."""

    code: str
    source: str
    role: str
    start: int
    end: int
    number: int


class CodingSort(NamedTuple):
    """A number of codings of one source that share the speaker's role, direction, strength and standing.

    ``role`` is empty where nobody is known to speak, ``consent`` ``None`` where no participant does.
    """

    source: str
    role: str
    direction: str
    strength: int | None
    in_review: bool
    consent: str | None
    codings: int


_CODE, _SOURCE = driver_key(CODING.c.code_id), driver_key(CODING.c.source_id)
_LISTED = CODING.alias("listed")
_ON_REVIEW = DISPLACED.join(_LISTED, DISPLACED.c.coding_id == _LISTED.c.id)
"""The few codings on the review list. SQLite reads the table that stands first in this join first."""
_SURE = CODING.c.number.not_in(select(_LISTED.c.number).select_from(_ON_REVIEW))
"""The condition that a coding is not on the review list. It asks for the number, which the index holds."""


def count_coding_groups(
    connection: Connection,
    codes: Collection[uuid.UUID],
    *,
    roles: bool = False,
    people: bool = False,
    cases: bool = False,
) -> list[CodingGroup]:
    """Count the codings of each code in each source.

    Parameters
    ----------
    roles, people:
        Whether to tell apart by the role of whoever speaks, and by participant. Without either only an index is read.
    cases:
        Put the sources of a case together.
    """
    place = driver_key(SOURCE.c.case_id) if cases else _SOURCE
    role = SPEAKER_ROLE if roles else literal("")
    person = func.coalesce(driver_key(PARTICIPANT.c.id), "") if people else literal("")
    keys = [_CODE, place, *([role] if roles else []), *([person] if people else [])]
    found = select(_CODE, place, role, person, func.count()).select_from(
        _codings_with_speakers(roles or people or cases)
    )
    return _read_as(connection, found.where(*_conditions(connection, codes)).group_by(*keys), CodingGroup)


def count_coding_sorts(connection: Connection, codes: Collection[uuid.UUID]) -> list[CodingSort]:
    """Count the codings of some codes by sort, in the whole study."""
    in_review = CODING.c.revision_id != SOURCE.c.revision_id
    keys = (_SOURCE, SPEAKER_ROLE, CODING.c.direction, CODING.c.strength, in_review, PARTICIPANT.c.consent)
    found = select(*keys, func.count()).select_from(_codings_with_speakers(True))
    return _read_as(connection, found.where(*_conditions(connection, codes)).group_by(*keys), CodingSort)


def find_numbered_codings(
    connection: Connection,
    codes: Collection[uuid.UUID],
    sources: Collection[uuid.UUID] | None = None,
    *,
    roles: bool = False,
    sure: bool = False,
) -> list[NumberedCoding]:
    """Return the codings of some codes, in some sources or all, in no order.

    Parameters
    ----------
    roles:
        Whether to find the role of whoever speaks. Without only an index is read.
    sure:
        Leave out those on the review list, whose places are in an earlier text.
    """
    role = SPEAKER_ROLE if roles else literal("")
    found = select(_CODE, _SOURCE, role, CODING.c.start, CODING.c.end, CODING.c.number).select_from(
        _codings_with_speakers(roles)
    )
    found = found.where(*_conditions(connection, codes), *([_SURE] if sure else []))
    return _read_as(
        connection, found if sources is None else found.where(CODING.c.source_id.in_(sources)), NumberedCoding
    )


def count_codings_in_review(connection: Connection, codes: Collection[uuid.UUID]) -> int:
    """Count the codings of some codes that are on the review list."""
    joined, wanted = DISPLACED.join(CODING, DISPLACED.c.coding_id == CODING.c.id), set(codes)
    listed = (
        select(CODING.c.code_id).select_from(joined).where(*analysed_codings_condition(find_second_coders(connection)))
    )
    return sum(code in wanted for code in connection.execute(listed).scalars())


def count_codings_of_codes(connection: Connection, codes: Collection[uuid.UUID]) -> int:
    """Count the codings of some codes."""
    return int(connection.execute(select(func.count()).where(*_conditions(connection, codes))).scalar_one())


def read_turn_spans(connection: Connection, source: uuid.UUID) -> list[Span]:
    """Return the turns of a source in order."""
    joined = TURN.join(SOURCE, SOURCE.c.revision_id == TURN.c.revision_id)
    found = select(TURN.c.start, TURN.c.end).select_from(joined).where(SOURCE.c.id == source).order_by(TURN.c.number)
    return [Span(*row) for row in connection.execute(found)]


def count_covered_characters(connection: Connection, tops: Mapping[uuid.UUID, str]) -> Iterator[tuple[str, str, int]]:
    """Count the characters of each source under at least one coding of a row: ``(row, source, characters)``.

    Codings on the review list, whose places are in an earlier text, cover nothing.

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
    at = placed.select_from(joined).where(_SURE, *analysed_codings_condition(find_second_coders(connection))).subquery()
    new = case(
        (at.c.end <= at.c.reached, 0), (at.c.start < at.c.reached, at.c.end - at.c.reached), else_=at.c.end - at.c.start
    )
    found = select(at.c.row, at.c.source, func.sum(new)).group_by(at.c.row, at.c.source)
    for row, source, characters in connection.execute(found):
        yield row, source, int(characters)


def _conditions(connection: Connection, codes: Collection[uuid.UUID]) -> list[ColumnElement[bool]]:
    return [CODING.c.code_id.in_(codes), *analysed_codings_condition(find_second_coders(connection))]


def _codings_with_speakers(wanted: bool) -> FromClause:
    """Return the table of codings, joined if asked to those of speakers and participants."""
    if not wanted:
        return CODING
    return (
        CODING.join(SOURCE, CODING.c.source_id == SOURCE.c.id)
        .outerjoin(TURN, (TURN.c.revision_id == CODING.c.revision_id) & (TURN.c.number == CODING.c.turn))
        .outerjoin(SPEAKER, (SPEAKER.c.source_id == SOURCE.c.id) & (SPEAKER.c.label == TURN.c.speaker))
        .outerjoin(PARTICIPANT, PARTICIPANT.c.id == SPEAKER.c.participant_id)
    )


def _read_as(connection: Connection, found: Select[Any], kind: type[Any]) -> list[Any]:
    return list(map(kind._make, connection.execute(found)))
