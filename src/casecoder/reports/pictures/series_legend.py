"""Writes the legend over a chart: a sample of each series beside its name."""

from collections.abc import Callable, Sequence

from casecoder.reports.pictures.drawing_sheet import DrawingSheet
from casecoder.reports.pictures.text_fitting import fit_text, measure_text

SAMPLE_WIDTH = 0.75
"""The width of a sample, in centimetres."""
_SIZE, _LINE, _BETWEEN = 8, 0.5, 0.55
DrawSample = Callable[[DrawingSheet, float, float], None]
"""Draws the sample of a series, given its left and the middle of its height."""


def series_legend_height(names: Sequence[str], left: float, width: float) -> float:
    """Return the height of a legend that reaches from ``left`` to the right edge at ``width``, in centimetres."""
    return _LINE * (1 + max((line for line, _ in _places(names, left, width)), default=0))


def write_series_legend(
    sheet: DrawingSheet, names: Sequence[str], samples: Sequence[DrawSample], left: float, top: float
) -> None:
    """Write the samples and the names, in as many lines as they need."""
    for name, sample, (line, x) in zip(names, samples, _places(names, left, sheet.width), strict=True):
        y = top + _LINE * (line + 0.5)
        sample(sheet, x, y)
        sheet.write(x + SAMPLE_WIDTH + 0.12, y, _fit_name(sheet.name(name), left, sheet.width), _SIZE)


def _fit_name(name: str, left: float, width: float) -> str:
    """Return a name, shortened if a line has no room for it."""
    return fit_text(name, width - left - SAMPLE_WIDTH - 0.2, _SIZE, 1)


def _places(names: Sequence[str], left: float, width: float) -> list[tuple[int, float]]:
    """Return for each series its line, and where in that line it begins."""
    found, line, x = [], 0, left
    for name in names:
        room = SAMPLE_WIDTH + 0.12 + measure_text(_fit_name(name, left, width), _SIZE)
        if x > left and x + room > width:
            line, x = line + 1, left
        found.append((line, x))
        x += room + _BETWEEN
    return found
