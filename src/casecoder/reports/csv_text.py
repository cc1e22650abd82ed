"""A matrix as CSV. Spreadsheets read its accents right and take no field for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.matrix import BY_CASE, Matrix
from casecoder.core.outputs.quote_choice import reason_not_quoted
from casecoder.core.spreadsheet_fields import looks_like_formula
from casecoder.reports.matrix_notes import cells_with_codings, row_heading
from casecoder.reports.printable_text import make_printable

BYTE_ORDER_MARK = "\ufeff"
_EVIDENCE_HEADINGS = (
    "id", "code", "code_name", "quote", "attribution", "kind", "source",
    "source_title", "date", "place", "start", "end", "direction", "strength", "coder", "note",
)  # fmt: skip


def matrix_csv(matrix: Matrix) -> str:
    """Return the matrix as a wide table: a line for each row, a field for each column (``G``, ``A*``, ``7``).

    Returns
    -------
    str
        CSV after RFC 4180 that begins with a byte order mark. Write it as UTF-8 and keep its line ends.
    """
    heads = ["Id", row_heading(matrix), *(column.label for column in matrix.columns)]
    lines = ([row.id, row.label, *(matrix.cell(row, c).text for c in matrix.columns)] for row in matrix.rows)
    return format_csv(heads, lines)


def evidence_csv(matrix: Matrix) -> str:
    """Return a line for each coding behind the cells, as CSV like that of :func:`matrix_csv`.

    Where there are too many codings to give their words, a line has only the cell and the id of the coding.
    """
    by = "case" if matrix.by == BY_CASE else "column"
    headings = ("row", "row_label", by, f"{by}_label", *_EVIDENCE_HEADINGS)
    nothing = [""] * (len(_EVIDENCE_HEADINGS) - 1)
    lines = (
        [row.id, row.label, column.id, column.label, *fields]
        for row, column, cell in cells_with_codings(matrix)
        for fields in (map(_fields, cell.evidence) if cell.evidence else ([name, *nothing] for name in cell.ids))
    )
    return format_csv(headings, lines)


def _fields(item: Evidence) -> list[str]:
    """Return the fields of a coding, in the order of the headings."""
    refused = reason_not_quoted(item)
    return [
        item.id, item.code, item.code_name, refused or item.printed,
        item.attribution, item.kind.value, item.source, item.source_title, item.date, item.place, str(item.start),
        str(item.end), item.direction.value, "" if item.strength is None else str(item.strength), item.coder,
        "" if refused else item.note,
    ]  # fmt: skip


def format_csv(headings: Sequence[str], lines: Iterable[Sequence[str | float]]) -> str:
    """Return lines under headings as CSV after RFC 4180, with a byte order mark. Numbers stay numbers."""
    made = StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    for line in (headings, *lines):
        writer.writerow([defuse_formula(field) if isinstance(field, str) else field for field in line])
    return BYTE_ORDER_MARK + made.getvalue()


def defuse_formula(field: str) -> str:
    """Put an apostrophe before a field that a spreadsheet would read as a formula."""
    if not field or (field[0].isalnum() and field.isprintable()):  # most fields: a fast path for a million codings
        return field
    field = make_printable(field)
    return f"'{field}" if looks_like_formula(field) else field
