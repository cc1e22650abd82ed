"""Update what is derived from text and speakers when either has changed, also by undo.

A segment's voice (``coding.turn``) depends on who is the interviewer and on the turns of the text in force; a
coding's place, and that of a memo on words, depends on the text it is anchored in.
"""

import uuid
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, bindparam, select

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import coding_id, rating_id
from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.text_diff import TextDiff, compare_texts
from casecoder.core.transcripts.transcript import SegmentVoices, SpeakingTurn
from casecoder.store.changes import StudyChange
from casecoder.store.tables import (
    CODING,
    DISPLACED,
    MEMO,
    RATING,
    REVISION,
    SOURCE,
    SPEAKER,
    TURN,
    CodingRow,
    MemoRow,
    RatingRow,
    SourceRow,
    SpeakerRow,
)

_SPEAKING_TURNS = (
    select(TURN.c.number, TURN.c.start, TURN.c.end, SPEAKER.c.interviewer.is_(True))
    .join(SOURCE, SOURCE.c.revision_id == TURN.c.revision_id)
    .outerjoin(SPEAKER, (SPEAKER.c.source_id == SOURCE.c.id) & (SPEAKER.c.label == TURN.c.speaker))
    .where(SOURCE.c.id == bindparam("source"))
    .order_by(TURN.c.number)
)
_TOUCHED_TURNS = _SPEAKING_TURNS.where(TURN.c.start < bindparam("end"), TURN.c.end > bindparam("start"))

_MOST_SINGLE = 1_000
"""When more codings of a source than this have changed, it is quicker to check all of them."""
_FIRST = "Undo or remove what was built on it first (`casecoder history` shows it)."


def read_source_voices(connection: Connection, source_id: uuid.UUID, within: Span | None = None) -> SegmentVoices:
    """Return who speaks in the text in force of a source, or in the turns that touch a stretch of it."""
    if within is None:
        rows = connection.execute(_SPEAKING_TURNS, {"source": source_id})
    else:
        stretch = {"source": source_id, "start": within.start, "end": within.end}
        rows = connection.execute(_TOUCHED_TURNS, stretch)
    return SegmentVoices([SpeakingTurn(number, start, end, bool(asks)) for number, start, end, asks in rows])


def update_derived_fields(change: StudyChange) -> None:
    """Update the fields that depend on the records a change has touched.

    Raises
    ------
    CaseCoderError
        If a coding would be left in an earlier text without being on the review list, if a memo would be left on other
        words than it was written on, or if a rating that another one settles would be removed.
    """
    connection = change.connection
    whole = {str(image["source_id"]) for image in change.touched(SpeakerRow)}
    whole |= {str(image["id"]) for image in change.touched(SourceRow)}
    single: dict[str, list[str]] = {}
    for image in change.touched(CodingRow):
        single.setdefault(image["source_id"], []).append(image["id"])
    whole |= {source for source, keys in single.items() if len(keys) > _MOST_SINGLE}
    for source in sorted(whole | set(single)):
        source_id, keys = uuid.UUID(source), None if source in whole else list(map(uuid.UUID, single[source]))
        codings = connection.execute(_PRESENT.where(*_of_source(source_id, keys))).all()
        _refuse_unanchored(connection, source_id, keys)
        if codings:
            reach = Span(min(row.start for row in codings), max(row.end for row in codings))
            voices = read_source_voices(connection, source_id, reach)
            turns = {row.id: voices.of(Span(row.start, row.end)) for row in codings}
            changed = {row.id: {"turn": turns[row.id]} for row in codings if turns[row.id] != row.turn}
            change.update_values(CodingRow, changed)
    if change.kind in {"undo", "redo"}:
        _refuse_other_words(change)
        _refuse_settled(change)


_PRESENT = (
    select(CODING.c.id, CODING.c.start, CODING.c.end, CODING.c.turn)
    .join(SOURCE, SOURCE.c.id == CODING.c.source_id)
    .where(SOURCE.c.revision_id == CODING.c.revision_id)
)
"""The codings that are anchored in a text in force."""
_UNANCHORED = (
    select(CODING.c.number, CODING.c.coder, SOURCE.c.ref)
    .join(SOURCE, SOURCE.c.id == CODING.c.source_id)
    .outerjoin(DISPLACED, DISPLACED.c.coding_id == CODING.c.id)
    .where(CODING.c.revision_id != SOURCE.c.revision_id, DISPLACED.c.coding_id.is_(None))
    .limit(1)
)
"""A coding in a text that is not in force, and not on the review list."""


def _of_source(source_id: uuid.UUID, keys: Iterable[uuid.UUID] | None) -> list[ColumnElement[bool]]:
    """Return the conditions for the codings of a source, or for those of them with given keys."""
    return [SOURCE.c.id == source_id, *([] if keys is None else [CODING.c.id.in_(list(keys))])]


def _refuse_unanchored(connection: Connection, source_id: uuid.UUID, keys: Iterable[uuid.UUID] | None) -> None:
    """Refuse to leave a coding in an earlier text unless it is on the review list."""
    found = connection.execute(_UNANCHORED.where(*_of_source(source_id, keys))).first()
    if found is not None:
        raise CaseCoderError(
            f"That can't be undone or redone: {coding_id(found.number)} by {found.coder} was made in another text"
            f" of {found.ref} than the one it would be left with.",
            _FIRST,
        )


def _refuse_other_words(change: StudyChange) -> None:
    """Refuse to bring back a text in which a later memo would be on other words."""
    carried = {uuid.UUID(image["id"]) for image in change.touched(MemoRow)}
    for before, after in change.swapped(SourceRow):
        if before is None or after is None or before["revision_id"] == after["revision_id"]:
            continue
        on_words = select(MEMO.c.start, MEMO.c.end, MEMO.c.author).where(
            MEMO.c.target_id == uuid.UUID(after["id"]), MEMO.c.start.is_not(None), MEMO.c.id.not_in(carried)
        )
        held = change.connection.execute(on_words).all()
        diff = (
            compare_texts(*(_text(change.connection, image["revision_id"]) for image in (before, after)))
            if held
            else None
        )
        for start, end, author in held:
            if diff and diff.old[start:end] != diff.new[start:end] and _moved(diff, start, end):
                raise CaseCoderError(
                    f"That can't be undone or redone: a memo by {author} is on words of {after['ref']} that stand"
                    " elsewhere in the text it would be left with.",
                    _FIRST,
                )


def _refuse_settled(change: StudyChange) -> None:
    """Refuse to take back a rating that another rating settles."""
    gone = {
        before["number"]: uuid.UUID(before["case_id"])
        for before, after in change.swapped(RatingRow)
        if before is not None and after is None
    }
    if not gone:
        return
    query = select(RATING.c.number, RATING.c.rater, RATING.c.settles).where(RATING.c.case_id.in_(gone.values()))
    for number, rater, settles in change.connection.execute(query.order_by(RATING.c.number)):
        for settled in sorted(gone.keys() & set(settles)):
            raise CaseCoderError(
                f"{rating_id(settled)} can't be taken back: {rating_id(number)} by {rater} settles it.",
                "Take that one back first, or rate anew.",
            )


def _text(connection: Connection, revision: str) -> str:
    return str(connection.execute(select(REVISION.c.text).where(REVISION.c.id == uuid.UUID(revision))).scalar_one())


def _moved(diff: TextDiff, start: int, end: int) -> bool:
    return (diff.start(start)[0], diff.end(end)[0]) != (start, end)
