"""Move the boundaries of coded segments, split them and join them. Each is one act."""

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
    """The result of joining codings.

    Parameters
    ----------
    kept:
        The coding that holds the words of all.
    gone:
        The short ids of the others.
    stale:
        The short ids of the ratings that cite one of them and so wait for a second look.
    """

    kept: Evidence
    gone: tuple[str, ...]
    stale: tuple[str, ...]


def move_boundary(study: StudyFile, number: int, span: Span, *, coder: str, seen: str | None = None) -> Evidence:
    """Move a coding to another span of its source's text. White space at the ends is left out.

    Parameters
    ----------
    seen:
        The text in which the place was chosen. When another text is in force by now, nothing is done.

    Raises
    ------
    CaseCoderError
        If there is no such coding, it waits on the review list, the span lies outside the text or holds no words, its
        coder has coded just these words with this code already, or the text has been corrected since.
    """
    with study.change("segment", "", coder) as change:
        coding, source_text = _open_coding(change, number, seen)
        source_row, text = source_text
        place = check_segment(span, text, source_row.ref)
        code = change.session.get_one(CodeRow, coding.code_id)
        refuse_duplicate_coding(change.connection, source_row, place, code, coding.coder, but=number)
        was, now = excerpt_differences(coding.quote, text[place.start : place.end], width=60)
        _place(change, coding, source_text, place)
        change.label = f"Move {coding_name_for(coding, coder)} {code.ref}: “{was}” is now “{now}”"
    return _read_codings(study, [number])[0]


def split_coding(study: StudyFile, number: int, at: int, *, coder: str, seen: str | None = None) -> list[Evidence]:
    """Split a coding in two. The first keeps its number, and the second is like it but for its words.

    Parameters
    ----------
    at:
        Where the second begins, in code points of the source's text; white space there is left out of both.
    seen:
        The text in which the place was chosen. When another text is in force by now, nothing is done.

    Raises
    ------
    CaseCoderError
        If there is no such coding, it waits on the review list, there are no words on both sides, its coder has
        coded one of the parts with this code already, or the text has been corrected since.
    """
    with study.change("segment", "", coder) as change:
        coding, source_text = _open_coding(change, number, seen)
        source_row, text = source_text
        parts = [Span(coding.start, at).trimmed(text), Span(at, coding.end).trimmed(text)]
        if not coding.start < at < coding.end or any(part.start == part.end for part in parts):
            raise CaseCoderError(
                f"{coding_id(number)} can't be split there.", "Put the caret between two of its words, and try again."
            )
        code = change.session.get_one(CodeRow, coding.code_id)
        for part in parts:
            refuse_duplicate_coding(change.connection, source_row, part, code, coding.coder)
        after = shorten_quote(text[parts[1].start : parts[1].end], 30)
        change.label = f"Split {coding_name_for(coding, coder)} {code.ref} before “{after}”"
        _place(change, coding, source_text, parts[0])
        second = copy_coding_to(change, study, source_text, parts[1], coding)
    return _read_codings(study, [number, second])


def join_codings(study: StudyFile, numbers: Sequence[int], *, coder: str) -> JoinedCodings:
    """Join codings of the same source, code, coder and direction into one.

    The words between them are then coded too, but no whole turn may lie between them. The coding with the lowest
    number stays. It gets the notes of all, each once, the highest strength, and the memos of the others.

    Raises
    ------
    CaseCoderError
        If one is not there or waits on the review list, fewer than two are given, they don't belong together, or their
        coder has coded the whole with this code already.
    """
    with study.change("segment", "", coder) as change:
        wanted = sorted(set(numbers))
        pairs = [_open_coding(change, number) for number in wanted]
        codings = [coding for coding, _ in pairs]
        _require_alike(codings)
        first, source_text = pairs[0]
        _refuse_turn_between(change.connection, sorted((c.start, c.end) for c in codings), source_text)
        place = Span(min(coding.start for coding in codings), max(coding.end for coding in codings))
        code = change.session.get_one(CodeRow, first.code_id)
        stale = _citing(change.connection, wanted)
        for coding in codings[1:]:
            _hand_over_memos(change, coding, first)
            delete_coding(change, coding)
        refuse_duplicate_coding(change.connection, source_text.source, place, code, first.coder, but=first.number)
        notes = dict.fromkeys(coding.note for coding in sorted(codings, key=lambda c: c.start) if coding.note)
        strengths = [coding.strength for coding in codings if coding.strength is not None]
        _place(change, first, source_text, place, note="\n".join(notes), strength=max(strengths, default=None))
        gone = tuple(coding_id(number) for number in wanted[1:])
        change.label = f"Join {coding_name_for(first, coder)} {code.ref} and {', '.join(gone)}"
    return JoinedCodings(_read_codings(study, wanted[:1])[0], gone, stale)


def _open_coding(change: StudyChange, number: int, seen: str | None = None) -> tuple[CodingRow, SourceText]:
    """Return a coding whose words stand in its source's text in force, with the source and the text."""
    coding = records.coding_numbered(change.session, number)
    source_row = change.session.get_one(SourceRow, coding.source_id)
    if coding.revision_id != source_row.revision_id:
        raise CaseCoderError(
            f"{coding_id(number)} has no sure place since {source_row.ref} was corrected.",
            "Decide on the review list where it belongs first.",
        )
    return coding, current_source_text(change, source_row, seen)


def _place(
    change: StudyChange, coding: CodingRow, source_text: SourceText, place: Span, **others: str | int | None
) -> None:
    """Give a coding its place, with the words and the turn at that place."""
    source_row, text = source_text
    turn = read_source_voices(change.connection, source_row.id, place).of(place)
    quote = text[place.start : place.end]
    change.update(coding, start=place.start, end=place.end, quote=quote, turn=turn, **others)


def _require_alike(codings: Sequence[CodingRow]) -> None:
    if len(codings) < 2:
        raise CaseCoderError("One coding alone can't be joined.", "Name at least two.")
    first = codings[0]
    for other in codings[1:]:
        differences = (
            ("of two sources", first.source_id != other.source_id),
            ("of two codes", first.code_id != other.code_id),
            ("by two coders", first.coder != other.coder),
            ("of two directions", first.direction != other.direction),
        )
        for what, differs in differences:
            if differs:
                raise CaseCoderError(
                    f"{coding_id(first.number)} and {coding_id(other.number)} are {what}, so they can't be joined."
                )


def _refuse_turn_between(connection: Connection, spans: Sequence[tuple[int, int]], source_text: SourceText) -> None:
    """Refuse to join codings over a whole turn, which nobody has looked at."""
    source_row, text = source_text
    reached = spans[0][1]
    for start, end in spans[1:]:
        if text[reached:start].strip():
            between = select(TURN.c.number).where(
                TURN.c.revision_id == source_row.revision_id,
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
    """Return the short ids of the ratings that cite one of these codings."""
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


def _read_codings(study: StudyFile, numbers: Sequence[int]) -> list[Evidence]:
    with study.reading() as session:
        return sorted(evidence_by_numbers(session.connection(), numbers), key=lambda item: item.number)
