"""What a school's case study says."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import RatingStanding
from casecoder.core.outputs.case_study import CaseStudy, CodeSection, CollectedSource
from casecoder.core.outputs.evidence_charts import build_voices_matrix, school_evidence_chart
from casecoder.core.outputs.figures.school_figures import SchoolMaterial
from casecoder.core.outputs.matrix import Matrix, MatrixMeasure
from casecoder.core.outputs.quote_choice import choose_school_quotes
from casecoder.core.outputs.researcher_prose import mentioned_codings
from casecoder.core.vocabulary import Role
from casecoder.importers.file_names import title_from_file_name
from casecoder.services.judging.rating_rows import rating_standings
from casecoder.services.outputs.figure_material import gather_school_material
from casecoder.services.outputs.study_charts import group_by_benefit
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, find_evidence
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import SUMMARY, CaseRow, CodeRow, SourceRow, SummaryRow


def gather_case_study(snapshot: Snapshot, case: str) -> CaseStudy:
    """Gather all that the case study of a school says.

    Raises
    ------
    CaseCoderError
        If there is no such case.
    """
    school = records.case_named(snapshot, case)
    material = gather_school_material(snapshot, frozenset({school.short}))
    sections = _gather_sections(snapshot, school, material)
    title, rated = records.study_row(snapshot).title, sections[0][0] if sections else ""
    benefits = group_by_benefit(snapshot, material.codings)
    blank = Matrix(title, rated, MatrixMeasure.COUNT, (), (), {}, snapshot.state.sentence, snapshot.state.at)
    gathered = CaseStudy(
        study=title,
        label=school.label,
        short=school.short,
        phase=school.phase,
        attributes=tuple(school.attributes.items()),
        about=school.about,
        platform=school.platform,
        roles=tuple(Role),
        sources=_read_collected_sources(snapshot, school),
        benefits=sections[0][1] if sections else (),
        chapters=tuple(sections[1:]),
        material=material,
        state=snapshot.state.sentence,
        made_at=snapshot.state.at,
        secret=snapshot.state.digest,
        rated=rated,
        staged=frozenset(item.code for _, items in benefits.values() for item in items),
        made_of=school_evidence_chart(school.short, school.label, benefits),
        voices=build_voices_matrix(blank, school.label, benefits),
    )
    named = mentioned_codings(gathered.prose()) - gathered.linked
    found = find_evidence(snapshot, EvidenceFilter(numbers=named)) if named else []
    return replace(gathered, elsewhere=frozenset(item.number for item in found))


def _read_collected_sources(session: Session, school: CaseRow) -> tuple[CollectedSource, ...]:
    """Read the sources of a school."""
    return tuple(
        CollectedSource(source.ref, source_title(source), source.kind, source.date, source.researcher)
        for source in records.source_rows(session)
        if source.case_id == school.id
    )


def source_title(source: SourceRow) -> str:
    """Return what the researchers call a source.

    A title that is only the name of the file is left out, as it may name somebody.
    """
    return "" if source.title == title_from_file_name(source.filename) else source.title


def _gather_sections(
    session: Session, school: CaseRow, material: SchoolMaterial
) -> list[tuple[str, tuple[CodeSection, ...]]]:
    """Return the codebooks by title, each with a section for every top-level code."""
    standings = {code: standing for (code, _), standing in rating_standings(session, "", school).items()}
    written = {s.code_id: s.body for s in session.scalars(select(SummaryRow).where(SUMMARY.c.case_id == school.id))}
    found = []
    for book in records.codebook_rows(session):
        codes = records.code_rows(session, book)
        sections = tuple(
            _build_section(
                code,
                written.get(code.id, ""),
                standings.get(code.ref, RatingStanding()),
                material.under(code.ref),
            )
            for code in codes
            if code.parent_id is None and not code.retired
        )
        found.append((book.title, sections))
    return found


def _build_section(code: CodeRow, summary: str, standing: RatingStanding, coded: Sequence[Evidence]) -> CodeSection:
    """Build the section of one code."""
    judgement = standing.judgement
    cited = frozenset(judgement.cited) if judgement else frozenset()
    return CodeSection(
        code=code.ref,
        name=code.name,
        summary=summary,
        quotes=choose_school_quotes([item for item in coded if not item.counters], cited),
        counter=choose_school_quotes([item for item in coded if item.counters], cited),
        judgement=judgement,
        total=len(coded),
        unsettled=standing.sentence,
        replaced=standing.replaced,
    )
