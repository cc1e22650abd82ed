"""The history of a study, and undo and redo, which are part of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as columns_of
from sqlmodel import col, select

from casecoder.core.dates import long_date
from casecoder.core.errors import CaseCoderError
from casecoder.services.settling import settle
from casecoder.store.records import study_row
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Event, table

EVENT = table(Event)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act. ``reverses`` is the number of the act that an undo or redo reversed."""

    number: int
    at: datetime
    coder: str
    kind: str
    label: str
    reverses: int | None


def history(study: StudyFile, limit: int | None = None) -> list[HistoryLine]:
    """The acts, newest first."""
    with study.reading() as session:
        columns = (EVENT.c.number, EVENT.c.at, EVENT.c.coder, EVENT.c.kind, EVENT.c.label, EVENT.c.reverses)
        query = columns_of(*columns).order_by(EVENT.c.number.desc()).limit(limit)
        return [HistoryLine(*row) for row in session.connection().execute(query)]


def undo(study: StudyFile, coder: str = "") -> str:
    """Undo the newest standing act of a coder, or, when none is named, of whoever acted last.

    Returns
    -------
    str
        What was undone.

    Raises
    ------
    CaseCoderError
        If there is nothing to undo, or somebody's later work rests on it.
    """
    return study.reverse(coder or _whose(study, redo=False), settle)


def redo(study: StudyFile, coder: str = "") -> str:
    """Redo what was last undone; the coder as in :func:`undo`."""
    return study.reverse(coder or _whose(study, redo=True), settle, redo=True)


def _whose(study: StudyFile, *, redo: bool) -> str:
    """The coder with the newest act on her undo (or redo) stack."""
    with study.reading() as session:
        heads = select(func.max(Event.number)).group_by(col(Event.coder))
        top = col(Event.redo_top if redo else Event.undo_top)
        found = session.exec(
            select(Event.coder).where(col(Event.number).in_(heads), top.is_not(None)).order_by(top.desc()).limit(1)
        ).first()
    if found is None:
        raise CaseCoderError(f"There is nothing to {'redo' if redo else 'undo'}.")
    return found


@dataclass(frozen=True, slots=True)
class State:
    """A state of a study: what a document says it was made from, and when the study came to it.

    Parameters
    ----------
    secret:
        What only who has the study knows of the state, and seals the words of a document's list of claims.
    """

    sentence: str
    at: datetime
    secret: str = ""


def state_of(study: StudyFile) -> State:
    """The state a study is in."""
    with study.reading() as session:
        newest = session.exec(select(Event).order_by(col(Event.number).desc()).limit(1)).first()
        if newest is None:
            return State("Made from an empty study.", study_row(session).created_at)
    stood = f"{long_date(newest.at.date().isoformat())}, {newest.at:%H:%M} UTC"
    return State(
        f"Made from the study as it stood on {stood} (state {newest.number}, fingerprint {newest.digest[:12]}).",
        newest.at, newest.digest,
    )
