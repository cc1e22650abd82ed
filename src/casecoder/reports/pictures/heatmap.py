"""A matrix as a heat map: the darker the more, the figure in every cell, letters and hatching for the bands."""

from itertools import accumulate
from textwrap import fill, shorten
from typing import TYPE_CHECKING

from casecoder.core.chart import Picture
from casecoder.core.matrix import CODE, Cell, Matrix
from casecoder.core.vocabulary import Band
from casecoder.reports.keys import KEYS, key_of, mark
from casecoder.reports.notes import is_rated, row_heading
from casecoder.reports.pictures.drawing import (
    INK,
    LETTERS,
    LIGHTEST_DARK,
    RAMP,
    RULE,
    drawing,
    footed,
    png_and_svg,
    titled,
)
from casecoder.reports.printable import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HATCHES: dict[Band | None, str] = {Band.GREEN: "", Band.AMBER: "//", Band.RED: "..", Band.NONE: "xx", None: ""}
"""What tells the bands apart in grey, besides their letters."""
_CELL, _ROW, _LABELS, _HEADS, _WIDEST = 1.15, 0.7, 8.5, 3.2, 120.0
"""Of a cell, a row, the labels at the left and those above, in centimetres; and the widest picture."""
_LABEL_LENGTH = 44


def heatmap(matrix: Matrix) -> Picture:
    """The matrix as a picture. One without rows or columns says that there is nothing to show."""
    width = min(_WIDEST, _LABELS + _CELL * max(6, len(matrix.columns)))
    height = _HEADS + _ROW * max(2, len(matrix.rows)) + (1.0 if is_rated(matrix) else 0.4)
    title, alt = f"{matrix.heading} ({matrix.codebook})", described(matrix)
    with drawing(width, height) as (figure, axes):
        titled(figure, matrix.heading, width)
        if matrix.rows and matrix.columns:
            _cells(axes, matrix)
            _labels(axes, matrix)
            foot = _key() if is_rated(matrix) else ""
            footed(figure, f"{foot}\n{fill(matrix.state, round(width * LETTERS))}".strip())
        else:
            axes.set_axis_off()
            axes.text(0, 0.5, "There are no schools or no codes to show yet.")
        png, svg = png_and_svg(figure, title, alt)
    return Picture(title, alt, width, height, png, svg)


def described(matrix: Matrix) -> str:
    """What the picture shows, in words: what it is, and where the most is."""
    said = f"Heat map of {len(matrix.rows)} codes by {len(matrix.columns)} columns. {matrix.heading}."
    if is_rated(matrix):
        bands = {band: sum(cell.value is band for cell in matrix.cells.values()) for band in (*Band, None)}
        told = ", ".join(f"{KEYS[band].label} {count}" for band, count in bands.items())
        return f"{said} Cells: {told}."
    others = ((key, cell) for key, cell in matrix.cells.items() if not _is_itself(matrix, *key))
    most = max(others, key=lambda item: float(_figure(item[1])), default=None)
    if most is None or not _figure(most[1]):
        return f"{said} All are 0."
    (row, column), cell = most
    label = next(each.label for each in matrix.columns if each.id == column)
    return f"{said} The most is {cell.text}: {row}, {label}."


def _figure(cell: Cell) -> float:
    return float(cell.value) if isinstance(cell.value, int | float) else 0.0


def _cells(axes: "Axes", matrix: Matrix) -> None:
    from matplotlib.patches import Rectangle

    top = max((_figure(cell) for key, cell in matrix.cells.items() if not _is_itself(matrix, *key)), default=0.0)
    for down, row in enumerate(matrix.rows):
        for beside, column in enumerate(matrix.columns):
            cell = matrix.cell(row, column)
            key = key_of(cell)
            shaded = top and not _is_itself(matrix, row.id, column.id)
            step = round(_figure(cell) / top * (len(RAMP) - 1)) if shaded else 0
            fill = f"#{key.fill}" if key else RAMP[step]
            hatch = HATCHES[cell.value] if cell.value is None or isinstance(cell.value, Band) else ""
            axes.add_patch(Rectangle((beside, down), 1, 1, facecolor=fill, edgecolor=RULE, hatch=hatch, linewidth=0.6))
            colour = "white" if not key and step >= LIGHTEST_DARK else "black"
            back = {"facecolor": fill, "edgecolor": "none", "pad": 1.2} if key else None
            axes.text(beside + 0.5, down + 0.5, mark(cell), ha="center", va="center", color=colour, fontsize=8,
                      bbox=back)
    axes.set_xlim(0, len(matrix.columns))
    axes.set_ylim(len(matrix.rows), 0)


def _is_itself(matrix: Matrix, row: str, column: str) -> bool:
    """Whether a cell is where a code meets itself, which would outshine all the others."""
    return matrix.by == CODE and row == column


def _labels(axes: "Axes", matrix: Matrix) -> None:
    axes.set_yticks([at + 0.5 for at in range(len(matrix.rows))])
    axes.set_yticklabels([fill(printable(f"{row.id} {row.label}"), _LABEL_LENGTH, max_lines=2, placeholder=" …")
                          for row in matrix.rows])
    heads = [printable(shorten(column.number, 24, placeholder=" …")) for column in matrix.columns]
    longest = max(map(len, heads))
    axes.set_xticks([at + 0.5 for at in range(len(heads))])
    axes.set_xticklabels(heads, rotation=0 if longest <= 4 else 35, ha="center" if longest <= 4 else "left")
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.set_ylabel(row_heading(matrix))
    if len(matrix.groups) > 1:
        _groups(axes, matrix)


def _groups(axes: "Axes", matrix: Matrix) -> None:
    """The groups' headings over their columns, a heavier line between them."""
    ends = list(accumulate(width for _, width in matrix.groups))
    for (name, width), end in zip(matrix.groups, ends, strict=True):
        said = name if width > 2 else shorten(name, 12, placeholder=" …")
        axes.annotate(printable(said), (end - width / 2, 0), xytext=(0, 16), textcoords="offset points", ha="center",
                      color=INK, annotation_clip=False)
        axes.axvline(end, color=INK, linewidth=1.2 if end < len(matrix.columns) else 0)


def _key() -> str:
    return "   ".join(f"{key.letter} {key.glyph} {key.label}" for key in KEYS.values())
