"""How the history words acts on ratings: the band is shown to those who may see it, and to nobody else."""

import re
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from casecoder.core.judging.evidence import rating_id
from casecoder.core.judging.rating import ratings_visible_to, same_person
from casecoder.core.vocabulary import Band
from casecoder.services.judging.bare_ratings import bare_ratings_by_cell
from casecoder.services.judging.study_settings import sees_all_ratings, settings_in_session

_BANDS = "|".join(re.escape(band.label) for band in Band)
_ACT = re.compile(
    rf"^(?P<act>(?:Rate|Reconcile|Sign off) \S+ \S+)(?:(?: as)? (?:{_BANDS}))?(?P<settling>, settling [R\d, -]+)?"
    r" \(R-0*(?P<number>\d+)\)"
)
"""How the label of an act on a rating begins. Earlier versions wrote the band into it."""

LOOKED_AT_AGAIN = ", which had to be looked at again"
"""Stands in the label of a rating after the id of the rater's earlier one, before the reason."""


def rating_number_in_label(label: str) -> int | None:
    """Return the number of the rating that an act gave or signed, from its label; ``None`` for other acts."""
    found = _ACT.match(label)
    return int(found["number"]) if found else None


def label_of_rating_act(label: str, image: Mapping[str, Any] | None) -> str:
    """Return the label of an act on a rating, with the band and the reason if the reader may see them.

    Without an image the label has neither: the reason why a rating was given again names what the rating cites.

    Parameters
    ----------
    image:
        The rating as its event has it; ``None`` where the reader may not see it.
    """
    found = _ACT.match(label)
    if found is None:
        return label
    band = Band(image["band"]).label if image else ""
    band_words = f" as {band}" if band and found["settling"] else f" {band}" if band else ""
    because = f": {image['reason']}" if image and image.get("reason") and not label.startswith("Sign") else ""
    ref, rest = rating_id(int(found["number"])), label[found.end() :]
    if image is None and LOOKED_AT_AGAIN in rest:
        rest = rest.partition(LOOKED_AT_AGAIN)[0] + LOOKED_AT_AGAIN
    return f"{found['act']}{band_words}{found['settling'] or ''} ({ref}){rest}{because}"


def visible_rating_numbers(session: Session, given: Mapping[int, str], viewer: str) -> set[int]:
    """Return the numbers of the ratings that a reader may see.

    Parameters
    ----------
    given:
        The rater of each rating, by its number. In a blind study a rating that was undone is visible to its rater
        alone. If it was the one agreed on, the ratings that it settled are hidden again.
    viewer:
        Empty for nobody in particular.
    """
    if sees_all_ratings(settings_in_session(session), viewer):
        return set(given)
    seen = {
        rating.number
        for ratings in bare_ratings_by_cell(session).values()
        for rating in ratings_visible_to(ratings, viewer)
    }
    return {number for number, rater in given.items() if number in seen or same_person(rater, viewer)}
