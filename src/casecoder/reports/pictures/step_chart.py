"""Steps: what grows from label to label, a line for each series."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from casecoder.core.dates import format_long_date
from casecoder.core.outputs.chart import Chart
from casecoder.reports.pictures.drawing_sheet import INK, RULE, DrawingSheet
from casecoder.reports.pictures.series_legend import SAMPLE_WIDTH, series_legend_height, write_series_legend
from casecoder.reports.pictures.text_fitting import fit_text
from casecoder.reports.printable_text import make_printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE, _SMALL = 8, 7
_HIGH, _LEFT, _RIGHT = 5.2, 1.7, 1.2
"""In centimetres: the axes, and what is left free for figures at their left and for the last label at their right."""
_NAMES, _DAYS = 2.4, 1.1
"""How much room labels that lean, and days, take under the axes."""
_TICKS, _APART, _MARKED = 24, 2.6, 60
"""How many names stand under the axes at most, how far apart days, and up to how many labels each has its mark."""
_COLUMN: dict[str, Any] = {"facecolor": "#9DB4CE", "edgecolor": INK, "linewidth": 0.5}
_UNMARKED = {"marker": ""}
_LINES, _MARKS, _TONES = ("-", "--", ":", "-."), "osD^vPX", (INK, "#4C719A", "#7192B5")


class StepChart:
    """Steps laid out on a sheet of a known width."""

    def __init__(self, chart: Chart, width: float) -> None:
        self._chart = chart
        self._names = [make_printable(series.name) for series in chart.series]
        self._legend = series_legend_height(self._names, _LEFT, width) + 0.15 if len(chart.series) > 1 else 0.0
        self.height = self._legend + _HIGH + (_DAYS if chart.by_day else _NAMES)

    def draw(self, sheet: DrawingSheet, top: float) -> None:
        """Draw the steps, over them which line is which, and what stands along both sides."""
        chart, places, wide = self._chart, _places(self._chart), sheet.width - _LEFT - _RIGHT
        looks = [_look(at) if series.grows else {} for at, series in enumerate(chart.series)]
        if self._legend:
            write_series_legend(sheet, self._names, [partial(_sample, look) for look in looks], _LEFT, top)
        axes = sheet.axes(_LEFT, top + self._legend, wide, _HIGH)
        for series, look in zip(chart.series, looks, strict=True):
            if look:
                axes.step(places, series.values, where="post", **look | (_UNMARKED if len(places) > _MARKED else {}))
            else:
                axes.bar(places, series.values, width=0.6, **_COLUMN)
        _frame(axes, chart)
        _ticks(axes, sheet, chart, wide)
        sheet.write(0.35, top + self._legend + _HIGH / 2, make_printable(chart.up), _SIZE, rotation=90, ha="center")
        sheet.write(_LEFT + wide / 2, top + self.height - 0.2, make_printable(chart.across), _SIZE, ha="center")


def _look(at: int) -> dict[str, Any]:
    """Dashes, mark and tone of a line, so that many can be told apart, also in grey."""
    return {
        "linestyle": _LINES[at % len(_LINES)],
        "marker": _MARKS[at % len(_MARKS)],
        "color": _TONES[at % len(_TONES)],
        "markersize": 3.2,
        "linewidth": 1.3,
    }


def _sample(look: dict[str, Any], sheet: DrawingSheet, x: float, y: float) -> None:
    """Draw a line beside its name, its mark in the middle; a column for what has no line."""
    if look:
        sheet.line([x, x + SAMPLE_WIDTH / 2, x + SAMPLE_WIDTH], [y, y, y], markevery=[1], **look)
    else:
        sheet.boxes([(x + SAMPLE_WIDTH / 2 - 0.12, y - 0.15, 0.24, 0.3)], **_COLUMN)


def _places(chart: Chart) -> list[int]:
    """Where each label stands: days as far apart as they are."""
    if not chart.by_day:
        return list(range(len(chart.labels)))
    return [date.fromisoformat(label).toordinal() for label in chart.labels]


def _frame(axes: "Axes", chart: Chart) -> None:
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    axes.set_ylim(0, chart.top * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=_SMALL, color=RULE)


def _ticks(axes: "Axes", sheet: DrawingSheet, chart: Chart, wide: float) -> None:
    """Write as many labels as there is room for: days level and well apart, names leaning."""
    places = _places(chart)
    if chart.by_day:
        shown = _apart(places, max(1, (places[-1] - places[0]) * _APART / wide))
        axes.set_xticks(shown, [format_long_date(date.fromordinal(day).isoformat()) for day in shown])
        return
    every = -(-len(places) // _TICKS)
    names = [fit_text(sheet.name(label), _NAMES - 0.5, _SMALL, 1) for label in chart.labels[::every]]
    axes.set_xticks(places[::every], names, rotation=60, ha="right", rotation_mode="anchor")


def _apart(places: list[int], least: float) -> list[int]:
    """Those of some places that are at least so far from the one before, the last in any case."""
    shown = [places[-1]]
    for place in reversed(places[:-1]):
        if shown[-1] - place >= least:
            shown.append(place)
    return shown[::-1]
