"""The labels of a source: who each of them is, how it is shown, and which labels are one speaker."""

import uuid
from collections.abc import Sequence

from sqlmodel import Session, col, select

from casecoder.core.errors import CaseCoderError
from casecoder.store.tables import Source, Speaker, Turn


def shown(speaker: Speaker) -> str:
    """How a speaker is shown: by the name given, or else the label as typed."""
    return speaker.name or speaker.label


def cast_of(session: Session, where: Source) -> dict[str, Speaker]:
    """Who each label of a source is; for a label of which nothing is known yet, a row that the study has not."""
    known = {row.label: row for row in session.exec(select(Speaker).where(Speaker.source_id == where.id))}
    labels = select(Turn.speaker).where(Turn.revision_id == where.revision_id, Turn.speaker != "").distinct()
    return {
        label: known.get(label) or Speaker(id=uuid.uuid4(), source_id=where.id, label=label)
        for label in session.exec(labels)
    }


def called(cast: dict[str, Speaker], typed: str, ref: str) -> list[Speaker]:
    """All the labels of the speaker that is meant by a label or name, the label itself first."""
    loose = typed.strip().casefold()
    ways = (
        [row for row in cast.values() if row.label == typed],
        [row for row in cast.values() if shown(row) == typed],
        [row for row in cast.values() if loose in {row.label.casefold(), shown(row).casefold()}],
    )
    found = next(filter(None, ways), [])
    if not found:
        listed = ", ".join(dict.fromkeys(map(shown, cast.values())))
        hint = f"The speakers are: {listed}." if listed else "Nobody speaks in it."
        raise CaseCoderError(f"Nobody in {ref} is called {typed!r}.", hint)
    same = [row for row in cast.values() if shown(row) == shown(found[0])]
    return sorted(same, key=lambda row: row is not found[0])


def places_of(session: Session, where: Source, label: str) -> list[Source]:
    """The sources of the school in which the label stands, this one first."""
    label = called(cast_of(session, where), label, where.ref)[0].label
    stands = (
        select(Source)
        .join(Turn, col(Turn.revision_id) == Source.revision_id)
        .where(Source.case_id == where.case_id, Turn.speaker == label, Source.id != where.id)
        .distinct()
        .order_by(col(Source.ref))
    )
    return [where, *session.exec(stands)]


def refuse_taken(session: Session, where: Source, rows: Sequence[Speaker], name: str) -> None:
    """Refuse a name that another speaker of the source has.

    Raises
    ------
    CaseCoderError
        If one has.
    """
    own = {row.label for row in rows}
    others = [row for row in cast_of(session, where).values() if row.label not in own]
    if name and any(name.casefold() in {row.label.casefold(), shown(row).casefold()} for row in others):
        raise CaseCoderError(f"Another speaker in {where.ref} is called {name}.", "If they are one person, merge them.")
