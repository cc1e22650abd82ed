"""Weighing the evidence for a school and a benefit: gathered from the study, set beside the other schools'."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection, func, select
from sqlmodel import Session

from casecoder.core.nearness import How, Neighbours
from casecoder.core.spans import Span
from casecoder.core.vocabulary import SourceKind
from casecoder.core.weighing import FIGURES, Condition, Place, Proposal, Weight, place_of, propose, weight_of
from casecoder.services.judging.settings import settings_in
from casecoder.store import records
from casecoder.store.evidence import Filter, evidence, turns_by_source
from casecoder.store.second_coders import analysed, second_coders
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Code, Coding, Displaced, Source, table

CASE, CODING, SOURCE, DISPLACED = table(Case), table(Coding), table(Source), table(Displaced)
SEEN = [kind.value for kind in SourceKind if kind.is_seen]
CONDITIONS = "conditions"
"""What the name or the title of a codebook of conditions for success holds."""


def weigh(study: StudyFile, case: str, code: str) -> Weight:
    """How much evidence there is of a benefit and its children in a school, of which sorts, and what stands beside it.

    Raises
    ------
    CaseCoderError
        If case or code is unknown.
    """
    with study.reading() as session:
        return weigh_in(session, records.case_named(session, case), records.code_named(session, code))


def propose_for(study: StudyFile, case: str, code: str) -> tuple[Weight, Proposal]:
    """The evidence for a cell, and the band that the study's rule proposes for it. Nothing is rated by this.

    Raises
    ------
    CaseCoderError
        If case or code is unknown.
    """
    with study.reading() as session:
        weight = weigh_in(session, records.case_named(session, case), records.code_named(session, code))
        return weight, propose(weight, settings_in(session).rule)


def weigh_in(session: Session, school: Case, benefit: Code) -> Weight:
    """The same as :func:`weigh`, inside a transaction that is open."""
    family = records.with_children(session, benefit)
    refs = frozenset(member.ref for member in family)
    items = evidence(session, Filter(codes=refs, cases=frozenset({school.short}), analysed=True))
    weight = weight_of(school.short, benefit.ref, items)
    keys = [member.id for member in family]
    return replace(
        weight, places=_places(session, school.short, keys), conditions=_conditions(session, school, benefit, keys)
    )


def _places(session: Session, short: str, family: Collection[uuid.UUID]) -> tuple[Place, ...]:
    """Where a school stands among all of the study."""
    connection = session.connection()
    joined = SOURCE.join(CASE, SOURCE.c.case_id == CASE.c.id)
    found = connection.execute(select(SOURCE.c.id, SOURCE.c.kind, CASE.c.short).select_from(joined))
    where = {row.id: row for row in found}
    values = {case.short: dict.fromkeys(FIGURES, 0) for case in records.cases(session)}
    for source_id, number in _by_source(connection, family).items():
        source = where[source_id]
        here = values[source.short]
        here["codings"] += number
        here["sources"] += 1
        here["seen" if source.kind in SEEN else "told"] += number
    return tuple(place_of(figure, short, {each: values[each][figure] for each in values}) for figure in FIGURES)


def _by_source(connection: Connection, family: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many codings of a code's family each source has that are not on the review list.

    Asked so that an index answers: of a million codings, to look at each would take longer than anybody waits.
    """
    counting = analysed(second_coders(connection))
    count = select(CODING.c.source_id, func.count()).where(CODING.c.code_id.in_(family), *counting)
    # few, whatever the code
    listed = select(CODING.c.source_id, CODING.c.code_id).select_from(DISPLACED.join(CODING)).where(*counting)
    waiting = Counter(source for source, code in connection.execute(listed) if code in family)
    by_source = connection.execute(count.group_by(CODING.c.source_id))
    sure = {source: number - waiting[source] for source, number in by_source}
    return {source: number for source, number in sure.items() if number}


class _Stretch(NamedTuple):
    """A coding of the school with a sure place, without its words."""

    start: int
    end: int
    source: str
    number: int
    code: uuid.UUID
    in_review: bool = False


def _conditions(
    session: Session, school: Case, benefit: Code, family: Collection[uuid.UUID]
) -> tuple[Condition, ...]:
    """The conditions coded with the benefit or near it, those nearest and most coded first."""
    codes = _condition_codes(session, benefit)
    if not codes:
        return ()
    columns = (CODING.c.start, CODING.c.end, SOURCE.c.ref, CODING.c.number, CODING.c.code_id)
    anchored = (SOURCE.c.case_id == school.id) & (CODING.c.revision_id == SOURCE.c.revision_id)
    connection = session.connection()
    found = (
        select(*columns).join(SOURCE, CODING.c.source_id == SOURCE.c.id)
        .where(anchored, CODING.c.code_id.in_([*family, *codes]), *analysed(second_coders(connection)))
        .order_by(CODING.c.start, CODING.c.number)
    )
    stretches = [_Stretch(*row) for row in connection.execute(found)]
    sources = select(SOURCE.c.id).where(SOURCE.c.case_id == school.id)
    turns = turns_by_source(session, list(connection.execute(sources).scalars()))
    benefits = Neighbours((stretch for stretch in stretches if stretch.code not in codes), turns)
    by_code: dict[uuid.UUID, tuple[list[int], list[int]]] = {}
    for stretch in (stretch for stretch in stretches if stretch.code in codes):
        near = benefits.beside(stretch, How.NEAR)
        if near:
            at_words = any(Span(stretch.start, stretch.end).overlaps(Span(each.start, each.end)) for each in near)
            by_code.setdefault(stretch.code, ([], []))[0 if at_words else 1].append(stretch.number)
    conditions = [
        Condition(
            codes[key].ref, codes[key].name, tuple(sorted(overlapping)), tuple(sorted(beside)),
            benefit.ref in {ref.partition(".")[0] for ref in codes[key].applies_to},
        )
        for key, (overlapping, beside) in by_code.items()
    ]
    return tuple(sorted(conditions, key=lambda each: (-len(each.overlapping), -len(each.beside), each.code)))


def _condition_codes(session: Session, benefit: Code) -> Mapping[uuid.UUID, Code]:
    """The codes of conditions for success: those of a codebook so called, and all that apply to other codes."""
    books = {
        book.id for book in records.codebooks(session)
        if CONDITIONS in f"{book.name} {book.title}".casefold() and book.id != benefit.codebook_id
    }
    return {
        code.id: code
        for code in records.codes(session)
        if code.codebook_id != benefit.codebook_id and (code.codebook_id in books or code.applies_to)
    }
