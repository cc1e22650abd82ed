"""What stands across a matrix: schools, roles, kinds of source, phases, or what an attribute of the schools says."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.outputs.matrix import BY_CASE, BY_KIND, BY_PHASE, BY_ROLE, MatrixColumn
from casecoder.core.vocabulary import Phase, Role, SourceKind
from casecoder.store import records
from casecoder.store.evidence import driver_key
from casecoder.store.tables import REVISION, SOURCE, CaseRow

NO_VALUE = ""
"""The id of the column for sources and codings that have no such word."""


@dataclass(frozen=True, slots=True)
class MatrixColumns:
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

    every: tuple[MatrixColumn, ...]
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


def read_matrix_columns(session: Session, by: str) -> MatrixColumns:
    """What stands across.

    Raises
    ------
    CaseCoderError
        If ``by`` is not ``case``, ``role``, ``kind``, ``phase`` or an attribute of the study's cases.
    """
    schools = records.case_rows(session)
    places = {school.id: (school.position, school.short) for school in schools}
    columns = (
        SOURCE.c.id,
        driver_key(SOURCE.c.id).label("given"),
        SOURCE.c.case_id,
        driver_key(SOURCE.c.case_id).label("case"),
        SOURCE.c.kind,
        SOURCE.c.ref,
        REVISION.c.length,
    )
    joined = SOURCE.join(REVISION, SOURCE.c.revision_id == REVISION.c.id)
    rows = session.connection().execute(select(*columns).select_from(joined)).all()
    sources = sorted(rows, key=lambda source: (places[source.case_id], source.ref))
    by_case, cases = by not in {BY_ROLE, BY_KIND}, dict[str, str]()
    if by == BY_ROLE:
        every, held = _roles(), {}
    elif by == BY_KIND:
        held = {source.given: str(source.kind) for source in sources}
        every = _worded(((kind.value, kind.value.capitalize()) for kind in SourceKind), held.values(), "Kind of source")
    else:
        every, of_case = _by_case(schools, by)
        held = {source.given: of_case[source.case_id] for source in sources}
        cases = {source.case: of_case[source.case_id] for source in sources}
    lengths: dict[str, int] = {}
    for source in sources if held else ():
        lengths[held[source.given]] = lengths.get(held[source.given], 0) + source.length
    return MatrixColumns(
        every,
        held | cases,
        {source.given: place for place, source in enumerate(sources)},
        tuple((source.given, source.id) for source in sources),
        lengths,
        by_case,
    )


def attribute_names(schools: Iterable[CaseRow]) -> list[str]:
    """The names of the attributes that any of the schools has, in the order in which they are met."""
    return list(dict.fromkeys(name for school in schools for name in school.attributes))


def _by_case(schools: Sequence[CaseRow], by: str) -> tuple[tuple[MatrixColumn, ...], dict[uuid.UUID, str]]:
    """The columns, and the column of each case, where it is the case that decides."""
    if by == BY_CASE:
        every = tuple(
            MatrixColumn(school.short, school.label, Phase(school.phase).heading, _heading(school))
            for school in schools
        )
        return every, {school.id: school.short for school in schools}
    if by == BY_PHASE:
        of_case = {school.id: school.phase for school in schools}
        return _worded(((p.value, p.heading) for p in Phase), of_case.values(), "Phase"), of_case
    known = attribute_names(schools)
    name = next((each for each in known if each.casefold() == by.casefold()), None)
    if name is None:
        listed = ", ".join([BY_CASE, BY_ROLE, BY_KIND, BY_PHASE, *known])
        raise CaseCoderError(f"No school has the attribute {by!r}.", f"What can stand across: {listed}.")
    of_case = {school.id: school.attributes.get(name, "").strip() for school in schools}
    values = sorted({value for value in of_case.values() if value}, key=_natural)
    without = [MatrixColumn(NO_VALUE, "Not given", name, "Not given")] if NO_VALUE in of_case.values() else []
    return (*(MatrixColumn(value, value, name, value) for value in values), *without), of_case


def _worded(words: Iterable[tuple[str, str]], used: Iterable[str], group: str) -> tuple[MatrixColumn, ...]:
    """A column for each word of a vocabulary that is used."""
    held = set(used)
    return tuple(MatrixColumn(word, label, group, label) for word, label in words if word in held)


def _roles() -> tuple[MatrixColumn, ...]:
    group = "Role of whoever speaks"
    labels = {role.value: role.plural.partition(" (")[0] for role in Role}
    return tuple(
        MatrixColumn(word, label, group, label) for word, label in {**labels, NO_VALUE: "Nobody speaks"}.items()
    )


def _natural(value: str) -> list[tuple[int, int, str]]:
    """Sorts ``9`` before ``10``, and words without regard to capitals."""
    parts = re.split(r"(\d+)", value.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def _heading(case: CaseRow) -> str:
    """``3`` for "Primary School 3", which its number and its group name; the short id for any other label."""
    numbered = re.fullmatch(r"(Primary|Secondary) School ([1-9][0-9]*)", case.label)
    return numbered[2] if numbered and numbered[1].lower() == case.phase else case.short
