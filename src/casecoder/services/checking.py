"""Checking that a study is whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

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
        Ratings of a whole study that have to be looked at again, with the reason: work to do, not a fault.
    """

    sources: int
    codings: int
    ratings: int
    events: int
    faults: tuple[str, ...]
    stale: tuple[str, ...]


def _all_faults(connection: Connection) -> Iterator[str]:
    try:
        yield from faults(connection)
    except (ValueError, TypeError, AttributeError) as error:  # a value of another type, a key or time that is none
        yield f"The study is damaged: {error}."


def check(study: StudyFile) -> CheckReport:
    """Check every text, turn, quote, codebook, rating and event of a study."""
    with study.reading() as session:
        connection = session.connection()
        found = tuple(_all_faults(connection))
        sources, codings, ratings, events = (
            connection.execute(select(func.count()).select_from(table(model))).scalar_one()
            for model in (Source, Coding, Rating, Event)
        )
        stale = () if found else tuple(
            f"{judgement.id} ({judgement.case} {judgement.code}): {reason}"
            for judgement in current(session)
            for reason in judgement.stale
        )
    return CheckReport(sources, codings, ratings, events, found, stale)
