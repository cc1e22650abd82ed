"""Read codings with their words, place and speaker, filtered in the database."""

import json
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    bindparam,
    case,
    cast,
    func,
    select,
    type_coerce,
)
from sqlmodel import Session

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.nearness import TurnSpans
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Consent, Direction, Phase, Role, SourceKind
from casecoder.store.second_coders import (
    SecondCoders,
    analysed_codings_condition,
    find_second_coders,
)
from casecoder.store.speaker_words import VoicedCoding, find_speaker_words
from casecoder.store.tables import (
    CASE,
    CODE,
    CODEBOOK_VERSION,
    CODING,
    DISPLACED,
    PARTICIPANT,
    SOURCE,
    SPEAKER,
    TURN,
)


@dataclass(frozen=True, slots=True)
class EvidenceFilter:
    """The conditions on the codings to read. An empty field admits all.

    Parameters
    ----------
    codes:
        Code ids, as they stand in the study (children are named, not implied).
    cases, sources:
        Short ids.
    numbers:
        Coding numbers.
    strength:
        The least strength; a coding without one is not wanted then.
    since, until:
        First and last day on which the source was collected, in ISO form.
    coded_since, coded_before:
        When it was coded: from the one moment to before the other.
    outdated, in_review:
        Only codings that wait for a second look, or are on the review list.
    analysed:
        Only codings that count: not those that second coders made to see how far coders agree.
    """

    codes: frozenset[str] = field(default=frozenset())
    cases: frozenset[str] = field(default=frozenset())
    sources: frozenset[str] = field(default=frozenset())
    phase: Phase | None = None
    role: Role | None = None
    kind: SourceKind | None = None
    coder: str = ""
    direction: Direction | None = None
    numbers: frozenset[int] = field(default=frozenset())
    strength: int | None = None
    since: str = ""
    until: str = ""
    coded_since: datetime | None = None
    coded_before: datetime | None = None
    outdated: bool = False
    in_review: bool = False
    analysed: bool = False


def find_evidence(session: Session, wanted: EvidenceFilter | None = None) -> list[Evidence]:
    """Return the codings that a filter admits, by case, source and place."""
    return find_evidence_on_connection(session.connection(), wanted)


def find_evidence_on_connection(connection: Connection, wanted: EvidenceFilter | None = None) -> list[Evidence]:
    """Return the codings wanted, as :func:`find_evidence`, inside a transaction that is already open."""
    wanted = wanted or EvidenceFilter()
    conditions = _source_conditions(wanted) + _coding_conditions(
        wanted, find_second_coders(connection) if wanted.analysed else ()
    )
    return _read_evidence(connection, connection.execute(_EVIDENCE.where(*conditions)).all())


def evidence_by_numbers(connection: Connection, numbers: Sequence[int]) -> list[Evidence]:
    """Return the codings of these numbers, by case, source and place."""
    found: list[Evidence] = []
    for first in range(0, len(numbers), _NUMBERS_AT_ONCE):
        some = numbers[first : first + _NUMBERS_AT_ONCE]
        found += _read_evidence(connection, connection.execute(_NUMBERED_EVIDENCE, {"numbers": some}).all())
    return found


def _read_evidence(connection: Connection, rows: Sequence[Any]) -> list[Evidence]:
    """Return the codings of rows of :data:`_EVIDENCE`."""
    own = find_speaker_words(connection, [VoicedCoding._make((row[1], *row[10:13], *row[25:])) for row in rows])
    return list(map(_to_evidence, rows, own))


class CandidateSource(NamedTuple):
    """A source that may hold codings that a filter admits.

    ``key`` is ``id`` as the database's driver gives it.
    """

    id: uuid.UUID
    key: object
    ref: str
    case: str
    revision: uuid.UUID


def driver_key(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a key column as the database's driver gives it, for telling rows apart."""
    return type_coerce(column, String)


def find_candidate_sources(connection: Connection, wanted: EvidenceFilter) -> list[CandidateSource]:
    """Return the sources that may hold codings a filter admits, by case and short id."""
    joined = SOURCE.join(CASE, SOURCE.c.case_id == CASE.c.id)
    columns = (SOURCE.c.id, driver_key(SOURCE.c.id).label("key"), SOURCE.c.ref, CASE.c.short, SOURCE.c.revision_id)
    found = select(*columns).select_from(joined).where(*_source_conditions(wanted))
    return [CandidateSource(*row) for row in connection.execute(found.order_by(*_BY_SOURCE))]


def find_coding_spans(
    connection: Connection, wanted: EvidenceFilter, sources: Collection[uuid.UUID], codes: Collection[uuid.UUID] | None
) -> Sequence[tuple[Any, ...]]:
    """Return the codings of some sources that a filter admits, of some codes or all, in no order.

    Each is ``(source, code, start, end, number)``, source and code as the database's driver gives them: a query over
    a large study reads tens of thousands, and to make objects of them takes longer than to find them. What the
    filter says of sources is taken as done.
    """
    keys = (driver_key(CODING.c.source_id), driver_key(CODING.c.code_id))
    found = select(*keys, CODING.c.start, CODING.c.end, CODING.c.number)
    found = _add_conditions(connection, found, wanted, codes).where(CODING.c.source_id.in_(sources))
    return connection.execute(found).all()


def find_revisions_in_review(connection: Connection) -> dict[int, uuid.UUID]:
    """Return the earlier revisions in which codings on the review list have their places, by coding number."""
    joined = DISPLACED.join(CODING, DISPLACED.c.coding_id == CODING.c.id)
    found = connection.execute(select(CODING.c.number, CODING.c.revision_id).select_from(joined))
    return {row.number: row.revision_id for row in found}


def find_turns_by_source(session: Session, sources: Collection[uuid.UUID] | None = None) -> dict[str, TurnSpans]:
    """Return the turns of some sources, or of all, by the sources' short ids."""
    joined = SOURCE.join(TURN, TURN.c.revision_id == SOURCE.c.revision_id)
    query = select(SOURCE.c.ref, TURN.c.start, TURN.c.end).select_from(joined).order_by(SOURCE.c.ref, TURN.c.number)
    rows = session.connection().execute(query if sources is None else query.where(SOURCE.c.id.in_(sources)))
    return {ref: TurnSpans(Span(start, end) for _, start, end in of) for ref, of in groupby(rows, key=itemgetter(0))}


def _add_conditions(
    connection: Connection, found: Select[Any], wanted: EvidenceFilter, codes: Collection[uuid.UUID] | None
) -> Select[Any]:
    """Add the conditions of a filter to a statement over codings.

    Other tables are joined only if a condition needs them.
    """
    conditions = _coding_conditions(wanted, find_second_coders(connection) if wanted.analysed else ())
    found = found.select_from(_codings_with_all() if _looks_beyond_coding(wanted) else CODING).where(*conditions)
    return found if codes is None else found.where(CODING.c.code_id.in_(codes))


def count_evidence_by_source(
    connection: Connection, wanted: EvidenceFilter, codes: Collection[uuid.UUID] | None
) -> list[tuple[str, int, int]]:
    """Count for each source the codings that a filter admits: ``(case, codings, counter-evidence)``."""
    against = func.sum(case((CODING.c.direction == Direction.COUNTERS, 1), else_=0))
    grouped = select(CODING.c.source_id, func.count(), against).group_by(CODING.c.source_id)
    found = _add_conditions(connection, grouped, wanted, codes)
    by_source = {row[0]: row for row in connection.execute(found)}
    return [
        (source.case, by_source[source.id][1], by_source[source.id][2])
        for source in find_candidate_sources(connection, wanted)
        if source.id in by_source
    ]


def read_coder_names(connection: Connection) -> list[str]:
    """Return the names of everybody who has coded."""
    return list(connection.execute(select(CODING.c.coder).distinct().order_by(CODING.c.coder)).scalars())


_BY_SOURCE = (CASE.c.position, CASE.c.short, SOURCE.c.ref)
_NOBODY = (func.coalesce(TURN.c.speaker, "") == "") | SPEAKER.c.interviewer.is_(True)
SPEAKER_ROLE = func.coalesce(PARTICIPANT.c.role, case((_NOBODY, ""), else_=SOURCE.c.role))
"""The role of a coding's speaker: the participant's; the source's where somebody unknown speaks; else empty."""
_IN_REVIEW = CODING.c.revision_id != SOURCE.c.revision_id
_OUTDATED = CODEBOOK_VERSION.c.number < CODE.c.worded_in


def _codings_with_all() -> FromClause:
    """Return the table of codings, joined to all that belongs to a coding."""
    return (
        CODING.join(SOURCE, CODING.c.source_id == SOURCE.c.id)
        .join(CASE, SOURCE.c.case_id == CASE.c.id)
        .join(CODE, CODING.c.code_id == CODE.c.id)
        .join(CODEBOOK_VERSION, CODING.c.codebook_version_id == CODEBOOK_VERSION.c.id)
        .outerjoin(TURN, (TURN.c.revision_id == CODING.c.revision_id) & (TURN.c.number == CODING.c.turn))
        .outerjoin(SPEAKER, (SPEAKER.c.source_id == SOURCE.c.id) & (SPEAKER.c.label == TURN.c.speaker))
        .outerjoin(PARTICIPANT, PARTICIPANT.c.id == SPEAKER.c.participant_id)
    )


def _evidence_query() -> Select[tuple[object, ...]]:
    """Return the statement that reads all codings with what belongs to them, by case, source and place."""
    columns = (
        CODING.c.number,
        SOURCE.c.ref.label("source"),
        SOURCE.c.title,
        SOURCE.c.kind,
        SOURCE.c.date,
        CASE.c.short,
        CASE.c.label,
        CASE.c.phase,
        CODE.c.ref.label("code"),
        CODE.c.name,
        CODING.c.start,
        CODING.c.end,
        CODING.c.quote,
        CODING.c.turn,
        PARTICIPANT.c.pseudonym,
        SPEAKER_ROLE.label("role"),
        CODING.c.coder,
        CODING.c.direction,
        CODING.c.strength,
        CODING.c.note,
        CODING.c.created_at,
        _IN_REVIEW.label("in_review"),
        _OUTDATED.label("outdated"),
        PARTICIPANT.c.consent,
        cast(SOURCE.c.second_coders, String).label("second_coders"),
        TURN.c.words,
        TURN.c.end.label("turn_end"),
        TURN.c.speaker,
        SPEAKER.c.participant_id,
        CODING.c.revision_id,
    )
    order = (*_BY_SOURCE, CODING.c.start, CODING.c.end, CODING.c.number)
    return select(*columns).select_from(_codings_with_all()).order_by(*order)


_EVIDENCE = _evidence_query()
_NUMBERED_EVIDENCE = _EVIDENCE.where(CODING.c.number.in_(bindparam("numbers", expanding=True)))
_NUMBERS_AT_ONCE = 5_000
"""How many numbers one statement may name."""
_NO_SECOND_CODERS = "[]"


def _source_conditions(wanted: EvidenceFilter) -> list[ColumnElement[bool]]:
    """Return the conditions on a coding's source and its case."""
    return _requested_conditions(
        (wanted.cases, lambda: CASE.c.short.in_(sorted(wanted.cases))),
        (wanted.sources, lambda: SOURCE.c.ref.in_(sorted(wanted.sources))),
        (wanted.phase, lambda: CASE.c.phase == wanted.phase),
        (wanted.kind, lambda: SOURCE.c.kind == wanted.kind),
        (wanted.since or wanted.until, lambda: SOURCE.c.date != ""),
        (wanted.since, lambda: SOURCE.c.date >= wanted.since),
        (wanted.until, lambda: SOURCE.c.date <= wanted.until),
    )


def _coding_conditions(wanted: EvidenceFilter, seconds: SecondCoders) -> list[ColumnElement[bool]]:
    """Return the conditions on a coding itself and on its speaker."""
    found = _requested_conditions(
        (wanted.codes, lambda: CODE.c.ref.in_(sorted(wanted.codes))),
        (wanted.numbers, lambda: CODING.c.number.in_(sorted(wanted.numbers))),
        (wanted.coder, lambda: CODING.c.coder == wanted.coder),
        (wanted.direction, lambda: CODING.c.direction == wanted.direction),
        (wanted.role, lambda: SPEAKER_ROLE.in_([wanted.role])),
        (wanted.outdated, lambda: _OUTDATED),
        (wanted.in_review, lambda: _IN_REVIEW),
    )
    if wanted.analysed:
        found += analysed_codings_condition(seconds)
    if wanted.strength is not None:
        found.append(CODING.c.strength >= wanted.strength)
    if wanted.coded_since is not None:
        found.append(CODING.c.created_at >= wanted.coded_since)
    if wanted.coded_before is not None:
        found.append(CODING.c.created_at < wanted.coded_before)
    return found


def _requested_conditions(*conditions: tuple[object, Callable[[], ColumnElement[bool]]]) -> list[ColumnElement[bool]]:
    """Return the conditions of which something is asked. The others are not even made."""
    return [condition() for asked, condition in conditions if asked]


def _looks_beyond_coding(wanted: EvidenceFilter) -> bool:
    """Return whether a condition on a coding looks beyond the coding's own row."""
    return bool(wanted.codes or wanted.role or wanted.outdated or wanted.in_review)


_KINDS = {kind.value: kind for kind in SourceKind}
_PHASES = {phase.value: phase for phase in Phase}
_ROLES = {role.value: role for role in Role}
_CONSENTS = {consent.value: consent for consent in Consent} | {None: Consent.GIVEN}
_DIRECTIONS = {direction.value: direction for direction in Direction}


def _to_evidence(row: Sequence[Any], own: str) -> Evidence:
    """Return the coding of a row of :data:`_EVIDENCE`.

    The columns are read by position, as names take far longer.
    """
    (
        number,
        source,
        title,
        kind,
        date,
        school,
        label,
        phase,
        code,
        name,
        start,
        end,
        quote,
        turn,
        pseudonym,
        role,
        coder,
        direction,
        strength,
        note,
        created_at,
        in_review,
        outdated,
        consent,
        second_coders,
        *_,
    ) = row
    return Evidence(
        number,
        source,
        title,
        _KINDS[kind],
        date,
        school,
        label,
        _PHASES[phase],
        code,
        name,
        start,
        end,
        quote,
        turn,
        pseudonym or "",
        _ROLES.get(role),
        coder,
        _DIRECTIONS[direction],
        strength,
        note,
        created_at,
        bool(in_review),
        bool(outdated),
        _CONSENTS.get(consent, Consent.NOT_GIVEN),
        second_coders != _NO_SECOND_CODERS and coder in json.loads(second_coders),
        own,
    )
