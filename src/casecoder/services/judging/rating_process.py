"""How the ratings of some codes came about: who rated, where raters differed, what was reconciled."""

from collections import Counter
from collections.abc import Collection, Iterable

from sqlmodel import Session

from casecoder.core.judging.rating import Judgement, RatingKind, independent_ratings, is_rated_blind
from casecoder.core.outputs.figures.study_material import RatingProcess
from casecoder.services.judging.bare_ratings import bare_ratings_by_cell
from casecoder.services.judging.blind_ratings import blindness_test


def summarise_rating_process(session: Session, codes: Collection[str], holding: Iterable[Judgement]) -> RatingProcess:
    """Summarise how the ratings of some codes came about, over all their cells.

    A study that is rated blind is summarised too. In how many cells raters differed is no more than the agreement in
    per cent says: it names no cell and no band, so it tells somebody who has yet to rate nothing of what others gave.

    Parameters
    ----------
    codes:
        The ids of the codes.
    holding:
        The ratings of these codes that hold.
    """
    given = {cell: ratings for cell, ratings in bare_ratings_by_cell(session).items() if cell[0] in codes}
    own = {cell: independent_ratings(ratings) for cell, ratings in given.items()}
    newest = {cell: {rating.rater: rating.band for rating in ratings} for cell, ratings in own.items()}
    twice = [cell for cell, bands in newest.items() if len(bands) > 1]
    differed = [cell for cell in twice if len(set(newest[cell].values())) > 1]
    by = Counter(rater for bands in newest.values() for rater in bands)
    signed = Counter(rating.signed_by for rating in holding if rating.is_signed)
    was_blind = blindness_test(session)
    return RatingProcess(
        tuple(sorted(by.items())),
        len(twice),
        len(differed),
        sum(any(rating.kind is RatingKind.AGREED for rating in given[cell]) for cell in differed),
        sum(is_rated_blind(own[cell], was_blind) for cell in twice),
        tuple(sorted(signed.items())),
    )
