"""Read the lists that come with a set of transcripts: sources, participants, and the sheet on a case."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TypeVar

from casecoder.core.errors import CaseCoderError
from casecoder.core.vocabulary import Phase, Role, SourceKind, parse_vocabulary_word
from casecoder.importers.csv_files import CsvLine, read_csv_lines
from casecoder.importers.file_names import iso_date_or_none
from casecoder.importers.front_matter import read_metadata
from casecoder.importers.text_decoding import decode_text_file
from casecoder.importers.transcript_files import read_file_bytes

_Word = TypeVar("_Word", bound=StrEnum)

_SOURCE_COLUMNS: Mapping[str, frozenset[str]] = {
    "file": frozenset({"filename", "file name", "path", "source", "source file", "transcript"}),
    "case": frozenset({"school", "site", "case label"}),
    "kind": frozenset({"type", "source type", "source kind"}),
    "role": frozenset({"main role"}),
    "participant": frozenset({"participants", "pseudonym", "pseudonyms", "participant id"}),
    "date": frozenset({"interview date", "date of interview", "visit date"}),
    "title": frozenset({"source title"}),
    "researcher": frozenset({"researchers", "interviewer", "observer"}),
}
_PARTICIPANT_COLUMNS: Mapping[str, frozenset[str]] = {
    "participant": frozenset({"pseudonym", "id", "participant id"}),
    "role": frozenset(),
    "name": frozenset({"label", "speaker", "real name"}),
    "note": frozenset({"notes", "comment"}),
}


@dataclass(frozen=True, slots=True)
class ManifestSource:
    """One source in a manifest.

    Its cells are as typed, but for those that are read.

    Parameters
    ----------
    line:
        The manifest's line, from 1.
    participants:
        The pseudonyms heard, in order.
    date:
        ISO, or empty.
    """

    line: int
    file: str
    case: str
    kind: SourceKind | None
    role: Role | None
    participants: tuple[str, ...]
    date: str
    title: str
    researcher: str


@dataclass(frozen=True, slots=True)
class ManifestParticipant:
    """One person in ``participants.csv``: the pseudonym, the role, and the label in the sources."""

    line: int
    participant: str
    role: Role
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """What ``case.md`` says of a school.

    Parameters
    ----------
    attributes:
        What else the front matter holds, in its order.
    about, platform:
        Markdown: the sections "The school" and "The learning platform".
    """

    label: str
    short: str
    phase: Phase
    attributes: dict[str, str]
    about: str
    platform: str


def read_manifest(path: Path) -> list[ManifestSource]:
    """Return the sources that a manifest lists.

    Raises
    ------
    CaseCoderError
        If it lists none, or a row is wrong: a file missing or named twice, a word that is not a kind or a
        role, a date that is neither ISO nor day first.
    """
    rows = read_csv_lines(path, _SOURCE_COLUMNS, "file")
    if not rows:
        raise CaseCoderError(f"{path.name} lists no files.", "Give each file a line below the header.")
    _check_once(path, rows, "file")
    return [_to_source(path, row) for row in rows]


def read_participant_list(path: Path) -> list[ManifestParticipant]:
    """Return the people that ``participants.csv`` lists.

    Raises
    ------
    CaseCoderError
        If a row has no participant, a role that is none, or a participant listed before.
    """
    rows = read_csv_lines(path, _PARTICIPANT_COLUMNS, "participant")
    _check_once(path, rows, "participant")
    people = []
    for row in rows:
        role = _parse_word(path, row, Role, "role")
        if role is None:
            raise CaseCoderError(f"{path.name} line {row.line} has no role.", "Fill in the column role.")
        people.append(
            ManifestParticipant(row.line, row.cells["participant"], role, row.cells["name"], row.cells["note"])
        )
    return people


def read_case_sheet(path: Path) -> CaseSheet:
    """Return the case that a ``case.md`` describes: front matter and two sections.

    Raises
    ------
    CaseCoderError
        If it has no front matter, names no case, or the phase is none. A sheet without a phase has the one
        that its label names.
    """
    text, _ = decode_text_file(path.name, read_file_bytes(path))
    attributes, body = read_metadata(text)
    if not attributes:
        raise CaseCoderError(f"{path} has no front matter.", "Begin it with lines of key: value between --- lines.")
    label, short, phase = (attributes.pop(key, "") for key in ("case", "short", "phase"))
    if not label:
        raise CaseCoderError(f"The front matter of {path} names no case.", "Add a line such as case: Primary School 1.")
    try:
        known_phase = parse_vocabulary_word(Phase, phase, "phase") if phase else _phase_of(label)
    except CaseCoderError as error:
        raise CaseCoderError(f"{path}: {error.message}", error.hint) from error
    sections = _sections(text[body:])
    about, platform = sections.get("the school", ""), sections.get("the learning platform", "")
    return CaseSheet(label, short, known_phase, attributes, about, platform)


def parse_date(typed: str, where: str) -> str:
    """Return a date that people typed in ISO form.

    Parameters
    ----------
    where:
        The place it was typed, for messages.

    Raises
    ------
    CaseCoderError
        If it is neither ISO nor day first, or there is no such day.
    """
    found = iso_date_or_none(typed)
    if found is None:
        hint = "Write it as 2010-01-12, or day first as 12/01/2010."
        raise CaseCoderError(f"{where}: {typed!r} is not a date.", hint)
    return found


def _phase_of(label: str) -> Phase:
    return next((phase for phase in Phase if phase in label.casefold()), Phase.OTHER)


def _sections(markdown: str) -> dict[str, str]:
    """Return the text under each heading of the second level, by the heading in lower case."""
    parts = re.split(r"^##[ \t]+(.*)$", markdown, flags=re.MULTILINE)
    return {
        title.strip(" \t#").casefold(): words.strip() for title, words in zip(parts[1::2], parts[2::2], strict=True)
    }


def _to_source(path: Path, row: CsvLine) -> ManifestSource:
    cells = row.cells
    return ManifestSource(
        line=row.line,
        file=cells["file"],
        case=cells["case"],
        kind=_parse_word(path, row, SourceKind, "kind"),
        role=_parse_word(path, row, Role, "role"),
        participants=tuple(name for part in cells["participant"].split(";") if (name := part.strip())),
        date=parse_date(cells["date"], f"{path.name} line {row.line}") if cells["date"] else "",
        title=cells["title"],
        researcher=cells["researcher"],
    )


def _parse_word(path: Path, row: CsvLine, kind: type[_Word], column: str) -> _Word | None:
    if not row.cells[column]:
        return None
    try:
        return parse_vocabulary_word(kind, row.cells[column], column)
    except CaseCoderError as error:
        raise CaseCoderError(f"{path.name} line {row.line}: {error.message}", error.hint) from error


def _check_once(path: Path, rows: list[CsvLine], column: str) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        key = str(PurePosixPath(row.cells[column].replace("\\", "/"))).casefold()
        if key in seen:
            message = f"{path.name} line {row.line}: {row.cells[column]!r} is listed on line {seen[key]} already."
            raise CaseCoderError(message, "Keep one of the two lines.")
        seen[key] = row.line
