"""Saves queries over codings and over words under names."""

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
    """A saved query in a listing. ``query`` is its text as people type it."""

    name: str
    kind: str
    query: str
    author: str
    created_at: datetime


def save_query(study: StudyFile, name: str, kind: QueryKind, query: str, *, author: str) -> None:
    """Save a query under a name. A query of the same name and kind is replaced.

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
        held = _find_query(change.session, name)
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
    """Return the saved queries by name, of one kind or of both."""
    with study.reading() as session:
        query = select(SavedQueryRow).order_by(SAVED_QUERY.c.name)
        if kind is not None:
            query = query.where(SAVED_QUERY.c.kind == kind)
        return [_line(row) for row in session.scalars(query)]


def find_saved_query(study: StudyFile, name: str) -> QueryLine:
    """Return the query of a name, whatever the case of its letters.

    Raises
    ------
    CaseCoderError
        If there is no query of that name.
    """
    with study.reading() as session:
        return _line(_require_query(session, name))


def remove_saved_query(study: StudyFile, name: str, *, coder: str) -> None:
    """Remove a saved query.

    Raises
    ------
    CaseCoderError
        If there is no query of that name.
    """
    with study.change("query", "", coder) as change:
        held = _require_query(change.session, name)
        change.label = f"Remove the query {held.name}"
        change.delete(held)


def _require_query(session: Session, name: str) -> SavedQueryRow:
    """Return the row of a saved query. Raise if there is none of that name."""
    held = _find_query(session, name)
    if held is None:
        names = ", ".join(session.scalars(select(SAVED_QUERY.c.name).order_by(SAVED_QUERY.c.name).limit(12)))
        hint = f"The study has: {names}." if names else "None is saved yet."
        raise CaseCoderError(f"There is no saved query {name!r}.", hint)
    return held


def _find_query(session: Session, name: str) -> SavedQueryRow | None:
    """Return the row of a saved query, or ``None``."""
    wanted = " ".join(name.split()).casefold()
    return next((row for row in session.scalars(select(SavedQueryRow)) if row.name.casefold() == wanted), None)


def _line(row: SavedQueryRow) -> QueryLine:
    return QueryLine(row.name, row.kind, row.query, row.author, row.created_at)
