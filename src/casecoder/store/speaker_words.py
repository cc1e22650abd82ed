"""Find the words of a coding's speaker where others, or their labels, share the segment."""

import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from casecoder.core.outputs.speaker_words import TouchedTurn, keep_speaker_words
from casecoder.store.tables import SOURCE, SPEAKER, TURN


class VoicedCoding(NamedTuple):
    """A coding, the turn of its speaker, and the text that both are in.

    Parameters
    ----------
    words, turn_end, speaker, person:
        Where the words of that turn begin and end, its label, and whoever that is known to be.
    revision:
        The key of the text; of a coding on the review list it is an earlier one.
    """

    source: str
    start: int
    end: int
    quote: str
    words: int
    turn_end: int
    speaker: str
    person: uuid.UUID | None
    revision: uuid.UUID

    @property
    def is_shared(self) -> bool:
        """Return whether the coding reaches beyond the words of that turn, and somebody speaks in it."""
        return bool(self.speaker) and (self.start < self.words or self.end > self.turn_end)


class _Turn(NamedTuple):
    """A turn with its label."""

    start: int
    words: int
    end: int
    speaker: str


def find_speaker_words(connection: Connection, codings: Sequence[VoicedCoding]) -> list[str]:
    """Return the words of each coding's speaker; empty where nobody else shares the segment."""
    shared = [coding for coding in codings if coding.is_shared]
    if not shared:
        return [""] * len(codings)
    turns = _read_turns(connection, shared)
    people = _read_people(connection, {coding.source for coding in shared})
    return [_own_words(coding, turns[coding.revision], people) if coding.is_shared else "" for coding in codings]


_TURNS = (
    select(TURN.c.revision_id, TURN.c.start, TURN.c.words, TURN.c.end, TURN.c.speaker)
    .where(TURN.c.revision_id.in_(bindparam("revisions", expanding=True)))
    .where(TURN.c.start < bindparam("last"), TURN.c.end > bindparam("first"))
    .order_by(TURN.c.number)
)


def _read_turns(connection: Connection, codings: Sequence[VoicedCoding]) -> dict[uuid.UUID, list[_Turn]]:
    """Return the turns that codings may touch, in order, by their texts."""
    stretch = {
        "revisions": list({coding.revision for coding in codings}),
        "first": min(coding.start for coding in codings),
        "last": max(coding.end for coding in codings),
    }
    made: dict[uuid.UUID, list[_Turn]] = {}
    for revision, *turn in connection.execute(_TURNS, stretch):
        made.setdefault(revision, []).append(_Turn(*turn))
    return made


_PEOPLE = (
    select(SOURCE.c.ref, SPEAKER.c.label, SPEAKER.c.participant_id)
    .select_from(SPEAKER.join(SOURCE, SPEAKER.c.source_id == SOURCE.c.id))
    .where(SOURCE.c.ref.in_(bindparam("sources", expanding=True)))
)


def _read_people(connection: Connection, sources: Collection[str]) -> dict[tuple[str, str], uuid.UUID | None]:
    """Return who the labels of some sources are known to be, by source and label."""
    found = connection.execute(_PEOPLE, {"sources": list(sources)})
    return {(source, label): person for source, label, person in found}


def _own_words(coding: VoicedCoding, turns: Sequence[_Turn], people: Mapping[tuple[str, str], uuid.UUID | None]) -> str:
    """Return the words of a coding's speaker in the turns it touches, of all turns of its text in order."""

    def is_own(turn: _Turn) -> bool:
        person = people.get((coding.source, turn.speaker))
        return turn.speaker == coding.speaker or person == coding.person is not None

    first = bisect_right(turns, coding.start, key=attrgetter("end"))
    after = bisect_left(turns, coding.end, key=attrgetter("start"))
    heard = [TouchedTurn(turn.words, turn.end, is_own(turn)) for turn in turns[first:after]]
    return keep_speaker_words(coding.quote, coding.start, heard)
