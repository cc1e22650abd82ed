"""Ratings as readers see them: why they are stale, and which rating of a cell holds."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging.rating import (
    Judgement,
    RatingKind,
    RatingStanding,
    find_rating_standing,
    ratings_visible_to,
)
from casecoder.core.vocabulary import Band
from casecoder.services.judging.bare_ratings import CodeAndCase
from casecoder.services.judging.staleness import StalenessCheck
from casecoder.services.judging.study_settings import sees_all_ratings, settings_in_session
from casecoder.store.tables import CASE, CITATION, CODE, RATING, CaseRow, CodeRow, RatingRow


def list_judgements(session: Session, case: CaseRow | None = None, code: CodeRow | None = None) -> list[Judgement]:
    """Return the ratings of a case, of a code, or all, oldest first, with the reasons why they are stale.

    Ratings that are hidden in a blind study are among them.
    """
    query = (
        select(RatingRow, CASE.c.short, CODE.c.ref)
        .join(CASE, RATING.c.case_id == CASE.c.id)
        .join(CODE, RATING.c.code_id == CODE.c.id)
        .order_by(RATING.c.number)
    )
    if case is not None:
        query = query.where(RATING.c.case_id == case.id)
    if code is not None:
        query = query.where(RATING.c.code_id == code.id)
    rows = session.execute(query).all()
    cited: dict[uuid.UUID, list[int]] = {}
    citations = select(CITATION.c.rating_id, CITATION.c.coding_number)
    citations = citations.where(CITATION.c.rating_id.in_([rating.id for rating, *_ in rows]))
    for rating_id, number in session.connection().execute(citations.order_by(CITATION.c.coding_number)):
        cited.setdefault(rating_id, []).append(number)
    now = StalenessCheck(session, [rating for rating, *_ in rows], cited)
    return [judgement_from_rating(rating, short, ref, cited.get(rating.id, ()), now) for rating, short, ref in rows]


def judgement_from_rating(
    rating: RatingRow, case: str, code: str, cited: Iterable[int], now: StalenessCheck | None = None
) -> Judgement:
    """Return a rating as readers see it; without a staleness check, one that has just been given."""
    reasons = now.reasons(rating) if now is not None else ()
    return Judgement(
        number=rating.number,
        case=case,
        code=code,
        band=Band(rating.band),
        rationale=rating.rationale,
        rater=rating.rater,
        rated_at=rating.rated_at,
        cited=tuple(cited),
        stale=tuple(reason.sentence for reason in reasons),
        changes=now.describe(rating, reasons) if now else (),
        kind=RatingKind(rating.kind),
        settles=tuple(rating.settles),
        reason=rating.reason,
        signed_by=rating.signed_by,
        signed_at=rating.signed_at,
    )


def rating_standings(
    session: Session, viewer: str | None = None, case: CaseRow | None = None, code: CodeRow | None = None
) -> dict[CodeAndCase, RatingStanding]:
    """Return the standing of the ratings of each cell that has any, by code and case.

    Parameters
    ----------
    viewer:
        Who reads. In a blind study a rater sees others' ratings of a cell only when she has given hers. A document
        (``""``) shows what has been agreed on or signed off. ``None`` is for the program's own use.
    case, code:
        The only case, the only code; all when ``None``.
    """
    return standings_from_judgements(session, judgements_by_cell(session, case, code), viewer)


def standings_from_judgements(
    session: Session, cells: Mapping[CodeAndCase, Sequence[Judgement]], viewer: str | None
) -> dict[CodeAndCase, RatingStanding]:
    """Return the standing of the ratings of each cell for a reader. Ratings are given oldest first."""
    reader = RatingReader.of(session, viewer)
    return {cell: reader.standing(given) for cell, given in cells.items()}


def judgements_by_cell(
    session: Session, case: CaseRow | None = None, code: CodeRow | None = None
) -> dict[CodeAndCase, list[Judgement]]:
    """Return the ratings of each cell that has any, oldest first."""
    found: dict[CodeAndCase, list[Judgement]] = {}
    for judgement in list_judgements(session, case, code):
        found.setdefault((judgement.code, judgement.case), []).append(judgement)
    return found


@dataclass(frozen=True, slots=True)
class RatingReader:
    """Somebody who reads ratings, or a document.

    Parameters
    ----------
    name:
        The name of the reader; empty for a document.
    sees_all:
        Whether the reader sees all ratings, even of cells that she has not rated.
    """

    name: str
    sees_all: bool

    @classmethod
    def of(cls, session: Session, viewer: str | None) -> "RatingReader":
        """Return the reader of a name; ``None`` stands for the program itself."""
        return cls(viewer or "", viewer is None or sees_all_ratings(settings_in_session(session), viewer))

    def visible(self, given: Sequence[Judgement]) -> list[Judgement]:
        """Return the ratings of one cell that the reader may see."""
        return list(given) if self.sees_all else ratings_visible_to(given, self.name)

    def standing(self, given: Sequence[Judgement]) -> RatingStanding:
        """Return the standing of one cell's ratings for the reader. Ratings are given oldest first."""
        seen = self.visible(given)
        held, whole = find_rating_standing(seen), find_rating_standing(given)
        hidden = len({judgement.number for judgement in whole.open} - {judgement.number for judgement in seen})
        return RatingStanding(held.judgement, held.open, hidden, held.judgement not in {None, whole.judgement})


def current_judgements(session: Session, viewer: str | None = None) -> list[Judgement]:
    """Return the ratings that count: the one that holds for each cell.

    Where raters differ, the newest rating of each counts.

    Parameters
    ----------
    viewer:
        Who reads: see :func:`rating_standings`.
    """
    return [judgement for held in rating_standings(session, viewer).values() for judgement in held.given]
