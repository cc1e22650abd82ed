"""Find what has changed in a source since a screen last read it, from the events since then."""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, select

from casecoder.core.judging.evidence import Evidence
from casecoder.core.vocabulary import SourceStatus, effective_status
from casecoder.store import records
from casecoder.store.changes import last_event
from casecoder.store.evidence import evidence_by_numbers
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODING, EVENT

MOST_CHANGES = 100
"""With more acts than this it is quicker to read the source anew."""
_SHARED = {"code", "codebook", "case", "participant", "study", "displaced"}
"""Records that the screen of any source may show, or that name no source."""


@dataclass(frozen=True, slots=True)
class SourceChanges:
    """The changes in a source.

    Parameters
    ----------
    state:
        The number of the newest act that was read.
    changed:
        The codings made or changed, as they are now.
    touched:
        The numbers of these codings and of the removed ones.
    memos:
        Whether a memo was written, changed or removed.
    anew:
        Whether more than codings and memos has changed. The source must then be opened anew.
    """

    state: int
    changed: tuple[Evidence, ...] = ()
    touched: frozenset[int] = frozenset()
    memos: bool = False
    anew: bool = False


def newest_act_number(study: StudyFile) -> int:
    """Return the number of the newest act in the study, or 0 before the first."""
    with study.reading() as session:
        return _newest(session.connection())


def source_status(study: StudyFile, source: str) -> SourceStatus:
    """Return how far the researchers are with a source. A source with codings is no longer unread."""
    with study.reading() as session:
        where = records.source_named(session, source)
        coded = exists().where(CODING.c.source_id == where.id)
        return effective_status(where.status, coded=bool(session.connection().execute(select(coded)).scalar()))


def next_undo_number(study: StudyFile, coder: str) -> int | None:
    """Return the number of the act that undo would take back, or ``None`` if there is none."""
    with study.reading() as session:
        last = last_event(session.connection(), coder)
    return last["undo_top"] if last else None


def _newest(connection: Connection) -> int:
    return connection.execute(select(func.max(EVENT.c.number))).scalar() or 0


def read_source_changes(study: StudyFile, source: str, state: int) -> SourceChanges:
    """Return what has changed in a source since the act numbered ``state``.

    Raises
    ------
    CaseCoderError
        If the source is no longer there.
    """
    with study.reading() as session:
        connection = session.connection()
        newest = _newest(connection)
        if newest == state:
            return SourceChanges(state)
        key = records.source_named(session, source).id
        if newest - state > MOST_CHANGES:
            return SourceChanges(newest, anew=True)
        acts = select(EVENT.c.changes).where(EVENT.c.number > state, EVENT.c.number <= newest)
        touched, memos = set[int](), False
        for changes in connection.execute(acts).scalars():
            for name, before, after in json.loads(changes):
                image = after or before
                if name in _SHARED or (name == "source" and image["id"] == key.hex):
                    return SourceChanges(newest, anew=True)
                memos = memos or name == "memo"
                if image.get("source_id") == key.hex:
                    if name != "coding":
                        return SourceChanges(newest, anew=True)
                    touched.add(image["number"])
        changed = (item for item in evidence_by_numbers(connection, sorted(touched)) if not item.in_review)
        return SourceChanges(newest, tuple(changed), frozenset(touched), memos)
