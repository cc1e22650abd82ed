"""How the ratings of some codes came about: who rated, where they differed, what became of it."""

from collections import Counter
from collections.abc import Collection, Iterable

from sqlmodel import Session

from casecoder.core.judging.rating import Judgement, Kind, by_themselves, given_blind
from casecoder.core.outputs.method import HowRated
from casecoder.services.judging.blindness import blindness
from casecoder.services.judging.given import given_in


def how_rated(session: Session, codes: Collection[str], holding: Iterable[Judgement]) -> HowRated:
    """How the ratings of some codes came about, over all their cells, also in a study that is rated blind.

    In how many cells raters differed is no more than the agreement in per cent says: it names no cell and gives no band
    away, so that whoever has yet to rate one is told nothing of what others gave it.

    Parameters
    ----------
    codes:
        By id.
    holding:
        The ratings of these codes that hold.
    """
    given = {cell: ratings for cell, ratings in given_in(session).items() if cell[0] in codes}
    own = {cell: by_themselves(ratings) for cell, ratings in given.items()}
    newest = {cell: {rating.rater: rating.band for rating in ratings} for cell, ratings in own.items()}
    twice = [cell for cell, bands in newest.items() if len(bands) > 1]
    differed = [cell for cell in twice if len(set(newest[cell].values())) > 1]
    by = Counter(rater for bands in newest.values() for rater in bands)
    signed = Counter(rating.signed_by for rating in holding if rating.is_signed)
    was_blind = blindness(session)
    return HowRated(
        tuple(sorted(by.items())),
        len(twice),
        len(differed),
        sum(any(rating.kind is Kind.AGREED for rating in given[cell]) for cell in differed),
        sum(given_blind(own[cell], was_blind) for cell in twice),
        tuple(sorted(signed.items())),
    )
