"""What the history says of ratings: the band to those who may see it, and to nobody else."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging.evidence import rating_id
from casecoder.core.judging.rating import Kind, same_person
from casecoder.core.vocabulary import Band
from casecoder.services.judging.settings import sees_all, settings_in
from casecoder.store.tables import Rating, table

RATING = table(Rating)
_BANDS = "|".join(re.escape(band.label) for band in Band)
_RATED = re.compile(rf"^((?:Rate|Sign off|Reconcile) \S+ \S+)(?:( as)? (?:{_BANDS}))?([^()]*) \(R-0*(\d+)\)")
"""How the label of an act on a rating begins. That of what raters agreed on has the band in it, and so had the others
in earlier versions.
"""


def rated_in(label: str) -> int | None:
    """The number of the rating that an act gave, agreed on or signed, by its label; ``None`` for any other act."""
    found = _RATED.match(label)
    return int(found[4]) if found else None


def labelled(label: str, image: Mapping[str, Any] | None) -> str:
    """The label of an act on a rating, with the band given and why it was changed; without them for no image.

    Parameters
    ----------
    image:
        The rating as its event has it.
    """

    def told(found: re.Match[str]) -> str:
        band = f"{found[2] or ''} {Band(image['band']).label}" if image else ""
        return f"{found[1]}{band}{found[3]} ({rating_id(int(found[4]))})"

    because = f": {image['reason']}" if image and image.get("reason") and label.startswith("Rate") else ""
    return _RATED.sub(told, label) + because


def may_see(session: Session, given: Mapping[int, str], viewer: str) -> set[int]:
    """Which ratings a reader may see, by number.

    Parameters
    ----------
    given:
        Who gave each of them. One that was taken back is its rater's alone as long as the study is blind.
    viewer:
        Empty for nobody in particular.
    """
    own = {number for number, rater in given.items() if same_person(rater, viewer)}
    if sees_all(settings_in(session), viewer):
        return set(given)
    columns = (RATING.c.number, RATING.c.case_id, RATING.c.code_id, RATING.c.rater, RATING.c.kind, RATING.c.signed_by)
    rows = session.connection().execute(select(*columns)).all()
    rated = {
        (row.case_id, row.code_id) for row in rows if row.kind == Kind.OWN and same_person(row.rater, viewer)
    }
    public = {row.number for row in rows if row.signed_by or row.kind == Kind.AGREED}
    seen = public | {row.number for row in rows if (row.case_id, row.code_id) in rated}
    return own | (seen & set(given))
