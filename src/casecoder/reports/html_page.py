"""A matrix as one HTML page that needs no network. Every cell links to the codings behind it."""

from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixColumn, MatrixRow
from casecoder.core.outputs.quote_choice import reason_not_quoted
from casecoder.core.phrases import count_with_noun
from casecoder.reports import sortable_tables
from casecoder.reports.band_legend import (
    LEGEND_ENTRIES,
    cell_in_words,
    cell_sort_value,
    legend_entry_of_cell,
    matrix_cell_mark,
)
from casecoder.reports.matrix_notes import (
    CellWithCodings,
    cells_with_codings,
    codings_heading,
    column_ids_note,
    holds_ratings,
    notes_under_matrix,
    row_heading,
)
from casecoder.reports.matrix_sheets import split_into_sheets
from casecoder.reports.printable_text import make_printable

PAGE_STYLE = """
body { font: 1rem/1.5 Arial, "Liberation Sans", sans-serif; color: #1a1a1a; margin: 2rem; }
p, dl, details { max-width: 70rem; }
h1, h2, h3, caption, th { color: #1f3a5f; text-align: left; }
.wide { overflow: auto; max-height: 95vh; }
.wide:focus-visible { outline: 3px solid #1f3a5f; outline-offset: 2px; }
.paper { display: none; }
table { border-collapse: separate; border-spacing: 0; border: solid #b8c4d0; border-width: 1px 0 0 1px;
  min-width: min(70rem, 100%); }
caption { font-weight: bold; padding: .5rem 0; }
th, td { border: solid #b8c4d0; border-width: 0 1px 1px 0; padding: .3rem .5rem; }
.wide caption span, .wide th[scope=colgroup] span { position: sticky; left: 0; }
.wide th[scope=colgroup] span { left: 17rem; right: 1rem; }
.wide thead { position: sticky; top: 0; z-index: 2; }
.wide tbody th, .wide tr:first-child > th:first-child { position: sticky; left: 0; }
.wide tbody th { background: #fff; min-width: 16rem; }
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
@media print { body { margin: 0; font-size: 9pt; } td a { text-decoration: none; }
  .wide { overflow: visible; max-height: none; margin: 0; } .wide * { position: static !important; }
  .wide:has(+ .paper) { display: none; } .paper { display: block; } .paper table ~ table { break-before: page; }
  table { border-collapse: collapse; border: 0; width: 100%; } th, td { border-width: 1px; }
  td, dt span, thead th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  tr, li { break-inside: avoid; } h2, h3, summary { break-after: avoid; } @page { size: A4 landscape; margin: 1.5cm; } }
"""


def matrix_html(matrix: Matrix) -> str:
    """Return the matrix as a whole HTML document: the table, the legend, the codings behind each cell."""
    title = _escape(matrix.study)
    head = (
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_fills()}{PAGE_STYLE}{sortable_tables.SORTING_STYLE}</style>"
    )
    body = [
        f"<h1>{title}</h1>",
        f"<p>{_escape(matrix.codebook)}</p>",
        _table(matrix),
        f"<p>{_escape(column_ids_note(matrix))}</p>" if column_ids_note(matrix) else "",
        _legend() if holds_ratings(matrix) else "",
        *(f"<p>{_escape(note)}</p>" for note in notes_under_matrix(matrix)),
        f"<h2>{codings_heading(matrix)}</h2>",
        *_codings_behind(matrix),
    ]
    page = "\n".join(part for part in body if part)
    return html_document(head, f"{page}\n<script>{sortable_tables.SORTING_SCRIPT}</script>")


def html_document(head: str, body: str) -> str:
    """Return a whole page in the language of the reports."""
    return f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def _escape(text: str) -> str:
    return escape(make_printable(text))


def _fills() -> str:
    """Return the style rules for the colours of the bands."""
    return "".join(f"\n.k{at} {{ background: #{key.fill}; }}" for at, key in enumerate(LEGEND_ENTRIES.values()))


def _class(cell: MatrixCell) -> str:
    """Return the class attribute for the colour of a cell."""
    key = legend_entry_of_cell(cell)
    return f' class="k{list(LEGEND_ENTRIES.values()).index(key)}"' if key else ""


def _table(matrix: Matrix) -> str:
    """Return the table for the screen and, where that is too wide for a page, the tables that are printed instead."""
    made = (
        f'<div class="wide" tabindex="0" role="region" aria-label="{_escape(matrix.heading)}">\n<table class="sorts">\n'
        f"{_rows(matrix, _LinkedCells(matrix).format_cell)}\n</table>\n</div>"
    )
    parts = split_into_sheets(matrix)
    if len(parts) < 2 and not any(part.is_turned for part in parts):
        return made
    printed = (
        f"<table>\n{_rows(part, _plain_cell)}\n</table>"
        + (f"\n<p>{_escape(column_ids_note(part))}</p>" if part.is_turned else "")
        for part in parts
    )
    return f'{made}\n<div class="paper">\n' + "\n".join(printed) + "\n</div>"


def _rows(matrix: Matrix, cell_of: Callable[[MatrixRow, MatrixColumn, MatrixCell], str]) -> str:
    """Return the caption, the headings and the rows of a table."""
    groups = "".join(
        f'<th colspan="{width}" scope="colgroup"><span>{_escape(name)}</span></th>' for name, width in matrix.groups
    )
    numbers = "".join(
        f'<th scope="col"><abbr title="{_escape(column.label)}">{_escape(column.number)}</abbr></th>'
        for column in matrix.columns
    )
    spans = "<colgroup></colgroup>" + "".join(f'<colgroup span="{width}"></colgroup>' for _, width in matrix.groups)
    rows = (
        f'<tr><th scope="row">{_escape(row.label)} <small>{_escape(row.id)}</small></th>'
        + "".join(cell_of(row, column, matrix.cell(row, column)) for column in matrix.columns)
        + "</tr>"
        for row in matrix.rows
    )
    return (
        f"<caption><span>{_escape(matrix.heading)}</span></caption>\n{spans}\n<thead>\n"
        f'<tr><th rowspan="2" scope="col">{_escape(row_heading(matrix))}</th>{groups}</tr>\n<tr>{numbers}</tr>\n'
        "</thead>\n<tbody>\n" + "\n".join(rows) + "\n</tbody>"
    )


class _LinkedCells:
    """Writes the cells of a matrix with links to the codings behind them."""

    def __init__(self, matrix: Matrix) -> None:
        self._down = {row.id: at for at, row in enumerate(matrix.rows, 1)}
        self._beside = {column.id: at for at, column in enumerate(matrix.columns, 1)}

    def anchor(self, row: MatrixRow, column: MatrixColumn) -> str:
        """Return the anchor of the codings behind a cell."""
        return f"r{self._down[row.id]}c{self._beside[column.id]}"

    def format_cell(self, row: MatrixRow, column: MatrixColumn, cell: MatrixCell) -> str:
        """Return a cell that can be sorted and leads to its codings."""
        shown, behind = _escape(matrix_cell_mark(cell)), len(cell.ids)
        if behind:
            spoken = _escape(f"{column.label}: {cell_in_words(cell)}; {count_with_noun(behind, 'coding')}")
            shown = f'<a href="#{self.anchor(row, column)}" title="{spoken}" aria-label="{spoken}">{shown}</a>'
        return f'<td{_class(cell)} data-v="{cell_sort_value(cell)}">{shown}</td>'


def _plain_cell(_row: MatrixRow, _column: MatrixColumn, cell: MatrixCell) -> str:
    """Return a cell without a link."""
    return f"<td{_class(cell)}>{_escape(matrix_cell_mark(cell))}</td>"


def _legend() -> str:
    """Return the legend of the bands."""
    lines = (
        f'<dt><span class="k{at}">{_escape(f"{key.letter} {key.glyph}")}</span> {_escape(key.label)}</dt>'
        f"<dd>{_escape(key.definition)}</dd>"
        for at, key in enumerate(LEGEND_ENTRIES.values())
    )
    return "<h2>What the letters mean</h2>\n<dl>\n" + "\n".join(lines) + "\n</dl>"


def _codings_behind(matrix: Matrix) -> Iterator[str]:
    """Yield the codings: a heading for each row and a fold for each cell. Folds are open, so that they are printed."""
    found, linked_cells = False, _LinkedCells(matrix)
    for row, cells in groupby(cells_with_codings(matrix), key=lambda cell: cell.row):
        found = True
        yield f"<h3>{_escape(row.label)} <small>{_escape(row.id)}</small></h3>"
        yield from (_fold(cell, linked_cells.anchor(row, cell.column)) for cell in cells)
    if not found:
        yield "<p>No codings stand behind the cells.</p>"


def _fold(where: CellWithCodings, anchor: str) -> str:
    """Return the fold of a cell with the codings behind it."""
    column, cell = where.column, where.cell
    codings = count_with_noun(len(cell.ids), "coding")
    details = f"{cell_in_words(cell)}, {codings}" if legend_entry_of_cell(cell) else codings
    title = _escape(f"{column.label}: {matrix_cell_mark(cell)}")
    summary = f"<summary>{title} <small>{_escape(details)}</small></summary>"
    if not cell.evidence:
        return f'<details id="{anchor}">\n{summary}\n<p>{", ".join(cell.ids)}</p>\n</details>'
    items = "\n".join(map(_item, cell.evidence))
    return f'<details id="{anchor}" open>\n{summary}\n<ul>\n{items}\n</ul>\n</details>'


def _item(item: Evidence) -> str:
    """Return a coding as an item of a list."""
    refused = reason_not_quoted(item)
    words = f"<p>{_escape(refused)}</p>" if refused else f"<blockquote>{_escape(item.printed)}</blockquote>"
    note = f"<br>Note: {_escape(item.note)}" if item.note.strip() and not refused else ""
    return (
        f"<li>{_escape(item.id)} <small>{_escape(f'{item.code} {item.code_name}')}</small>{words}\n"
        f"<small>[{_escape(item.attribution)}] {_escape(item.place)}; {item.direction.value} the code; "
        f"coded by {_escape(item.coder)}{note}</small></li>"
    )
