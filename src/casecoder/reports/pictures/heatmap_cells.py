"""Draws the cells of a heat map: their shade, their hatching and their text."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from casecoder.core.outputs.matrix import BY_CODE, Matrix, MatrixCell, MatrixColumn, MatrixRow
from casecoder.core.vocabulary import Band
from casecoder.reports.band_legend import legend_entry_of_cell, matrix_cell_mark
from casecoder.reports.matrix_notes import holds_ratings
from casecoder.reports.pictures.drawing_sheet import BAND_HATCHES, FIRST_DARK_SHADE, RULE, SHADES, Box, DrawingSheet
from casecoder.reports.pictures.series_legend import SAMPLE_WIDTH, series_legend_height, write_series_legend
from casecoder.reports.pictures.text_fitting import measure_text

_SIZES = (8, 6.5)
"""The sizes of text in the cells, in points. The largest that fits is used."""
_TEXT_HEIGHT, _SEAMLESS = 0.36, 0.25
"""The height of a line of text, and the width up to which cells have no line between them, in centimetres."""


class HeatmapCells:
    """The cells of a matrix, all of one size.

    Parameters
    ----------
    width, height:
        The size of a cell, in centimetres. Where the figures don't fit into the cells, a key explains the shades.
    """

    def __init__(self, matrix: Matrix, width: float, height: float) -> None:
        self._matrix, self._width, self._height = matrix, width, height
        others = (cell for key, cell in matrix.cells.items() if not is_code_with_itself(matrix, *key))
        self._top = max(map(cell_figure, others), default=0.0)
        widest = max((measure_text(matrix_cell_mark(cell), 1) for cell in matrix.cells.values()), default=0.0)
        self._size = next((size for size in _SIZES if widest * size <= 0.96 * width), 0.0)

    def draw(self, sheet: DrawingSheet, columns: Sequence[MatrixColumn], left: float, top: float) -> None:
        """Draw the cells of some columns. ``left`` and ``top`` are the corner of the first."""
        alike: dict[tuple[str, str], list[Box]] = defaultdict(list)
        written: list[tuple[float, float, str, str]] = []
        for down, row in enumerate(self._matrix.rows):
            for beside, column in enumerate(columns):
                x, y = left + beside * self._width, top + down * self._height
                fill, hatch, ink = self._look(row, column)
                alike[fill, hatch].append((x, y, self._width, self._height))
                words = matrix_cell_mark(self._matrix.cell(row, column))
                written.append((x + self._width / 2, y + self._height / 2, words, ink))
        for (fill, hatch), places in alike.items():
            edge = RULE if self._width > _SEAMLESS else fill  # lines between narrow cells would make them look paler
            sheet.boxes(places, facecolor=fill, hatch=hatch, edgecolor=edge, linewidth=0.6)
            if hatch and self._size:
                sheet.boxes(map(_text_box, places), facecolor=fill, edgecolor="none")
        for x, y, words, ink in written if self._size else ():
            sheet.write(x, y, words, self._size, ha="center", color=ink)

    def _look(self, row: MatrixRow, column: MatrixColumn) -> tuple[str, str, str]:
        """Return the shade and the hatching of a cell, and the colour of its text."""
        cell = self._matrix.cell(row, column)
        key = legend_entry_of_cell(cell)
        if key is not None:
            return f"#{key.fill}", BAND_HATCHES[cell.value if isinstance(cell.value, Band) else None], "black"
        step = 0 if is_code_with_itself(self._matrix, row.id, column.id) else self._step_of(cell_figure(cell))
        return SHADES[step], "", "white" if step >= FIRST_DARK_SHADE else "black"

    def _step_of(self, figure: float) -> int:
        """Return the step of the ramp for a figure: the first for 0 alone, the last for the largest."""
        return min(len(SHADES) - 1, max(1, round(figure / self._top * (len(SHADES) - 1)))) if figure else 0

    def _ranges_by_step(self) -> list[tuple[int, str]]:
        """Return the steps in use, and the range of figures that each stands for."""
        found: dict[int, list[MatrixCell]] = defaultdict(list)
        for key, cell in self._matrix.cells.items():
            if not is_code_with_itself(self._matrix, *key):
                found[self._step_of(cell_figure(cell))].append(cell)
        ranges = []
        for step, cells in sorted(found.items()):
            least, most = min(cells, key=cell_figure).text, max(cells, key=cell_figure).text
            ranges.append((step, least if least == most else f"{least}–{most}"))
        return ranges

    def key_height(self, left: float, width: float) -> float:
        """Return the height of the key, in centimetres; 0 where the figures stand in the cells."""
        if self._size or holds_ratings(self._matrix) or not self._matrix.cells:
            return 0.0
        return series_legend_height([figures for _, figures in self._ranges_by_step()], left, width) + 0.2

    def write_key(self, sheet: DrawingSheet, left: float, top: float) -> None:
        """Write the key: the figures that each shade stands for."""
        steps = self._ranges_by_step()
        write_series_legend(
            sheet,
            [figures for _, figures in steps],
            [partial(_draw_sample, SHADES[step]) for step, _ in steps],
            left,
            top,
        )


def _text_box(box: Box) -> Box:
    """Return the part of a cell that holds its text, where hatching would be in the way."""
    x, y, width, height = box
    return x + 0.14 * width, y + (height - _TEXT_HEIGHT) / 2, 0.72 * width, _TEXT_HEIGHT


def _draw_sample(fill: str, sheet: DrawingSheet, x: float, y: float) -> None:
    sheet.boxes([(x, y - 0.15, SAMPLE_WIDTH, 0.3)], facecolor=fill, edgecolor=RULE)


def cell_figure(cell: MatrixCell) -> float:
    """Return the figure of a cell; 0 for a band."""
    return float(cell.value) if isinstance(cell.value, int | float) else 0.0


def is_code_with_itself(matrix: Matrix, row: str, column: str) -> bool:
    """Return whether a cell is of a code with itself. Its figure would dwarf all others."""
    return matrix.by == BY_CODE and row == column
