"""The ratings of a study as readers see them: with why they are stale, and which of a cell's holds."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from casecoder.core.judging.rating import Judgement, Kind, Standing, seen_by, standing
from casecoder.core.vocabulary import Band
from casecoder.services.judging.given import Cell
from casecoder.services.judging.settings import sees_all, settings_in
from casecoder.services.judging.staleness import Standpoint
from casecoder.store.tables import Case, Citation, Code, Rating


def judgements(session: Session, case: Case | None = None, code: Code | None = None) -> list[Judgement]:
    """The ratings of a case, of a code, or all, oldest first, each with why it is stale. Blindness is not heeded."""
    query = (
        select(Rating, Case.short, Code.ref)
        .join(Case, col(Rating.case_id) == Case.id)
        .join(Code, col(Rating.code_id) == Code.id)
        .order_by(col(Rating.number))
    )
    if case is not None:
        query = query.where(Rating.case_id == case.id)
    if code is not None:
        query = query.where(Rating.code_id == code.id)
    rows = session.exec(query).all()
    cited: dict[uuid.UUID, list[int]] = {}
    citations = select(Citation).where(col(Citation.rating_id).in_([rating.id for rating, *_ in rows]))
    for citation in session.exec(citations.order_by(col(Citation.coding_number))):
        cited.setdefault(citation.rating_id, []).append(citation.coding_number)
    now = Standpoint(session, [rating for rating, *_ in rows], cited)
    return [judgement_of(rating, short, ref, cited.get(rating.id, ()), now) for rating, short, ref in rows]


def judgement_of(
    rating: Rating, case: str, code: str, cited: Iterable[int], now: Standpoint | None = None
) -> Judgement:
    """A rating as readers see it; without a standpoint one that has just been given."""
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
        changes=now.told(rating, reasons) if now else (),
        kind=Kind(rating.kind),
        settles=tuple(rating.settles),
        reason=rating.reason,
        signed_by=rating.signed_by,
        signed_at=rating.signed_at,
    )


def standings(
    session: Session, viewer: str | None = None, case: Case | None = None, code: Code | None = None
) -> dict[Cell, Standing]:
    """What is to be made of the ratings of each cell that has any, by ``(code, case)``.

    Parameters
    ----------
    viewer:
        Who reads: in a blind study a rater does not see others' ratings of a cell before she has given hers, and a
        document (``""``) shows what has been agreed on or signed off. ``None`` is for the program's own use.
    case, code:
        Only these.
    """
    return standings_of(session, by_cell(session, case, code), viewer)


def standings_of(
    session: Session, cells: Mapping[Cell, Sequence[Judgement]], viewer: str | None
) -> dict[Cell, Standing]:
    """What a reader is to make of the ratings of each cell, given oldest first."""
    reader = Reader.of(session, viewer)
    return {cell: reader.standing(given) for cell, given in cells.items()}


def by_cell(session: Session, case: Case | None = None, code: Code | None = None) -> dict[Cell, list[Judgement]]:
    """The ratings of each cell that has any, oldest first."""
    found: dict[Cell, list[Judgement]] = {}
    for judgement in judgements(session, case, code):
        found.setdefault((judgement.code, judgement.case), []).append(judgement)
    return found


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads ratings.

    Parameters
    ----------
    name:
        Empty for a document, which is nobody's.
    sees_all:
        Whether all ratings are shown to her, whether or not she has given hers.
    """

    name: str
    sees_all: bool

    @classmethod
    def of(cls, session: Session, viewer: str | None) -> "Reader":
        """A reader by her name; ``None`` is the program itself."""
        return cls(viewer or "", viewer is None or sees_all(settings_in(session), viewer))

    def visible(self, given: Sequence[Judgement]) -> list[Judgement]:
        """The ratings of one cell that she may see, given oldest first."""
        return list(given) if self.sees_all else seen_by(given, self.name)

    def standing(self, given: Sequence[Judgement]) -> Standing:
        """What she is to make of the ratings of one cell, given oldest first."""
        seen = self.visible(given)
        held, whole = standing(seen), standing(given)
        hidden = len({judgement.number for judgement in whole.open} - {judgement.number for judgement in seen})
        return Standing(held.judgement, held.open, hidden, held.judgement not in {None, whole.judgement})


def current(session: Session, viewer: str | None = None) -> list[Judgement]:
    """The ratings that count: the one that holds for each cell; where raters differ, the newest of each.

    Parameters
    ----------
    viewer:
        Who reads: see :func:`standings`.
    """
    return [judgement for held in standings(session, viewer).values() for judgement in held.given]
