"""Agreement on codings."""

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
from casecoder.services.code_families import descendants_by_code
from casecoder.services.judging.agreement_notes import averaging_note, people_to_compare, resampling_note
from casecoder.store import records
from casecoder.store.evidence import driver_key
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import CODE, CODING, REVISION, SOURCE, TURN

if TYPE_CHECKING:
    from casecoder.analysis.coding_agreement import CodedMaterial, ComparedCode


_MOST_GROUPS_NAMED = 4
"""How many groups of coders a hint names at most."""
WITHOUT_CHILDREN = "!"
"""Stands after the id of a code to leave its children out, as in queries."""


Progress = Callable[[int, int], None]


def _ignore_progress(done: int, total: int) -> None:
    """Ignore progress, for callers that show none."""


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
    """What agreement on codings is computed from, and the notes on how codings are counted."""

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
    progress: Progress = _ignore_progress,
) -> Agreement:
    """Return how far coders agree, code by code.

    A coder has worked on a source if she coded anything there, or if she is its second coder and it is done. Only
    sources that at least two have worked on are compared. A coder who has not worked on one of them is missing there:
    that is no disagreement. The codings of a code's children count for it.

    Parameters
    ----------
    code:
        The code to compare; with ``!`` after it, without its children. When empty, every code used in those sources.
    only:
        The ids of codes; codes that are not among them are left out. When empty, none is left out.
    coders:
        Whom to compare; everybody when empty.
    progress:
        Called with ``(done, total)``: sources divided into units, then codes compared.

    Raises
    ------
    CaseCoderError
        If code or coder is unknown, or no source has been worked on by two coders.
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
    progress: Progress = _ignore_progress,
) -> CodingComparison:
    """Read what agreement on codings is computed from.

    Parameters and errors are those of :func:`coding_agreement`.
    """
    from casecoder.analysis.coding_agreement import CodedMaterial, ComparedCode

    wanted = {ref: members for ref, members in codes_to_compare(session, code).items() if not only or ref in only}
    names, sources, alone = shared_sources(session, coders)
    places = {ref: place for place, ref in enumerate(sorted({ref for refs in wanted.values() for ref in refs}))}
    codings = _read_codings(session, names, sources, places)
    material = CodedMaterial(
        names,
        [[names.index(coder) for coder in source.coders] for source in sources],
        [source.length for source in sources],
        _read_units(session, sources, unit, progress),
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
        _source_note(names, len(sources), alone, total),
        *_counting_notes(unit, _count_in_review(session, names, sources)),
        *averaging_note(len(names)),
        resampling_note("sources", len(sources)),
    )
    return CodingComparison(records.study_row(session).title, names, len(sources), material, asked, notes)


def codes_to_compare(session: Session, code: str = "") -> dict[str, list[str]]:
    """Return the code asked for, or every code, each with the ids of the codes that count for it.

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
    """Return the coders compared, the sources that two or more worked on, and how many sources one did alone.

    Raises
    ------
    CaseCoderError
        If a coder is unknown, or no source has been worked on by two of them.
    """
    connection = session.connection()
    worked = _coders_by_source(connection)
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
        raise CaseCoderError(f"No source has been coded by two of {join_with_and(names)}.", _shared_source_hint(worked))
    return names, both, sum(len(source.coders) == 1 for source in found)


def _shared_source_hint(worked: Mapping[object, Collection[str]]) -> str:
    """Return the hint that names the coders who have coded the same sources."""
    groups = list(dict.fromkeys(join_with_and(sorted(coders)) for coders in worked.values() if len(coders) > 1))
    if not groups:
        return "Agreement can be seen where a second coder has coded the same source."
    more = "; …" if len(groups) > _MOST_GROUPS_NAMED else ""
    return f"The same source has been coded by: {'; '.join(sorted(groups)[:_MOST_GROUPS_NAMED])}{more}."


def _coders_by_source(connection: Connection) -> dict[object, set[str]]:
    """Return who has worked on each source: its coders, and its second coders where it is done."""
    worked: dict[object, set[str]] = defaultdict(set)
    for key, coder in connection.execute(select(driver_key(CODING.c.source_id), CODING.c.coder).distinct()):
        worked[key].add(coder)
    done = select(driver_key(SOURCE.c.id), SOURCE.c.second_coders).where(SOURCE.c.status == SourceStatus.DONE)
    for key, seconds in connection.execute(done):
        worked[key].update(seconds)
    return worked


def _read_codings(
    session: Session, names: Sequence[str], sources: Sequence[SharedSource], codes: Mapping[str, int]
) -> list[tuple[int, int, int, int, int]]:
    """Return source, code, coder (each by its index), start and end of the codings to compare.

    Codings on the review list are left out, as their place in the text is not sure.
    """
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


def _count_in_review(session: Session, names: Sequence[str], sources: Sequence[SharedSource]) -> int:
    """Count the codings that are left out because they are on the review list."""
    keys = {source.key for source in sources}
    query = select(driver_key(CODING.c.source_id), CODING.c.coder).join(SOURCE, CODING.c.source_id == SOURCE.c.id)
    rows = session.connection().execute(query.where(CODING.c.revision_id != SOURCE.c.revision_id))
    return sum(source in keys and coder in names for source, coder in rows)


def _read_units(
    session: Session, sources: Sequence[SharedSource], unit: AgreementUnit, progress: Progress
) -> list[list[Span]] | None:
    """Return the units of each source; ``None`` for characters. Sentences are found within the words of one turn."""
    if unit is AgreementUnit.CHARACTER:
        return None
    from casecoder.language import sentence_spans_in

    turns = _turns_by_source(session)
    if unit is AgreementUnit.TURN:
        return [[Span(turn.start, turn.end) for turn in turns[source.key]] for source in sources]
    found = []
    for done, source in enumerate(sources):
        progress(done, len(sources))
        query = select(REVISION.c.text).where(REVISION.c.id == source.revision)
        text = session.connection().execute(query).scalar_one()
        paragraphs = list(iterate_paragraphs(text, turns[source.key]))
        sentences = sentence_spans_in([text[at:end] for at, end in paragraphs])
        found.append(
            [
                Span(at + start, at + end)
                for (at, _), spans in zip(paragraphs, sentences, strict=True)
                for start, end in spans
            ]
        )
    return found


def _turns_by_source(session: Session) -> dict[object, list[SpokenTurn]]:
    """Return the turns of each source's present text, in order. One query for all is far faster than one a source."""
    query = select(driver_key(SOURCE.c.id), TURN.c.start, TURN.c.words, TURN.c.end).join(
        TURN, SOURCE.c.revision_id == TURN.c.revision_id
    )
    found = defaultdict(list)
    for source, *places in session.connection().execute(query.order_by(TURN.c.revision_id, TURN.c.number)).all():
        found[source].append(SpokenTurn(*places))
    return found


def _source_note(names: Sequence[str], compared: int, alone: int, total: int) -> str:
    """Return the note on which sources are compared."""
    only = f" Left out: {count_with_noun(alone, 'source')} that only one of them has coded."
    return (
        f"Compared: the {count_with_noun(compared, 'source')} of {total:,} "
        f"in which at least two of {join_with_and(names)} have coded "
        "anything. A coder who has coded nothing in a source counts as missing there, even if she has read it. If she "
        "is its second coder and the source is done, she counts as having found nothing."
        f"{only if alone else ''}"
    )


def _counting_notes(unit: AgreementUnit, in_review: int) -> tuple[str, ...]:
    """Return the notes on how codings and units are counted."""
    notes = [
        "Codings count as they are now, even where their coders have changed them since. A code counts with its "
        "children (B02! means B02 alone), whatever the direction and strength.",
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
