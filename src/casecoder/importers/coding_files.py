"""Read a CSV file of codings as text.

The services decide whether its rows can be placed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from casecoder.core.coding.coding_rows import CODING_COLUMNS, CodingRowText
from casecoder.core.errors import CaseCoderError
from casecoder.core.spreadsheet_fields import restore_field
from casecoder.importers.csv_files import name_columns, split_csv
from casecoder.importers.text_decoding import decode_raw_text
from casecoder.importers.transcript_files import read_file_bytes

_COLUMNS: dict[str, frozenset[str]] = {name: frozenset() for name in CODING_COLUMNS}
_NEEDED = ("source", "code")
_WORDS = ("quote", "note")
"""Columns whose cells keep the white space at their ends."""


@dataclass(frozen=True, slots=True)
class CodingFile:
    """The rows of a file of codings.

    Parameters
    ----------
    rows:
        The rows that aren't blank, in order.
    unread:
        The headings of columns that mean nothing here.
    """

    rows: tuple[CodingRowText, ...]
    unread: tuple[str, ...]


def read_coding_file(path: Path) -> CodingFile:
    """Read a CSV file of codings, as ``segments --out`` or a spreadsheet wrote it.

    Raises
    ------
    CaseCoderError
        If it can't be read, lacks a column that every row needs, names one twice, or has no row.
    """
    text, _ = decode_raw_text(path.name, read_file_bytes(path))
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise CaseCoderError(f"{path.name} is empty.", f"Its first line must name the columns: {_join_names()}.")
    (_, header), *rows = split_csv(path, text)
    names = name_columns(path, header, _COLUMNS, _NEEDED)
    if "quote" not in names and not {"start", "end"} <= set(names):
        raise CaseCoderError(
            f"{path.name} does not say where the words stand.", "Give it the columns start and end, or a column quote."
        )
    if not rows:
        raise CaseCoderError(f"{path.name} has no row under its headings.", "Give each coding a row.")
    unread = (heading.strip() for heading, name in zip(header, names, strict=True) if not name)
    return CodingFile(tuple(_read_rows(rows, names)), tuple(filter(None, unread)))


def _read_rows(rows: Iterable[tuple[int, list[str]]], names: list[str]) -> Iterator[CodingRowText]:
    """Yield the rows with their cells in the order of the columns; a column that the file has not is empty."""
    width = len(names)
    places = [(names.index(column) if column in names else width, column in _WORDS) for column in CODING_COLUMNS]
    for line, cells in rows:
        known = [*cells[:width], *[""] * (width + 1 - len(cells[:width]))]
        texts = (
            restore_field(known[place]) if is_words else restore_field(known[place]).strip()
            for place, is_words in places
        )
        yield CodingRowText(line, any(map(str.strip, cells[width:])), *texts)


def _join_names() -> str:
    return ", ".join(CODING_COLUMNS)
