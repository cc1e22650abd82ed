"""Memos as they are listed, and the days of a journal."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby


@dataclass(frozen=True, slots=True)
class MemoLine:
    """A memo in a listing.

    Parameters
    ----------
    target, about:
        What the memo is attached to, and the short id of that thing; empty for the study and for what is gone.
    start, end:
        The place of the words, in code points, for a memo on words of a source.
    quote:
        The words that the memo is on, if it is on a segment or a coding.
    linked:
        The memo is listed because it links to the thing asked for, and is not attached to it.
    """

    id: uuid.UUID
    target: str
    about: str
    body: str
    author: str
    created_at: datetime
    start: int | None = None
    end: int | None = None
    quote: str = ""
    linked: bool = False

    @property
    def _here(self) -> datetime:
        at = self.created_at
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone()

    @property
    def day(self) -> date:
        """The day the memo was written, in local time; a study keeps UTC."""
        return self._here.date()

    @property
    def clock(self) -> str:
        """The time of day the memo was written, in local time."""
        return f"{self._here:%H:%M}"

    @property
    def on(self) -> str:
        """What the memo is attached to, in words."""
        if self.target == "study":
            return "the study"
        if not self.about:
            return f"a {self.target} that is no longer there"
        return f"{self.about}, characters {self.start}–{self.end}" if self.start is not None else self.about


@dataclass(frozen=True, slots=True)
class JournalDay:
    """A day of the journal: the memos on the study, and the other memos of that day."""

    date: date
    entries: tuple[MemoLine, ...]
    others: tuple[MemoLine, ...]


def group_memos_by_day(memos: Iterable[MemoLine]) -> list[JournalDay]:
    """Group memos by day, the newest day first and within a day the newest memo first."""
    ordered = sorted(memos, key=lambda memo: (memo.day, memo.created_at, str(memo.id)), reverse=True)
    found = []
    for day, written in groupby(ordered, key=lambda memo: memo.day):
        on_the_day = tuple(written)
        entries = tuple(memo for memo in on_the_day if memo.target == "study")
        found.append(JournalDay(day, entries, tuple(memo for memo in on_the_day if memo.target != "study")))
    return found
