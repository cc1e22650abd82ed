"""What stands over the columns of a heat map: the groups' headings, and each column's own, level or leaning."""

from collections import Counter
from collections.abc import Sequence
from math import ceil

from casecoder.core.outputs.matrix import MatrixColumn
from casecoder.reports.pictures.drawing_sheet import INK, DrawingSheet
from casecoder.reports.pictures.text_fitting import fit_text, measure_text, text_fits, wrap_text
from casecoder.reports.printable_text import make_printable

_SIZE, _LINE, _LONGEST = 7.5, 0.34, 4.6
"""In points; and how high a line is and how long what leans at most, in centimetres."""
_CLOSEST = 0.34
"""How close together headings that lean can stand."""
_EDGE, _STEEP, _UP, _ASIDE = 0.2, 60, 0.87, 0.5
"""How many degrees they lean, and how far up and aside that takes them for each centimetre they are long."""


class HeatmapHeadings:
    """The headings over columns of one width, in centimetres.

    Columns whose groups' headings have no room have their whole names instead, as far as these have room.
    """

    def __init__(self, parts: Sequence[Sequence[MatrixColumn]], cell: float) -> None:
        self._cell = cell
        groups = [(name, many * cell) for part in parts for name, many in _groups(part)]
        self._grouped = cell < _CLOSEST or all(text_fits(make_printable(name), wide, _SIZE) for name, wide in groups)
        names = [self._name(column) for part in parts for column in part]
        numbered = all(name.isdigit() for name in names)
        self._leans = not numbered and not all(text_fits(name, cell, _SIZE) for name in names)
        longest = min(_LONGEST, max((measure_text(name, _SIZE) for name in names), default=0.0))
        self._apart = ceil((_CLOSEST if self._leans else longest * 1.15) / cell) if self._leans or numbered else 1
        lines = max((len(wrap_text(name, cell, _SIZE)) for name in names), default=1) if not numbered else 1
        own = longest * _UP + 0.3 if self._leans else lines * _LINE + 0.1
        self._over = max((_LINE * len(wrap_text(make_printable(n), w, _SIZE)) for n, w in groups), default=0) + 0.1
        self.height = own + (self._over if self._grouped else 0)
        self.aside = longest * _ASIDE + _EDGE if self._leans else _EDGE
        """How far the last of them goes beyond its column at most."""

    def _name(self, column: MatrixColumn) -> str:
        return make_printable(column.number if self._grouped else column.label)

    def write(self, sheet: DrawingSheet, part: Sequence[MatrixColumn], left: float, top: float) -> None:
        """Write those of some columns above a place."""
        for at, column in enumerate(part):
            if at % self._apart == 0:
                self._write_own(sheet, column, left + (at + 0.5) * self._cell, top)
        for name, many in _groups(part) if self._grouped else ():
            wide = many * self._cell
            if text_fits(make_printable(name), wide, _SIZE):
                middle = top - self.height + self._over / 2
                said = fit_text(sheet.name(name), wide, _SIZE)
                sheet.write(left + wide / 2, middle, said, _SIZE, ha="center", color=INK)
            left += wide

    def _write_own(self, sheet: DrawingSheet, column: MatrixColumn, x: float, top: float) -> None:
        name = sheet.name(self._name(column))
        if self._leans:
            look = {"rotation": _STEEP, "ha": "left", "va": "bottom", "rotation_mode": "anchor"}
            sheet.write(x, top - 0.1, fit_text(name, _LONGEST, _SIZE, 1), _SIZE, **look)
        else:
            said = name if name.isdigit() else fit_text(name, self._cell, _SIZE)
            sheet.write(x, top - 0.08, said, _SIZE, ha="center", va="bottom")


def _groups(part: Sequence[MatrixColumn]) -> list[tuple[str, int]]:
    """The groups, and how many columns each has."""
    return list(Counter(column.group for column in part).items())
