"""Whether ratings were given blind, as the history tells; the settings say only how the study is rated now."""

import json
from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging.rating import same_person
from casecoder.core.judging.study_settings import StudySettings
from casecoder.store.tables import EVENT


class DatedRating(Protocol):
    """A rating, as far as it matters who gave it and when."""

    @property
    def rater(self) -> str:
        """Who gave the rating."""

    @property
    def rated_at(self) -> datetime:
        """When the rating was given."""


def blindness_test(session: Session) -> Callable[[DatedRating], bool]:
    """Return a function that says whether others' ratings were hidden from a rater when she gave one.

    The lead of a study has always seen all ratings.
    """
    acts = select(EVENT.c.at, EVENT.c.changes).where(EVENT.c.kind.in_(("study", "undo", "redo")))
    times, settings = [], [StudySettings()]
    for at, changes in session.connection().execute(acts.order_by(EVENT.c.number)):
        if not changes.startswith('[["study"'):
            continue
        _, _, after = json.loads(changes)[0]
        times.append(at)
        settings.append(StudySettings.of(after.get("settings", {})))

    def was_blind(rating: DatedRating) -> bool:
        then = settings[bisect_right(times, rating.rated_at)]
        return then.blind and not same_person(then.lead, rating.rater)

    return was_blind
