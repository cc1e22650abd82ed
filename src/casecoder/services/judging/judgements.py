"""The ratings of a study as readers see them: with why they are stale, and which of a cell's holds."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlmodel import Session, col, select

from casecoder.core import grounds
from casecoder.core.rating import Judgement, Kind, Standing, seen_by, standing
from casecoder.core.vocabulary import Band
from casecoder.services.judging.settings import sees_all, settings_in
from casecoder.store.evidence import Filter, evidence
from casecoder.store.tables import Case, Citation, Code, Rating

Cell = tuple[str, str]
"""A code's id and a case's short id."""


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
    cited: dict[object, list[int]] = {}
    citations = select(Citation).where(col(Citation.rating_id).in_([rating.id for rating, *_ in rows]))
    for citation in session.exec(citations.order_by(col(Citation.coding_number))):
        cited.setdefault(citation.rating_id, []).append(citation.coding_number)
    now = _present(session, (rating for rating, *_ in rows), {each for numbers in cited.values() for each in numbers})
    return [
        judgement_of(rating, short, ref, cited.get(rating.id, ()), grounds.what_changed(rating.fingerprint, now))
        for rating, short, ref in rows
    ]


def judgement_of(
    rating: Rating, case: str, code: str, cited: Iterable[int], stale: tuple[str, ...] = ()
) -> Judgement:
    """A rating as readers see it."""
    return Judgement(
        number=rating.number, case=case, code=code, band=Band(rating.band), rationale=rating.rationale,
        rater=rating.rater, rated_at=rating.rated_at, cited=tuple(cited), stale=stale, kind=Kind(rating.kind),
        settles=tuple(rating.settles), reason=rating.reason, signed_by=rating.signed_by, signed_at=rating.signed_at,
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
    free = _sees_all(session, viewer)
    return {cell: _standing(given, viewer, free=free) for cell, given in cells.items()}


def by_cell(session: Session, case: Case | None = None, code: Code | None = None) -> dict[Cell, list[Judgement]]:
    """The ratings of each cell that has any, oldest first."""
    found: dict[Cell, list[Judgement]] = {}
    for judgement in judgements(session, case, code):
        found.setdefault((judgement.code, judgement.case), []).append(judgement)
    return found


def visible(session: Session, given: list[Judgement], viewer: str | None) -> list[Judgement]:
    """The ratings of one cell that a reader may see, oldest first."""
    return given if _sees_all(session, viewer) else seen_by(given, viewer or "")


def standing_for(session: Session, given: list[Judgement], viewer: str | None) -> Standing:
    """What a reader is to make of the ratings of one cell, given oldest first."""
    return _standing(given, viewer, free=_sees_all(session, viewer))


def _sees_all(session: Session, viewer: str | None) -> bool:
    return viewer is None or sees_all(settings_in(session), viewer)


def _standing(given: Sequence[Judgement], viewer: str | None, *, free: bool) -> Standing:
    seen = given if free else seen_by(given, viewer or "")
    held, whole = standing(seen), standing(given)
    hidden = len({judgement.number for judgement in whole.open} - {judgement.number for judgement in seen})
    return Standing(held.judgement, held.open, hidden)


def current(session: Session) -> list[Judgement]:
    """The ratings that count: the one that holds for each cell; where raters differ, the newest of each."""
    found = standings(session).values()
    return [judgement for held in found for judgement in ([held.judgement] if held.judgement else held.open)]


def wordings(session: Session, refs: Collection[str]) -> dict[str, str]:
    """A digest of what each of these codes means now."""
    found = session.exec(select(Code).where(col(Code.ref).in_(sorted(refs))))
    return {code.ref: grounds.digest(code.definition, code.include, code.exclude) for code in found}


def _present(session: Session, ratings: Iterable[Rating], numbers: Collection[int]) -> grounds.Grounds:
    """What every coding cited and every code rested on is now."""
    cited = evidence(session, Filter(numbers=frozenset(numbers))) if numbers else []
    parts = {part for rating in ratings for part in rating.fingerprint}
    return grounds.present(cited, wordings(session, grounds.codes_in(parts)))
