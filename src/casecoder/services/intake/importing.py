"""Carry out a planned import. Each file is imported whole, or not at all."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select

from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import SourceStatus
from casecoder.services.intake.import_plan import ImportPlan, PlannedFile, Progress
from casecoder.services.intake.planned_people import SchoolPlan
from casecoder.store import revisions
from casecoder.store.changes import StudyChange
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CASE, PARTICIPANT, CaseRow, ParticipantRow, SourceRow, SpeakerRow

BATCH_FILES, BATCH_CHARACTERS = 32, 2_000_000
"""How much is written in one transaction: enough to wait seldom for the disk, and little enough to stop soon."""


@dataclass(slots=True)
class ImportReport:
    """The outcome of an import: short ids of the new sources, and the files that failed with the reason."""

    imported: list[str] = field(default_factory=list)
    failed: list[tuple[Path, str]] = field(default_factory=list)


def run_import(study: StudyFile, plan: ImportPlan, coder: str, progress: Progress | None = None) -> ImportReport:
    """Import every file that the plan finds ready.

    Each file is one act in the history and can be undone.

    A file that fails leaves the others and the study as they are. Files come to disk some at a time.

    Parameters
    ----------
    progress:
        Called with ``(files done, files in all)`` once the file is on disk; it may raise to stop there.
    """
    report = ImportReport(failed=[(item.path, f"{item.problem} {item.hint}".strip()) for item in plan.failed])
    done = 0
    for batch in _batches(plan.ready):
        _write_files(study, plan, batch, coder, report)
        for _ in batch:
            done += 1
            if progress:
                progress(done, len(plan.ready))
    return report


def _batches(items: Sequence[PlannedFile]) -> Iterator[list[PlannedFile]]:
    """Split files into groups that are written together."""
    batch: list[PlannedFile] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH_FILES or sum(each.length for each in batch) >= BATCH_CHARACTERS:
            yield batch
            batch = []
    if batch:
        yield batch


def _write_files(
    study: StudyFile, plan: ImportPlan, items: Sequence[PlannedFile], coder: str, report: ImportReport
) -> None:
    """Write files in one transaction; if one of them is refused, write each in a transaction of its own."""
    try:
        with study.together() as connection:
            batch = _Batch(study, connection, plan, coder)
            for item in items:
                batch.add(item)
        report.imported.extend(item.ref for item in items)
    except CaseCoderError as error:
        if len(items) == 1:
            report.failed.append((items[0].path, str(error)))
        else:
            for item in items:
                _write_files(study, plan, [item], coder, report)


class _Batch:
    """Writes the files of one transaction, each as a change of its own."""

    def __init__(self, study: StudyFile, connection: Connection, plan: ImportPlan, coder: str) -> None:
        self._study = study
        self._connection = connection
        self._plan = plan
        self._coder = coder
        self._written: dict[str, tuple[uuid.UUID, dict[str, uuid.UUID]]] = {}

    def add(self, item: PlannedFile) -> None:
        """Write one file, and those of its school whom the study does not know yet."""
        transcript, new_id = item.transcript, self._study.new_id
        if transcript is None:
            raise CaseCoderError(f"{item.path} was not read.")
        label = f"Import {item.ref} {item.title}"
        with self._study.change_in(self._connection, "import", label, self._coder) as change:
            case, people = self._find_or_write_school(change, item.case)
            revision = new_id()
            pinned = revisions.add_revision(self._connection, revision, transcript)
            source = new_id()
            change.insert_values(
                SourceRow,
                [
                    {
                        "id": source,
                        "ref": item.ref,
                        "case_id": case,
                        "revision_id": revision,
                        "digest": pinned,
                        "kind": item.kind.value,
                        "title": item.title,
                        "filename": transcript.filename,
                        "date": item.date,
                        "researcher": item.researcher,
                        "role": item.role.value if item.role else "",
                        "status": SourceStatus.UNREAD.value,
                        "second_coders": [],
                    }
                ],
            )
            change.insert_values(
                SpeakerRow,
                [
                    {
                        "id": new_id(),
                        "source_id": source,
                        "label": speaker.label,
                        "interviewer": speaker.interviewer,
                        "participant_id": people[speaker.participant] if speaker.participant else None,
                    }
                    for speaker in item.speakers
                ],
            )

    def _find_or_write_school(self, change: StudyChange, label: str) -> tuple[uuid.UUID, dict[str, uuid.UUID]]:
        """Return the key of a school, and the keys of its people by pseudonym.

        What the plan knows of the school is then in the study.
        """
        if label not in self._written:
            self._written[label] = self._write_school(change, self._plan.schools.school(label))
        return self._written[label]

    def _write_school(self, change: StudyChange, school: SchoolPlan) -> tuple[uuid.UUID, dict[str, uuid.UUID]]:
        case = change.session.scalars(select(CaseRow).where(CASE.c.label == school.label)).first()
        if case is not None:
            change.update(case, attributes=school.attributes, about=school.about, platform=school.platform)
        else:
            case = school.as_case(self._study.new_id())
            change.insert(case)
        known = select(PARTICIPANT.c.pseudonym, PARTICIPANT.c.id).where(PARTICIPANT.c.case_id == case.id)
        people = dict(change.session.connection().execute(known).all())
        new = [
            ParticipantRow(
                id=self._study.new_id(),
                case_id=case.id,
                pseudonym=person.pseudonym,
                role=person.role,
                name=person.name,
                note=person.note,
            )
            for person in school.people.values()
            if person.pseudonym not in people
        ]
        change.insert_all(new)
        return case.id, people | {person.pseudonym: person.id for person in new}
