"""Ratings without what they rest on: who gave which band, and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging.rating import RatingKind, same_person
from casecoder.core.vocabulary import Band
from casecoder.store.tables import CASE, CODE, RATING

CodeAndCase = tuple[str, str]
"""The id of a code and the short id of a case."""


@dataclass(frozen=True, slots=True)
class BareRating:
    """A rating of a cell, without what it rests on."""

    number: int
    rater: str
    band: Band
    kind: RatingKind
    reason: str
    rated_at: datetime
    signed_by: str

    @property
    def is_signed(self) -> bool:
        """Whether the rating has been signed off."""
        return bool(self.signed_by)


def bare_ratings_by_cell(session: Session) -> dict[CodeAndCase, list[BareRating]]:
    """Return the ratings of each cell that has any, oldest first. Each rater has the name she was first given."""
    query = (
        select(
            CODE.c.ref,
            CASE.c.short,
            RATING.c.number,
            RATING.c.rater,
            RATING.c.band,
            RATING.c.kind,
            RATING.c.reason,
            RATING.c.rated_at,
            RATING.c.signed_by,
        )
        .join(CASE, RATING.c.case_id == CASE.c.id)
        .join(CODE, RATING.c.code_id == CODE.c.id)
        .order_by(RATING.c.number)
    )
    found: dict[CodeAndCase, list[BareRating]] = {}
    called: list[str] = []
    for ref, short, number, rater, band, kind, *rest in session.connection().execute(query):
        name = next((each for each in called if same_person(each, rater)), rater)
        called += [] if name in called else [name]
        found.setdefault((ref, short), []).append(BareRating(number, name, Band(band), RatingKind(kind), *rest))
    return found
