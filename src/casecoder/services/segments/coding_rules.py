"""Rules that all acts on codings share: what is refused, and how codings are written and removed."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence, coding_id
from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.transcript import SegmentVoices
from casecoder.core.vocabulary import Direction
from casecoder.services.derived_fields import read_source_voices
from casecoder.store import records
from casecoder.store.changes import StudyChange
from casecoder.store.evidence import evidence_by_numbers
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import (
    CODE,
    CODEBOOK,
    CODING,
    REVISION,
    CodeRow,
    CodingRow,
    DisplacedRow,
    SourceRow,
)

HIGHEST_STRENGTH = 3
"""The highest strength. The lowest is 1, and a coding may have none."""


@dataclass(frozen=True, slots=True)
class CodingDetails:
    """The details of a coding: its direction, strength (1 to 3, or ``None``) and note."""

    direction: Direction = Direction.SUPPORTS
    note: str = ""
    strength: int | None = None


_TEXT = select(REVISION.c.text).where(REVISION.c.id == bindparam("revision"))
_VERSIONS_IN_FORCE = select(CODEBOOK.c.id, CODEBOOK.c.version_id)
_SAME_CODINGS = select(CODING.c.number).where(
    *(CODING.c[name] == bindparam(name) for name in ("source_id", "start", "end", "revision_id", "code_id", "coder"))
)
_OF_TEXT = (
    select(CODING.c.number, CODING.c.start, CODING.c.end, CODE.c.ref, CODING.c.coder)
    .join(CODE, CODE.c.id == CODING.c.code_id)
    .where(CODING.c.source_id == bindparam("source"), CODING.c.revision_id == bindparam("revision"))
)


class SourceText(NamedTuple):
    """A source and its text in force."""

    source: SourceRow
    text: str


def find_source_text(change: StudyChange, source: str, seen: str | None = None) -> SourceText:
    """Return the source with this short id or file name, with its text.

    Raises
    ------
    CaseCoderError
        If there is no such source, or as :func:`current_source_text`.
    """
    return current_source_text(change, records.source_named(change.session, source), seen)


def current_source_text(change: StudyChange, source: SourceRow, seen: str | None = None) -> SourceText:
    """Return a source with its text in force.

    Parameters
    ----------
    seen:
        The text in which a place was chosen, if it was chosen on a screen.

    Raises
    ------
    CaseCoderError
        If another text is in force now: other words may stand at the place.
    """
    text: str = change.connection.execute(_TEXT, {"revision": source.revision_id}).scalar_one()
    if seen is not None and seen != text:
        raise CaseCoderError(
            f"{source.ref} has been corrected since these words were chosen, so nothing was done.",
            "Choose them again in the text as it is now.",
        )
    return SourceText(source, text)


class NewCoding(NamedTuple):
    """A coding that is to be written; its place and code have been checked."""

    source_text: SourceText
    span: Span
    code: CodeRow
    details: CodingDetails
    coder: str
    created_at: datetime


def write_codings(
    change: StudyChange,
    study: StudyFile,
    source_text: SourceText,
    wanted: Sequence[tuple[Span, CodeRow]],
    details: CodingDetails,
) -> list[Evidence]:
    """Write codings of one source within a change; places and codes have been checked."""
    if not wanted:
        return []
    codings = [NewCoding(source_text, span, code, details, change.coder, change.now) for span, code in wanted]
    return evidence_by_numbers(change.connection, insert_codings(change, study, codings))


def insert_codings(change: StudyChange, study: StudyFile, codings: Sequence[NewCoding]) -> range:
    """Insert codings of one source or several within a change, and return their numbers."""
    # not through the session, which may hold a version from before this change
    versions = {row.id: row.version_id for row in change.connection.execute(_VERSIONS_IN_FORCE)}
    voices = _voices(change.connection, codings)
    numbers = change.next_numbers("coding", len(codings))
    values = [
        {
            "id": study.new_id(),
            "number": number,
            "source_id": source_text.source.id,
            "revision_id": source_text.source.revision_id,
            "start": span.start,
            "end": span.end,
            "quote": source_text.text[span.start : span.end],
            "turn": voices[source_text.source.id].of(span),
            "code_id": code.id,
            "codebook_version_id": versions[code.codebook_id],
            "coder": coder,
            "direction": details.direction.value,
            "strength": details.strength,
            "note": details.note,
            "created_at": created_at,
        }
        for number, (source_text, span, code, details, coder, created_at) in zip(numbers, codings, strict=True)
    ]
    change.insert_values(CodingRow, values)
    return numbers


def _voices(connection: Connection, codings: Iterable[NewCoding]) -> dict[uuid.UUID, SegmentVoices]:
    """Return who speaks where codings stand, by the key of the source."""
    spans: dict[uuid.UUID, list[Span]] = {}
    for coding in codings:
        spans.setdefault(coding.source_text.source.id, []).append(coding.span)
    return {
        key: read_source_voices(connection, key, Span(min(s.start for s in within), max(s.end for s in within)))
        for key, within in spans.items()
    }


def copy_coding_to(
    change: StudyChange, study: StudyFile, source_text: SourceText, span: Span, coding: CodingRow
) -> int:
    """Write a copy of a coding at another place, and return its number."""
    source_row, text = source_text
    number = change.next_number("coding")
    place = {
        "start": span.start,
        "end": span.end,
        "quote": text[span.start : span.end],
        "turn": read_source_voices(change.connection, source_row.id, span).of(span),
    }
    change.insert_values(CodingRow, [{**coding.model_dump(), "id": study.new_id(), "number": number, **place}])
    return number


def check_segment(span: Span, text: str, source_row: str) -> Span:
    """Return a segment as it would be stored: without white space at its ends.

    Raises
    ------
    CaseCoderError
        If it lies outside the text or holds no words.
    """
    if not 0 <= span.start < span.end <= len(text):
        raise CaseCoderError(
            f"{source_row} has no characters {span.start} to {span.end}.", f"Its text runs from 0 to {len(text)}."
        )
    trimmed = span.trimmed(text)
    if trimmed.start == trimmed.end:
        raise CaseCoderError(f"There are no words at {span.start} to {span.end} of {source_row}.")
    return trimmed


def check_strength(strength: int | None) -> int | None:
    """Return a strength as it is stored; 0 becomes ``None``.

    Raises
    ------
    CaseCoderError
        If it is not from 0 to 3.
    """
    if strength is not None and not 0 <= strength <= HIGHEST_STRENGTH:
        raise CaseCoderError(f"{strength} is no strength.", f"It goes from 1 to {HIGHEST_STRENGTH}.")
    return strength or None


def require_usable_codes(session: Session, codes: Iterable[str]) -> list[CodeRow]:
    """Return the codes with these ids, each once.

    Raises
    ------
    CaseCoderError
        If there is none, one is unknown or one is retired.
    """
    code_rows = {code.id: code for code in (records.code_named(session, ref) for ref in codes)}
    if not code_rows:
        raise CaseCoderError("No code was given.", "Name at least one (--code B02).")
    for code in code_rows.values():
        if code.retired:
            raise CaseCoderError(f"The code {code.ref} {code.name} is retired.", "Use one that is in force.")
    return list(code_rows.values())


def refuse_duplicate_coding(
    connection: Connection, source_row: SourceRow, place: Span, code: CodeRow, coder: str, *, but: int | None = None
) -> None:
    """Refuse a coding that the coder has made already, unless it is the one numbered ``but``."""
    coding = {
        "source_id": source_row.id,
        "start": place.start,
        "end": place.end,
        "revision_id": source_row.revision_id,
        "code_id": code.id,
        "coder": coder,
    }
    for number in connection.execute(_SAME_CODINGS, coding).scalars():
        if number != but:
            raise CaseCoderError(f"These words are already coded {code.ref} by {coder} ({coding_id(number)}).")


def codings_held_by(
    connection: Connection, source_row: SourceRow, coder: str, spans: Iterable[Span]
) -> set[tuple[int, int, uuid.UUID]]:
    """Return the place and code of each coding of a coder that begins where the spans begin."""
    starts = [span.start for span in spans]
    query = select(CODING.c.start, CODING.c.end, CODING.c.code_id).where(
        CODING.c.source_id == source_row.id,
        CODING.c.start.between(min(starts), max(starts)),
        CODING.c.revision_id == source_row.revision_id,
        CODING.c.coder == coder,
    )
    return {(start, end, code) for start, end, code in connection.execute(query)}


def numbers_by_coding(connection: Connection, source_row: SourceRow) -> dict[tuple[int, int, str, str], int]:
    """Return the numbers of the codings in a source's text in force, by start, end, code id and coder."""
    given = {"source": source_row.id, "revision": source_row.revision_id}
    return {(start, end, ref, coder): number for number, start, end, ref, coder in connection.execute(_OF_TEXT, given)}


def delete_coding(change: StudyChange, coding: CodingRow) -> None:
    """Delete a coding and its place on the review list."""
    waiting = change.session.get(DisplacedRow, coding.id)
    if waiting is not None:
        change.delete(waiting)
    change.delete(coding)


def coding_name_for(coding: CodingRow, coder: str) -> str:
    """Return a coding's short id, with its coder when that is somebody else."""
    return coding_id(coding.number) + (f" of {coding.coder}" if coding.coder != coder else "")
