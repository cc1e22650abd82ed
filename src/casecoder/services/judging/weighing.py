"""Weighing the evidence for a school and a benefit: gathered from the study, set beside the other schools'."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging.proposing import Proposal, propose
from casecoder.core.judging.weighing import Alike, Condition, Weight, among, weight_of
from casecoder.core.transcripts.nearness import How, Neighbours
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Consent, Direction, Role, SourceKind
from casecoder.services.codebook.conditions import applies, is_conditions
from casecoder.services.judging.settings import settings_in
from casecoder.store import records
from casecoder.store.evidence import as_given, turns_by_source
from casecoder.store.figures import sorts
from casecoder.store.second_coders import analysed, second_coders
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Code, Coding, Source, table

CASE, CODING, SOURCE = table(Case), table(Coding), table(Source)


def weigh(study: StudyFile, case: str, code: str) -> Weight:
    """How much evidence there is of a benefit and its children in a school, of which sorts, how the school stands on
    each of these figures, and what stands beside it.

    Raises
    ------
    CaseCoderError
        If case or code is unknown.
    """
    with study.reading() as session:
        return _weigh(session, records.case_named(session, case), records.code_named(session, code))


def propose_for(study: StudyFile, case: str, code: str) -> tuple[Weight, Proposal]:
    """The evidence for a cell, and the band that the study's rule proposes for it. Nothing is rated by this.

    Raises
    ------
    CaseCoderError
        If case or code is unknown.
    """
    with study.reading() as session:
        weight = _weigh(session, records.case_named(session, case), records.code_named(session, code))
        return weight, propose(weight, settings_in(session).rule)


def _weigh(session: Session, school: Case, benefit: Code) -> Weight:
    family = {member.id: member.ref for member in records.with_children(session, benefit)}
    columns = (as_given(SOURCE.c.id), CASE.c.short, SOURCE.c.ref, SOURCE.c.kind)
    rows = session.connection().execute(select(*columns).join(CASE, SOURCE.c.case_id == CASE.c.id))
    sources = {key: (short, ref, SourceKind(kind)) for key, short, ref, kind in rows}
    found: dict[str, list[Alike]] = {each.short: [] for each in records.cases(session)}
    for sort in sorts(session.connection(), family):
        short, source, kind = sources[sort.source]
        found[short].append(
            Alike(
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
    weights = {short: weight_of(short, benefit.ref, items) for short, items in found.items()}
    return replace(among(school.short, weights), conditions=_conditions(session, school, benefit, family))


class _Stretch(NamedTuple):
    """A coding of the school with a sure place, without its words."""

    start: int
    end: int
    source: str
    number: int
    code: uuid.UUID
    in_review: bool = False


def _conditions(
    session: Session, school: Case, benefit: Code, family: Mapping[uuid.UUID, str]
) -> tuple[Condition, ...]:
    """The conditions coded with the benefit or near it, those nearest and most coded first.

    Parameters
    ----------
    family:
        The ids of the benefit and of all codes under it, by key.
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
        .where(anchored, CODING.c.code_id.in_([*family, *codes]), *analysed(second_coders(connection)))
        .order_by(CODING.c.start, CODING.c.number)
    )
    stretches = [_Stretch(*row) for row in connection.execute(found)]
    sources = select(SOURCE.c.id).where(SOURCE.c.case_id == school.id)
    turns = turns_by_source(session, list(connection.execute(sources).scalars()))
    benefits = Neighbours((stretch for stretch in stretches if stretch.code not in codes), turns)
    by_code: dict[uuid.UUID, tuple[list[int], list[int]]] = {}
    for stretch in (stretch for stretch in stretches if stretch.code in codes):
        there = benefits.beside(stretch, How.NEAR)
        if there:
            at_words = any(Span(stretch.start, stretch.end).overlaps(Span(each.start, each.end)) for each in there)
            by_code.setdefault(stretch.code, ([], []))[0 if at_words else 1].append(stretch.number)
    conditions = [
        Condition(
            codes[key].ref,
            codes[key].name,
            tuple(sorted(overlapping)),
            tuple(sorted(near)),
            applies(codes[key], family.values()),
        )
        for key, (overlapping, near) in by_code.items()
    ]
    return tuple(sorted(conditions, key=lambda each: (-len(each.overlapping), -len(each.near), each.code)))


def _condition_codes(session: Session, benefit: Code) -> Mapping[uuid.UUID, Code]:
    """The codes of the codebooks of conditions for success, by key, but those of the benefit's own codebook."""
    books = ((book, records.codes(session, book)) for book in records.codebooks(session))
    return {
        code.id: code for book, codes in books
        if book.id != benefit.codebook_id and is_conditions(book, codes)
        for code in codes
    }  # fmt: skip
