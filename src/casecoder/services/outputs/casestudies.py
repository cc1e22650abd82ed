"""Gathering what a school's case study says."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session, select

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Standing
from casecoder.core.outputs.casestudy import CaseStudy, Heard, Section, SourceLine
from casecoder.core.outputs.evidence_charts import school_chart, voices
from casecoder.core.outputs.matrix import Matrix, Measure
from casecoder.core.outputs.prose import mentioned
from casecoder.core.outputs.quote_choice import in_a_school
from casecoder.core.vocabulary import Role, SourceKind
from casecoder.importers.naming import title_from_name
from casecoder.services.codebook.families import tops
from casecoder.services.history import state_of
from casecoder.services.judging.judgements import standings
from casecoder.services.outputs.pictures import benefits_of, coded_in
from casecoder.store import records
from casecoder.store.evidence import Filter, evidence
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Code, Participant, Source, Speaker, Summary


def case_study(study: StudyFile, case: str) -> CaseStudy:
    """Everything in one school's report.

    Raises
    ------
    CaseCoderError
        If there is no such case.
    """
    state = state_of(study)
    with study.reading() as session:
        school, coded = coded_in(session, case)
        sections = _sections(session, school, coded)
        title, rated = records.study_row(session).title, sections[0][0] if sections else ""
        benefits = benefits_of(session, coded)
        blank = Matrix(title, rated, Measure.COUNT, (), (), {}, state.sentence, state.at)
        people = [person for person in records.participants(session) if person.case_id == school.id]
        gathered = CaseStudy(
            study=title,
            label=school.label,
            short=school.short,
            phase=school.phase,
            attributes=tuple(school.attributes.items()),
            about=school.about,
            platform=school.platform,
            people=tuple((role, sum(person.role == role for person in people)) for role in Role),
            sources=_sources(session, school, people),
            benefits=sections[0][1] if sections else (),
            chapters=tuple(sections[1:]),
            appendix=tuple(coded),
            state=state.sentence,
            made_at=state.at,
            secret=state.secret,
            rated=rated,
            heard=_heard(session, people),
            staged=frozenset(item.code for _, items in benefits.values() for item in items),
            made_of=school_chart(school.short, school.label, benefits),
            voices=voices(blank, school.label, benefits),
        )
        named = mentioned(gathered.prose()) - gathered.linked
        found = evidence(session, Filter(numbers=named)) if named else []
    return replace(gathered, elsewhere=frozenset(item.number for item in found))


def _heard(session: Session, people: Iterable[Participant]) -> tuple[Heard, ...]:
    """How many participants of each role were heard in each kind of source."""
    roles = {person.id: Role(person.role) for person in people}
    kinds = {source.id: SourceKind(source.kind) for source in records.sources(session)}
    heard = {
        (kinds[speaker.source_id], roles[speaker.participant_id], speaker.participant_id)
        for speaker in session.exec(select(Speaker))
        if speaker.participant_id in roles
    }
    counts = Counter((kind, role) for kind, role, _ in heard)
    return tuple(Heard(kind, role, counts[kind, role]) for kind in SourceKind for role in Role if counts[kind, role])


def _sources(session: Session, school: Case, people: Iterable[Participant]) -> tuple[SourceLine, ...]:
    ids = {person.id for person in people}
    heard = {
        (speaker.source_id, speaker.participant_id)
        for speaker in session.exec(select(Speaker))
        if speaker.participant_id in ids
    }
    return tuple(
        SourceLine(
            source.ref,
            title_of(source),
            source.kind,
            source.date,
            source.researcher,
            sum(where == source.id for where, _ in heard),
        )
        for source in records.sources(session)
        if source.case_id == school.id
    )


def title_of(source: Source) -> str:
    """What the researchers call a source; nothing where that is only its file's name, which may name somebody."""
    return "" if source.title == title_from_name(source.filename) else source.title


def _sections(session: Session, school: Case, coded: Sequence[Evidence]) -> list[tuple[str, tuple[Section, ...]]]:
    """The codebooks by title, each with a section for every top-level code."""
    held = {code: stands for (code, _), stands in standings(session, "", school).items()}
    written = {s.code_id: s.body for s in session.exec(select(Summary).where(Summary.case_id == school.id))}
    found = []
    for book in records.codebooks(session):
        codes = records.codes(session, book)
        above = tops(codes)
        sections = tuple(
            _section(
                code,
                written.get(code.id, ""),
                held.get(code.ref, Standing()),
                [item for item in coded if above.get(item.code) == code.ref],
            )
            for code in codes
            if code.parent_id is None and not code.retired
        )
        found.append((book.title, sections))
    return found


def _section(code: Code, summary: str, stands: Standing, coded: Sequence[Evidence]) -> Section:
    judgement = stands.judgement
    cited = frozenset(judgement.cited) if judgement else frozenset()
    return Section(
        code=code.ref,
        name=code.name,
        summary=summary,
        quotes=in_a_school([item for item in coded if not item.counters], cited),
        counter=in_a_school([item for item in coded if item.counters], cited),
        judgement=judgement,
        total=len(coded),
        unsettled=stands.sentence,
        replaced=stands.replaced,
    )
