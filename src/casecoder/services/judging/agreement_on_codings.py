"""Agreement on codings: what is compared, read from the study."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from casecoder.core.agreement_report import Agreement, On, Unit
from casecoder.core.errors import CaseCoderError
from casecoder.core.sentence_walk import sentences_from
from casecoder.core.spans import Span
from casecoder.core.transcript import Turn as SpokenTurn
from casecoder.core.wording import counted, listed
from casecoder.services.history import state_of
from casecoder.services.judging.comparing import chosen, seed_of
from casecoder.store import records
from casecoder.store.evidence import as_given
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Code, Coding, Revision, Source, Turn, table

CODE, CODING, SOURCE, REVISION, TURN = table(Code), table(Coding), table(Source), table(Revision), table(Turn)
ALONE = "!"
"""What stands after a code's id to leave its children out, as in queries."""


Progress = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A source that at least two of the coders compared have worked on."""

    key: object
    ref: str
    revision: uuid.UUID
    length: int
    coders: tuple[str, ...]


def coding_agreement(
    study: StudyFile, *, code: str = "", unit: Unit = Unit.CHARACTER, coders: Sequence[str] = (),
    progress: Progress = _silent,
) -> Agreement:
    """How far coders agree, code by code.

    A coder worked on a source if she coded anything there; only sources that at least two worked on are
    compared, and a coder who did not is missing there, not in disagreement. A code's children count for it.

    Parameters
    ----------
    code:
        Only this one; with ``!`` after it without its children. When empty, every code used in those sources.
    coders:
        Whom to compare; all when empty.
    progress:
        Called with how much is done of how much: sources divided into units, then codes compared.

    Raises
    ------
    CaseCoderError
        If code or coder is unknown, or there are not two coders who worked on one source.
    """
    from casecoder.analysis.agreement import CODING_MEASURES, Family, Material, compare_codings
    from casecoder.analysis.resampling import RESAMPLES

    state = state_of(study)
    with study.reading() as session:
        wanted = families(session, code)
        names, sources = shared_sources(session, coders)
        places = {ref: place for place, ref in enumerate(sorted({ref for refs in wanted.values() for ref in refs}))}
        codings = _codings(session, names, sources, places)
        units, left = _units(session, sources, unit, progress), _in_review(session, names, sources)
        material = Material(
            names, [[names.index(coder) for coder in source.coders] for source in sources],
            [source.length for source in sources], units, codings,
        )
        title, known = records.study_row(session).title, {c.ref: c.name for c in records.codes(session)}
        total = session.connection().execute(select(func.count()).select_from(SOURCE)).scalar_one()
    used = {place for _, place, *_ in codings}
    asked = [
        Family(ref, known[ref.removesuffix(ALONE)], {places[member] for member in members})
        for ref, members in wanted.items()
        if code or used & {places[member] for member in members}
    ]
    lines = []
    for line in compare_codings(material, asked, seed_of(state)):
        lines.append(line)
        progress(len(lines), len(asked))
    notes = _notes(names, len(sources), total, unit, left)
    return Agreement(
        title, On.CODINGS, unit, names, len(sources), CODING_MEASURES, tuple(lines), notes, RESAMPLES, state.sentence,
        state.at,
    )


def families(session: Session, code: str = "") -> dict[str, list[str]]:
    """The codes asked for, each with those that count for it, by id; every code when none is named.

    Raises
    ------
    CaseCoderError
        If there is no such code.
    """
    if code.strip():
        top = records.code_named(session, code.strip().removesuffix(ALONE))
        if code.strip().endswith(ALONE):
            return {top.ref + ALONE: [top.ref]}
        return {top.ref: [member.ref for member in records.with_children(session, top)]}
    found = records.codes(session)
    children: dict[object, list[Code]] = {}
    for each in found:
        children.setdefault(each.parent_id, []).append(each)

    def under(each: Code) -> list[str]:
        return [each.ref, *(ref for child in children.get(each.id, ()) for ref in under(child))]

    return {each.ref: under(each) for each in found}


def shared_sources(session: Session, asked: Sequence[str]) -> tuple[tuple[str, ...], list[Shared]]:
    """The coders compared, and the sources that at least two of them worked on, by school and short id.

    Raises
    ------
    CaseCoderError
        If a coder is unknown, or there are not two who worked on one source.
    """
    connection = session.connection()
    worked: dict[object, list[str]] = {}
    for key, coder in connection.execute(select(as_given(CODING.c.source_id), CODING.c.coder).distinct()):
        worked.setdefault(key, []).append(coder)
    names = chosen(asked, {coder for coders in worked.values() for coder in coders}, "coded")
    rows = select(as_given(SOURCE.c.id), SOURCE.c.ref, SOURCE.c.revision_id, REVISION.c.length).join(
        REVISION, SOURCE.c.revision_id == REVISION.c.id
    )
    found = [
        Shared(key, ref, revision, length, tuple(name for name in names if name in worked.get(key, ())))
        for key, ref, revision, length in connection.execute(rows.order_by(SOURCE.c.ref))
    ]
    both = [source for source in found if len(source.coders) > 1]
    if not both:
        raise CaseCoderError(
            f"No source has been coded by two of {listed(names)}.",
            "Agreement can be seen where a second coder has coded the same source.",
        )
    return names, both


def _codings(
    session: Session, names: Sequence[str], sources: Sequence[Shared], codes: Mapping[str, int]
) -> list[tuple[int, int, int, int, int]]:
    """Source, code, coder (by place), start and end of the codings whose place in the present text is sure."""
    at = {source.key: place for place, source in enumerate(sources)}
    by = {name: place for place, name in enumerate(names)}
    keys = session.connection().execute(select(as_given(CODE.c.id), CODE.c.ref))
    under = {key: codes[ref] for key, ref in keys if ref in codes}
    query = select(
        as_given(CODING.c.source_id), as_given(CODING.c.code_id), CODING.c.coder, CODING.c.start, CODING.c.end
    ).join(SOURCE, (CODING.c.source_id == SOURCE.c.id) & (CODING.c.revision_id == SOURCE.c.revision_id))
    return [
        (at[source], under[code], by[coder], start, end)
        for source, code, coder, start, end in session.connection().execute(query)
        if source in at and coder in by and code in under
    ]


def _in_review(session: Session, names: Sequence[str], sources: Sequence[Shared]) -> int:
    """How many of the codings are left out because a correction has left them without a sure place."""
    keys = {source.key for source in sources}
    query = select(as_given(CODING.c.source_id), CODING.c.coder).join(SOURCE, CODING.c.source_id == SOURCE.c.id)
    rows = session.connection().execute(query.where(CODING.c.revision_id != SOURCE.c.revision_id))
    return sum(source in keys and coder in names for source, coder in rows)


def _units(
    session: Session, sources: Sequence[Shared], unit: Unit, progress: Progress
) -> list[list[Span]] | None:
    """The units of each source; ``None`` for characters. A sentence is looked for within one turn's words."""
    if unit is Unit.CHARACTER:
        return None
    from casecoder.language import sentence_spans

    found = []
    for done, source in enumerate(sources):
        progress(done, len(sources))
        query = select(TURN.c.start, TURN.c.words, TURN.c.end).where(TURN.c.revision_id == source.revision)
        turns = [SpokenTurn(*row) for row in session.connection().execute(query.order_by(TURN.c.number))]
        if unit is Unit.TURN:
            found.append([Span(turn.start, turn.end) for turn in turns])
        else:
            text = session.get_one(Revision, source.revision).text
            found.append(list(sentences_from(text, turns, (), sentence_spans)))
    return found


def _notes(names: Sequence[str], compared: int, total: int, unit: Unit, in_review: int) -> tuple[str, ...]:
    notes = [
        f"Compared: the {counted(compared, 'source')} of {total:,} in which at least two of {listed(names)} have coded "
        "anything. Who has coded nothing in a source is missing there, and does not disagree.",
        "A code counts with its children (B02! stands for B02 alone), whatever the direction and strength.",
    ]
    if unit is Unit.CHARACTER:
        notes.append("Every character of a source counts, whoever speaks.")
    else:
        notes.append(
            f"A {unit} counts as coded if a coding shares at least one character with it; all {unit}s count, the "
            "interviewer’s too. Alpha for unitising, segments and boundaries are in characters."
        )
    if in_review:
        notes.append(f"Left out: {counted(in_review, 'coding')} on the review list, whose place is not sure.")
    notes.append(resampled("sources", compared))
    return tuple(notes)


def resampled(what: str, many: int) -> str:
    """How the intervals came about, in a sentence."""
    from casecoder.analysis.resampling import RESAMPLES

    if many < 2:
        return f"There are no intervals: they come from resampling the {what}, and there is only one."
    return (
        f"In brackets: 95 % intervals, percentiles of {RESAMPLES:,} resamples of the {what}. A figure without one has "
        "no value in many of them: too little varies."
    )
