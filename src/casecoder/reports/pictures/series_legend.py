"""The line over a chart that says which series looks how."""

from collections.abc import Callable, Sequence

from casecoder.reports.pictures.drawing_sheet import DrawingSheet
from casecoder.reports.pictures.text_fitting import fit_text, measure_text

SAMPLE_WIDTH = 0.75
"""How wide a sample is, in centimetres."""
_SIZE, _LINE, _BETWEEN = 8, 0.5, 0.55
DrawSample = Callable[[DrawingSheet, float, float], None]
"""Draws what a series looks like, from a place on: left, and the middle from top to bottom."""


def series_legend_height(names: Sequence[str], left: float, width: float) -> float:
    """How much room the samples and the names beside them take between two places from the left, in centimetres."""
    return _LINE * (1 + max((line for line, _ in _places(names, left, width)), default=0))


def write_series_legend(
    sheet: DrawingSheet, names: Sequence[str], samples: Sequence[DrawSample], left: float, top: float
) -> None:
    """Write the samples and the names, in as many lines as they take."""
    for name, sample, (line, x) in zip(names, samples, _places(names, left, sheet.width), strict=True):
        y = top + _LINE * (line + 0.5)
        sample(sheet, x, y)
        sheet.write(x + SAMPLE_WIDTH + 0.12, y, _short(sheet.name(name), left, sheet.width), _SIZE)


def _short(name: str, left: float, width: float) -> str:
    """A name as far as a line has room for it."""
    return fit_text(name, width - left - SAMPLE_WIDTH - 0.2, _SIZE, 1)


def _places(names: Sequence[str], left: float, width: float) -> list[tuple[int, float]]:
    """For each series the line it is in and where in it it begins."""
    found, line, x = [], 0, left
    for name in names:
        room = SAMPLE_WIDTH + 0.12 + measure_text(_short(name, left, width), _SIZE)
        if x > left and x + room > width:
            line, x = line + 1, left
        found.append((line, x))
        x += room + _BETWEEN
    return found
