"""Code many segments from a CSV file as one act, and write codings to a file of the same form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from casecoder.core.coding.coding_rows import CodingRowText, RefusedRow
from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence, coding_id
from casecoder.core.phrases import count_with_noun
from casecoder.core.transcripts.quote_matching import find_quote, normalise_for_comparison, shorten_quote
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Direction, parse_vocabulary_word
from casecoder.importers.coding_files import read_coding_file
from casecoder.services.segments.coding_rules import (
    CodingDetails,
    NewCoding,
    SourceText,
    check_segment,
    check_strength,
    find_source_text,
    insert_codings,
    numbers_by_coding,
    require_usable_codes,
)
from casecoder.store.changes import StudyChange
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CodeRow

_Named = TypeVar("_Named", SourceText, CodeRow)
_PLACES_SHOWN = 3
"""How many places of a quote that occurs several times are named."""


@dataclass(frozen=True, slots=True)
class BulkCoding:
    """The result of coding from a file.

    Parameters
    ----------
    numbers:
        The numbers of the new codings; none where nothing was written.
    rows:
        How many rows the file has.
    refused:
        The rows that can't be placed, by line.
    unread:
        The headings of columns that are not read.
    """

    numbers: range
    rows: int
    refused: tuple[RefusedRow, ...]
    unread: tuple[str, ...]


def code_from_file(study: StudyFile, path: Path, *, coder: str, skip_errors: bool = False) -> BulkCoding:
    """Write the codings of a CSV file as one act. Nothing is written if a row is refused.

    A row is refused when its source, code or quote is not found, its quote occurs several times or differs from the
    words at its place, a value can't be read, or the coding is in the study or in the file already.

    Parameters
    ----------
    coder:
        The coder of the act, and of the rows that name nobody.
    skip_errors:
        Write the other rows even if some are refused.

    Raises
    ------
    CaseCoderError
        If the file can't be read as a list of codings.
    """
    file = read_coding_file(path)
    with study.change("code", "", coder) as change:
        placed, refused = _place_all(change, file.rows)
        if refused and not skip_errors:
            placed = []
        numbers = insert_codings(change, study, placed) if placed else range(0)
        change.label = f"Code {count_with_noun(len(placed), 'segment')} from {path.name}"
    return BulkCoding(numbers, len(file.rows), tuple(refused), file.unread)


def write_codings_file(codings: Iterable[Evidence], path: Path) -> list[str]:
    """Write codings to the CSV file that :func:`code_from_file` reads.

    Returns
    -------
    list[str]
        The ids of those left out: they are on the review list and have no sure place.

    Raises
    ------
    CaseCoderError
        If the file can't be written.
    """
    from casecoder.reports.extract_text import codings_csv
    from casecoder.services.file_writing import write_file

    codings = list(codings)
    write_file(path, codings_csv(coding for coding in codings if not coding.in_review).encode())
    return [coding.id for coding in codings if coding.in_review]


class _PlacedRow(NamedTuple):
    """A row with the coding it becomes."""

    line: int
    coding: NewCoding


def _place_all(change: StudyChange, rows: Iterable[CodingRowText]) -> tuple[list[NewCoding], list[RefusedRow]]:
    """Return the codings that the rows become, and the rows refused, each in the order of the file."""
    placer = _RowPlacer(change)
    found, refused = list[_PlacedRow](), list[RefusedRow]()
    for row in rows:
        try:
            found.append(_PlacedRow(row.line, placer.place(row)))
        except CaseCoderError as error:
            refused.append(RefusedRow(row.line, str(error)))
    duplicates = _find_duplicates(change, found)
    refused = sorted([*refused, *duplicates])
    twice = {line for line, _ in duplicates}
    return [coding for line, coding in found if line not in twice], refused


def _find_duplicates(change: StudyChange, rows: Sequence[_PlacedRow]) -> list[RefusedRow]:
    """Return the rows whose coding is in the study already, or in the file on an earlier line."""
    sources = {coding.source_text.source.ref: coding.source_text.source for _, coding in rows}
    numbers_by_source = {ref: numbers_by_coding(change.connection, source) for ref, source in sources.items()}
    lines: dict[tuple[object, ...], int] = {}
    refused = []
    for line, (placed, span, code, _, coder, _) in rows:
        key = (span.start, span.end, code.ref, coder)
        number = numbers_by_source[placed.source.ref].get(key)
        first = lines.setdefault((placed.source.ref, *key), line)
        if number is not None:
            reason = f"These words are already coded {code.ref} by {coder} ({coding_id(number)})."
            refused.append(RefusedRow(line, reason))
        elif first != line:
            refused.append(RefusedRow(line, f"The same coding stands on line {first}."))
    return refused


class _RowPlacer:
    """Places the rows of one file. Each source and each code is looked up once."""

    def __init__(self, change: StudyChange) -> None:
        self._change = change
        self._sources: dict[str, SourceText | CaseCoderError] = {}
        self._codes: dict[str, CodeRow | CaseCoderError] = {}

    def place(self, row: CodingRowText) -> NewCoding:
        """Return the coding that a row becomes.

        Raises
        ------
        CaseCoderError
            If it can't be placed, or a cell can't be read.
        """
        if row.overfull:
            raise CaseCoderError("It has more cells than the file has columns.", "Put quotes round a cell with commas.")
        placed, code = self._source(row.source), self._code(row.code)
        span = _span(row, placed)
        details = CodingDetails(_direction(row.direction), row.note, _strength(row.strength))
        created = _moment(row.created) if row.created else self._change.now
        return NewCoding(placed, span, code, details, row.coder or self._change.coder, created)

    def _source(self, typed: str) -> SourceText:
        if not typed:
            raise CaseCoderError("It names no source.")
        if typed not in self._sources:
            try:
                self._sources[typed] = find_source_text(self._change, typed)
            except CaseCoderError as error:
                self._sources[typed] = error
        return _result_of(self._sources[typed])

    def _code(self, typed: str) -> CodeRow:
        if not typed:
            raise CaseCoderError("It names no code.")
        if typed not in self._codes:
            try:
                (self._codes[typed],) = require_usable_codes(self._change.session, [typed])
            except CaseCoderError as error:
                self._codes[typed] = error
        return _result_of(self._codes[typed])


def _result_of(looked_up: _Named | CaseCoderError) -> _Named:
    """Return what a look-up found, or raise its error."""
    if isinstance(looked_up, CaseCoderError):
        raise CaseCoderError(looked_up.message, looked_up.hint)
    return looked_up


def _span(row: CodingRowText, placed: SourceText) -> Span:
    """Return the span of a row, without white space at its ends."""
    text, ref = placed.text, placed.source.ref
    if row.start and row.end:
        span = check_segment(Span(_whole(row.start, "start"), _whole(row.end, "end")), text, ref)
        present = text[span.start : span.end]
        if row.quote.strip() and not _same_words(row.quote, present):
            raise CaseCoderError(
                f"“{shorten_quote(row.quote)}” is not what stands at {row.start} to {row.end} of {ref}:"
                f" “{shorten_quote(present)}”."
            )
        return span
    if row.start or row.end:
        raise CaseCoderError(f"It has a start and no end, or the reverse ({row.start or row.end}).")
    if not row.quote.strip():
        raise CaseCoderError("It does not say where the words stand.", "Give it start and end, or a quote.")
    spans = find_quote(text, row.quote)
    if not spans:
        raise CaseCoderError(f"The quote “{shorten_quote(row.quote)}” does not occur in {ref}.")
    if len(spans) > 1:
        places = ", ".join(f"{span.start} to {span.end}" for span in spans[:_PLACES_SHOWN])
        raise CaseCoderError(
            f"The quote “{shorten_quote(row.quote)}” occurs {len(spans)} times in {ref}.",
            f"Give start and end ({places}), or more of its words.",
        )
    return check_segment(spans[0], text, ref)


def _same_words(quote: str, present: str) -> bool:
    return quote == present or normalise_for_comparison(quote) == normalise_for_comparison(present)


def _whole(cell: str, what: str) -> int:
    if not (cell.isascii() and cell.isdecimal() and len(cell) <= 18):
        raise CaseCoderError(f"Its {what}, {cell!r}, is not a whole number.")
    return int(cell)


@cache
def _direction(cell: str) -> Direction:
    return parse_vocabulary_word(Direction, cell, "direction") if cell else Direction.SUPPORTS


def _strength(cell: str) -> int | None:
    return check_strength(_whole(cell, "strength")) if cell else None


def _moment(cell: str) -> datetime:
    """Return the time that a cell gives in ISO form. A time without a zone is in UTC."""
    try:
        moment = datetime.fromisoformat(cell)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise CaseCoderError(f"{cell!r} is not a time.", "Write it like 2024-03-05T10:11:12+00:00.") from error
