"""Coding: saying that a code applies to words, and taking it back."""

from collections.abc import Sequence

from sqlalchemy import Connection, select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.evidence import Evidence, coding_id
from casecoder.core.quotes import locate, shorten
from casecoder.core.spans import Span
from casecoder.core.vocabulary import Direction
from casecoder.store import records
from casecoder.store.evidence import Filter, evidence_over
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Code, Codebook, Coding, Revision, Source, Speaker, Turn, table

TEXT, TURNS, SPEAKERS = table(Revision), table(Turn), table(Speaker)


def apply_codes(
    study: StudyFile,
    source: str,
    codes: Sequence[str],
    *,
    span: Span | None = None,
    quote: str = "",
    coder: str,
    direction: Direction = Direction.SUPPORTS,
    note: str = "",
) -> list[Evidence]:
    """Code a segment, given by its place or by its words, with one or several codes, as one act.

    White space at either end of the segment is left out of it. A coder who has already given exactly this
    segment one of the codes is told so.

    Parameters
    ----------
    source:
        The source's short id or file name.
    span:
        ``[start, end)`` in code points of the frozen text; or ``None`` and a ``quote``.

    Returns
    -------
    list[Evidence]
        The new codings, on disk when this returns.

    Raises
    ------
    CaseCoderError
        If source or code is unknown, a code is retired, the quote occurs nowhere or twice, the span lies
        outside the text or holds no words, or the coding is already there.
    """
    if not codes:
        raise CaseCoderError("No code was given.", "Name at least one (--code B02).")
    with study.change("code", "", coder) as change:
        session = change.session
        where = records.source_named(session, source)
        text = change.connection.execute(select(TEXT.c.text).where(TEXT.c.id == where.revision_id)).scalar_one()
        place = locate(text, quote, where.ref) if span is None else _checked(span, text, where.ref)
        place = place.trimmed(text)
        turn = voice_of(change.connection, where, place)
        numbers = []
        for code in dict.fromkeys(codes):
            named = _usable(session, code)
            _refuse_twice(change.connection, where, place, named, coder)
            numbers.append(change.next_number("coding"))
            change.insert(
                Coding(
                    id=study.new_id(), number=numbers[-1], source_id=where.id, revision_id=where.revision_id,
                    start=place.start, end=place.end, quote=text[place.start : place.end], turn=turn,
                    code_id=named.id, codebook_version_id=session.get_one(Codebook, named.codebook_id).version_id,
                    coder=coder, direction=direction, note=note, created_at=change.now,
                )
            )
        made = evidence_over(change.connection, Filter(numbers=frozenset(numbers)))
        change.label = f"Code {where.ref} {', '.join(item.code for item in made)}: “{shorten(made[0].quote, 40)}”"
    return made


def _checked(span: Span, text: str, where: str) -> Span:
    if not 0 <= span.start < span.end <= len(text):
        raise CaseCoderError(
            f"{where} has no characters {span.start} to {span.end}.", f"Its text runs from 0 to {len(text)}."
        )
    if not text[span.start : span.end].strip():
        raise CaseCoderError(f"There are no words at {span.start} to {span.end} of {where}.")
    return span


def _usable(session: Session, code: str) -> Code:
    named = records.code_named(session, code)
    if named.retired:
        raise CaseCoderError(f"The code {named.ref} {named.name} is retired.", "Use one that is in force.")
    return named


def _refuse_twice(connection: Connection, where: Source, place: Span, code: Code, coder: str) -> None:
    codings = table(Coding)
    same = select(codings.c.number).where(
        codings.c.source_id == where.id, codings.c.start == place.start, codings.c.end == place.end,
        codings.c.code_id == code.id, codings.c.coder == coder,
    )
    number = connection.execute(same).scalar()
    if number is not None:
        raise CaseCoderError(f"These words are already coded {code.ref} by {coder} ({coding_id(number)}).")


def voice_of(connection: Connection, source: Source, place: Span) -> int:
    """The number of the turn that gives a segment its voice.

    Of the turns the segment touches, that of which it holds most characters, turns of the interviewer only
    if there is no other; 0 if it touches none.
    """
    interviewers = select(SPEAKERS.c.label).where(
        SPEAKERS.c.source_id == source.id, SPEAKERS.c.interviewer.is_(True)
    )
    asking = set(connection.execute(interviewers).scalars())
    touched = select(TURNS.c.number, TURNS.c.start, TURNS.c.end, TURNS.c.speaker).where(
        TURNS.c.revision_id == source.revision_id, TURNS.c.start < place.end, TURNS.c.end > place.start
    )
    weighed = [
        (row.speaker not in asking, min(row.end, place.end) - max(row.start, place.start), -row.number)
        for row in connection.execute(touched)
    ]
    return -max(weighed)[2] if weighed else 0


def remove_coding(study: StudyFile, number: int, *, coder: str) -> None:
    """Take a coding away. Its words and its history stay; ratings that cite it become stale.

    Raises
    ------
    CaseCoderError
        If there is no such coding.
    """
    with study.change("uncode", "", coder) as change:
        session = change.session
        coding = records.coding_numbered(session, number)
        change.label = f"Remove {coding_id(number)}: “{shorten(coding.quote, 40)}”"
        change.delete(coding)


def amend_coding(
    study: StudyFile,
    number: int,
    *,
    coder: str,
    direction: Direction | None = None,
    note: str | None = None,
) -> None:
    """Change a coding's direction or note; what is ``None`` stays.

    Raises
    ------
    CaseCoderError
        If there is no such coding.
    """
    with study.change("amend", f"Amend {coding_id(number)}", coder) as change:
        coding = records.coding_numbered(change.session, number)
        change.update(
            coding,
            direction=coding.direction if direction is None else direction,
            note=coding.note if note is None else note,
        )
