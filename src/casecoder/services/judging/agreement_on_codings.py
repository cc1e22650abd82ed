"""Agreement on codings: what is compared, read from the study."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_results import Agreement, AgreementSubject, AgreementUnit
from casecoder.core.phrases import count_with_noun, join_with_and
from casecoder.core.transcripts.participant_sentences import iterate_paragraphs
from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.transcript import Turn as SpokenTurn
from casecoder.core.vocabulary import SourceStatus
from casecoder.services.codebook.code_families import descendants_by_code
from casecoder.services.judging.agreement_notes import averaging_note, people_to_compare, resampling_note
from casecoder.store import records
from casecoder.store.evidence import driver_key
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import CODE, CODING, REVISION, SOURCE, TURN

if TYPE_CHECKING:
    from casecoder.analysis.coding_agreement import CodedMaterial, ComparedCode


_NAMED = 4
"""So many groups of coders are named."""
WITHOUT_CHILDREN = "!"
"""What stands after a code's id to leave its children out, as in queries."""


Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class SharedSource:
    """A source that at least two of the coders compared have worked on."""

    key: object
    ref: str
    revision: uuid.UUID
    length: int
    coders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodingComparison:
    """What of a study is compared, and what has to be said of how it is counted."""

    title: str
    coders: tuple[str, ...]
    compared: int
    material: "CodedMaterial"
    families: "Sequence[ComparedCode]"
    notes: tuple[str, ...]


def coding_agreement(
    snapshot: Snapshot,
    *,
    code: str = "",
    only: Collection[str] = (),
    unit: AgreementUnit = AgreementUnit.CHARACTER,
    coders: Sequence[str] = (),
    progress: Progress = _silent,
) -> Agreement:
    """How far coders agree, code by code.

    A coder worked on a source if she coded anything there, or is a second coder of one that is done; only sources
    that at least two worked on are compared, and a coder who did not is missing there, not in disagreement. A code's
    children count for it.

    Parameters
    ----------
    code:
        Only this one; with ``!`` after it without its children. When empty, every code used in those sources.
    only:
        Of these, by id, only those that are among them; all when empty.
    coders:
        Whom to compare; all when empty.
    progress:
        Called with how much is done of how much: sources divided into units, then codes compared.

    Raises
    ------
    CaseCoderError
        If code or coder is unknown, or there are not two coders who worked on one source.
    """
    from casecoder.analysis.coding_agreement import CODING_MEASURES, compare_codings
    from casecoder.analysis.resampling import RESAMPLES

    found = gather_coding_comparison(snapshot, code=code, only=only, unit=unit, coders=coders, progress=progress)
    lines = []
    for line in compare_codings(found.material, found.families):
        lines.append(line)
        progress(len(lines), len(found.families))
    return Agreement(
        found.title,
        AgreementSubject.CODINGS,
        unit,
        found.coders,
        found.compared,
        CODING_MEASURES,
        tuple(lines),
        found.notes,
        RESAMPLES,
        snapshot.state.sentence,
        snapshot.state.at,
    )


def gather_coding_comparison(
    session: Session,
    *,
    code: str = "",
    only: Collection[str] = (),
    unit: AgreementUnit = AgreementUnit.CHARACTER,
    coders: Sequence[str] = (),
    progress: Progress = _silent,
) -> CodingComparison:
    """What is compared; parameters and errors are those of :func:`coding_agreement`."""
    from casecoder.analysis.coding_agreement import CodedMaterial, ComparedCode

    wanted = {ref: members for ref, members in codes_to_compare(session, code).items() if not only or ref in only}
    names, sources, alone = shared_sources(session, coders)
    places = {ref: place for place, ref in enumerate(sorted({ref for refs in wanted.values() for ref in refs}))}
    codings = _codings(session, names, sources, places)
    material = CodedMaterial(
        names,
        [[names.index(coder) for coder in source.coders] for source in sources],
        [source.length for source in sources],
        _units(session, sources, unit, progress),
        codings,
    )
    used, known = {place for _, place, *_ in codings}, {each.ref: each.name for each in records.code_rows(session)}
    asked = [
        ComparedCode(ref, known[ref.removesuffix(WITHOUT_CHILDREN)], {places[member] for member in members})
        for ref, members in wanted.items()
        if code or used & {places[member] for member in members}
    ]
    total = session.connection().execute(select(func.count()).select_from(SOURCE)).scalar_one()
    notes = (
        _compared(names, len(sources), alone, total),
        *_counted(unit, _in_review(session, names, sources)),
        *averaging_note(len(names)),
        resampling_note("sources", len(sources)),
    )
    return CodingComparison(records.study_row(session).title, names, len(sources), material, asked, notes)


def codes_to_compare(session: Session, code: str = "") -> dict[str, list[str]]:
    """The codes asked for, each with those that count for it, by id; every code when none is named.

    Raises
    ------
    CaseCoderError
        If there is no such code.
    """
    if code.strip():
        top = records.code_named(session, code.strip().removesuffix(WITHOUT_CHILDREN))
        if code.strip().endswith(WITHOUT_CHILDREN):
            return {top.ref + WITHOUT_CHILDREN: [top.ref]}
        return {top.ref: [member.ref for member in records.code_with_children(session, top)]}
    return descendants_by_code(records.code_rows(session))


def shared_sources(session: Session, asked: Sequence[str]) -> tuple[tuple[str, ...], list[SharedSource], int]:
    """The coders compared, the sources that at least two of them worked on, by short id, and how many one did alone.

    Raises
    ------
    CaseCoderError
        If a coder is unknown, or there are not two who worked on one source.
    """
    connection = session.connection()
    worked = _worked(connection)
    names = people_to_compare(asked, {coder for coders in worked.values() for coder in coders}, "coded")
    rows = select(driver_key(SOURCE.c.id), SOURCE.c.ref, SOURCE.c.revision_id, REVISION.c.length).join(
        REVISION, SOURCE.c.revision_id == REVISION.c.id
    )
    found = [
        SharedSource(key, ref, revision, length, tuple(name for name in names if name in worked.get(key, ())))
        for key, ref, revision, length in connection.execute(rows.order_by(SOURCE.c.ref))
    ]
    both = [source for source in found if len(source.coders) > 1]
    if not both:
        raise CaseCoderError(f"No source has been coded by two of {join_with_and(names)}.", _together(worked))
    return names, both, sum(len(source.coders) == 1 for source in found)


def _together(worked: Mapping[object, Collection[str]]) -> str:
    """Who has coded the same sources, for those who ask for others."""
    groups = list(dict.fromkeys(join_with_and(sorted(coders)) for coders in worked.values() if len(coders) > 1))
    if not groups:
        return "Agreement can be seen where a second coder has coded the same source."
    more = "; …" if len(groups) > _NAMED else ""
    return f"The same source has been coded by: {'; '.join(sorted(groups)[:_NAMED])}{more}."


def _worked(connection: Connection) -> dict[object, set[str]]:
    """Who has worked on each source: whoever coded there, and the second coders of what is done."""
    worked: dict[object, set[str]] = defaultdict(set)
    for key, coder in connection.execute(select(driver_key(CODING.c.source_id), CODING.c.coder).distinct()):
        worked[key].add(coder)
    done = select(driver_key(SOURCE.c.id), SOURCE.c.second_coders).where(SOURCE.c.status == SourceStatus.DONE)
    for key, seconds in connection.execute(done):
        worked[key].update(seconds)
    return worked


def _codings(
    session: Session, names: Sequence[str], sources: Sequence[SharedSource], codes: Mapping[str, int]
) -> list[tuple[int, int, int, int, int]]:
    """Source, code, coder (by place), start and end of the codings whose place in the present text is sure."""
    at = {source.key: place for place, source in enumerate(sources)}
    by = {name: place for place, name in enumerate(names)}
    keys = session.connection().execute(select(driver_key(CODE.c.id), CODE.c.ref))
    under = {key: codes[ref] for key, ref in keys if ref in codes}
    query = select(
        driver_key(CODING.c.source_id), driver_key(CODING.c.code_id), CODING.c.coder, CODING.c.start, CODING.c.end
    ).join(SOURCE, (CODING.c.source_id == SOURCE.c.id) & (CODING.c.revision_id == SOURCE.c.revision_id))
    return [
        (at[source], under[code], by[coder], start, end)
        for source, code, coder, start, end in session.connection().execute(query).all()
        if source in at and coder in by and code in under
    ]


def _in_review(session: Session, names: Sequence[str], sources: Sequence[SharedSource]) -> int:
    """How many of the codings are left out because a correction has left them without a sure place."""
    keys = {source.key for source in sources}
    query = select(driver_key(CODING.c.source_id), CODING.c.coder).join(SOURCE, CODING.c.source_id == SOURCE.c.id)
    rows = session.connection().execute(query.where(CODING.c.revision_id != SOURCE.c.revision_id))
    return sum(source in keys and coder in names for source, coder in rows)


def _units(
    session: Session, sources: Sequence[SharedSource], unit: AgreementUnit, progress: Progress
) -> list[list[Span]] | None:
    """The units of each source; ``None`` for characters. A sentence is looked for within one turn's words."""
    if unit is AgreementUnit.CHARACTER:
        return None
    from casecoder.language import sentence_spans_in

    turns = _turns(session)
    if unit is AgreementUnit.TURN:
        return [[Span(turn.start, turn.end) for turn in turns[source.key]] for source in sources]
    found = []
    for done, source in enumerate(sources):
        progress(done, len(sources))
        query = select(REVISION.c.text).where(REVISION.c.id == source.revision)
        text = session.connection().execute(query).scalar_one()
        said = list(iterate_paragraphs(text, turns[source.key]))
        sentences = sentence_spans_in([text[at:end] for at, end in said])
        found.append(
            [Span(at + start, at + end) for (at, _), spans in zip(said, sentences, strict=True) for start, end in spans]
        )
    return found


def _turns(session: Session) -> dict[object, list[SpokenTurn]]:
    """The turns of each source's present text, in order; one query, for one a source takes most of the time."""
    query = select(driver_key(SOURCE.c.id), TURN.c.start, TURN.c.words, TURN.c.end).join(
        TURN, SOURCE.c.revision_id == TURN.c.revision_id
    )
    found = defaultdict(list)
    for source, *places in session.connection().execute(query.order_by(TURN.c.revision_id, TURN.c.number)).all():
        found[source].append(SpokenTurn(*places))
    return found


def _compared(names: Sequence[str], compared: int, alone: int, total: int) -> str:
    only = f" Left out: {count_with_noun(alone, 'source')} that only one of them has coded."
    return (
        f"Compared: the {count_with_noun(compared, 'source')} of {total:,} "
        f"in which at least two of {join_with_and(names)} have coded "
        "anything. Whoever has coded nothing in a source is taken not to have worked on it and is missing there, even "
        "if she has read it; unless she is its second coder and it is done, for then she found nothing."
        f"{only if alone else ''}"
    )


def _counted(unit: AgreementUnit, in_review: int) -> tuple[str, ...]:
    notes = [
        "Codings count as they stand now, also where somebody has changed hers since. A code counts with its children "
        "(B02! stands for B02 alone), whatever the direction and strength.",
    ]
    if unit is AgreementUnit.CHARACTER:
        notes.append("Every character of a source counts, whoever speaks.")
    else:
        notes.append(
            f"A {unit} counts as coded if a coding shares at least one character with it; all {unit}s count, the "
            "interviewer’s too. Alpha for unitising, segments and boundaries are in characters."
        )
    if in_review:
        notes.append(f"Left out: {count_with_noun(in_review, 'coding')} on the review list, whose place is not sure.")
    return tuple(notes)
