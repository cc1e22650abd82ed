"""What stands across a matrix: schools, roles, kinds of source, phases, or what an attribute of the schools says."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.outputs.matrix import CASE, KIND, PHASE, ROLE, Column
from casecoder.core.vocabulary import Phase, Role, SourceKind
from casecoder.store import records
from casecoder.store.evidence import as_given
from casecoder.store.tables import Case, Revision, Source, table

REVISION, SOURCE = table(Revision), table(Source)
NONE_GIVEN = ""
"""The id of the column for sources and codings that have no such word."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that there can be, and which of them a coding belongs to.

    Parameters
    ----------
    every:
        In order.
    held:
        The column of each source, by the source's key as the driver gives it; empty where the role decides. Where it
        is the case that decides, ``by_case``, the column of each case too.
    order:
        The place of each source among all, by the same key.
    keys:
        The key of each source itself, in that order.
    lengths:
        How many code points of text each column has.
    """

    every: tuple[Column, ...]
    held: Mapping[str, str]
    order: Mapping[str, int]
    keys: tuple[tuple[str, uuid.UUID], ...]
    lengths: Mapping[str, int]
    by_case: bool

    @property
    def place(self) -> Callable[[str, str], str]:
        """Gives the id of the column of a coding, by its source (or case) and its speaker's role."""
        held = self.held
        return (lambda place, _role: held[place]) if held else (lambda _place, role: role)

    def sources_of(self, column: str) -> list[uuid.UUID] | None:
        """The sources of a column; ``None`` when it isn't the source that decides."""
        return [key for given, key in self.keys if self.held[given] == column] if self.held else None


def columns_of(session: Session, by: str) -> Columns:
    """What stands across.

    Raises
    ------
    CaseCoderError
        If ``by`` is not ``case``, ``role``, ``kind``, ``phase`` or an attribute of the study's cases.
    """
    schools = records.cases(session)
    places = {school.id: (school.position, school.short) for school in schools}
    columns = (
        SOURCE.c.id,
        as_given(SOURCE.c.id).label("given"),
        SOURCE.c.case_id,
        as_given(SOURCE.c.case_id).label("case"),
        SOURCE.c.kind,
        SOURCE.c.ref,
        REVISION.c.length,
    )
    joined = SOURCE.join(REVISION, SOURCE.c.revision_id == REVISION.c.id)
    rows = session.connection().execute(select(*columns).select_from(joined)).all()
    sources = sorted(rows, key=lambda source: (places[source.case_id], source.ref))
    by_case, cases = by not in {ROLE, KIND}, dict[str, str]()
    if by == ROLE:
        every, held = _roles(), {}
    elif by == KIND:
        held = {source.given: str(source.kind) for source in sources}
        every = _worded(((kind.value, kind.value.capitalize()) for kind in SourceKind), held.values(), "Kind of source")
    else:
        every, of_case = _by_case(schools, by)
        held = {source.given: of_case[source.case_id] for source in sources}
        cases = {source.case: of_case[source.case_id] for source in sources}
    lengths: dict[str, int] = {}
    for source in sources if held else ():
        lengths[held[source.given]] = lengths.get(held[source.given], 0) + source.length
    return Columns(
        every,
        held | cases,
        {source.given: place for place, source in enumerate(sources)},
        tuple((source.given, source.id) for source in sources),
        lengths,
        by_case,
    )


def attributes(schools: Iterable[Case]) -> list[str]:
    """The names of the attributes that any of the schools has, in the order in which they are met."""
    return list(dict.fromkeys(name for school in schools for name in school.attributes))


def _by_case(schools: Sequence[Case], by: str) -> tuple[tuple[Column, ...], dict[uuid.UUID, str]]:
    """The columns, and the column of each case, where it is the case that decides."""
    if by == CASE:
        every = tuple(
            Column(school.short, school.label, Phase(school.phase).heading, _heading(school)) for school in schools
        )
        return every, {school.id: school.short for school in schools}
    if by == PHASE:
        of_case = {school.id: school.phase for school in schools}
        return _worded(((p.value, p.heading) for p in Phase), of_case.values(), "Phase"), of_case
    known = attributes(schools)
    name = next((each for each in known if each.casefold() == by.casefold()), None)
    if name is None:
        listed = ", ".join([CASE, ROLE, KIND, PHASE, *known])
        raise CaseCoderError(f"No school has the attribute {by!r}.", f"What can stand across: {listed}.")
    of_case = {school.id: school.attributes.get(name, "").strip() for school in schools}
    values = sorted({value for value in of_case.values() if value}, key=_natural)
    without = [Column(NONE_GIVEN, "Not given", name, "Not given")] if NONE_GIVEN in of_case.values() else []
    return (*(Column(value, value, name, value) for value in values), *without), of_case


def _worded(words: Iterable[tuple[str, str]], used: Iterable[str], group: str) -> tuple[Column, ...]:
    """A column for each word of a vocabulary that is used."""
    held = set(used)
    return tuple(Column(word, label, group, label) for word, label in words if word in held)


def _roles() -> tuple[Column, ...]:
    group = "Role of whoever speaks"
    labels = {role.value: role.plural.partition(" (")[0] for role in Role}
    return tuple(Column(word, label, group, label) for word, label in {**labels, NONE_GIVEN: "Nobody speaks"}.items())


def _natural(value: str) -> list[tuple[int, int, str]]:
    """Sorts ``9`` before ``10``, and words without regard to capitals."""
    parts = re.split(r"(\d+)", value.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def _heading(case: Case) -> str:
    """``3`` for "Primary School 3", which its number and its group name; the short id for any other label."""
    numbered = re.fullmatch(r"(Primary|Secondary) School ([1-9][0-9]*)", case.label)
    return numbered[2] if numbered and numbered[1].lower() == case.phase else case.short
