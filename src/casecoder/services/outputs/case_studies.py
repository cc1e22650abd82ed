"""Gathering what a school's case study says."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import RatingStanding
from casecoder.core.outputs.case_study import CaseStudy, CodeSection, CollectedSource, ParticipantCount
from casecoder.core.outputs.evidence_charts import build_voices_matrix, school_evidence_chart
from casecoder.core.outputs.matrix import Matrix, MatrixMeasure
from casecoder.core.outputs.quote_choice import choose_school_quotes
from casecoder.core.outputs.researcher_prose import mentioned_codings
from casecoder.core.vocabulary import Role, SourceKind
from casecoder.importers.file_names import title_from_file_name
from casecoder.services.codebook.code_families import top_code_by_code
from casecoder.services.judging.rating_rows import rating_standings
from casecoder.services.outputs.study_charts import case_with_codings, group_by_benefit
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, find_evidence
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import SUMMARY, CaseRow, CodeRow, ParticipantRow, SourceRow, SpeakerRow, SummaryRow


def gather_case_study(snapshot: Snapshot, case: str) -> CaseStudy:
    """Everything in one school's report.

    Raises
    ------
    CaseCoderError
        If there is no such case.
    """
    school, coded = case_with_codings(snapshot, case)
    sections = _sections(snapshot, school, coded)
    title, rated = records.study_row(snapshot).title, sections[0][0] if sections else ""
    benefits = group_by_benefit(snapshot, coded)
    blank = Matrix(title, rated, MatrixMeasure.COUNT, (), (), {}, snapshot.state.sentence, snapshot.state.at)
    people = [person for person in records.participant_rows(snapshot) if person.case_id == school.id]
    gathered = CaseStudy(
        study=title,
        label=school.label,
        short=school.short,
        phase=school.phase,
        attributes=tuple(school.attributes.items()),
        about=school.about,
        platform=school.platform,
        people=tuple((role, sum(person.role == role for person in people)) for role in Role),
        sources=_sources(snapshot, school, people),
        benefits=sections[0][1] if sections else (),
        chapters=tuple(sections[1:]),
        appendix=tuple(coded),
        state=snapshot.state.sentence,
        made_at=snapshot.state.at,
        secret=snapshot.state.digest,
        rated=rated,
        heard=_heard(snapshot, people),
        staged=frozenset(item.code for _, items in benefits.values() for item in items),
        made_of=school_evidence_chart(school.short, school.label, benefits),
        voices=build_voices_matrix(blank, school.label, benefits),
    )
    named = mentioned_codings(gathered.prose()) - gathered.linked
    found = find_evidence(snapshot, EvidenceFilter(numbers=named)) if named else []
    return replace(gathered, elsewhere=frozenset(item.number for item in found))


def _heard(session: Session, people: Iterable[ParticipantRow]) -> tuple[ParticipantCount, ...]:
    """How many participants of each role were heard in each kind of source."""
    roles = {person.id: Role(person.role) for person in people}
    kinds = {source.id: SourceKind(source.kind) for source in records.source_rows(session)}
    heard = {
        (kinds[speaker.source_id], roles[speaker.participant_id], speaker.participant_id)
        for speaker in session.scalars(select(SpeakerRow))
        if speaker.participant_id in roles
    }
    counts = Counter((kind, role) for kind, role, _ in heard)
    return tuple(
        ParticipantCount(kind, role, counts[kind, role]) for kind in SourceKind for role in Role if counts[kind, role]
    )


def _sources(session: Session, school: CaseRow, people: Iterable[ParticipantRow]) -> tuple[CollectedSource, ...]:
    ids = {person.id for person in people}
    heard = {
        (speaker.source_id, speaker.participant_id)
        for speaker in session.scalars(select(SpeakerRow))
        if speaker.participant_id in ids
    }
    return tuple(
        CollectedSource(
            source.ref,
            source_title(source),
            source.kind,
            source.date,
            source.researcher,
            sum(where == source.id for where, _ in heard),
        )
        for source in records.source_rows(session)
        if source.case_id == school.id
    )


def source_title(source: SourceRow) -> str:
    """What the researchers call a source; nothing where that is only its file's name, which may name somebody."""
    return "" if source.title == title_from_file_name(source.filename) else source.title


def _sections(
    session: Session, school: CaseRow, coded: Sequence[Evidence]
) -> list[tuple[str, tuple[CodeSection, ...]]]:
    """The codebooks by title, each with a section for every top-level code."""
    held = {code: stands for (code, _), stands in rating_standings(session, "", school).items()}
    written = {s.code_id: s.body for s in session.scalars(select(SummaryRow).where(SUMMARY.c.case_id == school.id))}
    found = []
    for book in records.codebook_rows(session):
        codes = records.code_rows(session, book)
        above = top_code_by_code(codes)
        sections = tuple(
            _section(
                code,
                written.get(code.id, ""),
                held.get(code.ref, RatingStanding()),
                [item for item in coded if above.get(item.code) == code.ref],
            )
            for code in codes
            if code.parent_id is None and not code.retired
        )
        found.append((book.title, sections))
    return found


def _section(code: CodeRow, summary: str, stands: RatingStanding, coded: Sequence[Evidence]) -> CodeSection:
    judgement = stands.judgement
    cited = frozenset(judgement.cited) if judgement else frozenset()
    return CodeSection(
        code=code.ref,
        name=code.name,
        summary=summary,
        quotes=choose_school_quotes([item for item in coded if not item.counters], cited),
        counter=choose_school_quotes([item for item in coded if item.counters], cited),
        judgement=judgement,
        total=len(coded),
        unsettled=stands.sentence,
        replaced=stands.replaced,
    )
