"""Searches kept under a name: over codings, or over words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import SAVED_QUERY, SavedQueryRow

QueryKind = Literal["codings", "words"]


@dataclass(frozen=True, slots=True)
class QueryLine:
    """A saved query in a listing. ``query`` is what was asked, as people read and type it."""

    name: str
    kind: str
    query: str
    author: str
    created_at: datetime


def save_query(study: StudyFile, name: str, kind: QueryKind, query: str, *, author: str) -> None:
    """Keep a query under a name; one of that name and kind is replaced.

    Parameters
    ----------
    query:
        For codings :attr:`casecoder.core.coding.coding_filter.CodingFilter.text`, for words what was typed.

    Raises
    ------
    CaseCoderError
        If the name or the query is empty, or a query of the other kind has the name.
    """
    name = " ".join(name.split())
    if not name:
        raise CaseCoderError("The query has no name.", "Give it one.")
    if not query.strip():
        raise CaseCoderError("The query is empty.", "Ask for something first.")
    with study.change("query", f"Save the query {name}", author) as change:
        held = _named(change.session, name)
        if held is None:
            row = SavedQueryRow(
                id=study.new_id(), name=name, kind=kind, query=query, author=author, created_at=change.now
            )
            change.insert(row)
        elif held.kind != kind:
            raise CaseCoderError(f"There is a query {held.name!r} over {held.kind} already.", "Give another name.")
        elif held.query != query:
            change.update(held, query=query, author=author, created_at=change.now)


def list_saved_queries(study: StudyFile, kind: QueryKind | None = None) -> list[QueryLine]:
    """The saved queries, of one kind or all, by name."""
    with study.reading() as session:
        query = select(SavedQueryRow).order_by(SAVED_QUERY.c.name)
        if kind is not None:
            query = query.where(SAVED_QUERY.c.kind == kind)
        return [_line(row) for row in session.scalars(query)]


def find_saved_query(study: StudyFile, name: str) -> QueryLine:
    """The query of that name, in whatever case it was typed.

    Raises
    ------
    CaseCoderError
        If there is none.
    """
    with study.reading() as session:
        return _line(_known(session, name))


def remove_saved_query(study: StudyFile, name: str, *, coder: str) -> None:
    """Take a saved query away.

    Raises
    ------
    CaseCoderError
        If there is none of that name.
    """
    with study.change("query", "", coder) as change:
        held = _known(change.session, name)
        change.label = f"Remove the query {held.name}"
        change.delete(held)


def _known(session: Session, name: str) -> SavedQueryRow:
    held = _named(session, name)
    if held is None:
        names = ", ".join(session.scalars(select(SAVED_QUERY.c.name).order_by(SAVED_QUERY.c.name).limit(12)))
        hint = f"The study has: {names}." if names else "None is saved yet."
        raise CaseCoderError(f"There is no saved query {name!r}.", hint)
    return held


def _named(session: Session, name: str) -> SavedQueryRow | None:
    wanted = " ".join(name.split()).casefold()
    return next((row for row in session.scalars(select(SavedQueryRow)) if row.name.casefold() == wanted), None)


def _line(row: SavedQueryRow) -> QueryLine:
    return QueryLine(row.name, row.kind, row.query, row.author, row.created_at)
