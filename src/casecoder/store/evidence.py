"""Codings with their words, place and voice, filtered in the database."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, Row, Select, select
from sqlmodel import Session

from casecoder.core.evidence import Evidence
from casecoder.core.vocabulary import Direction, Phase, Role, SourceKind
from casecoder.store.tables import Case, Code, CodebookVersion, Coding, Participant, Source, Speaker, Turn, table


@dataclass(frozen=True, slots=True)
class Filter:
    """Which codings are wanted. An empty field wants all.

    Parameters
    ----------
    codes:
        Code ids, as they stand in the study (children are named, not implied).
    cases, sources:
        Short ids.
    numbers:
        Coding numbers.
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


CODING, SOURCE, CASE, CODE = table(Coding), table(Source), table(Case), table(Code)
TURN, SPEAKER, PARTICIPANT = table(Turn), table(Speaker), table(Participant)
VERSION = table(CodebookVersion)


def evidence(session: Session, wanted: Filter | None = None) -> list[Evidence]:
    """The codings wanted, by case, source and place."""
    return evidence_over(session.connection(), wanted)


def evidence_over(connection: Connection, wanted: Filter | None = None) -> list[Evidence]:
    """The same, inside a transaction that is already open."""
    found = [_evidence(row) for row in connection.execute(_query(wanted or Filter()))]
    if wanted is not None and wanted.role is not None:
        found = [item for item in found if item.role is wanted.role]
    return found


def _query(wanted: Filter) -> Select[tuple[object, ...]]:
    joined = (
        CODING.join(SOURCE, CODING.c.source_id == SOURCE.c.id)
        .join(CASE, SOURCE.c.case_id == CASE.c.id)
        .join(CODE, CODING.c.code_id == CODE.c.id)
        .join(VERSION, CODING.c.codebook_version_id == VERSION.c.id)
        .outerjoin(TURN, (TURN.c.revision_id == CODING.c.revision_id) & (TURN.c.number == CODING.c.turn))
        .outerjoin(SPEAKER, (SPEAKER.c.source_id == SOURCE.c.id) & (SPEAKER.c.label == TURN.c.speaker))
        .outerjoin(PARTICIPANT, PARTICIPANT.c.id == SPEAKER.c.participant_id)
    )
    columns = (
        CODING.c.number, SOURCE.c.ref.label("source"), SOURCE.c.title, SOURCE.c.kind, SOURCE.c.date,
        SOURCE.c.role.label("source_role"), CASE.c.short, CASE.c.label, CASE.c.phase,
        CODE.c.ref.label("code"), CODE.c.name, CODING.c.start, CODING.c.end, CODING.c.quote, CODING.c.turn,
        TURN.c.speaker, SPEAKER.c.interviewer, PARTICIPANT.c.pseudonym, PARTICIPANT.c.role,
        CODING.c.coder, CODING.c.direction, CODING.c.strength, CODING.c.note, CODING.c.created_at,
        (CODING.c.revision_id != SOURCE.c.revision_id).label("in_review"),
        (VERSION.c.number < CODE.c.worded_in).label("outdated"),
    )
    order = (CASE.c.position, CASE.c.short, SOURCE.c.ref, CODING.c.start, CODING.c.end, CODING.c.number)
    return select(*columns).select_from(joined).where(*_conditions(wanted)).order_by(*order)


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    among = (
        (CODE.c.ref, wanted.codes), (CASE.c.short, wanted.cases),
        (SOURCE.c.ref, wanted.sources), (CODING.c.number, wanted.numbers),
    )
    equal = (
        (CASE.c.phase, wanted.phase), (SOURCE.c.kind, wanted.kind),
        (CODING.c.coder, wanted.coder or None), (CODING.c.direction, wanted.direction),
    )
    return [column.in_(sorted(values)) for column, values in among if values] + [
        column == value for column, value in equal if value is not None
    ]


def _evidence(row: Row[tuple[object, ...]]) -> Evidence:
    speaks = bool(row.speaker) and not row.interviewer
    role = row.role or (row.source_role if speaks else "")
    return Evidence(
        number=row.number, source=row.source, source_title=row.title, kind=SourceKind(row.kind), date=row.date,
        case=row.short, case_label=row.label, phase=Phase(row.phase), code=row.code, code_name=row.name,
        start=row.start, end=row.end, quote=row.quote, turn=row.turn, pseudonym=row.pseudonym or "",
        role=Role(role) if role else None, coder=row.coder, direction=Direction(row.direction),
        strength=row.strength, note=row.note, created_at=row.created_at,
        in_review=bool(row.in_review), outdated=bool(row.outdated),
    )
