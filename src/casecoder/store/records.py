"""Find records by what people type, and list them."""

from collections.abc import Iterable, Sequence
from typing import NoReturn

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import coding_id
from casecoder.store.permanent_rows import TurnRow
from casecoder.store.tables import (
    CASE,
    CODE,
    CODEBOOK,
    CODING,
    PARTICIPANT,
    SOURCE,
    TURN,
    CaseRow,
    CodebookRow,
    CodeRow,
    CodingRow,
    ParticipantRow,
    SourceRow,
    StudyRow,
)

_SOURCE_OF_REF = select(SourceRow).where(SOURCE.c.ref == bindparam("ref"))
_SOURCES_LIKE = (
    select(SourceRow)
    .where(
        (func.lower(SOURCE.c.ref) == func.lower(bindparam("name")))
        | (func.lower(SOURCE.c.filename) == func.lower(bindparam("name")))
        | func.lower(SOURCE.c.filename).between(func.lower(bindparam("first")), func.lower(bindparam("last")))
    )
    .order_by(SOURCE.c.ref)
)
"""The sources whose short id or file name is ``name``, or whose file name begins with it and a full stop."""
_CASE_OF_NAME = select(CaseRow).where((CASE.c.short == bindparam("name")) | (CASE.c.label == bindparam("name")))
_CODE_OF_REF = select(CodeRow).where(CODE.c.ref == bindparam("ref"))
_CODING_OF_NUMBER = select(CodingRow).where(CODING.c.number == bindparam("number"))


def study_row(session: Session) -> StudyRow:
    """Return the study's own row.

    Raises
    ------
    CaseCoderError
        If everything has been undone, even that the study was made.
    """
    found = session.scalars(select(StudyRow)).first()
    if found is None:
        raise CaseCoderError("That the study was made has been undone.", "Do it again: casecoder redo.")
    return found


def case_rows(session: Session) -> list[CaseRow]:
    """Return the cases in the order of the table's columns: secondary before primary, as in Table 1."""
    order = {"secondary": 0, "primary": 1}
    found = session.scalars(select(CaseRow).order_by(CASE.c.position, CASE.c.label)).all()
    return sorted(found, key=lambda case: order.get(case.phase, 2))


def case_named(session: Session, typed: str) -> CaseRow:
    """Return the case with this label or short id, in whatever case it was typed."""
    if exact := session.scalars(_CASE_OF_NAME, {"name": typed}).first():
        return exact
    wanted, known = typed.strip().casefold(), case_rows(session)  # in Python: SQLite's lower() knows ASCII only
    by_name = {name.casefold(): case for case in known for name in (case.label, case.short)}
    return by_name.get(wanted) or _raise_missing("case", typed, [name for c in known for name in (c.short, c.label)])


def source_rows(session: Session) -> list[SourceRow]:
    """Return the sources by short id."""
    return list(session.scalars(select(SourceRow).order_by(SOURCE.c.ref)))


def source_named(session: Session, typed: str) -> SourceRow:
    """Return the source with this short id, file name, or file name without its ending.

    Raises
    ------
    CaseCoderError
        If there is none, or several have the file name.
    """
    if as_typed := session.scalars(_SOURCE_OF_REF, {"ref": typed}).first():
        return as_typed
    name = typed.strip()
    near = session.scalars(_SOURCES_LIKE, {"name": name, "first": f"{name}.", "last": f"{name}/"}).all()
    found = _sources_called(name, near)
    known = [] if found else source_rows(session)  # in Python: SQLite's lower() knows ASCII only
    found = found or _sources_called(name, known)
    if len(found) > 1:
        raise CaseCoderError(f"Several sources are called {typed!r}.", "Use one of: " + ", ".join(s.ref for s in found))
    return found[0] if found else _raise_missing("source", typed, [source.ref for source in known])


def _sources_called(name: str, sources: Sequence[SourceRow]) -> list[SourceRow]:
    """Return the source with this short id, or those with this file name, in whatever case it was typed."""
    wanted = name.casefold()
    exact = [source for source in sources if source.ref.casefold() == wanted]
    files = ((source, source.filename.casefold()) for source in sources)
    return exact or [source for source, file in files if wanted in {file, file.rpartition(".")[0]}]


def codebook_rows(session: Session) -> list[CodebookRow]:
    """Return the codebooks in the study's order."""
    return list(session.scalars(select(CodebookRow).order_by(CODEBOOK.c.position)))


def codebook_named(session: Session, typed: str) -> CodebookRow:
    """Return the codebook with this name."""
    found = {book.name.lower(): book for book in codebook_rows(session)}
    return found.get(typed.strip().lower()) or _raise_missing("codebook", typed, list(found))


def code_rows(session: Session, codebook: CodebookRow | None = None) -> list[CodeRow]:
    """Return the codes of one codebook, or of all, in order."""
    order = (CODEBOOK.c.position, CODE.c.position)
    query = select(CodeRow).join(CODEBOOK, CODE.c.codebook_id == CODEBOOK.c.id).order_by(*order)
    if codebook is not None:
        query = query.where(CODE.c.codebook_id == codebook.id)
    return list(session.scalars(query))


def code_named(session: Session, typed: str) -> CodeRow:
    """Return the code with this id."""
    if as_typed := session.scalars(_CODE_OF_REF, {"ref": typed}).first():
        return as_typed
    found = session.scalars(select(CodeRow).where(func.lower(CODE.c.ref) == typed.strip().lower())).first()
    return found or _raise_missing("code", typed, [code.ref for code in code_rows(session)])


def code_with_children(session: Session, code: CodeRow) -> list[CodeRow]:
    """Return a code and all codes under it, at any depth."""
    found = level = [code]
    while level:
        children = select(CodeRow).where(CODE.c.parent_id.in_([parent.id for parent in level]))
        level = list(session.scalars(children.order_by(CODE.c.position)))
        found = found + level
    return found


def coding_numbered(session: Session, typed: str | int) -> CodingRow:
    """Return the coding with this short id (``E-0412``, ``e412`` or ``412``)."""
    number = parse_short_id(typed, "E", "coding")
    found = session.scalars(_CODING_OF_NUMBER, {"number": number}).first()
    if found is None:
        raise CaseCoderError(f"There is no coding {coding_id(number)}.", "List them with `casecoder segments`.")
    return found


def parse_short_id(typed: str | int, letter: str, what: str) -> int:
    """Return the number in a short id as people type it."""
    digits = str(typed).strip().upper().removeprefix(letter).removeprefix("-")
    if not digits.isdecimal() or len(digits) > 18:
        raise CaseCoderError(f"{typed!r} is not a {what}'s id.", f"They look like {letter}-0012.")
    return int(digits)


def participants_of_case(session: Session, case: CaseRow) -> list[ParticipantRow]:
    """Return the participants of a case, by role and pseudonym."""
    of_case = select(ParticipantRow).where(PARTICIPANT.c.case_id == case.id)
    return list(session.scalars(of_case.order_by(PARTICIPANT.c.role, PARTICIPANT.c.pseudonym)))


def participant_rows(session: Session) -> list[ParticipantRow]:
    """Return the participants, case by case."""
    order = {case.id: place for place, case in enumerate(case_rows(session))}
    found = session.scalars(select(ParticipantRow)).all()
    return sorted(found, key=lambda person: (order[person.case_id], person.role, person.pseudonym))


def turn_rows(session: Session, source: SourceRow) -> list[TurnRow]:
    """Return the turns of a source's present revision in order."""
    query = select(TurnRow).where(TURN.c.revision_id == source.revision_id).order_by(TURN.c.number)
    return list(session.scalars(query))


def _raise_missing(what: str, typed: str, known: Iterable[str]) -> NoReturn:
    from rapidfuzz import process

    names = list(known)
    if not names:
        raise CaseCoderError(f"There is no {what} {typed!r}: the study has no {what} yet.")
    near = [name for name, *_ in process.extract(typed, names, limit=3, score_cutoff=60)]
    listed = ", ".join(names[:12]) + ("…" if len(names) > 12 else ".")
    hint = f"Did you mean {' or '.join(near)}?" if near else f"The study has: {listed}"
    raise CaseCoderError(f"There is no {what} {typed!r}.", hint)
