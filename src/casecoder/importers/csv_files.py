"""Read CSV files as spreadsheets save them: find out their encoding, delimiter and header names."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from casecoder.core.errors import CaseCoderError
from casecoder.importers.text_decoding import decode_text_file
from casecoder.importers.transcript_files import read_file_bytes


@dataclass(frozen=True, slots=True)
class CsvLine:
    """One row.

    Parameters
    ----------
    line:
        The line of the file the row begins on, from 1.
    cells:
        The known columns' cells without outer white space; empty where the file has none.
    """

    line: int
    cells: Mapping[str, str]


def read_csv_lines(path: Path, columns: Mapping[str, frozenset[str]], needed: str) -> list[CsvLine]:
    """Return the rows of a CSV file that aren't blank, without unknown columns.

    Parameters
    ----------
    columns:
        For each known column the other names people give it, in lower case.
    needed:
        The column that must be there and filled in every row.

    Raises
    ------
    CaseCoderError
        If the file can't be read, lacks the column, names one twice, or a row is filled wrongly.
    """
    text, _ = decode_text_file(path.name, read_file_bytes(path))
    found = [(line, [cell.strip() for cell in cells]) for line, cells in split_csv(path, text)]
    names = name_columns(path, found[0][1] if found else [], columns, (needed,))
    rows = []
    for line, cells in found[1:]:
        if any(cells[len(names) :]):
            raise CaseCoderError(
                f"{path.name} line {line} has {len(cells)} cells, its header {len(names)}.",
                "Put quotes round a cell that holds the delimiter.",
            )
        known = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        row = CsvLine(line, {column: known.get(column, "") for column in columns})
        if not row.cells[needed]:
            raise CaseCoderError(f"{path.name} line {line} has no {needed}.", f"Fill in the column {needed}.")
        rows.append(row)
    return rows


def split_csv(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """Return the rows that hold something, each with the line it begins on; the delimiter is found out.

    Raises
    ------
    CaseCoderError
        If a quotation mark is not closed or stands where it can't.
    """
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found, line = [], 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        hint = "Check the quotation marks: each cell that begins with one must end with one."
        raise CaseCoderError(f"{path.name} line {line} can't be read as CSV: {error}.", hint) from error
    return found


def name_columns(
    path: Path, header: Sequence[str], columns: Mapping[str, frozenset[str]], needed: Sequence[str]
) -> list[str]:
    """Return which known column each column of the file is; empty for an unknown one.

    Raises
    ------
    CaseCoderError
        If one is named twice, or one that is needed is missing.
    """
    meaning = {name: column for column, names in columns.items() for name in {column, *names}}
    named = [meaning.get(" ".join(cell.lower().replace("_", " ").split()), "") for cell in header]
    for at, name in enumerate(named):
        if name and name in named[:at]:
            message = f"{path.name}: the columns {header[named.index(name)]!r} and {header[at]!r} are both the {name}."
            raise CaseCoderError(message, "Keep one of them.")
    for column in needed:
        if column not in named:
            raise CaseCoderError(
                f"{path.name} has no column {column}.", f"Its first line must name the columns: {', '.join(columns)}."
            )
    return named
