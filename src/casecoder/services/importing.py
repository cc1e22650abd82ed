"""Carrying out an import that was planned: each file whole, or not at all."""

import hashlib
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import insert, select

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcript import Transcript
from casecoder.services.import_plan import ImportPlan, PlannedFile, Progress
from casecoder.services.people import SchoolPlan
from casecoder.store import records, search
from casecoder.store.changes import Change
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Original, Participant, Revision, Source, Speaker, Turn, table

ORIGINAL, REVISION, TURN = table(Original), table(Revision), table(Turn)


@dataclass(slots=True)
class ImportReport:
    """What became of an import: short ids of the new sources, and the files that failed with the reason."""

    imported: list[str] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)


def import_plan(study: StudyFile, plan: ImportPlan, coder: str, progress: Progress | None = None) -> ImportReport:
    """Import every file that the plan finds ready. Each is one act in the history and can be undone.

    A file that fails leaves the others and the study as they are.

    Parameters
    ----------
    progress:
        Called with ``(files done, files in all)``; it may raise to stop between two files.
    """
    report = ImportReport(failed=[(item.path, f"{item.problem} {item.hint}".strip()) for item in plan.failed])
    for done, item in enumerate(plan.ready, 1):
        try:
            _import_file(study, plan, item, coder)
            report.imported.append(item.ref)
        except CaseCoderError as error:
            report.failed.append((item.path, str(error)))
        if progress:
            progress(done, len(plan.ready))
    return report


def _import_file(study: StudyFile, plan: ImportPlan, item: PlannedFile, coder: str) -> None:
    transcript = item.transcript
    if transcript is None:
        raise CaseCoderError(f"{item.path} was not read.")
    with study.change("import", f"Import {item.ref} {item.title}", coder) as change:
        case, people = _settle(study, change, plan.schools.school(item.case))
        revision = _add_content(study, change, transcript)
        source = Source(
            id=study.new_id(), ref=item.ref, case_id=case.id, revision_id=revision.id, digest=revision.digest,
            kind=item.kind, title=item.title, filename=transcript.filename, date=item.date,
            researcher=item.researcher, role=item.role or "",
        )
        change.insert(source)
        change.insert_all(
            Speaker(
                id=study.new_id(), source_id=source.id, label=speaker.label, interviewer=speaker.interviewer,
                participant_id=people[speaker.participant] if speaker.participant else None,
            )
            for speaker in item.speakers
        )


def _settle(study: StudyFile, change: Change, school: SchoolPlan) -> tuple[Case, dict[str, uuid.UUID]]:
    """The case and its participants, added where the study has none yet."""
    known = [case for case in records.cases(change.session) if case.label == school.label]
    if known:
        case = known[0]
        change.update(case, attributes=school.attributes, about=school.about, platform=school.platform)
    else:
        position = int("".join(filter(str.isdecimal, school.short)) or 0)
        case = Case(
            id=study.new_id(), label=school.label, short=school.short, phase=school.phase, position=position,
            about=school.about, platform=school.platform, attributes=school.attributes,
        )
        change.insert(case)
    have = {p.pseudonym: p.id for p in records.participants(change.session) if p.case_id == case.id}
    new = [
        Participant(
            id=study.new_id(), case_id=case.id, pseudonym=person.pseudonym, role=person.role,
            name=person.name, note=person.note,
        )
        for person in school.people.values()
        if person.pseudonym not in have
    ]
    change.insert_all(new)
    return case, {**have, **{person.pseudonym: person.id for person in new}}


def _add_content(study: StudyFile, change: Change, transcript: Transcript) -> Revision:
    """Write a file's bytes, text, turns and index: content, which no event ever changes."""
    original = hashlib.sha256(transcript.original).hexdigest()
    there = change.connection.execute(select(ORIGINAL.c.digest).where(ORIGINAL.c.digest == original)).first()
    if there is None:
        change.connection.execute(insert(ORIGINAL).values(digest=original, data=transcript.original))
    revision = Revision(
        id=study.new_id(), original=original, encoding=transcript.encoding,
        digest=hashlib.sha256(transcript.text.encode()).hexdigest(),
        length=len(transcript.text), text=transcript.text,
    )
    change.connection.execute(insert(REVISION).values(revision.model_dump()))
    rows = [
        {
            "revision_id": revision.id, "number": number, "start": turn.start, "words": turn.words, "end": turn.end,
            "speaker": turn.speaker or "", "descriptor": turn.descriptor, "at": turn.at, "kind": turn.kind.value,
        }
        for number, turn in enumerate(transcript.turns, 1)
    ]
    if rows:
        change.connection.execute(insert(TURN), rows)
    search.add(change.connection, revision.id, transcript.text, transcript.turns)
    return revision
