"""Decide which schools and people an import means: who a speaker's label is, and who is new."""

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.speaker_roles import find_interviewer, is_interviewer_label, role_in_label
from casecoder.core.transcripts.transcript import Transcript
from casecoder.core.vocabulary import Phase, Role
from casecoder.importers.manifest_files import CaseSheet, ManifestParticipant
from casecoder.store import records
from casecoder.store.tables import CaseRow


@dataclass(frozen=True, slots=True)
class PlannedSpeaker:
    """A label in a source and the person it is taken for.

    Parameters
    ----------
    participant:
        A pseudonym; empty for nobody.
    guessed:
        That it is the interviewer's was seen only from who asks the questions.
    """

    label: str
    interviewer: bool
    participant: str = ""
    role: Role | None = None
    guessed: bool = False


@dataclass(slots=True)
class PlannedPerson:
    """A participant who is in the study already or will be added.

    ``name`` is what transcripts call the person.
    """

    pseudonym: str
    role: Role
    name: str = ""
    note: str = ""


@dataclass(slots=True)
class SchoolPlan:
    """A case that is in the study already or will be added, and its people by pseudonym.

    ``listed`` says that a sheet names the school's participants: whoever it doesn't name is none.
    """

    label: str
    short: str
    phase: Phase
    people: dict[str, PlannedPerson] = field(default_factory=dict)
    listed: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    about: str = ""
    platform: str = ""

    def called(self, label: str, descriptor: str = "") -> PlannedPerson | None:
        """Return the participant whose name or pseudonym a label is, with or without its bracketed descriptor."""
        wanted = {label.casefold(), f"{label} ({descriptor})".casefold()}
        for person in self.people.values():
            if wanted & {person.name.casefold(), person.pseudonym.casefold()}:
                return person
        return None

    def as_case(self, key: uuid.UUID) -> CaseRow:
        """Return the school as a record.

        The number in its short id, if there is one, is its place among its kind.
        """
        position = int("".join(filter(str.isdecimal, self.short)) or 0)
        return CaseRow(
            id=key,
            label=self.label,
            short=self.short,
            phase=self.phase,
            position=position,
            about=self.about,
            platform=self.platform,
            attributes=self.attributes,
        )

    def take(self, people: Sequence[ManifestParticipant]) -> None:
        """Take in the participants that a sheet names."""
        self.listed = self.listed or bool(people)
        for row in people:
            self.people.setdefault(row.participant, PlannedPerson(row.participant, row.role, row.name, row.note))

    def add(self, role: Role, name: str, pseudonym: str = "") -> PlannedPerson:
        """Add a new participant, with the next free pseudonym of the role unless one is given."""
        number = 1
        while not pseudonym:
            candidate = f"{role.prefix}{number}"
            pseudonym = "" if candidate in self.people else candidate
            number += 1
        person = self.people[pseudonym] = PlannedPerson(pseudonym, role, name)
        return person


class PlannedSchools:
    """The schools of the study and those that an import would add, by label."""

    def __init__(self, session: Session) -> None:
        self._by_name: dict[str, SchoolPlan] = {}
        ids = {}
        for case in records.case_rows(session):
            plan = SchoolPlan(
                case.label,
                case.short,
                Phase(case.phase),
                attributes=case.attributes,
                about=case.about,
                platform=case.platform,
            )
            self._keep(plan)
            ids[case.id] = plan
        for person in records.participant_rows(session):
            ids[person.case_id].people[person.pseudonym] = PlannedPerson(
                person.pseudonym, Role(person.role), person.name, person.note
            )

    def _keep(self, plan: SchoolPlan) -> None:
        self._by_name[plan.label.casefold()] = self._by_name[plan.short.casefold()] = plan

    def is_school(self, name: str) -> bool:
        """Return whether a folder's name is a school's: one that the study knows, or one like ``Primary School 3``."""
        return name.casefold() in self._by_name or _numbered_school(name) is not None

    def school(self, label: str) -> SchoolPlan:
        """Return the school with this label or short id, planned anew if there is none. ``P3`` is Primary School 3."""
        numbered = _numbered_school(label)
        known = self._by_name.get(label.casefold()) or self._by_name.get((numbered or label).casefold())
        if known is None:
            known = SchoolPlan(numbered or label, self._short(numbered or label), phase_from_label(numbered or label))
            self._keep(known)
        return known

    def described(self, sheet: CaseSheet, where: Path) -> SchoolPlan:
        """Return the school that a case sheet describes.

        Raises
        ------
        CaseCoderError
            If the sheet's short id is none, or another school's.
        """
        plan = self._by_name.get(sheet.label.casefold())
        if plan is None:
            if sheet.short and not sheet.short.isalnum():
                raise CaseCoderError(f"{where}: the short id {sheet.short!r} is none.", "Short ids look like P3.")
            other = self._by_name.get(sheet.short.casefold())
            if other is not None:
                raise CaseCoderError(f"{where}: {sheet.short} is already {other.label}.", "Give it another short id.")
            plan = SchoolPlan(sheet.label, sheet.short or self._short(sheet.label), sheet.phase)
            self._keep(plan)
        plan.attributes = {**sheet.attributes, **plan.attributes}
        plan.about, plan.platform = plan.about or sheet.about, plan.platform or sheet.platform
        return plan

    def _short(self, label: str) -> str:
        letter, number = phase_from_label(label).letter, 1
        numbered = label.rpartition(" ")[2]
        if _numbered_school(label) == label and f"{letter}{numbered}".casefold() not in self._by_name:
            return f"{letter}{numbered}"
        while f"{letter}{number}".casefold() in self._by_name:
            number += 1
        return f"{letter}{number}"

    def __iter__(self) -> Iterator[SchoolPlan]:
        return iter({id(plan): plan for plan in self._by_name.values()}.values())


def phase_from_label(label: str) -> Phase:
    """Return the phase that a school's label names."""
    plain = label.casefold()
    if re.search(r"\b(primary|infant|junior|nursery|first school)", plain):
        return Phase.PRIMARY
    if re.search(r"\b(secondary|high school|grammar|comprehensive|upper school|sixth form)", plain):
        return Phase.SECONDARY
    return Phase.OTHER


def _numbered_school(label: str) -> str | None:
    """Return ``Primary School 3`` for all ways of writing it (``primary-3``, ``P3``), ``None`` for other labels."""
    found = re.fullmatch(r"(p|s|primary|secondary)(?:[ _-]?school)?[ _-]?0*(\d{1,3})", label.strip().casefold())
    return f"{'Primary' if found[1][0] == 'p' else 'Secondary'} School {found[2]}" if found else None


GENERIC_LABEL = re.compile(
    r"(?:[a-z]|speaker|respondent|participant|interviewee|person|voice|unknown|man|woman|child|girl|boy|pupil|student"
    r"|learner|teacher|parent|mum|mother|dad|father|governor|ta|teaching assistant)s?[ .#_-]*\d*",
    re.IGNORECASE,
)
"""Labels that only tell the speakers of one source apart: ``R1`` is somebody else in the next source."""

_PSEUDONYM = re.compile(rf"({'|'.join(role.prefix for role in Role)})\d{{1,2}}")
_ROLE_OF_PREFIX = {role.prefix: role for role in Role}


@dataclass(frozen=True, slots=True)
class SpeakerMatcher:
    """Decides who speaks in a source of a school.

    Parameters
    ----------
    participants:
        The pseudonyms that the manifest gives for the source.
    role:
        The role that the manifest or the user gives for the source.
    """

    school: SchoolPlan
    participants: Sequence[str]
    role: Role | None
    researcher: str

    def of(self, transcript: Transcript) -> list[PlannedSpeaker]:
        """Return each label of the transcript with who it is, in order of appearance."""
        descriptors = {turn.speaker: turn.descriptor for turn in reversed(transcript.turns) if turn.speaker}
        labels = transcript.speakers
        asking = {label for label in labels if self._asks(label, descriptors[label])}
        known = {label for label in labels if self.school.called(label, descriptors[label])}
        unknown = [label for label in labels if label not in asking | known]
        if self.school.listed and not asking and len(unknown) == 1 and len(labels) > 1:
            asking = set(unknown)
        guessed = None if asking else _find_asker(transcript, unknown)
        found = []
        for label in labels:
            if label in asking or label == guessed:
                found.append(PlannedSpeaker(label, interviewer=True, guessed=label == guessed))
                continue
            person = self.school.called(label, descriptors[label])
            if person is None and not self.school.listed:
                person = self._new(label, descriptors[label], alone=len(unknown) == 1)
            found.append(
                PlannedSpeaker(label, False, person.pseudonym, person.role) if person else PlannedSpeaker(label, False)
            )
        return found

    def _asks(self, label: str, descriptor: str) -> bool:
        if self.school.called(label, descriptor) is not None:
            return False
        names = {self.researcher.casefold(), self.researcher.rpartition(" ")[2].casefold()} - {""}
        return is_interviewer_label(label) or is_interviewer_label(descriptor or "-") or label.casefold() in names

    def _new(self, label: str, descriptor: str, *, alone: bool) -> PlannedPerson:
        role = role_in_label(descriptor) or role_in_label(label) or self.role or Role.OTHER
        given = self.participants[0] if alone and len(self.participants) == 1 else ""
        if not given and (pseudonym := _PSEUDONYM.fullmatch(label)):
            return self.school.add(_ROLE_OF_PREFIX[pseudonym[1]], label, label)
        name = "" if GENERIC_LABEL.fullmatch(label) else label
        if given in self.school.people:
            known = self.school.people[given]
            known.name = known.name or name
            return known
        return self.school.add(role, name, given)


def _find_asker(transcript: Transcript, unknown: Sequence[str]) -> str | None:
    """Return the label of the one who asks the questions, if none of the known participants does."""
    said: dict[str, list[str]] = {}
    for turn in transcript.turns:
        if turn.speaker:
            said.setdefault(turn.speaker, []).append(transcript.text[turn.words : turn.end])
    found = find_interviewer(said)
    return found if found in unknown else None
