"""Draws a matrix as a heat map: dark cells for large figures, letters and hatching for bands."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from casecoder.core.outputs.chart import Picture, PictureFormat
from casecoder.core.outputs.matrix import Matrix, MatrixColumn, MatrixRow, split_columns
from casecoder.core.vocabulary import Band
from casecoder.reports.band_legend import LEGEND_ENTRIES
from casecoder.reports.matrix_notes import column_ids_note, holds_ratings, notes_under_matrix
from casecoder.reports.pictures.drawing_sheet import INK, DrawingSheet, foot_height, open_drawing_sheet, title_height
from casecoder.reports.pictures.heatmap_cells import HeatmapCells, cell_figure, is_code_with_itself
from casecoder.reports.pictures.heatmap_headings import HeatmapHeadings
from casecoder.reports.pictures.text_fitting import fit_text, measure_text
from casecoder.reports.printable_text import make_printable

MOST_HEATMAP_COLUMNS = 24
"""The number of columns side by side; further columns go below."""
_SIZE = 8
_CELL, _WIDEST_CELL, _ROW, _LABEL, _LEAST, _EDGE, _BETWEEN = 1.15, 2.2, 0.72, 7.0, 14.0, 0.2, 0.3
"""The usual and the largest width of a cell, the height of a row, the width of a label and of the narrowest picture,
and the space at the edges and between two parts, in centimetres."""
_LARGEST_LABEL_SHARE = 0.38
"""The largest share of a picture of a given width that labels take."""
_TRIES = 3


def draw_heatmap(matrix: Matrix, form: PictureFormat = PictureFormat.PNG, width: float | None = None) -> Picture:
    """Draw a matrix as a picture. Without rows or columns, the picture says that there is nothing to show.

    Parameters
    ----------
    width:
        The width of its place in a document, where it has a caption and notes beside it. Without a width, the picture
        stands alone, holds title and notes itself, and is as wide as it needs to be.
    """
    title, alt, layout = (
        f"{matrix.heading} ({matrix.codebook})",
        describe_heatmap(matrix),
        _HeatmapLayout(matrix, width),
    )
    words = [*map(_row_name, matrix.rows), matrix.heading, layout.foot]
    words += [word for column in matrix.columns for word in (column.group, column.number, column.label)]
    with open_drawing_sheet(layout.width, layout.height, words) as sheet:
        if width is None:
            sheet.title(matrix.heading)
        if matrix.rows and matrix.columns:
            layout.draw(sheet)
        else:
            sheet.write(_EDGE, layout.top + 0.5, "There are no schools or no codes to show yet.")
        sheet.foot(layout.foot)
        data = sheet.finish(form, title, alt)
        return Picture(title, alt, layout.width, layout.height, data, sheet.unwritten)


def describe_heatmap(matrix: Matrix) -> str:
    """Describe a heat map in words: what it shows, and where the largest figure is."""
    begin = f"Heat map of {len(matrix.rows)} codes by {len(matrix.columns)} columns. {matrix.heading}."
    if holds_ratings(matrix):
        bands = {band: sum(cell.value is band for cell in matrix.cells.values()) for band in (*Band, None)}
        counts = ", ".join(f"{LEGEND_ENTRIES[band].label} {count}" for band, count in bands.items())
        return f"{begin} Cells: {counts}."
    others = ((key, cell) for key, cell in matrix.cells.items() if not is_code_with_itself(matrix, *key))
    most = max(others, key=lambda item: cell_figure(item[1]), default=None)
    if most is None or not cell_figure(most[1]):
        return f"{begin} All are 0."
    (row, column), cell = most
    label = next(each.label for each in matrix.columns if each.id == column)
    return f"{begin} The most is {cell.text}: {row}, {label}."


class _HeatmapLayout:
    """The layout of a heat map, in centimetres.

    Parameters
    ----------
    width:
        The width of its place in a document; ``None`` if it stands alone.
    """

    def __init__(self, matrix: Matrix, width: float | None) -> None:
        self._matrix = matrix
        self._parts = list(split_columns(matrix.columns, len(matrix.columns) or 1 if width else MOST_HEATMAP_COLUMNS))
        self._label = _LARGEST_LABEL_SHARE * width if width else _LABEL
        names = [fit_text(make_printable(_row_name(row)), self._label, _SIZE) for row in matrix.rows]
        lines = [line for name in names for line in name.split("\n")]
        self._left = max((measure_text(line, _SIZE) for line in lines), default=0.0) + 2 * _EDGE
        self._row = _ROW if len(lines) > len(names) else 0.8 * _ROW
        most = max(map(len, self._parts), default=1)
        self.width = width or max(_LEAST, self._left + self._widest * most + _EDGE)
        self._cell = (self.width - self._left - _EDGE) / most
        # A heading that leans over the last column narrows all cells, and that changes the headings.
        for _ in range(_TRIES):
            self._heads = HeatmapHeadings(self._parts, min(_WIDEST_CELL, self._cell))
            self._cell = (self.width - self._left - self._heads.aside) / most
        self._cell = min(_WIDEST_CELL, self._cell)
        self._cells = HeatmapCells(matrix, self._cell, self._row)
        self.foot = "" if width else _foot(matrix)
        self.top = 0.0 if width else title_height(matrix.heading, self.width)
        self._part = self._heads.height + self._row * len(matrix.rows) + _BETWEEN
        self._key = self._cells.key_height(self._left, self.width)
        below = self._key + foot_height(self.foot, self.width)
        self.height = self.top + len(self._parts) * self._part - _BETWEEN + max(below, 0.1)

    @property
    def _widest(self) -> float:
        """The width of a cell where there is room: larger where a group has a single column under its heading."""
        groups = [Counter(column.group for column in part) for part in self._parts]
        alone = len(self._matrix.columns) > 1 and any(1 in sizes.values() for sizes in groups)
        return 1.3 * _CELL if alone else _CELL

    def draw(self, sheet: DrawingSheet) -> None:
        """Draw the parts, one under the other, and the key if the heat map needs one."""
        top = self.top + self._heads.height
        for part in self._parts:
            self._write_labels(sheet, top)
            self._cells.draw(sheet, part, self._left, top)
            self._draw_group_lines(sheet, part, top)
            self._heads.write(sheet, part, self._left, top)
            top += self._part
        if self._key:
            self._cells.write_key(sheet, self._left, top - self._heads.height - _BETWEEN + 0.15)

    def _write_labels(self, sheet: DrawingSheet, top: float) -> None:
        for at, row in enumerate(self._matrix.rows):
            name = fit_text(sheet.name(_row_name(row)), self._label, _SIZE)
            sheet.write(self._left - _EDGE, top + (at + 0.5) * self._row, name, _SIZE, ha="right")

    def _draw_group_lines(self, sheet: DrawingSheet, part: Sequence[MatrixColumn], top: float) -> None:
        """Draw a heavier line between two groups of columns."""
        bottom = top + self._row * len(self._matrix.rows)
        for at, (one, other) in enumerate(pairwise(part), 1):
            if one.group != other.group:
                x = self._left + at * self._cell
                sheet.line([x, x], [top, bottom], color=INK, linewidth=1.2)


def _row_name(row: MatrixRow) -> str:
    return f"{row.id} {row.label}"


def _foot(matrix: Matrix) -> str:
    """Return the notes that a picture needs when it stands alone."""
    key = "; ".join(f"{key.letter} {key.glyph} {key.label}" for key in LEGEND_ENTRIES.values())
    return "\n".join(
        filter(None, (key if holds_ratings(matrix) else "", column_ids_note(matrix), *notes_under_matrix(matrix)))
    )
