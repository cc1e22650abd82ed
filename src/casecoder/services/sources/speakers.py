"""Say who speaks in a source: how speakers are shown, which labels are one person, and which participant that is.

The text is never changed. A speaker is a label, or several that are shown under one name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, func, inspect, select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Role, parse_vocabulary_word
from casecoder.services.derived_fields import update_derived_fields
from casecoder.services.intake.planned_people import GENERIC_LABEL
from casecoder.services.sources.amending import find_participant, free_pseudonym
from casecoder.services.sources.speaker_labels import (
    labels_of_speaker,
    refuse_taken_name,
    sources_with_label,
    speaker_display_name,
    speakers_by_label,
)
from casecoder.store import records
from casecoder.store.changes import StudyChange
from casecoder.store.permanent_rows import RevisionRow
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import (
    CODING,
    REVISION,
    TURN,
    CaseRow,
    ParticipantRow,
    SourceRow,
    SpeakerRow,
)


@dataclass(frozen=True, slots=True)
class SpeakerLine:
    """A speaker of a source in a listing, in order of first appearance.

    Parameters
    ----------
    labels:
        As typed in the transcript; several for a merged speaker.
    name:
        How the speaker is shown.
    participant, role:
        Who it is; empty and ``None`` for the interviewer and for nobody known.
    words:
        The speaker's share of all the words spoken, 0 to 1.
    codings:
        How many codings the speaker gives their voice to.
    start:
        Where the first turn begins, in code points.
    """

    labels: tuple[str, ...]
    name: str
    participant: str
    role: Role | None
    interviewer: bool
    turns: int
    words: float
    codings: int
    start: int


def list_speakers(study: StudyFile, source: str) -> list[SpeakerLine]:
    """Return the speakers of a source in order of first appearance.

    Raises
    ------
    CaseCoderError
        If there is no such source.
    """
    with study.reading() as session:
        where, connection = records.source_named(session, source), session.connection()
        text = connection.execute(select(REVISION.c.text).where(REVISION.c.id == where.revision_id)).scalar_one()
        anchored = (CODING.c.source_id == where.id) & (CODING.c.revision_id == where.revision_id)
        counts = select(CODING.c.turn, func.count().label("number")).where(anchored).group_by(CODING.c.turn)
        codings = {row.turn: row.number for row in connection.execute(counts)}
        cast = speakers_by_label(session, where)
        heard: dict[str, list[_Turn]] = {}
        for turn in _read_spoken_turns(connection, where):
            heard.setdefault(speaker_display_name(cast[turn.speaker]), []).append(turn)
        said = {name: sum(len(text[turn.words : turn.end].split()) for turn in turns) for name, turns in heard.items()}
        everything = sum(said.values()) or 1
        found = []
        for name, turns in heard.items():
            who = cast[turns[0].speaker]
            person = session.get_one(ParticipantRow, who.participant_id) if who.participant_id else None
            found.append(
                SpeakerLine(
                    labels=tuple(dict.fromkeys(turn.speaker for turn in turns)),
                    name=name,
                    participant=person.pseudonym if person else "",
                    role=Role(person.role) if person else None,
                    interviewer=who.interviewer,
                    turns=len(turns),
                    words=said[name] / everything,
                    codings=sum(codings.get(turn.number, 0) for turn in turns),
                    start=turns[0].start,
                )
            )
        return found


def speaker_word_spans(study: StudyFile, source: str, label: str) -> list[Span]:
    """Return the words of each turn of a speaker, without white space at their ends.

    Turns without words are left out.

    Raises
    ------
    CaseCoderError
        If there is no such source or speaker.
    """
    with study.reading() as session:
        where = records.source_named(session, source)
        labels = {speaker.label for speaker in labels_of_speaker(speakers_by_label(session, where), label, where.ref)}
        text = session.get_one(RevisionRow, where.revision_id).text
        spoken = _read_spoken_turns(session.connection(), where)
        found = [Span(turn.words, turn.end).trimmed(text) for turn in spoken if turn.speaker in labels]
        return [span for span in found if span.start < span.end]


class _Turn(NamedTuple):
    """A turn in which somebody speaks.

    It is a plain row, as an object of the mapper takes ten times as long.
    """

    number: int
    start: int
    words: int
    end: int
    speaker: str


def _read_spoken_turns(connection: Connection, where: SourceRow) -> list[_Turn]:
    query = select(*(TURN.c[name] for name in _Turn._fields))
    spoken = query.where(TURN.c.revision_id == where.revision_id, TURN.c.speaker != "").order_by(TURN.c.number)
    return [_Turn(*row) for row in connection.execute(spoken)]


def rename_speaker(
    study: StudyFile, source: str, label: str, name: str, *, coder: str, everywhere: bool = False
) -> list[str]:
    """Show a speaker under another name.

    Parameters
    ----------
    label:
        The label as typed, or the name it is shown under now.
    name:
        The new one. Empty for the labels as typed: a merged speaker then comes apart.
    everywhere:
        In all sources of the school where the label stands.

    Returns
    -------
    list[str]
        The short ids of the sources concerned.

    Raises
    ------
    CaseCoderError
        If there is no such source or speaker, or another speaker there is called so.
    """
    wanted = " ".join(name.split())
    with study.change("speaker", "", coder) as change:
        first = records.source_named(change.session, source)
        places = sources_with_label(change.session, first, label) if everywhere else [first]
        for where in places:
            rows = _speaker_rows(study, change, where, [label])
            refuse_taken_name(change.session, where, rows, wanted)
            for row in rows:
                change.update(row, name="" if wanted == row.label and len(rows) == 1 else wanted)
        refs = [where.ref for where in places]
        change.label = f"Show {label} as {wanted or 'typed'} in {', '.join(refs)}"
    return refs


def merge_speakers(study: StudyFile, source: str, labels: Sequence[str], *, into: str, coder: str) -> str:
    """Merge several labels of a source that are one person.

    They are shown as ``into``, and are the participant that it is.

    Returns
    -------
    str
        The name the merged speaker is shown under.

    Raises
    ------
    CaseCoderError
        If there is no such source or speaker, or they are one already.
    """
    with study.change("speaker", "", coder) as change:
        where = records.source_named(change.session, source)
        rows = _speaker_rows(study, change, where, [into, *labels])
        kept = rows[0]
        others = list(
            dict.fromkeys(
                speaker_display_name(row) for row in rows if speaker_display_name(row) != speaker_display_name(kept)
            )
        )
        if not others:
            raise CaseCoderError("A merger takes two speakers at least.", "Name those that are one person.")
        for row in rows:
            change.update(
                row, name=speaker_display_name(kept), participant_id=kept.participant_id, interviewer=kept.interviewer
            )
        change.label = f"Merge {', '.join(others)} into {speaker_display_name(kept)} in {where.ref}"
        update_derived_fields(change)
        return speaker_display_name(kept)


def tie_speaker(study: StudyFile, source: str, label: str, *, coder: str, participant: str = "", role: str = "") -> str:
    """Record which participant a speaker is. A participant is never the interviewer.

    Parameters
    ----------
    participant:
        A pseudonym of the source's school. Empty, without a role: nobody known.
    role:
        Makes a new participant of this role, with the pseudonym given or the next free one.

    Returns
    -------
    str
        The participant's pseudonym; empty for nobody.

    Raises
    ------
    CaseCoderError
        If there is no such source, speaker, participant or role, or the new pseudonym is taken.
    """
    with study.change("speaker", "", coder) as change:
        where = records.source_named(change.session, source)
        rows = _speaker_rows(study, change, where, [label])
        person, school = None, change.session.get_one(CaseRow, where.case_id)
        if role:
            known_as = parse_vocabulary_word(Role, role, "role")
            person = ParticipantRow(
                id=study.new_id(),
                case_id=school.id,
                role=known_as,
                pseudonym=_new_pseudonym(change.session, school, participant.strip(), known_as),
                name="" if GENERIC_LABEL.fullmatch(rows[0].label) else rows[0].label,
            )
            change.insert(person)
        elif participant:
            person = find_participant(change.session, school, participant)
        for row in rows:
            change.update(row, participant_id=person.id if person else None, interviewer=False)
        pseudonym = person.pseudonym if person else ""
        change.label = f"{speaker_display_name(rows[0])} of {where.ref} is {pseudonym or 'nobody known'}"
        update_derived_fields(change)
    return pseudonym


def set_interviewer(study: StudyFile, source: str, label: str, yes: bool, *, coder: str) -> str:
    """Record whether a speaker is the interviewer, who is no participant and whose words are never evidence.

    Returns
    -------
    str
        The name the speaker is shown under.

    Raises
    ------
    CaseCoderError
        If there is no such source or speaker.
    """
    with study.change("speaker", "", coder) as change:
        where = records.source_named(change.session, source)
        rows = _speaker_rows(study, change, where, [label])
        for row in rows:
            change.update(row, interviewer=yes, participant_id=None if yes else row.participant_id)
        change.label = f"{speaker_display_name(rows[0])} of {where.ref} is {'' if yes else 'not '}the interviewer"
        update_derived_fields(change)
        return speaker_display_name(rows[0])


def _new_pseudonym(session: Session, school: CaseRow, wanted: str, role: Role) -> str:
    """Return the pseudonym of a new participant: the one asked for, if it is free, or the next one of the role."""
    taken = {person.pseudonym for person in records.participants_of_case(session, school)}
    if wanted.casefold() in {each.casefold() for each in taken}:
        raise CaseCoderError(f"{school.short} has a participant {wanted} already.", "Give another pseudonym.")
    return wanted or free_pseudonym(role, taken)


def _speaker_rows(study: StudyFile, change: StudyChange, where: SourceRow, typed: Sequence[str]) -> list[SpeakerRow]:
    """Return the records of all labels of the named speakers, in the order named.

    Missing records are made.
    """
    cast = speakers_by_label(change.session, where)
    rows = list({row.label: row for each in typed for row in labels_of_speaker(cast, each, where.ref)}.values())
    for row in rows:
        if inspect(row).transient:
            row.id = study.new_id()  # the study's own ids: the sample study brings its own
            change.insert(row)
    return rows
