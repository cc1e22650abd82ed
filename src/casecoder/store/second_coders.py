"""Second coders: who codes which source again, and what that leaves out of every count."""

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, false, select, text, tuple_

from casecoder.store.tables import CODING, HAS_SECOND_CODERS, SOURCE

_CODED_TWICE = select(SOURCE.c.id, SOURCE.c.second_coders).where(text(HAS_SECOND_CODERS))  # as the index has it
SecondCoders = Collection[tuple[uuid.UUID, str]]
"""The sources coded a second time, each with who does: what they code there serves agreement alone."""


def find_second_coders(connection: Connection) -> SecondCoders:
    """Who codes which source a second time."""
    return [(source, name) for source, names in connection.execute(_CODED_TWICE) for name in names]


def count_twice_coded_sources(connection: Connection) -> int:
    """How many sources have a second coder."""
    return len({source for source, _ in find_second_coders(connection)})


def analysed_codings_condition(seconds: SecondCoders) -> list[ColumnElement[bool]]:
    """What a coding must be to count. Nothing where nobody codes a second time: an index then answers alone."""
    return [~second_coder_condition(seconds)] if seconds else []


def second_coder_condition(seconds: SecondCoders) -> ColumnElement[bool]:
    """That a second coder of its source made a coding."""
    return tuple_(CODING.c.source_id, CODING.c.coder).in_(seconds) if seconds else false()
