"""The words of whoever gives a coding its voice, where others or their labels share the segment."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from casecoder.core.outputs.spoken import Heard, spoken
from casecoder.store.tables import Source, Speaker, Turn, table

SOURCE, SPEAKER, TURN = table(Source), table(Speaker), table(Turn)


class Voiced(NamedTuple):
    """A coding, and the turn that gives it its voice: where its words begin and end, and who speaks in it."""

    source: str
    start: int
    end: int
    quote: str
    words: int
    turn_end: int
    speaker: str
    person: uuid.UUID | None

    @property
    def is_shared(self) -> bool:
        """Whether the coding reaches beyond the words of that turn, and somebody speaks in it."""
        return bool(self.speaker) and (self.start < self.words or self.end > self.turn_end)


class _Turn(NamedTuple):
    """A turn, with its label and whoever that is known to be."""

    start: int
    words: int
    end: int
    speaker: str
    person: uuid.UUID | None


def own_words(connection: Connection, codings: Sequence[Voiced]) -> list[str]:
    """The words of the one who gives each coding its voice; empty where nobody shares it."""
    shared = {coding.source for coding in codings if coding.is_shared}
    turns = _turns(connection, shared) if shared else {}
    return [_own(coding, turns) if coding.is_shared else "" for coding in codings]


def _turns(connection: Connection, sources: Collection[str]) -> dict[str, list[_Turn]]:
    """The turns of some sources, in order."""
    of_source = TURN.join(SOURCE, SOURCE.c.revision_id == TURN.c.revision_id)
    joined = of_source.outerjoin(SPEAKER, (SPEAKER.c.source_id == SOURCE.c.id) & (SPEAKER.c.label == TURN.c.speaker))
    columns = (SOURCE.c.ref, TURN.c.start, TURN.c.words, TURN.c.end, TURN.c.speaker, SPEAKER.c.participant_id)
    found = select(*columns).select_from(joined).where(SOURCE.c.ref.in_(sorted(sources))).order_by(TURN.c.number)
    made: dict[str, list[_Turn]] = {}
    for ref, *turn in connection.execute(found):
        made.setdefault(ref, []).append(_Turn(*turn))
    return made


def _own(coding: Voiced, turns: Mapping[str, list[_Turn]]) -> str:
    heard = [
        Heard(turn.words, turn.end, turn.speaker == coding.speaker or turn.person == coding.person is not None)
        for turn in turns.get(coding.source, ())
        if turn.start < coding.end and turn.end > coding.start
    ]
    return spoken(coding.quote, coding.start, heard)
