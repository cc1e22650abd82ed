"""Second coders: who codes which source again, and the condition that leaves their codings out of every count.

Short because ``evidence``, ``coding_counts`` and several services share only this.
"""

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, false, select, text, tuple_

from casecoder.store.tables import CODING, HAS_SECOND_CODERS, SOURCE

_CODED_TWICE = select(SOURCE.c.id, SOURCE.c.second_coders).where(text(HAS_SECOND_CODERS))  # as the index has it
SecondCoders = Collection[tuple[uuid.UUID, str]]
"""The sources that are coded a second time, each with the second coder, whose codings serve agreement alone."""


def find_second_coders(connection: Connection) -> SecondCoders:
    """Return who codes which source a second time."""
    return [(source, name) for source, names in connection.execute(_CODED_TWICE) for name in names]


def count_twice_coded_sources(connection: Connection) -> int:
    """Count the sources that have a second coder."""
    return len({source for source, _ in find_second_coders(connection)})


def analysed_codings_condition(seconds: SecondCoders) -> list[ColumnElement[bool]]:
    """Return the condition that a coding counts.

    It is empty where nobody codes a second time; an index then answers alone.
    """
    return [~second_coder_condition(seconds)] if seconds else []


def second_coder_condition(seconds: SecondCoders) -> ColumnElement[bool]:
    """Return the condition that a second coder of its source made a coding."""
    return tuple_(CODING.c.source_id, CODING.c.coder).in_(seconds) if seconds else false()
