"""Memos as they are listed, the days of a journal, and the links in a memo, such as ``[[B02]]`` and ``[[E-0412]]``."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import NamedTuple

_LINK = re.compile(r"\[\[([^\[\]\n]*[^\[\]\s][^\[\]\n]*)\]\]")
_BEGUN = re.compile(r"\[\[[^\[\]\n]*\Z")


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


class MemoLink(NamedTuple):
    """A link in a text: the id in it, and its stretch ``[start, end)`` with the brackets, in code points."""

    name: str
    start: int
    end: int


def find_memo_links(text: str) -> list[MemoLink]:
    """Return the links of a text, in order. Brackets that are empty or hold brackets are not links."""
    return [MemoLink(found[1].strip(), *found.span()) for found in _LINK.finditer(text)]


def redirect_links(text: str, old: str, new: str) -> str:
    """Return the text with the links to one id changed to another id."""
    parts, at = [], 0
    for link in find_memo_links(text):
        if link.name.casefold() == old.casefold():
            parts += [text[at : link.start], f"[[{new}]]"]
            at = link.end
    return "".join([*parts, text[at:]])


def unfinished_link_length(before: str) -> int:
    """Return the length of an unfinished link at the end of a text, or 0 if there is none."""
    found = _BEGUN.search(before)
    return len(found[0]) if found else 0
