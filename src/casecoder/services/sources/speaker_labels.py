"""The speakers' labels of a source: who each is, how it is shown, and which labels are one speaker."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.store.tables import SOURCE, SPEAKER, TURN, SourceRow, SpeakerRow


def speaker_display_name(speaker: SpeakerRow) -> str:
    """Return how a speaker is shown: by the given name, or else by the label as typed."""
    return speaker.name or speaker.label


def speakers_by_label(session: Session, where: SourceRow) -> dict[str, SpeakerRow]:
    """Return who each label of a source is.

    A label of which nothing is known yet has a row that the study does not hold.
    """
    known = {row.label: row for row in session.scalars(select(SpeakerRow).where(SPEAKER.c.source_id == where.id))}
    labels = select(TURN.c.speaker).where(TURN.c.revision_id == where.revision_id, TURN.c.speaker != "").distinct()
    return {
        label: known.get(label) or SpeakerRow(id=uuid.uuid4(), source_id=where.id, label=label)
        for label in session.scalars(labels)
    }


def labels_of_speaker(cast: dict[str, SpeakerRow], typed: str, ref: str) -> list[SpeakerRow]:
    """Return all labels of the speaker whom a label or name means, the given label first."""
    loose = typed.strip().casefold()
    ways = (
        [row for row in cast.values() if row.label == typed],
        [row for row in cast.values() if speaker_display_name(row) == typed],
        [row for row in cast.values() if loose in {row.label.casefold(), speaker_display_name(row).casefold()}],
    )
    found = next(filter(None, ways), [])
    if not found:
        listed = ", ".join(dict.fromkeys(map(speaker_display_name, cast.values())))
        hint = f"The speakers are: {listed}." if listed else "Nobody speaks in it."
        raise CaseCoderError(f"Nobody in {ref} is called {typed!r}.", hint)
    same = [row for row in cast.values() if speaker_display_name(row) == speaker_display_name(found[0])]
    return sorted(same, key=lambda row: row is not found[0])


def sources_with_label(session: Session, where: SourceRow, label: str) -> list[SourceRow]:
    """Return the sources of the school in which the label stands, this source first."""
    label = labels_of_speaker(speakers_by_label(session, where), label, where.ref)[0].label
    stands = (
        select(SourceRow)
        .join(TURN, TURN.c.revision_id == SOURCE.c.revision_id)
        .where(SOURCE.c.case_id == where.case_id, TURN.c.speaker == label, SOURCE.c.id != where.id)
        .distinct()
        .order_by(SOURCE.c.ref)
    )
    return [where, *session.scalars(stands)]


def refuse_taken_name(session: Session, where: SourceRow, rows: Sequence[SpeakerRow], name: str) -> None:
    """Refuse a name that another speaker of the source has.

    Raises
    ------
    CaseCoderError
        If one has.
    """
    own = {row.label for row in rows}
    others = [row for row in speakers_by_label(session, where).values() if row.label not in own]
    if name and any(name.casefold() in {row.label.casefold(), speaker_display_name(row).casefold()} for row in others):
        raise CaseCoderError(f"Another speaker in {where.ref} is called {name}.", "If they are one person, merge them.")
