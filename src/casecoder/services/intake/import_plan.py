"""Plan an import: read every file and say what importing it would do, before anything is written."""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.speaker_roles import role_in_label
from casecoder.core.transcripts.transcript import Transcript
from casecoder.core.vocabulary import Role, SourceKind, parse_vocabulary_word
from casecoder.importers.file_names import guess_from_file_name, title_from_file_name
from casecoder.importers.manifest_files import (
    ManifestParticipant,
    ManifestSource,
    parse_date,
    read_case_sheet,
    read_participant_list,
)
from casecoder.importers.transcript_files import TRANSCRIPT_SUFFIXES, read_transcript
from casecoder.services.intake.import_files import CASE_SHEET, PEOPLE_SHEET, FilesToImport, find_files_to_import
from casecoder.services.intake.planned_people import PlannedSchools, PlannedSpeaker, SchoolPlan, SpeakerMatcher
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import REVISION, SOURCE

UNASSIGNED = "Unassigned"
"""The case of a file whose school is not known."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user says of all files at once. It outranks what the files say of themselves."""

    case: str = ""
    kind: str = ""
    role: str = ""
    date: str = ""
    manifest: Path | None = None


@dataclass(slots=True)
class PlannedFile:
    """One file and what was understood of it.

    Parameters
    ----------
    problem, hint:
        Why it can't be imported; empty when it can.
    already:
        The source it has been imported as before, byte for byte; empty when it hasn't.
    notes:
        What the user should know, such as that another source has the same text.
    ref:
        The short id it will have.
    """

    path: Path
    problem: str = ""
    hint: str = ""
    already: str = ""
    case: str = ""
    kind: SourceKind = SourceKind.INTERVIEW
    title: str = ""
    date: str = ""
    role: Role | None = None
    researcher: str = ""
    ref: str = ""
    speakers: list[PlannedSpeaker] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    transcript: Transcript | None = None

    @property
    def turns(self) -> int:
        """Return how many turns were found."""
        return len(self.transcript.turns) if self.transcript else 0

    @property
    def length(self) -> int:
        """Return how many characters the file has."""
        return len(self.transcript.text) if self.transcript else 0

    @property
    def words(self) -> int:
        """Return how many words the file has."""
        return len(self.transcript.text.split()) if self.transcript else 0


@dataclass(slots=True)
class ImportPlan:
    """All files of an import.

    ``left`` were in the folder but not in the manifest, so they stay out.
    """

    items: list[PlannedFile]
    schools: PlannedSchools
    left: list[Path] = field(default_factory=list)

    @property
    def ready(self) -> list[PlannedFile]:
        """Return the files that will be imported."""
        return [item for item in self.items if not item.problem and not item.already]

    @property
    def failed(self) -> list[PlannedFile]:
        """Return the files that can't be imported."""
        return [item for item in self.items if item.problem]

    @property
    def already(self) -> list[PlannedFile]:
        """Return the files that the study has already."""
        return [item for item in self.items if item.already]


def plan_import(
    paths: Sequence[Path], study: StudyFile, options: ImportOptions, progress: Progress | None = None
) -> ImportPlan:
    """Read every file and return what importing it would do. Nothing is written.

    Where a file's case, kind, role and date come from, the first that says so: the options, the manifest,
    the file's front matter, the file's name, the folder it lies in or one above that.

    Parameters
    ----------
    paths:
        Files and folders; folders are searched to any depth.
    progress:
        Called with ``(files read, files in all)``.

    Raises
    ------
    CaseCoderError
        If a path does not exist, there is nothing to import, or a manifest or sheet is wrong. What is
        wrong with a single file is kept with that file.
    """
    found = find_files_to_import(paths, options.manifest)
    if not found.roots:
        raise CaseCoderError(
            f"There is nothing to import in {', '.join(map(str, paths))}.",
            f"Files can be {', '.join(TRANSCRIPT_SUFFIXES)}.",
        )
    with study.reading() as session:
        planner = _Planner(session, options, found)
        plan = ImportPlan([], planner.schools, found.left)
        for done, path in enumerate(found.roots, 1):
            plan.items.append(planner.plan(path))
            if progress:
                progress(done, len(found.roots))
    return plan


class _Planner:
    """Plans one file after the other, so that the ids and people of one are known to the next."""

    def __init__(self, session: Session, options: ImportOptions, found: FilesToImport) -> None:
        self.options = options
        self.found = found
        self.kind = parse_vocabulary_word(SourceKind, options.kind, "kind of source") if options.kind else None
        self.role = parse_vocabulary_word(Role, options.role, "role") if options.role else None
        self.date = parse_date(options.date, "--date") if options.date else ""
        self.schools = PlannedSchools(session)
        self.sheets: dict[Path, SchoolPlan] = {}
        self.people: dict[Path, list[ManifestParticipant]] = {}
        for folder in dict.fromkeys(folder for path in found.roots for folder in self._folders(path)):
            self._read_sheets(folder)
        self.claimed = {_id_in_file_name(path) for path in found.roots}
        self.refs = {source.ref for source in records.source_rows(session)}
        query = select(REVISION.c.original, REVISION.c.digest, SOURCE.c.ref).join(
            SOURCE, SOURCE.c.revision_id == REVISION.c.id
        )
        known = session.connection().execute(query).all()
        self.by_bytes = {original: ref for original, _, ref in known}
        self.by_text = {digest: ref for _, digest, ref in known}

    def plan(self, path: Path) -> PlannedFile:
        """Return what importing this file would do."""
        item = PlannedFile(path)
        row = self.found.rows.get(path)
        try:
            researchers = frozenset({row.researcher} if row and row.researcher else ())
            transcript = read_transcript(path, researchers=researchers)
            item.transcript = replace(transcript, filename=_to_text(path.name))
            self._describe(item, item.transcript, row)
        except CaseCoderError as error:
            item.problem, item.hint = error.message, error.hint
            return item
        self._compare(item, item.transcript)
        return item

    def _describe(self, item: PlannedFile, transcript: Transcript, row: ManifestSource | None) -> None:
        """Fill in what is known of a file: its case, kind, role, date, title, speakers and short id."""
        said, guess = transcript.metadata, guess_from_file_name(transcript.filename)
        kind_said = parse_vocabulary_word(SourceKind, said["kind"], "kind of source") if said.get("kind") else None
        role_said = parse_vocabulary_word(Role, said["role"], "role") if said.get("role") else None
        date_said = parse_date(said["date"], item.path.name) if said.get("date") else ""
        by_speech = SourceKind.INTERVIEW if transcript.speakers else SourceKind.OBSERVATION
        item.kind = self.kind or (row and row.kind) or kind_said or guess.kind or by_speech
        item.role = self.role or (row and row.role) or role_said or guess.role
        item.date = self.date or (row and row.date) or date_said or guess.date or ""
        item.title = (row and row.title) or said.get("title") or title_from_file_name(_to_text(item.path.name))
        item.researcher = (row and row.researcher) or said.get("researcher") or ""
        label = self.options.case or (row and row.case) or said.get("case") or guess.case
        school = self.schools.school(label or self._label_by_folder(item.path) or UNASSIGNED)
        item.case = school.label
        for folder in self._folders(item.path):
            if self.sheets.get(folder, school) is school:
                school.take(self.people.get(folder, ()))
        people = row.participants if row else _split_names(said.get("participant", "") or guess.participant or "")
        item.speakers = SpeakerMatcher(school, people, item.role, item.researcher).of(transcript)
        item.notes.extend(_remarks(item, transcript))
        item.ref = self._ref(school, item)

    def _folders(self, path: Path) -> list[Path]:
        """Return the folders whose sheets and names describe a file, nearest first."""
        root = self.found.roots[path]
        return list(path.parents[: len(path.parts) - len(root.parts)]) if path.is_relative_to(root) else []

    def _read_sheets(self, folder: Path) -> None:
        """Take in what a folder's own sheets say of a school and of its people."""
        if (folder / CASE_SHEET).is_file():
            self.sheets[folder] = self.schools.described(read_case_sheet(folder / CASE_SHEET), folder / CASE_SHEET)
        if (folder / PEOPLE_SHEET).is_file():
            self.people[folder] = read_participant_list(folder / PEOPLE_SHEET)

    def _label_by_folder(self, path: Path) -> str:
        for folder in self._folders(path):
            if folder in self.sheets:
                return self.sheets[folder].label
            if self.schools.is_school(folder.name):
                return folder.name
        return ""

    def _compare(self, item: PlannedFile, transcript: Transcript) -> None:
        """Note whether the study, or an earlier file of this import, has the same bytes or the same text."""
        original, text = transcript.original_digest, transcript.text_digest
        item.already = self.by_bytes.get(original, "")
        if not item.already and text in self.by_text:
            item.notes.append(f"It has the same text as {self.by_text[text]}.")
        self.by_bytes.setdefault(original, item.ref)
        self.by_text.setdefault(text, item.ref)

    def _ref(self, school: SchoolPlan, item: PlannedFile) -> str:
        """Return a free short id for a file: the one its name begins with, or the next one."""
        stem = f"{school.short}-{item.kind.code}-"
        taken = self.refs | self.claimed
        numbers = (f"{stem}{number:02d}" for number in range(1, len(taken) + 2))
        claim = _id_in_file_name(item.path)
        is_free = claim.startswith(stem.upper()) and claim not in self.refs
        ref = claim if is_free else next(ref for ref in numbers if ref not in taken)
        self.refs.add(ref)
        return ref


def _id_in_file_name(path: Path) -> str:
    """Return the short id with which a file's name begins; empty if it doesn't."""
    found = re.match(r"[a-z]+\d+-[a-z]+-\d\d(?!\d)", path.name, re.IGNORECASE)
    return found[0].upper() if found else ""


def _to_text(name: str) -> str:
    """Return a file's name as text, whatever bytes it is made of on disk."""
    return os.fsencode(name).decode("utf-8", "replace")


def _split_names(names: str) -> list[str]:
    return [name.strip() for name in names.split(";") if name.strip()]


def _remarks(item: PlannedFile, transcript: Transcript) -> Iterable[str]:
    """Yield what the user should know of a planned file."""
    spoken = item.kind in {SourceKind.INTERVIEW, SourceKind.FOCUS_GROUP}
    if spoken and not transcript.speakers:
        yield "No speakers were found: each paragraph is a turn of its own."
    for speaker in item.speakers:
        if speaker.guessed:
            yield f"{speaker.label} asks the questions and is taken for the interviewer."
    said = {turn.speaker for turn in transcript.turns if role_in_label(f"{turn.speaker} {turn.descriptor}")}
    unsaid = [speaker.label for speaker in item.speakers if speaker.role is Role.OTHER and speaker.label not in said]
    if unsaid and item.role is None:
        yield f"Nothing says what role {', '.join(unsaid)} has: “other” until a sheet, --role or an edit does."
    if item.case == UNASSIGNED:
        yield "Nothing says which school it is from."
