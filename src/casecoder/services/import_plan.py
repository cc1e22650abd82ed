"""What an import would do, understood file by file, before anything is written."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session, col, select

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcript import Transcript
from casecoder.core.vocabulary import Role, SourceKind, parse_word
from casecoder.importers.files import SUFFIXES, read_transcript
from casecoder.importers.manifest import (
    CaseSheet,
    ManifestRow,
    parse_date,
    read_case,
    read_manifest,
    read_participants,
)
from casecoder.importers.naming import guess_from_name
from casecoder.services.people import Cast, PlannedSpeaker, SchoolPlan, Schools
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Revision, Source

CASE_SHEET, PEOPLE_SHEET, MANIFEST = "case.md", "participants.csv", "manifest.csv"
"""Files in an imported folder that say something of the others, and are no sources themselves."""

UNASSIGNED = "Unassigned"
"""The case of a file of which nothing says which school it is from."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user said of all the files at once; it outranks what the files say of themselves."""

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
        """How many turns were found."""
        return len(self.transcript.turns) if self.transcript else 0

    @property
    def words(self) -> int:
        """How many words the file has."""
        return len(self.transcript.text.split()) if self.transcript else 0


@dataclass(slots=True)
class ImportPlan:
    """All the files of an import. ``left`` were in the folder but not in the manifest, so they stay out."""

    items: list[PlannedFile]
    schools: Schools
    left: list[Path] = field(default_factory=list)

    @property
    def ready(self) -> list[PlannedFile]:
        """The files that will be imported."""
        return [item for item in self.items if not item.problem and not item.already]

    @property
    def failed(self) -> list[PlannedFile]:
        """The files that can't be."""
        return [item for item in self.items if item.problem]

    @property
    def already(self) -> list[PlannedFile]:
        """The files that the study has already."""
        return [item for item in self.items if item.already]


def plan_import(
    paths: Sequence[Path], study: StudyFile, options: ImportOptions, progress: Progress | None = None
) -> ImportPlan:
    """Read every file and say what importing it would do. Writes nothing.

    Where a file's case, kind, role and date come from, the first that says so: the options, the manifest,
    the file's front matter, the file's name, the folder it lies in.

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
    files, rows, left = _gather([path.expanduser() for path in paths], options.manifest)
    if not files:
        raise CaseCoderError(
            f"There is nothing to import in {', '.join(map(str, paths))}.", f"Files can be {', '.join(SUFFIXES)}."
        )
    with study.reading() as session:
        planner = _Planner(session, options, rows)
        plan = ImportPlan([], planner.schools, left)
        for done, path in enumerate(files, 1):
            plan.items.append(planner.plan(path))
            if progress:
                progress(done, len(files))
    return plan


def _gather(
    paths: Sequence[Path], manifest: Path | None
) -> tuple[list[Path], dict[Path, ManifestRow], list[Path]]:
    """The files to import, their manifest rows, and the files that a manifest left out."""
    files: list[Path] = []
    rows: dict[Path, ManifestRow] = {}
    left: list[Path] = []
    for path in paths:
        if not path.exists():
            raise CaseCoderError(f"{path} does not exist.", "Check the path.")
        found = _sources_under(path) if path.is_dir() else [path]
        listing = manifest or (path / MANIFEST if path.is_dir() and (path / MANIFEST).is_file() else None)
        if listing is not None:
            listed = _listed(listing)
            left.extend(each for each in found if each.resolve() not in listed)
            found = [each for each in found if each.resolve() in listed] if path.is_file() else _in_order(listed, path)
            rows.update(listed)
        files.extend(each for each in found if each not in files)
    return files, rows, left


def _in_order(listed: dict[Path, ManifestRow], folder: Path) -> list[Path]:
    return [path for path in listed if path.is_relative_to(folder.resolve())]


def _sources_under(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix.lower() in SUFFIXES
        and path.name not in {CASE_SHEET, PEOPLE_SHEET, MANIFEST}
        and not path.name.startswith((".", "~$"))
    ]


def _listed(manifest: Path) -> dict[Path, ManifestRow]:
    rows = {(manifest.parent / row.file).resolve(): row for row in read_manifest(manifest)}
    missing = [(path, row) for path, row in rows.items() if not path.is_file()]
    if missing:
        names = ", ".join(f"{row.file} (line {row.line})" for _, row in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        raise CaseCoderError(
            f"{manifest} names {'a file that is' if len(missing) == 1 else 'files that are'} not there: {names}{more}.",
            "Paths in a manifest are relative to the manifest. Nothing was imported.",
        )
    return rows


class _Planner:
    """Plans file after file, so that ids and people of one are known to the next."""

    def __init__(self, session: Session, options: ImportOptions, rows: dict[Path, ManifestRow]) -> None:
        self.options = options
        self.rows = rows
        self.kind = parse_word(SourceKind, options.kind, "kind of source") if options.kind else None
        self.role = parse_word(Role, options.role, "role") if options.role else None
        self.date = parse_date(options.date, "--date") if options.date else ""
        self.schools = Schools(session)
        self.folders: dict[Path, SchoolPlan | None] = {}
        self.refs = {source.ref for source in records.sources(session)}
        query = select(Revision.original, Revision.digest, Source.ref).join(
            Source, col(Source.revision_id) == Revision.id
        )
        known = session.exec(query).all()
        self.by_bytes = {original: ref for original, _, ref in known}
        self.by_text = {digest: ref for _, digest, ref in known}

    def plan(self, path: Path) -> PlannedFile:
        """What importing this file would do."""
        item = PlannedFile(path)
        row = self.rows.get(path.resolve())
        try:
            researchers = frozenset({row.researcher} if row and row.researcher else ())
            item.transcript = read_transcript(path, researchers=researchers)
            self._describe(item, item.transcript, row)
        except CaseCoderError as error:
            item.problem, item.hint = error.message, error.hint
            return item
        self._compare(item, item.transcript)
        return item

    def _describe(self, item: PlannedFile, transcript: Transcript, row: ManifestRow | None) -> None:
        said, guess = transcript.metadata, guess_from_name(item.path.name)
        folder = self._folder(item.path.parent)
        folder_name = item.path.parent.name if self.schools.is_school(item.path.parent.name) else ""
        kind_said = parse_word(SourceKind, said["kind"], "kind of source") if said.get("kind") else None
        role_said = parse_word(Role, said["role"], "role") if said.get("role") else None
        date_said = parse_date(said["date"], item.path.name) if said.get("date") else ""
        by_speech = SourceKind.INTERVIEW if transcript.speakers else SourceKind.OBSERVATION
        item.kind = self.kind or (row and row.kind) or kind_said or guess.kind or by_speech
        item.role = self.role or (row and row.role) or role_said or guess.role
        item.date = self.date or (row and row.date) or date_said or guess.date or ""
        item.title = (row and row.title) or said.get("title") or item.path.stem
        item.researcher = (row and row.researcher) or said.get("researcher") or ""
        label = self.options.case or (row and row.case) or said.get("case") or guess.case
        label = label or (folder.label if folder else "") or folder_name or UNASSIGNED
        school = self.schools.school(label)
        item.case = school.label
        people = row.participants if row else _split(said.get("participant", "") or guess.participant or "")
        item.speakers = Cast(school, people, item.role, item.researcher).of(transcript)
        item.notes.extend(_remarks(item, transcript))
        item.ref = self._ref(school, item)

    def _folder(self, folder: Path) -> SchoolPlan | None:
        """The school that a folder's own sheets describe, read once."""
        if folder not in self.folders:
            sheet = folder / CASE_SHEET
            self.folders[folder] = None
            if sheet.is_file():
                described: CaseSheet = read_case(sheet)
                people = folder / PEOPLE_SHEET
                listed = read_participants(people) if people.is_file() else []
                self.folders[folder] = self.schools.described(described, listed)
        return self.folders[folder]

    def _compare(self, item: PlannedFile, transcript: Transcript) -> None:
        original = hashlib.sha256(transcript.original).hexdigest()
        text = hashlib.sha256(transcript.text.encode()).hexdigest()
        item.already = self.by_bytes.get(original, "")
        if not item.already and text in self.by_text:
            item.notes.append(f"It has the same text as {self.by_text[text]}.")
        self.by_bytes.setdefault(original, item.ref)
        self.by_text.setdefault(text, item.ref)

    def _ref(self, school: SchoolPlan, item: PlannedFile) -> str:
        stem = f"{school.short}-{item.kind.code}-"
        named = item.path.stem.upper()[: len(stem) + 2]
        numbers = (f"{stem}{number:02d}" for number in range(1, len(self.refs) + 2))
        wanted = named if named.startswith(stem.upper()) and named[len(stem) :].isdecimal() else ""
        ref = wanted if wanted and wanted not in self.refs else next(r for r in numbers if r not in self.refs)
        self.refs.add(ref)
        return ref


def _split(names: str) -> list[str]:
    return [name.strip() for name in names.split(";") if name.strip()]


def _remarks(item: PlannedFile, transcript: Transcript) -> Iterable[str]:
    spoken = item.kind in {SourceKind.INTERVIEW, SourceKind.FOCUS_GROUP}
    if spoken and not transcript.speakers:
        yield "No speakers were found: each paragraph is a turn of its own."
    if item.case == UNASSIGNED:
        yield "Nothing says which school it is from."
