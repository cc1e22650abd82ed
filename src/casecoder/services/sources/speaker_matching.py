"""Decide who the speakers are whom a corrected text names and the text before did not."""

import uuid
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from casecoder.core.transcripts.text_diff import TextDiff
from casecoder.core.transcripts.transcript import Transcript, Turn
from casecoder.core.vocabulary import Role
from casecoder.services.intake.planned_people import PlannedSchools, PlannedSpeaker, SpeakerMatcher
from casecoder.store.changes import StudyChange
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import PARTICIPANT, SPEAKER, CaseRow, ParticipantRow, SourceRow, SpeakerRow


def match_new_speakers(
    study: StudyFile,
    change: StudyChange,
    source: SourceRow,
    *,
    diff: TextDiff,
    turns: Sequence[Turn],
    corrected: Transcript,
) -> None:
    """Give every new label a speaker.

    A label that stands where one label stood that is gone now (``T1`` for ``Mr Smith``) is the same person;
    any other is who an import would take it for. Labels that are gone keep what is known of them.
    """
    rows = change.session.scalars(select(SpeakerRow).where(SPEAKER.c.source_id == source.id))
    known = {row.label: row for row in rows}
    fresh = [label for label in corrected.speakers if label not in known]
    if not fresh:
        return
    before = _labels_before(diff, turns, corrected)
    gone = set(known) - set(corrected.speakers)
    strangers = []
    for label in fresh:
        stood = before.get(label, set())
        if len(stood) == 1 and stood <= gone:
            held = known[next(iter(stood))]
            change.insert(
                SpeakerRow(
                    id=study.new_id(),
                    source_id=source.id,
                    label=label,
                    participant_id=held.participant_id,
                    interviewer=held.interviewer,
                    name=held.name,
                )
            )
        else:
            strangers.append(label)
    if strangers:
        _add_new_speakers(
            study,
            change,
            source,
            replace(corrected, turns=tuple(turn for turn in corrected.turns if turn.speaker in strangers)),
        )


def _labels_before(diff: TextDiff, turns: Sequence[Turn], corrected: Transcript) -> dict[str, set[str]]:
    """Return, for each label now, the labels whose words stood where its words stand."""
    starts = [turn.start for turn in corrected.turns]
    found: dict[str, set[str]] = {}
    for turn in turns:
        at = diff.start(turn.words)[0]
        place = bisect_right(starts, at) - 1
        if turn.speaker and place >= 0 and (now := corrected.turns[place].speaker):
            found.setdefault(now, set()).add(turn.speaker)
    return found


def _add_new_speakers(study: StudyFile, change: StudyChange, source: SourceRow, strangers: Transcript) -> None:
    """Add speakers as an import does, and those of the school whom the study does not know yet."""
    case = change.session.get_one(CaseRow, source.case_id)
    school = PlannedSchools(change.session).school(case.label)
    role = Role(source.role) if source.role else None
    planned = SpeakerMatcher(school, [], role, source.researcher).of(strangers)
    known = select(PARTICIPANT.c.pseudonym, PARTICIPANT.c.id).where(PARTICIPANT.c.case_id == case.id)
    people = dict(change.session.connection().execute(known).all())
    for person in school.people.values():
        if person.pseudonym not in people:
            people[person.pseudonym] = study.new_id()
            change.insert(
                ParticipantRow(
                    id=people[person.pseudonym],
                    case_id=case.id,
                    pseudonym=person.pseudonym,
                    role=person.role,
                    name=person.name,
                    note=person.note,
                )
            )
    for speaker in planned:
        change.insert(_to_row(study, source, speaker, people.get(speaker.participant)))


def _to_row(study: StudyFile, source: SourceRow, speaker: PlannedSpeaker, participant: uuid.UUID | None) -> SpeakerRow:
    return SpeakerRow(
        id=study.new_id(),
        source_id=source.id,
        label=speaker.label,
        interviewer=speaker.interviewer,
        participant_id=participant,
    )
