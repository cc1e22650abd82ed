"""A matrix, and a journal of memos, as GitHub-flavoured Markdown for notes and wikis."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from casecoder.core.coding.memos import JournalDay, MemoLine
from casecoder.core.outputs.matrix import Matrix
from casecoder.core.phrases import format_long_date
from casecoder.reports.band_legend import LEGEND_ENTRIES, matrix_cell_mark
from casecoder.reports.matrix_notes import (
    cells_with_codings,
    column_ids_note,
    holds_ratings,
    notes_under_matrix,
    row_heading,
)
from casecoder.reports.matrix_sheets import split_into_sheets
from casecoder.reports.printable_text import make_printable

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")
_LINE_START = re.compile(r"^(\d*)([-+=:.)])")


def matrix_markdown(matrix: Matrix) -> str:
    """Return the matrix as a table, the legend, and the ids of the codings behind each cell."""
    parts = [f"# {escape_markdown(matrix.study)}", escape_markdown(matrix.codebook), escape_markdown(matrix.heading)]
    for sheet in split_into_sheets(matrix) or [matrix]:
        parts.append(_table(sheet))
        if column_ids_note(sheet):
            parts.append(escape_markdown(column_ids_note(sheet)))
    if holds_ratings(matrix):
        parts.append(
            "\n".join(
                f"- **{k.letter} {k.glyph} {k.label}:** {escape_markdown(k.definition)}"
                for k in LEGEND_ENTRIES.values()
            )
        )
    parts += [escape_markdown(note) for note in notes_under_matrix(matrix)]
    parts += ["## The codings behind each cell", _ids(matrix)]
    return "\n\n".join(parts) + "\n"


def _table(matrix: Matrix) -> str:
    """Return the table of a matrix."""
    heads = [row_heading(matrix), *(column.id if matrix.is_turned else column.label for column in matrix.columns)]
    lines = [_line(heads), "| --- |" + " :-: |" * len(matrix.columns)]
    for row in matrix.rows:
        cells = (matrix_cell_mark(matrix.cell(row, column)) for column in matrix.columns)
        lines.append(_line([row.label if matrix.is_turned else f"{row.id} {row.label}", *cells]))
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(escape_markdown(cell) for cell in cells) + " |"


def _ids(matrix: Matrix) -> str:
    """Return a list of the ids behind each cell."""
    lines = []
    for row, cells in groupby(cells_with_codings(matrix), key=lambda cell: cell.row):
        lines.append(f"- **{escape_markdown(f'{row.id} {row.label}')}**")
        for _, column, cell in cells:
            lines.append(f"  - {escape_markdown(f'{column.label} ({matrix_cell_mark(cell)})')}: {', '.join(cell.ids)}")
    return "\n".join(lines) or "No codings stand behind the cells."


def escape_markdown(text: str) -> str:
    """Return a text as Markdown in which no character is markup, on one line."""
    flat = " ".join(make_printable(text).split())
    return _LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", flat), count=1)


def journal_markdown(study: str, days: Sequence[JournalDay]) -> str:
    """Return the memos day by day: first the entries of the journal, then the other memos of that day.

    Each memo stands as its author wrote it. The document is for the team: names in memos are not taken out.
    """
    parts = [f"# Memos: {make_printable(study)}"]
    for day in days:
        parts.append(f"## {format_long_date(day.date.isoformat())}")
        for memo in (*day.entries, *day.others):
            parts += _memo(memo)
    return "\n\n".join(parts if days else [*parts, "No memo has been written."]) + "\n"


def _memo(memo: MemoLine) -> Iterator[str]:
    """Yield the parts of a memo: its heading, the words it is about, its text."""
    what = "Journal" if memo.target == "study" else f"On {memo.on}"
    yield f"### {make_printable(what)} ({make_printable(memo.author)})"
    if memo.quote:
        yield "\n".join(f"> {line}".rstrip() for line in make_printable(memo.quote).strip().split("\n"))
    yield make_printable(memo.body).strip()
