"""The columns of a matrix: schools, roles, kinds of source, phases, or the values of an attribute of the schools."""

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
"""The id of the column for sources and codings without a value."""


@dataclass(frozen=True, slots=True)
class MatrixColumns:
    """The columns of a matrix, and which of them each coding belongs to.

    Parameters
    ----------
    all_columns:
        The columns in order.
    column_of_place:
        The column of each source, by the source's key as the driver returns it, and of each case where ``by_case``.
        Empty where the role decides on the column.
    source_order:
        The position of each source among all, by the same key.
    keys:
        For each source in that order the same key, and the key itself.
    text_lengths:
        How many code points of text each column has.
    by_case:
        Whether the case decides on the column.
    """

    all_columns: tuple[MatrixColumn, ...]
    column_of_place: Mapping[str, str]
    source_order: Mapping[str, int]
    keys: tuple[tuple[str, uuid.UUID], ...]
    text_lengths: Mapping[str, int]
    by_case: bool

    @property
    def column_for(self) -> Callable[[str, str], str]:
        """A function that returns the column of a coding, by its source (or case) and its speaker's role."""
        of_place = self.column_of_place
        return (lambda place, _role: of_place[place]) if of_place else (lambda _place, role: role)

    def sources_of(self, column: str) -> list[uuid.UUID] | None:
        """Return the sources of a column; ``None`` where the role decides on the column."""
        of_place = self.column_of_place
        return [key for given, key in self.keys if of_place[given] == column] if of_place else None


def read_matrix_columns(session: Session, by: str) -> MatrixColumns:
    """Read the columns of a matrix.

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
        all_columns, column_of_place = _role_columns(), {}
    elif by == BY_KIND:
        column_of_place = {source.given: str(source.kind) for source in sources}
        all_columns = _vocabulary_columns(
            ((kind.value, kind.value.capitalize()) for kind in SourceKind), column_of_place.values(), "Kind of source"
        )
    else:
        all_columns, of_case = _columns_by_case(schools, by)
        column_of_place = {source.given: of_case[source.case_id] for source in sources}
        cases = {source.case: of_case[source.case_id] for source in sources}
    text_lengths: dict[str, int] = {}
    for source in sources if column_of_place else ():
        text_lengths[column_of_place[source.given]] = text_lengths.get(column_of_place[source.given], 0) + source.length
    return MatrixColumns(
        all_columns,
        column_of_place | cases,
        {source.given: place for place, source in enumerate(sources)},
        tuple((source.given, source.id) for source in sources),
        text_lengths,
        by_case,
    )


def attribute_names(schools: Iterable[CaseRow]) -> list[str]:
    """Return the names of the attributes that any of the schools has, in the order in which they occur."""
    return list(dict.fromkeys(name for school in schools for name in school.attributes))


def _columns_by_case(schools: Sequence[CaseRow], by: str) -> tuple[tuple[MatrixColumn, ...], dict[uuid.UUID, str]]:
    """Return the columns where the case decides on them, and the column of each case."""
    if by == BY_CASE:
        all_columns = tuple(
            MatrixColumn(school.short, school.label, Phase(school.phase).heading, _column_heading(school))
            for school in schools
        )
        return all_columns, {school.id: school.short for school in schools}
    if by == BY_PHASE:
        of_case = {school.id: school.phase for school in schools}
        return _vocabulary_columns(((p.value, p.heading) for p in Phase), of_case.values(), "Phase"), of_case
    known = attribute_names(schools)
    name = next((each for each in known if each.casefold() == by.casefold()), None)
    if name is None:
        listed = ", ".join([BY_CASE, BY_ROLE, BY_KIND, BY_PHASE, *known])
        raise CaseCoderError(f"No school has the attribute {by!r}.", f"What can stand across: {listed}.")
    of_case = {school.id: school.attributes.get(name, "").strip() for school in schools}
    values = sorted({value for value in of_case.values() if value}, key=_natural_sort_key)
    without = [MatrixColumn(NO_VALUE, "Not given", name, "Not given")] if NO_VALUE in of_case.values() else []
    return (*(MatrixColumn(value, value, name, value) for value in values), *without), of_case


def _vocabulary_columns(words: Iterable[tuple[str, str]], used: Iterable[str], group: str) -> tuple[MatrixColumn, ...]:
    """Return a column for each word of a vocabulary that is used."""
    used_words = set(used)
    return tuple(MatrixColumn(word, label, group, label) for word, label in words if word in used_words)


def _role_columns() -> tuple[MatrixColumn, ...]:
    """Return a column for each role, and one for words that nobody speaks."""
    group = "Role of whoever speaks"
    labels = {role.value: role.plural.partition(" (")[0] for role in Role}
    return tuple(
        MatrixColumn(word, label, group, label) for word, label in {**labels, NO_VALUE: "Nobody speaks"}.items()
    )


def _natural_sort_key(value: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts ``9`` before ``10``, and words without regard to capitals."""
    parts = re.split(r"(\d+)", value.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def _column_heading(case: CaseRow) -> str:
    """Return the heading of a school's column: the number of a "Primary School 3", else the short id.

    The group over the columns names the phase, so that the number is enough.
    """
    numbered = re.fullmatch(r"(Primary|Secondary) School ([1-9][0-9]*)", case.label)
    return numbered[2] if numbered and numbered[1].lower() == case.phase else case.short
