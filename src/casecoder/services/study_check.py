"""Check that a study is whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from casecoder.core.judging.evidence import coding_id
from casecoder.core.transcripts.spans import Span
from casecoder.services.derived_fields import read_source_voices
from casecoder.services.judging.rating_rows import current_judgements
from casecoder.services.judging.rating_writer import reason_not_rated
from casecoder.store.integrity import find_faults
from casecoder.store.records import code_rows
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODING, EVENT, RATING, SOURCE


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The result of a check.

    Parameters
    ----------
    faults:
        The faults, a sentence each; empty for a whole study.
    stale:
        Ratings that have to be looked at again, with the reasons. They are work to do and no faults.
    """

    sources: int
    codings: int
    ratings: int
    events: int
    faults: tuple[str, ...]
    stale: tuple[str, ...]


def _all_faults(connection: Connection) -> Iterator[str]:
    try:
        yield from find_faults(connection)
        yield from _voices(connection)
    except (ValueError, TypeError, AttributeError) as error:  # a value of another type, or an invalid key or time
        yield f"The study is damaged: {error}."


def _voices(connection: Connection) -> Iterator[str]:
    """Check that each coding has the voice of the turn that holds most of it."""
    for source in connection.execute(select(SOURCE.c.id, SOURCE.c.ref, SOURCE.c.revision_id)).all():
        voices = read_source_voices(connection, source.id)
        anchored = (CODING.c.source_id == source.id) & (CODING.c.revision_id == source.revision_id)
        columns = (CODING.c.number, CODING.c.start, CODING.c.end, CODING.c.turn)
        for number, start, end, turn in connection.execute(select(*columns).where(anchored)):
            if voices.of(Span(start, end)) != turn:
                yield f"{coding_id(number)} is not heard from the turn of {source.ref} that holds its words."


def check_study(study: StudyFile, viewer: str | None = None) -> CheckReport:
    """Check every text, turn, quote, codebook, rating and event of a study.

    Parameters
    ----------
    viewer:
        Who reads. In a blind study the report leaves out the grounds of ratings that she may not see yet. ``None`` is
        for the program's own use.
    """
    with study.reading() as session:
        connection = session.connection()
        found = tuple(_all_faults(connection))
        sources, codings, ratings, events = (
            connection.execute(select(func.count()).select_from(records)).scalar_one()
            for records in (SOURCE, CODING, RATING, EVENT)
        )
        rated = {code.ref for code in code_rows(session) if not reason_not_rated(code)}
        stale = (
            ()
            if found
            else tuple(
                f"{judgement.id} ({judgement.case} {judgement.code}): {reason}"
                for judgement in current_judgements(session, viewer)
                if judgement.code in rated
                for reason in judgement.changes
            )
        )
    return CheckReport(sources, codings, ratings, events, found, stale)
