"""Writes the headings of a heat map: those of groups, and those of columns, level or leaning."""

from collections import Counter
from collections.abc import Sequence
from math import ceil

from casecoder.core.outputs.matrix import MatrixColumn
from casecoder.reports.pictures.drawing_sheet import INK, DrawingSheet
from casecoder.reports.pictures.text_fitting import fit_text, measure_text, text_fits, wrap_text
from casecoder.reports.printable_text import make_printable

_SIZE, _LINE, _LONGEST = 7.5, 0.34, 4.6
"""The size of headings, in points; the height of a line and the length of the longest leaning one, in centimetres."""
_CLOSEST = 0.34
"""The smallest distance between two leaning headings, in centimetres."""
_EDGE, _STEEP, _UP, _ASIDE = 0.2, 60, 0.87, 0.5
"""The space at the edge, in centimetres; the angle of leaning headings, in degrees; and how far up and aside they reach
for each centimetre of their length."""


class HeatmapHeadings:
    """The headings over columns of one width, in centimetres.

    Where the heading of a group doesn't fit over it, columns have their whole names instead, as far as these fit.
    """

    def __init__(self, parts: Sequence[Sequence[MatrixColumn]], cell: float) -> None:
        self._cell = cell
        groups = [(name, many * cell) for part in parts for name, many in _groups(part)]
        self._shows_groups = cell < _CLOSEST or all(
            text_fits(make_printable(name), wide, _SIZE) for name, wide in groups
        )
        names = [self._name(column) for part in parts for column in part]
        numbered = all(name.isdigit() for name in names)
        self._leans = not numbered and not all(text_fits(name, cell, _SIZE) for name in names)
        longest = min(_LONGEST, max((measure_text(name, _SIZE) for name in names), default=0.0))
        self._every = ceil((_CLOSEST if self._leans else longest * 1.15) / cell) if self._leans or numbered else 1
        lines = max((len(wrap_text(name, cell, _SIZE)) for name in names), default=1) if not numbered else 1
        own = longest * _UP + 0.3 if self._leans else lines * _LINE + 0.1
        self._group_height = (
            max((_LINE * len(wrap_text(make_printable(n), w, _SIZE)) for n, w in groups), default=0) + 0.1
        )
        self.height = own + (self._group_height if self._shows_groups else 0)
        self.aside = longest * _ASIDE + _EDGE if self._leans else _EDGE
        """How far the last heading reaches beyond its column at most, in centimetres."""

    def _name(self, column: MatrixColumn) -> str:
        """Return the heading of a column: its number where groups have headings, or else its name."""
        return make_printable(column.number if self._shows_groups else column.label)

    def write(self, sheet: DrawingSheet, part: Sequence[MatrixColumn], left: float, top: float) -> None:
        """Write the headings of some columns above ``top``."""
        for at, column in enumerate(part):
            if at % self._every == 0:
                self._write_heading(sheet, column, left + (at + 0.5) * self._cell, top)
        for name, many in _groups(part) if self._shows_groups else ():
            wide = many * self._cell
            if text_fits(make_printable(name), wide, _SIZE):
                middle = top - self.height + self._group_height / 2
                text = fit_text(sheet.name(name), wide, _SIZE)
                sheet.write(left + wide / 2, middle, text, _SIZE, ha="center", color=INK)
            left += wide

    def _write_heading(self, sheet: DrawingSheet, column: MatrixColumn, x: float, top: float) -> None:
        """Write the heading of one column, level or leaning."""
        name = sheet.name(self._name(column))
        if self._leans:
            look = {"rotation": _STEEP, "ha": "left", "va": "bottom", "rotation_mode": "anchor"}
            sheet.write(x, top - 0.1, fit_text(name, _LONGEST, _SIZE, 1), _SIZE, **look)
        else:
            text = name if name.isdigit() else fit_text(name, self._cell, _SIZE)
            sheet.write(x, top - 0.08, text, _SIZE, ha="center", va="bottom")


def _groups(part: Sequence[MatrixColumn]) -> list[tuple[str, int]]:
    """Return the groups with the number of columns of each."""
    return list(Counter(column.group for column in part).items())
