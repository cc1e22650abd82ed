"""List what screens and commands show: sources with their turns, codings and texts, cases, codes and people."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span, covered_length
from casecoder.core.transcripts.transcript import Turn as TurnSpan
from casecoder.core.transcripts.transcript import TurnKind
from casecoder.core.vocabulary import (
    Direction,
    Phase,
    Role,
    SourceKind,
    SourceStatus,
    effective_status,
    parse_vocabulary_word,
)
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, find_evidence
from casecoder.store.permanent_rows import RevisionRow
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import (
    CASE,
    CODING,
    REVISION,
    SOURCE,
    SPEAKER,
    TURN,
    CaseRow,
    CodeRow,
)

_TURN = (TURN.c.start, TURN.c.words, TURN.c.end, TURN.c.speaker, TURN.c.descriptor, TURN.c.at, TURN.c.kind)


@dataclass(frozen=True, slots=True)
class OpenSource:
    """A source as the transcript view shows it.

    Parameters
    ----------
    turns:
        In order; numbered from 1. Their speakers are called as the researchers call them.
    interviewers:
        The names under which the researcher speaks.
    codings:
        By place, but for those that wait on the review list: ``waiting`` counts them.
    """

    ref: str
    title: str
    case: str
    case_label: str
    kind: str
    date: str
    text: str
    turns: tuple[TurnSpan, ...]
    interviewers: frozenset[str]
    codings: tuple[Evidence, ...]
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """A source in a listing.

    ``length`` is in code points; ``coded`` is the share of it under any code, 0 to 1.

    ``second_coders`` code it to see how far coders agree; what they code is among ``codings``, and in no count else.
    """

    ref: str
    case: str
    kind: str
    title: str
    date: str
    researcher: str
    filename: str
    status: SourceStatus
    turns: int
    length: int
    codings: int
    coded: float
    second_coders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParticipantLine:
    """A participant in a listing, without the name behind the pseudonym."""

    case: str
    pseudonym: str
    role: Role
    note: str
    sources: tuple[str, ...]
    consent: str


def open_source(study: StudyFile, ref: str) -> OpenSource:
    """Return a source with all that its screen shows.

    Raises
    ------
    CaseCoderError
        If there is no such source.
    """
    with study.reading() as session:
        source = records.source_named(session, ref)
        case = session.get_one(CaseRow, source.case_id)
        revision = session.get_one(RevisionRow, source.revision_id)
        connection = session.connection()  # plain rows: an object a turn takes ten times as long
        cast = connection.execute(
            select(SPEAKER.c.label, SPEAKER.c.name, SPEAKER.c.interviewer).where(SPEAKER.c.source_id == source.id)
        ).all()
        names = {row.label: row.name or row.label for row in cast}
        spoken = connection.execute(
            select(*_TURN).where(TURN.c.revision_id == source.revision_id).order_by(TURN.c.number)
        )
        held = find_evidence(session, EvidenceFilter(sources=frozenset({source.ref})))
        codings = tuple(item for item in held if not item.in_review)
        return OpenSource(
            ref=source.ref,
            title=source.title,
            case=case.short,
            case_label=case.label,
            kind=source.kind,
            date=source.date,
            text=revision.text,
            turns=tuple(
                TurnSpan(start, words, end, names.get(label, label) or None, descriptor, at, TurnKind(kind))
                for start, words, end, label, descriptor, at, kind in spoken
            ),
            interviewers=frozenset(names[row.label] for row in cast if row.interviewer),
            codings=codings,
            waiting=len(held) - len(codings),
        )


def list_cases(study: StudyFile) -> list[CaseRow]:
    """Return the cases in the order of the table's columns."""
    with study.reading() as session:
        return records.case_rows(session)


def list_codes(study: StudyFile, codebook: str = "") -> list[CodeRow]:
    """Return the codes of one codebook, or of all, in order, with retired ones."""
    with study.reading() as session:
        return records.code_rows(session, records.codebook_named(session, codebook) if codebook else None)


def list_sources(study: StudyFile) -> list[SourceSummary]:
    """Return the sources by case and short id, with the share of each that is coded."""
    with study.reading() as session:
        connection = session.connection()  # plain rows: a listing then starts without setting up the mappers
        counts = select(TURN.c.revision_id, func.count().label("turns")).group_by(TURN.c.revision_id)
        turns = {row.revision_id: row.turns for row in connection.execute(counts)}
        spans: dict[object, list[Span]] = {}
        for source_id, start, end in connection.execute(select(CODING.c.source_id, CODING.c.start, CODING.c.end)):
            spans.setdefault(source_id, []).append(Span(start, end))
        query = (
            select(SOURCE, CASE.c.short, REVISION.c.length)
            .join(CASE, SOURCE.c.case_id == CASE.c.id)
            .join(REVISION, SOURCE.c.revision_id == REVISION.c.id)
            .order_by(CASE.c.position, CASE.c.short, SOURCE.c.ref)
        )
        return [
            SourceSummary(
                ref=row.ref,
                case=row.short,
                kind=row.kind,
                title=row.title,
                date=row.date,
                researcher=row.researcher,
                filename=row.filename,
                status=effective_status(row.status, coded=row.id in spans),
                turns=turns.get(row.revision_id, 0),
                length=row.length,
                codings=len(spans.get(row.id, ())),
                coded=covered_length(spans.get(row.id, ())) / row.length if row.length else 0.0,
                second_coders=tuple(row.second_coders),
            )
            for row in connection.execute(query)
        ]


def list_participants(study: StudyFile) -> list[ParticipantLine]:
    """Return the participants by case and pseudonym, with the sources in which they are heard."""
    with study.reading() as session:
        heard: dict[object, list[str]] = {}
        query = select(SPEAKER.c.participant_id, SOURCE.c.ref).join(SOURCE, SPEAKER.c.source_id == SOURCE.c.id)
        for person, ref in session.connection().execute(query.order_by(SOURCE.c.ref)):
            if ref not in heard.setdefault(person, []):
                heard[person].append(ref)
        shorts = {case.id: case.short for case in records.case_rows(session)}
        return [
            ParticipantLine(
                shorts[person.case_id],
                person.pseudonym,
                Role(person.role),
                person.note,
                tuple(heard.get(person.id, ())),
                person.consent,
            )
            for person in records.participant_rows(session)
        ]


def list_segments(study: StudyFile, wanted: EvidenceFilter | None = None) -> list[Evidence]:
    """Return the codings that a filter admits, by case, source and place."""
    with study.reading() as session:
        return find_evidence(session, wanted)


def parse_coding_filter(
    session: Session,
    *,
    code: str = "",
    case: str = "",
    source: str = "",
    role: str = "",
    kind: str = "",
    phase: str = "",
    direction: str = "",
    coder: str = "",
) -> EvidenceFilter:
    """Return the filter that people's typed words mean.

    A code stands for itself and all codes under it.

    What a source's second coders coded is wanted only where a coder is named.

    Raises
    ------
    CaseCoderError
        If there is no such code, case or source, or a word is not one of its vocabulary.
    """
    family = records.code_with_children(session, records.code_named(session, code)) if code else []
    return EvidenceFilter(
        codes=frozenset(member.ref for member in family),
        cases=frozenset({records.case_named(session, case).short} if case else ()),
        sources=frozenset({records.source_named(session, source).ref} if source else ()),
        role=parse_vocabulary_word(Role, role, "role") if role else None,
        kind=parse_vocabulary_word(SourceKind, kind, "kind of source") if kind else None,
        phase=parse_vocabulary_word(Phase, phase, "phase") if phase else None,
        direction=parse_vocabulary_word(Direction, direction, "direction") if direction else None,
        coder=coder,
        analysed=not coder,
    )
