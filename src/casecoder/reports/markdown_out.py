"""A matrix as GitHub-flavoured Markdown, for notes and wikis."""

import re
from itertools import groupby

from casecoder.core.outputs.matrix import Matrix
from casecoder.reports.keys import KEYS, mark
from casecoder.reports.notes import is_rated, named, notes, opened, row_heading
from casecoder.reports.printable import printable
from casecoder.reports.sheets import sheets

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")
_LINE_START = re.compile(r"^(\d*)([-+=:.)])")


def matrix_markdown(matrix: Matrix) -> str:
    """The matrix as a GFM table, then what the letters mean, then the coding ids behind each cell."""
    parts = [f"# {inline(matrix.study)}", inline(matrix.codebook), inline(matrix.heading)]
    for sheet in sheets(matrix) or [matrix]:
        parts.append(_table(sheet))
        if named(sheet):
            parts.append(inline(named(sheet)))
    if is_rated(matrix):
        parts.append("\n".join(f"- **{k.letter} {k.glyph} {k.label}:** {inline(k.definition)}" for k in KEYS.values()))
    parts += [inline(note) for note in notes(matrix)]
    parts += ["## The codings behind each cell", _ids(matrix)]
    return "\n\n".join(parts) + "\n"


def _table(matrix: Matrix) -> str:
    heads = [row_heading(matrix), *(column.id if matrix.is_turned else column.label for column in matrix.columns)]
    lines = [_line(heads), "| --- |" + " :-: |" * len(matrix.columns)]
    for row in matrix.rows:
        cells = (mark(matrix.cell(row, column)) for column in matrix.columns)
        lines.append(_line([row.label if matrix.is_turned else f"{row.id} {row.label}", *cells]))
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(inline(cell) for cell in cells) + " |"


def _ids(matrix: Matrix) -> str:
    lines = []
    for row, cells in groupby(opened(matrix), key=lambda cell: cell.row):
        lines.append(f"- **{inline(f'{row.id} {row.label}')}**")
        for _, column, cell in cells:
            lines.append(f"  - {inline(f'{column.label} ({mark(cell)})')}: {', '.join(cell.ids)}")
    return "\n".join(lines) or "No codings stand behind the cells."


def inline(text: str) -> str:
    """The text as Markdown that says just that, on one line."""
    flat = " ".join(printable(text).split())
    return _LINE_START.sub(r"\1\\\2", _ACTIVE.sub(r"\\\1", flat), count=1)
