"""One state of a study, read in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.phrases import format_long_date
from casecoder.store.tables import EVENT, STUDY


@dataclass(frozen=True, slots=True)
class StudyState:
    """A state of a study, which a document names as the one it was made from.

    Parameters
    ----------
    number:
        The number of the newest event; 0 where there is none.
    digest:
        The digest of that event, which only those who have the study know. It seals the words of a document's list of
        claims. Empty where there is no event.
    at:
        When the study came to this state.
    """

    number: int
    digest: str
    at: datetime

    @property
    def sentence(self) -> str:
        """Return what a document says of the state it was made from."""
        if not self.number:
            return "Made from an empty study."
        stood = f"{format_long_date(self.at.date().isoformat())}, {self.at:%H:%M} UTC"
        return f"Made from the study as it stood on {stood} (state {self.number}, fingerprint {self.digest[:12]})."


class Snapshot(Session):
    """A session that sees one state of a study throughout, and writes nothing.

    Whoever writes or verifies a document opens one (:meth:`StudyFile.reading`) and hands it down, so that all that the
    document says is of the state it names.
    """

    @cached_property
    def state(self) -> StudyState:
        """Return the state that this snapshot sees."""
        newest = select(EVENT.c.number, EVENT.c.digest, EVENT.c.at).order_by(EVENT.c.number.desc()).limit(1)
        found = self.connection().execute(newest).first()
        if found is not None:
            return StudyState(*found)
        return StudyState(0, "", self.connection().execute(select(STUDY.c.created_at)).scalar_one())
