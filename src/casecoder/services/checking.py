"""Checking that a study is whole."""

from dataclasses import dataclass

from sqlalchemy import func, select

from casecoder.services.rating import current
from casecoder.store.integrity import faults
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Coding, Event, Rating, Source, table


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found.

    Parameters
    ----------
    faults:
        What is broken, a sentence each; empty for a whole study.
    stale:
        Ratings that have to be looked at again, with the reason: work to do, not a fault.
    """

    sources: int
    codings: int
    ratings: int
    events: int
    faults: tuple[str, ...]
    stale: tuple[str, ...]


def check(study: StudyFile) -> CheckReport:
    """Check every text, turn, quote, codebook, rating and event of a study."""
    with study.reading() as session:
        connection = session.connection()
        found = tuple(faults(connection))
        sources, codings, ratings, events = (
            connection.execute(select(func.count()).select_from(table(model))).scalar_one()
            for model in (Source, Coding, Rating, Event)
        )
        stale = tuple(
            f"{judgement.id} ({judgement.case} {judgement.code}): {reason}"
            for judgement in current(session)
            for reason in judgement.stale
        )
    return CheckReport(sources, codings, ratings, events, found, stale)
