"""Finding records by what people type, and listing them."""

from collections.abc import Iterable
from typing import NoReturn

from sqlalchemy import func
from sqlmodel import Session, col, select

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import coding_id
from casecoder.store.tables import Case, Code, Codebook, Coding, Participant, Source, Study, Turn


def study_row(session: Session) -> Study:
    """The study's own row.

    Raises
    ------
    CaseCoderError
        If everything has been undone, even that the study was made.
    """
    found = session.exec(select(Study)).first()
    if found is None:
        raise CaseCoderError("That the study was made has been undone.", "Do it again: casecoder redo.")
    return found


def cases(session: Session) -> list[Case]:
    """The cases in the order of the table's columns: secondary before primary, as in Table 1."""
    order = {"secondary": 0, "primary": 1}
    found = session.exec(select(Case).order_by(col(Case.position), col(Case.label))).all()
    return sorted(found, key=lambda case: order.get(case.phase, 2))


def case_named(session: Session, typed: str) -> Case:
    """The case with this label or short id, in whatever case it was typed."""
    if exact := session.exec(select(Case).where((Case.short == typed) | (Case.label == typed))).first():
        return exact
    wanted, known = typed.strip().casefold(), cases(session)  # in Python: SQLite's lower() knows ASCII only
    by_name = {name.casefold(): case for case in known for name in (case.label, case.short)}
    return by_name.get(wanted) or _missing("case", typed, [name for c in known for name in (c.short, c.label)])


def sources(session: Session) -> list[Source]:
    """The sources by short id."""
    return list(session.exec(select(Source).order_by(col(Source.ref))))


def source_named(session: Session, typed: str) -> Source:
    """The source with this short id, file name, or file name without its ending."""
    if as_typed := session.exec(select(Source).where(Source.ref == typed)).first():
        return as_typed
    wanted = typed.strip().casefold()
    known = sources(session)
    exact = [source for source in known if source.ref.casefold() == wanted]
    found = exact or [s for s in known if wanted in {s.filename.casefold(), s.filename.casefold().rpartition(".")[0]}]
    if len(found) > 1:
        raise CaseCoderError(f"Several sources are called {typed!r}.", "Use one of: " + ", ".join(s.ref for s in found))
    return found[0] if found else _missing("source", typed, [source.ref for source in known])


def codebooks(session: Session) -> list[Codebook]:
    """The codebooks in the study's order."""
    return list(session.exec(select(Codebook).order_by(col(Codebook.position))))


def codebook_named(session: Session, typed: str) -> Codebook:
    """The codebook of this name."""
    found = {book.name.lower(): book for book in codebooks(session)}
    return found.get(typed.strip().lower()) or _missing("codebook", typed, list(found))


def codes(session: Session, codebook: Codebook | None = None) -> list[Code]:
    """The codes of one codebook, or of all, in order."""
    order = (col(Codebook.position), col(Code.position))
    query = select(Code).join(Codebook, col(Code.codebook_id) == Codebook.id).order_by(*order)
    if codebook is not None:
        query = query.where(Code.codebook_id == codebook.id)
    return list(session.exec(query))


def code_named(session: Session, typed: str) -> Code:
    """The code with this id."""
    found = session.exec(select(Code).where(func.lower(Code.ref) == typed.strip().lower())).first()
    return found or _missing("code", typed, [code.ref for code in codes(session)])


def with_children(session: Session, code: Code) -> list[Code]:
    """A code and all codes under it, at any depth."""
    found = level = [code]
    while level:
        children = select(Code).where(col(Code.parent_id).in_([parent.id for parent in level]))
        level = list(session.exec(children.order_by(col(Code.position))))
        found = found + level
    return found


def coding_numbered(session: Session, typed: str | int) -> Coding:
    """The coding with this short id (``E-0412``, ``e412`` or ``412``)."""
    number = number_in(typed, "E", "coding")
    found = session.exec(select(Coding).where(Coding.number == number)).first()
    if found is None:
        raise CaseCoderError(f"There is no coding {coding_id(number)}.", "List them with `casecoder segments`.")
    return found


def number_in(typed: str | int, letter: str, what: str) -> int:
    """The number in a short id as people type it."""
    digits = str(typed).strip().upper().removeprefix(letter).removeprefix("-")
    if not digits.isdecimal() or len(digits) > 18:
        raise CaseCoderError(f"{typed!r} is not a {what}'s id.", f"They look like {letter}-0012.")
    return int(digits)


def participants(session: Session) -> list[Participant]:
    """The participants, case by case."""
    order = {case.id: place for place, case in enumerate(cases(session))}
    found = session.exec(select(Participant)).all()
    return sorted(found, key=lambda person: (order[person.case_id], person.role, person.pseudonym))


def turns(session: Session, source: Source) -> list[Turn]:
    """The turns of a source's present revision, in order."""
    query = select(Turn).where(Turn.revision_id == source.revision_id).order_by(col(Turn.number))
    return list(session.exec(query))


def _missing(what: str, typed: str, known: Iterable[str]) -> NoReturn:
    from rapidfuzz import process

    names = list(known)
    if not names:
        raise CaseCoderError(f"There is no {what} {typed!r}: the study has no {what} yet.")
    near = [name for name, *_ in process.extract(typed, names, limit=3, score_cutoff=60)]
    listed = ", ".join(names[:12]) + ("…" if len(names) > 12 else ".")
    hint = f"Did you mean {' or '.join(near)}?" if near else f"The study has: {listed}"
    raise CaseCoderError(f"There is no {what} {typed!r}.", hint)
