"""Coded segments themselves: moving their boundaries, splitting and joining them. Each is one act."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence, coding_id, rating_id
from casecoder.core.transcripts.quote_matching import excerpt_differences, shorten_quote
from casecoder.core.transcripts.spans import Span
from casecoder.services.derived_fields import read_source_voices
from casecoder.services.segments.coding_rules import (
    SourceText,
    check_segment,
    coding_name_for,
    copy_coding_to,
    current_source_text,
    delete_coding,
    refuse_duplicate_coding,
)
from casecoder.store import records
from casecoder.store.changes import StudyChange
from casecoder.store.evidence import evidence_by_numbers
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import (
    CITATION,
    MEMO,
    RATING,
    TURN,
    CodeRow,
    CodingRow,
    MemoRow,
    SourceRow,
)


@dataclass(frozen=True, slots=True)
class JoinedCodings:
    """What came of joining codings.

    Parameters
    ----------
    kept:
        The coding that holds the words of all.
    gone:
        The short ids of the others.
    stale:
        The short ids of the ratings that cite one of them: they wait for a second look.
    """

    kept: Evidence
    gone: tuple[str, ...]
    stale: tuple[str, ...]


def move_boundary(study: StudyFile, number: int, span: Span, *, coder: str, seen: str | None = None) -> Evidence:
    """Give a coding other words: its segment becomes ``span`` of the source's text, white space at its ends left out.

    Parameters
    ----------
    seen:
        The text in which the place was chosen; when another is in force by now, nothing is done.

    Raises
    ------
    CaseCoderError
        If there is no such coding, it waits on the review list, the span lies outside the text or holds no words, its
        coder has coded just these words with this code already, or the text has been corrected since.
    """
    with study.change("segment", "", coder) as change:
        coding, placed = _opened(change, number, seen)
        where, text = placed
        place = check_segment(span, text, where.ref)
        code = change.session.get_one(CodeRow, coding.code_id)
        refuse_duplicate_coding(change.connection, where, place, code, coding.coder, but=number)
        was, now = excerpt_differences(coding.quote, text[place.start : place.end], width=60)
        _place(change, coding, placed, place)
        change.label = f"Move {coding_name_for(coding, coder)} {code.ref}: “{was}” is now “{now}”"
    return _shown(study, [number])[0]


def split_coding(study: StudyFile, number: int, at: int, *, coder: str, seen: str | None = None) -> list[Evidence]:
    """Make two codings of one. The first keeps its number; the second has the same code, coder, note and so on.

    Parameters
    ----------
    at:
        Where the second begins, in code points of the source's text; white space there is left out of both.
    seen:
        The text in which the place was chosen; when another is in force by now, nothing is done.

    Raises
    ------
    CaseCoderError
        If there is no such coding, it waits on the review list, there are no words on both sides, its coder has
        coded one of the parts with this code already, or the text has been corrected since.
    """
    with study.change("segment", "", coder) as change:
        coding, placed = _opened(change, number, seen)
        where, text = placed
        parts = [Span(coding.start, at).trimmed(text), Span(at, coding.end).trimmed(text)]
        if not coding.start < at < coding.end or any(part.start == part.end for part in parts):
            raise CaseCoderError(
                f"{coding_id(number)} can't be split there.", "Put the caret between two of its words, and try again."
            )
        code = change.session.get_one(CodeRow, coding.code_id)
        for part in parts:
            refuse_duplicate_coding(change.connection, where, part, code, coding.coder)
        after = shorten_quote(text[parts[1].start : parts[1].end], 30)
        change.label = f"Split {coding_name_for(coding, coder)} {code.ref} before “{after}”"
        _place(change, coding, placed, parts[0])
        second = copy_coding_to(change, study, placed, parts[1], coding)
    return _shown(study, [number, second])


def join_codings(study: StudyFile, numbers: Sequence[int], *, coder: str) -> JoinedCodings:
    """Make one coding of several of the same source, code, coder and direction.

    Words between them are then coded too, but a whole turn may not lie between. The one with the lowest number stays;
    it gets the notes of all, each once, their greatest strength, and the memos of the others.

    Raises
    ------
    CaseCoderError
        If one is not there or waits on the review list, fewer than two are given, they don't belong together, or their
        coder has coded the whole with this code already.
    """
    with study.change("segment", "", coder) as change:
        wanted = sorted(set(numbers))
        opened = [_opened(change, number) for number in wanted]
        codings = [coding for coding, _ in opened]
        _refuse_unlike(codings)
        first, placed = opened[0]
        _refuse_apart(change.connection, sorted((c.start, c.end) for c in codings), placed)
        place = Span(min(coding.start for coding in codings), max(coding.end for coding in codings))
        code = change.session.get_one(CodeRow, first.code_id)
        stale = _citing(change.connection, wanted)
        for coding in codings[1:]:
            _hand_over_memos(change, coding, first)
            delete_coding(change, coding)
        refuse_duplicate_coding(change.connection, placed.source, place, code, first.coder, but=first.number)
        notes = dict.fromkeys(coding.note for coding in sorted(codings, key=lambda c: c.start) if coding.note)
        strengths = [coding.strength for coding in codings if coding.strength is not None]
        _place(change, first, placed, place, note="\n".join(notes), strength=max(strengths, default=None))
        gone = tuple(coding_id(number) for number in wanted[1:])
        change.label = f"Join {coding_name_for(first, coder)} {code.ref} and {', '.join(gone)}"
    return JoinedCodings(_shown(study, wanted[:1])[0], gone, stale)


def _opened(change: StudyChange, number: int, seen: str | None = None) -> tuple[CodingRow, SourceText]:
    """A coding whose words stand in the source's text in force, with both."""
    coding = records.coding_numbered(change.session, number)
    where = change.session.get_one(SourceRow, coding.source_id)
    if coding.revision_id != where.revision_id:
        raise CaseCoderError(
            f"{coding_id(number)} has no sure place since {where.ref} was corrected.",
            "Decide on the review list where it belongs first.",
        )
    return coding, current_source_text(change, where, seen)


def _place(change: StudyChange, coding: CodingRow, placed: SourceText, place: Span, **others: str | int | None) -> None:
    """Give a coding its place, and all that follows from it."""
    where, text = placed
    turn = read_source_voices(change.connection, where.id, place).of(place)
    quote = text[place.start : place.end]
    change.update(coding, start=place.start, end=place.end, quote=quote, turn=turn, **others)


def _refuse_unlike(codings: Sequence[CodingRow]) -> None:
    if len(codings) < 2:
        raise CaseCoderError("One coding alone can't be joined.", "Name at least two.")
    first = codings[0]
    for other in codings[1:]:
        told = (
            ("of two sources", first.source_id != other.source_id),
            ("of two codes", first.code_id != other.code_id),
            ("by two coders", first.coder != other.coder),
            ("of two directions", first.direction != other.direction),
        )
        for what, unlike in told:
            if unlike:
                raise CaseCoderError(
                    f"{coding_id(first.number)} and {coding_id(other.number)} are {what}, so they can't be joined."
                )


def _refuse_apart(connection: Connection, spans: Sequence[tuple[int, int]], placed: SourceText) -> None:
    """Refuse to join over a whole turn: what nobody looked at would be coded."""
    where, text = placed
    reached = spans[0][1]
    for start, end in spans[1:]:
        if text[reached:start].strip():
            between = select(TURN.c.number).where(
                TURN.c.revision_id == where.revision_id,
                TURN.c.start >= reached,
                TURN.c.end <= start,
                TURN.c.end > TURN.c.words,
            )
            turn = connection.execute(between.limit(1)).scalar()
            if turn is not None:
                raise CaseCoderError(
                    f"Turn {turn} lies between them, so they can't be joined.",
                    "Move a boundary over it first if it belongs to them.",
                )
        reached = max(reached, end)


def _citing(connection: Connection, numbers: Sequence[int]) -> tuple[str, ...]:
    """The short ids of the ratings that cite one of these codings."""
    query = (
        select(RATING.c.number)
        .join(CITATION, CITATION.c.rating_id == RATING.c.id)
        .where(CITATION.c.coding_number.in_(numbers))
        .order_by(RATING.c.number)
        .distinct()
    )
    return tuple(rating_id(number) for number in connection.execute(query).scalars())


def _hand_over_memos(change: StudyChange, coding: CodingRow, to: CodingRow) -> None:
    on_it = select(MEMO.c.id).where(MEMO.c.target == "coding", MEMO.c.target_id == coding.id)
    keys = list(change.connection.execute(on_it).scalars())
    change.update_values(MemoRow, {key: {"target_id": to.id} for key in keys})


def _shown(study: StudyFile, numbers: Sequence[int]) -> list[Evidence]:
    with study.reading() as session:
        return sorted(evidence_by_numbers(session.connection(), numbers), key=lambda item: item.number)
