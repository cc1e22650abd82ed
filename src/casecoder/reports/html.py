"""A matrix as one HTML page without scripts or network: every cell links to the codings behind it."""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from casecoder.core.evidence import Evidence
from casecoder.core.matrix import Cell, Column, Matrix, Row
from casecoder.core.quote_choice import refusal
from casecoder.core.wording import counted
from casecoder.reports import sorting
from casecoder.reports.keys import KEYS, key_of, mark, rank, spoken
from casecoder.reports.notes import Opened, codings_heading, named, notes, opened
from casecoder.reports.printable import printable

STYLE = """
body { font: 1rem/1.5 Arial, "Liberation Sans", sans-serif; color: #1a1a1a; margin: 2rem auto;
  max-width: 70rem; padding: 0 1rem; }
h1, h2, h3, caption, th { color: #1f3a5f; text-align: left; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { font-weight: bold; padding: .5rem 0; }
th, td { border: 1px solid #b8c4d0; padding: .3rem .5rem; }
thead th { background: #e6ecf2; }
td, thead th[scope^=col] { text-align: center; }
tbody th { font-weight: normal; color: inherit; }
td { font-weight: bold; white-space: nowrap; }
td a { color: inherit; display: block; }
small { color: #4f5d6b; }
dt { font-weight: bold; }
dt span { border: 1px solid #b8c4d0; padding: 0 .4rem; }
details { margin: .4rem 0 1rem; }
summary { font-weight: bold; cursor: pointer; }
blockquote { margin: .3rem 0 0; padding-left: .8rem; border-left: 3px solid #b8c4d0;
  font-family: "Times New Roman", serif; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; font-size: 9pt; } td a { text-decoration: none; }
  td, dt span, thead th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  tr, li { break-inside: avoid; } h2, h3, summary { break-after: avoid; } @page { size: A4 landscape; margin: 1.5cm; } }
"""


def matrix_html(matrix: Matrix) -> str:
    """The matrix as a whole HTML document: the table, what the letters mean, the codings behind each cell."""
    title = _safe(matrix.study)
    head = (
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_fills()}{STYLE}{sorting.STYLE}</style>"
    )
    body = [
        f"<h1>{title}</h1>",
        f"<p>{_safe(matrix.codebook)}</p>",
        _table(matrix),
        f"<p>{_safe(named(matrix))}</p>" if named(matrix) else "",
        _legend() if matrix.is_rated else "",
        *(f"<p>{_safe(note)}</p>" for note in notes(matrix)),
        f"<h2>{codings_heading(matrix)}</h2>",
        *_evidence(matrix),
    ]
    page = "\n".join(part for part in body if part)
    return document(head, f"{page}\n<script>{sorting.SCRIPT}</script>")


def document(head: str, body: str) -> str:
    """A whole page in the language of the reports."""
    return f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def _safe(text: str) -> str:
    return escape(printable(text))


def _fills() -> str:
    return "".join(f"\n.k{at} {{ background: #{key.fill}; }}" for at, key in enumerate(KEYS.values()))


def _class(cell: Cell) -> str:
    key = key_of(cell)
    return f' class="k{list(KEYS.values()).index(key)}"' if key else ""


def _anchor(matrix: Matrix, row: Row, column: Column) -> str:
    return f"r{matrix.rows.index(row) + 1}c{matrix.columns.index(column) + 1}"


def _table(matrix: Matrix) -> str:
    groups = "".join(f'<th colspan="{width}" scope="colgroup">{_safe(name)}</th>' for name, width in matrix.groups)
    numbers = "".join(
        f'<th scope="col"><abbr title="{_safe(column.label)}">{_safe(column.number)}</abbr></th>'
        for column in matrix.columns
    )
    spans = "<colgroup></colgroup>" + "".join(f'<colgroup span="{width}"></colgroup>' for _, width in matrix.groups)
    return (
        f'<div class="wide">\n<table class="sorts">\n<caption>{_safe(matrix.heading)}</caption>\n{spans}\n<thead>\n'
        f'<tr><th rowspan="2" scope="col">{matrix.row_heading}</th>{groups}</tr>\n'
        f"<tr>{numbers}</tr>\n</thead>\n<tbody>\n"
        + "\n".join(_row(matrix, row) for row in matrix.rows)
        + "\n</tbody>\n</table>\n</div>"
    )


def _row(matrix: Matrix, row: Row) -> str:
    cells = "".join(_cell(matrix, row, column) for column in matrix.columns)
    return f'<tr><th scope="row">{_safe(row.label)} <small>{_safe(row.id)}</small></th>{cells}</tr>'


def _cell(matrix: Matrix, row: Row, column: Column) -> str:
    cell = matrix.cell(row, column)
    shown = _safe(mark(cell))
    if cell.ids:
        heard = _safe(f"{column.label}: {spoken(cell)}; {_codings(cell)}")
        shown = f'<a href="#{_anchor(matrix, row, column)}" title="{heard}" aria-label="{heard}">{shown}</a>'
    return f'<td{_class(cell)} data-v="{rank(cell)}">{shown}</td>'


def _codings(cell: Cell) -> str:
    return counted(len(cell.ids), "coding")


def _legend() -> str:
    lines = (
        f'<dt><span class="k{at}">{_safe(f"{key.letter} {key.glyph}")}</span> {_safe(key.label)}</dt>'
        f"<dd>{_safe(key.definition)}</dd>"
        for at, key in enumerate(KEYS.values())
    )
    return "<h2>What the letters mean</h2>\n<dl>\n" + "\n".join(lines) + "\n</dl>"


def _evidence(matrix: Matrix) -> Iterator[str]:
    """The codings, a heading a row and a fold a cell; folds stand open so that they print."""
    found = False
    for row, cells in groupby(opened(matrix), key=lambda cell: cell.row):
        found = True
        yield f"<h3>{_safe(row.label)} <small>{_safe(row.id)}</small></h3>"
        yield from (_fold(matrix, cell) for cell in cells)
    if not found:
        yield "<p>No codings stand behind the cells.</p>"


def _fold(matrix: Matrix, where: Opened) -> str:
    row, column, cell = where
    told = f"{spoken(cell)}, {_codings(cell)}" if key_of(cell) else _codings(cell)
    summary = f"{_safe(column.label)}: {_safe(mark(cell))} <small>{_safe(told)}</small>"
    place = _anchor(matrix, row, column)
    if not cell.evidence:
        return f'<details>\n<summary>{summary}</summary>\n<p id="{place}">{", ".join(cell.ids)}</p>\n</details>'
    items = "\n".join(map(_item, cell.evidence))
    return f'<details open>\n<summary>{summary}</summary>\n<ul id="{place}">\n{items}\n</ul>\n</details>'


def _item(item: Evidence) -> str:
    refused = refusal(item)
    words = f"<p>{_safe(refused)}</p>" if refused else f"<blockquote>{_safe(item.quote)}</blockquote>"
    note = f"<br>Note: {_safe(item.note)}" if item.note.strip() and not refused else ""
    return (
        f"<li>{_safe(item.id)} <small>{_safe(f'{item.code} {item.code_name}')}</small>{words}\n"
        f"<small>[{_safe(item.attribution)}] {_safe(item.place)}; {item.direction.value} the code; "
        f"coded by {_safe(item.coder)}{note}</small></li>"
    )
