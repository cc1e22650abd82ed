"""Gathering the data in which the figures of documents are counted, for writing and for verifying a document."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_results import Agreement, AgreementSubject
from casecoder.core.judging.rating import RatingStanding
from casecoder.core.outputs.figures.school_figures import SchoolMaterial, SchoolParticipant, SchoolSource
from casecoder.core.outputs.figures.study_material import School, StudyMaterial
from casecoder.core.vocabulary import Phase, Role, SourceKind
from casecoder.services.code_families import ancestors_by_code, is_conditions_codebook
from casecoder.services.judging.agreement_on_codings import coding_agreement
from casecoder.services.judging.agreement_on_ratings import rating_agreement
from casecoder.services.judging.bare_ratings import CodeAndCase
from casecoder.services.judging.rating_process import summarise_rating_process
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, find_evidence, find_turns_by_source
from casecoder.store.second_coders import count_twice_coded_sources
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import CASE, CODE, PARTICIPANT, SOURCE, SPEAKER, SUMMARY, CodeRow


def gather_school_material(session: Session, cases: frozenset[str] = frozenset()) -> SchoolMaterial:
    """Gather the data for the figures of some schools, by their short ids; of all schools where none is named."""
    return SchoolMaterial(
        find_evidence(session, EvidenceFilter(cases=cases, analysed=True)),
        ancestors_by_code(records.code_rows(session)),
        _read_sources(session),
        _read_people(session),
    )


def _read_sources(session: Session) -> list[SchoolSource]:
    """Read the sources, each with its school and kind."""
    query = select(SOURCE.c.ref, CASE.c.short, SOURCE.c.kind).join(CASE, SOURCE.c.case_id == CASE.c.id)
    return [SchoolSource(ref, case, SourceKind(kind)) for ref, case, kind in session.connection().execute(query)]


def _read_people(session: Session) -> list[SchoolParticipant]:
    """Read the participants, each with the sources of her school in which she is heard."""
    connection, heard = session.connection(), dict[object, set[str]]()
    sources = SPEAKER.join(PARTICIPANT, SPEAKER.c.participant_id == PARTICIPANT.c.id).join(
        SOURCE, (SPEAKER.c.source_id == SOURCE.c.id) & (SOURCE.c.case_id == PARTICIPANT.c.case_id)
    )
    for person, source in connection.execute(select(PARTICIPANT.c.id, SOURCE.c.ref).select_from(sources)):
        heard.setdefault(person, set()).add(source)
    query = select(PARTICIPANT.c.id, CASE.c.short, PARTICIPANT.c.role).join(CASE, PARTICIPANT.c.case_id == CASE.c.id)
    return [
        SchoolParticipant(case, Role(role), frozenset(heard.get(person, ())))
        for person, case, role in connection.execute(query)
    ]


def gather_study_material(snapshot: Snapshot, standings: Mapping[CodeAndCase, RatingStanding]) -> StudyMaterial:
    """Gather the data for the figures over all schools.

    Parameters
    ----------
    standings:
        What a document may show of the ratings of each cell.
    """
    books = [(book, records.code_rows(snapshot, book)) for book in records.codebook_rows(snapshot)]
    first = books[0][1] if books else []
    benefits = _top_level_codes(first)
    held = {cell: standing for cell, standing in standings.items() if cell[0] in benefits}
    judged = {cell: standing.judgement for cell, standing in held.items() if standing.judgement is not None}
    sections = frozenset(code for _, codes in books for code in _top_level_codes(codes))
    agreement, not_compared = _compare_people(snapshot, sections, benefits)
    return StudyMaterial(
        schools=tuple(
            School(case.short, case.label, Phase(case.phase), case.about, case.platform)
            for case in records.case_rows(snapshot)
        ),
        in_schools=gather_school_material(snapshot),
        codebook=frozenset(code.ref for code in first),
        conditions=frozenset(
            code.ref for book, codes in books[1:] if is_conditions_codebook(book, codes) for code in codes
        ),
        offered=frozenset(code.ref for code in first if not code.retired),
        benefits=benefits,
        turns=find_turns_by_source(snapshot),
        written=_read_written(snapshot),
        judged=judged,
        unsettled=frozenset(cell for cell, standing in held.items() if standing.sentence),
        replaced=frozenset(cell for cell, standing in held.items() if standing.replaced),
        rated=summarise_rating_process(snapshot, benefits, judged.values()),
        second_coded=count_twice_coded_sources(snapshot.connection()),
        agreement=agreement,
        not_compared=not_compared,
    )


def _top_level_codes(codes: Iterable[CodeRow]) -> frozenset[str]:
    """Return the ids of the top-level codes in force. A document has a section for each."""
    return frozenset(code.ref for code in codes if code.parent_id is None and not code.retired)


def _read_written(session: Session) -> frozenset[CodeAndCase]:
    """Read the codes and cases that have a summary."""
    query = select(CODE.c.ref, CASE.c.short, SUMMARY.c.body).where(
        SUMMARY.c.code_id == CODE.c.id, SUMMARY.c.case_id == CASE.c.id
    )
    return frozenset((code, case) for code, case, body in session.connection().execute(query) if body.strip())


def _compare_people(
    snapshot: Snapshot, sections: frozenset[str], benefits: frozenset[str]
) -> tuple[dict[AgreementSubject, Agreement], dict[AgreementSubject, str]]:
    """Compare coders and raters. Where nothing can be compared, give a sentence that says why."""
    comparisons: Sequence[tuple[AgreementSubject, Callable[[], Agreement]]] = (
        (AgreementSubject.CODINGS, lambda: coding_agreement(snapshot, only=sections)),
        (AgreementSubject.RATINGS, lambda: rating_agreement(snapshot, only=benefits)),
    )
    agreement, not_compared = dict[AgreementSubject, Agreement](), dict[AgreementSubject, str]()
    for subject, compare in comparisons:
        try:
            agreement[subject] = compare()
        except CaseCoderError as error:  # a study with one coder or rater is no error
            not_compared[subject] = error.message
    return agreement, not_compared
