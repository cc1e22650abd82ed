"""Draws step charts: a line for each series that grows from label to label."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from casecoder.core.outputs.chart import Chart
from casecoder.core.phrases import format_long_date
from casecoder.reports.pictures.drawing_sheet import INK, RULE, DrawingSheet
from casecoder.reports.pictures.series_legend import SAMPLE_WIDTH, series_legend_height, write_series_legend
from casecoder.reports.pictures.text_fitting import fit_text
from casecoder.reports.printable_text import make_printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE, _SMALL = 8, 7
_AXES_HEIGHT, _LEFT, _RIGHT = 5.2, 1.7, 1.2
"""The height of the axes, and the space left of them for figures and right of them for the last label."""
_NAMES_HEIGHT, _DAYS_HEIGHT = 2.4, 1.1
"""The height of leaning labels and of days under the axes, in centimetres."""
_MOST_TICKS, _DAY_DISTANCE, _MOST_MARKED = 24, 2.6, 60
"""The most names under the axes, the distance of days in centimetres, and the most labels at which lines have marks."""
_COLUMN: dict[str, Any] = {"facecolor": "#9DB4CE", "edgecolor": INK, "linewidth": 0.5}
_UNMARKED = {"marker": ""}
_LINES, _MARKS, _TONES = ("-", "--", ":", "-."), "osD^vPX", (INK, "#4C719A", "#7192B5")


class StepChart:
    """A step chart, laid out for a sheet of a given width in centimetres."""

    def __init__(self, chart: Chart, width: float) -> None:
        self._chart = chart
        self._names = [make_printable(series.name) for series in chart.series]
        self._legend = series_legend_height(self._names, _LEFT, width) + 0.15 if len(chart.series) > 1 else 0.0
        self.height = self._legend + _AXES_HEIGHT + (_DAYS_HEIGHT if chart.by_day else _NAMES_HEIGHT)

    def draw(self, sheet: DrawingSheet, top: float) -> None:
        """Draw the steps, the legend above them, and the labels of both axes."""
        chart, places, wide = self._chart, _places(self._chart), sheet.width - _LEFT - _RIGHT
        looks = [_line_look(at) if series.grows else {} for at, series in enumerate(chart.series)]
        if self._legend:
            write_series_legend(sheet, self._names, [partial(_draw_sample, look) for look in looks], _LEFT, top)
        axes = sheet.axes(_LEFT, top + self._legend, wide, _AXES_HEIGHT)
        for series, look in zip(chart.series, looks, strict=True):
            if look:
                axes.step(
                    places, series.values, where="post", **look | (_UNMARKED if len(places) > _MOST_MARKED else {})
                )
            else:
                axes.bar(places, series.values, width=0.6, **_COLUMN)
        _draw_frame(axes, chart)
        _write_ticks(axes, sheet, chart, wide)
        sheet.write(
            0.35, top + self._legend + _AXES_HEIGHT / 2, make_printable(chart.up), _SIZE, rotation=90, ha="center"
        )
        sheet.write(_LEFT + wide / 2, top + self.height - 0.2, make_printable(chart.across), _SIZE, ha="center")


def _line_look(at: int) -> dict[str, Any]:
    """Return the dashes, the mark and the tone of a line. They differ enough to be told apart in grey."""
    return {
        "linestyle": _LINES[at % len(_LINES)],
        "marker": _MARKS[at % len(_MARKS)],
        "color": _TONES[at % len(_TONES)],
        "markersize": 3.2,
        "linewidth": 1.3,
    }


def _draw_sample(look: dict[str, Any], sheet: DrawingSheet, x: float, y: float) -> None:
    """Draw a sample of a line with its mark in the middle, or of a column for a series without a line."""
    if look:
        sheet.line([x, x + SAMPLE_WIDTH / 2, x + SAMPLE_WIDTH], [y, y, y], markevery=[1], **look)
    else:
        sheet.boxes([(x + SAMPLE_WIDTH / 2 - 0.12, y - 0.15, 0.24, 0.3)], **_COLUMN)


def _places(chart: Chart) -> list[int]:
    """Return the place of each label on the axis. Days stand in proportion to the time between them."""
    if not chart.by_day:
        return list(range(len(chart.labels)))
    return [date.fromisoformat(label).toordinal() for label in chart.labels]


def _draw_frame(axes: "Axes", chart: Chart) -> None:
    """Draw the vertical axis with its figures and grid lines."""
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    axes.set_ylim(0, chart.top * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=_SMALL, color=RULE)


def _write_ticks(axes: "Axes", sheet: DrawingSheet, chart: Chart, wide: float) -> None:
    """Write as many labels as there is room for: days level, names leaning."""
    places = _places(chart)
    if chart.by_day:
        shown = _spaced_places(places, max(1, (places[-1] - places[0]) * _DAY_DISTANCE / wide))
        axes.set_xticks(shown, [format_long_date(date.fromordinal(day).isoformat()) for day in shown])
        return
    every = -(-len(places) // _MOST_TICKS)
    names = [fit_text(sheet.name(label), _NAMES_HEIGHT - 0.5, _SMALL, 1) for label in chart.labels[::every]]
    axes.set_xticks(places[::every], names, rotation=60, ha="right", rotation_mode="anchor")


def _spaced_places(places: list[int], least: float) -> list[int]:
    """Return the last place, and those before it that keep a distance of at least ``least``."""
    shown = [places[-1]]
    for place in reversed(places[:-1]):
        if shown[-1] - place >= least:
            shown.append(place)
    return shown[::-1]
