"""The weight of the evidence for a school and a benefit, and its rank among the schools."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging.evidence_weight import (
    AlikeCodings,
    CodedCondition,
    EvidenceWeight,
    add_school_ranks,
    weigh_codings,
)
from casecoder.core.judging.rating_rule import BandProposal, apply_rating_rule
from casecoder.core.transcripts.nearness import Nearness, NeighbouringCodings
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Consent, Direction, Role, SourceKind
from casecoder.services.code_families import condition_applies_to, is_conditions_codebook
from casecoder.services.judging.study_settings import settings_in_session
from casecoder.store import records
from casecoder.store.coding_counts import count_coding_sorts
from casecoder.store.evidence import driver_key, find_turns_by_source
from casecoder.store.second_coders import analysed_codings_condition, find_second_coders
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CASE, CODING, SOURCE, CaseRow, CodeRow


def weigh_evidence(study: StudyFile, case: str, code: str) -> EvidenceWeight:
    """Return how much evidence of which sorts there is of a benefit and its children in a school.

    The weight says too how the school ranks on each figure, and which conditions are coded beside the benefit.

    Raises
    ------
    CaseCoderError
        If case or code is unknown.
    """
    with study.reading() as session:
        return _weigh(session, records.case_named(session, case), records.code_named(session, code))


def propose_band(study: StudyFile, case: str, code: str) -> tuple[EvidenceWeight, BandProposal]:
    """Return the evidence for a cell, and the band that the study's rule proposes for it. Nothing is rated by this.

    Raises
    ------
    CaseCoderError
        If case or code is unknown.
    """
    with study.reading() as session:
        weight = _weigh(session, records.case_named(session, case), records.code_named(session, code))
        return weight, apply_rating_rule(weight, settings_in_session(session).rule)


def _weigh(session: Session, school: CaseRow, benefit: CodeRow) -> EvidenceWeight:
    family = {member.id: member.ref for member in records.code_with_children(session, benefit)}
    columns = (driver_key(SOURCE.c.id), CASE.c.short, SOURCE.c.ref, SOURCE.c.kind)
    rows = session.connection().execute(select(*columns).join(CASE, SOURCE.c.case_id == CASE.c.id))
    sources = {key: (short, ref, SourceKind(kind)) for key, short, ref, kind in rows}
    found: dict[str, list[AlikeCodings]] = {each.short: [] for each in records.case_rows(session)}
    for sort in count_coding_sorts(session.connection(), family):
        short, source, kind = sources[sort.source]
        found[short].append(
            AlikeCodings(
                source,
                kind,
                Role(sort.role) if sort.role else None,
                sort.direction == Direction.COUNTERS,
                sort.strength,
                bool(sort.in_review),
                sort.consent in {None, Consent.GIVEN},
                sort.codings,
            )
        )
    weights = {short: weigh_codings(short, benefit.ref, items) for short, items in found.items()}
    return replace(add_school_ranks(school.short, weights), conditions=_conditions(session, school, benefit, family))


class _Stretch(NamedTuple):
    """A coding with a sure place, without its words."""

    start: int
    end: int
    source: str
    number: int
    code: uuid.UUID
    in_review: bool = False


def _conditions(
    session: Session, school: CaseRow, benefit: CodeRow, family: Mapping[uuid.UUID, str]
) -> tuple[CodedCondition, ...]:
    """Return the conditions coded with the benefit or near it, those nearest and most coded first.

    Parameters
    ----------
    family:
        The ids of the benefit and of the codes under it, by their keys.
    """
    codes = _condition_codes(session, benefit)
    if not codes:
        return ()
    columns = (CODING.c.start, CODING.c.end, SOURCE.c.ref, CODING.c.number, CODING.c.code_id)
    anchored = (SOURCE.c.case_id == school.id) & (CODING.c.revision_id == SOURCE.c.revision_id)
    connection = session.connection()
    found = (
        select(*columns)
        .join(SOURCE, CODING.c.source_id == SOURCE.c.id)
        .where(
            anchored,
            CODING.c.code_id.in_([*family, *codes]),
            *analysed_codings_condition(find_second_coders(connection)),
        )
        .order_by(CODING.c.start, CODING.c.number)
    )
    stretches = [_Stretch(*row) for row in connection.execute(found)]
    sources = select(SOURCE.c.id).where(SOURCE.c.case_id == school.id)
    turns = find_turns_by_source(session, list(connection.execute(sources).scalars()))
    benefits = NeighbouringCodings((stretch for stretch in stretches if stretch.code not in codes), turns)
    by_code: dict[uuid.UUID, tuple[list[int], list[int]]] = {}
    for stretch in (stretch for stretch in stretches if stretch.code in codes):
        neighbours = benefits.beside(stretch, Nearness.NEAR)
        if neighbours:
            at_words = any(Span(stretch.start, stretch.end).overlaps(Span(each.start, each.end)) for each in neighbours)
            by_code.setdefault(stretch.code, ([], []))[0 if at_words else 1].append(stretch.number)
    conditions = [
        CodedCondition(
            codes[key].ref,
            codes[key].name,
            tuple(sorted(overlapping)),
            tuple(sorted(near)),
            condition_applies_to(codes[key], family.values()),
        )
        for key, (overlapping, near) in by_code.items()
    ]
    return tuple(sorted(conditions, key=lambda each: (-len(each.overlapping), -len(each.near), each.code)))


def _condition_codes(session: Session, benefit: CodeRow) -> Mapping[uuid.UUID, CodeRow]:
    """Return the codes of the codebooks of conditions for success, by key, but those of the benefit's own codebook."""
    books = ((book, records.code_rows(session, book)) for book in records.codebook_rows(session))
    return {
        code.id: code for book, codes in books
        if book.id != benefit.codebook_id and is_conditions_codebook(book, codes)
        for code in codes
    }  # fmt: skip
