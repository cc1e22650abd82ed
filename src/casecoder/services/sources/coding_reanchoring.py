"""Carry the codings and memos of a source to their places in its corrected text."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from casecoder.core.judging.evidence import coding_id
from casecoder.core.transcripts.reanchoring import ReanchoredSpan, ReanchoringOutcome, SpanReanchorer
from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.text_diff import TextDiff, compare_texts
from casecoder.store.changes import StudyChange
from casecoder.store.tables import (
    CODE,
    CODING,
    MEMO,
    REVISION,
    CodingRow,
    DisplacedRow,
    MemoRow,
    SourceRow,
)


@dataclass(frozen=True, slots=True)
class ReanchoredItem:
    """A coding, or a memo on words, and its place in the corrected text.

    Parameters
    ----------
    key, number:
        Of the record; a memo has no number.
    what:
        How it is shown: ``E-0412 B02``, or ``memo``.
    words, new_words:
        What stood there, and what stands at its place now; the latter empty when it has none.
    span:
        Its place in the corrected text, or, where unsure, the likeliest if there is one.
    waiting:
        It was on the review list already.
    """

    key: uuid.UUID
    number: int
    what: str
    outcome: ReanchoringOutcome
    words: str
    new_words: str
    span: Span | None
    likeness: float
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class ReanchoringPlan:
    """All codings and all memos on words of a source, by place."""

    codings: tuple[ReanchoredItem, ...]
    memos: tuple[ReanchoredItem, ...]

    def of(self, outcome: ReanchoringOutcome) -> list[ReanchoredItem]:
        """Return the codings with this outcome."""
        return [item for item in self.codings if item.outcome is outcome]


def plan_reanchoring(connection: Connection, source: SourceRow, diff: TextDiff, *, exact: bool) -> ReanchoringPlan:
    """Return where the codings and memos of a source belong when its text is corrected.

    A coding on the review list is tried again from the text it is anchored in.

    Parameters
    ----------
    diff:
        From the text in force to the corrected one; ``exact`` as in ``core.transcripts.reanchoring.SpanReanchorer``.
    """
    carriers = {source.revision_id: SpanReanchorer(diff, exact=exact)}

    def through(revision: uuid.UUID) -> SpanReanchorer:
        if revision not in carriers:
            carriers[revision] = SpanReanchorer(compare_texts(revision_text(connection, revision), diff.new))
        return carriers[revision]

    return ReanchoringPlan(
        _plan_codings(connection, source, diff.new, through), _plan_memos(connection, source, diff, exact=exact)
    )


def revision_text(connection: Connection, revision: uuid.UUID) -> str:
    """Return the text of a revision."""
    return str(connection.execute(select(REVISION.c.text).where(REVISION.c.id == revision)).scalar_one())


def _plan_codings(
    connection: Connection, source: SourceRow, text: str, through: Callable[[uuid.UUID], SpanReanchorer]
) -> tuple[ReanchoredItem, ...]:
    query = (
        select(
            CODING.c.id, CODING.c.number, CODING.c.revision_id, CODING.c.start, CODING.c.end, CODING.c.quote, CODE.c.ref
        )
        .join(CODE, CODE.c.id == CODING.c.code_id)
        .where(CODING.c.source_id == source.id)
        .order_by(CODING.c.start, CODING.c.end, CODING.c.number)
    )
    return tuple(
        _reanchor(
            row.id,
            row.quote,
            text,
            through(row.revision_id).carry(Span(row.start, row.end)),
            number=row.number,
            what=f"{coding_id(row.number)} {row.ref}",
            waiting=row.revision_id != source.revision_id,
        )
        for row in connection.execute(query)
    )


def _plan_memos(
    connection: Connection, source: SourceRow, diff: TextDiff, *, exact: bool
) -> tuple[ReanchoredItem, ...]:
    query = (
        select(MEMO.c.id, MEMO.c.start, MEMO.c.end)
        .where(MEMO.c.target == "source", MEMO.c.target_id == source.id, MEMO.c.start.is_not(None))
        .order_by(MEMO.c.start, MEMO.c.id)
    )
    carrier = SpanReanchorer(diff, exact=exact)
    return tuple(
        _reanchor(key, diff.old[start:end], diff.new, carrier.carry(Span(start or 0, end or 0)))
        for key, start, end in connection.execute(query)
    )


def _reanchor(
    key: uuid.UUID,
    words: str,
    text: str,
    placed: ReanchoredSpan,
    *,
    number: int = 0,
    what: str = "memo",
    waiting: bool = False,
) -> ReanchoredItem:
    outcome, span, likeness = placed
    new_words = text[span.start : span.end] if span else ""
    return ReanchoredItem(key, number, what, outcome, words, new_words, span, likeness, waiting)


def write_reanchoring(change: StudyChange, revision: uuid.UUID, found: ReanchoringPlan) -> None:
    """Move codings and memos to their places in a corrected text, and put the unsure ones on the review list."""
    sure = [item for item in found.codings if item.outcome is not ReanchoringOutcome.UNSURE]
    change.update_values(CodingRow, {item.key: _place(revision, item) for item in sure})
    _leave_review(change, (item for item in sure if item.waiting))
    unsure = found.of(ReanchoringOutcome.UNSURE)
    change.insert_values(DisplacedRow, [_proposal(revision, item) for item in unsure if not item.waiting])
    for item in unsure:
        if item.waiting:
            change.update(change.session.get_one(DisplacedRow, item.key), **_proposal(revision, item))
    change.update_values(MemoRow, {item.key: _memo_place(item) for item in found.memos})


def _place(revision: uuid.UUID, item: ReanchoredItem) -> dict[str, object]:
    start, end = item.span or (0, 0)
    return {"revision_id": revision, "start": start, "end": end, "quote": item.new_words}


def _leave_review(change: StudyChange, items: Iterable[ReanchoredItem]) -> None:
    for item in items:
        change.delete(change.session.get_one(DisplacedRow, item.key))


def _proposal(revision: uuid.UUID, item: ReanchoredItem) -> dict[str, object]:
    start, end = item.span or (None, None)
    return {
        "coding_id": item.key,
        "revision_id": revision,
        "start": start,
        "end": end,
        "quote": item.new_words,
        "likeness": round(item.likeness, 1),
    }


def _memo_place(item: ReanchoredItem) -> dict[str, object]:
    start, end = item.span or (None, None)
    return {"start": start, "end": end}
