"""Bars and steps as PNG and SVG; series differ by shade and by hatching or dashes, and are named."""

from textwrap import shorten
from typing import TYPE_CHECKING

from casecoder.core.chart import Chart, Picture, Shape
from casecoder.reports.pictures.drawing import INK, RULE, drawing, png_and_svg, titled
from casecoder.reports.printable import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHADES = ("#1F3A5F", "#9DB4CE", "#4C719A", "#D5DEE8", "#7192B5", "#EEF0F2")
_HATCHES = ("", "//", "..", "", "xx", "--")
_DASHES = ("-", "--", ":", "-.")
_WIDTH, _BAR, _STEPS = 16.0, 0.55, 8.0
"""In centimetres: of a picture, of a bar, and the height of steps."""
_TICKS = 25
"""How many labels stand under steps at most."""


def drawn(chart: Chart) -> Picture:
    """The chart as a picture."""
    bars = chart.shape is Shape.BARS
    height = 2.6 + _BAR * len(chart.labels) * max(1, len(chart.series)) if bars else _STEPS
    with drawing(_WIDTH, height) as (figure, axes):
        titled(figure, chart.title, _WIDTH)
        if chart.is_empty:
            axes.set_axis_off()
            axes.text(0, 0.5, chart.empty)
        elif bars:
            _bars(axes, chart)
        else:
            _steps(axes, chart)
        png, svg = png_and_svg(figure, chart.title, chart.alt)
    return Picture(chart.title, chart.alt, _WIDTH, height, png, svg)


def _bars(axes: "Axes", chart: Chart) -> None:
    from matplotlib.ticker import MaxNLocator

    thick = 0.8 / len(chart.series)
    for number, series in enumerate(chart.series):
        places = [at + number * thick for at in range(len(chart.labels))]
        shade, hatch = _SHADES[number % len(_SHADES)], _HATCHES[number % len(_HATCHES)]
        held = axes.barh(places, series.values, thick * 0.95, align="edge", color=shade, hatch=hatch, edgecolor=INK,
                         linewidth=0.5, label=printable(series.name))
        axes.bar_label(held, padding=2, fontsize=8)
    axes.set_yticks([at + 0.4 for at in range(len(chart.labels))])
    axes.set_yticklabels([printable(shorten(label, 40, placeholder=" …")) for label in chart.labels])
    axes.invert_yaxis()
    axes.set_xlabel(printable(chart.up))
    axes.set_xlim(0, chart.top * 1.12)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    if len(chart.series) > 1:
        axes.legend(loc="lower right", frameon=False)


def _steps(axes: "Axes", chart: Chart) -> None:
    from matplotlib.ticker import MaxNLocator

    places = range(len(chart.labels))
    for number, series in enumerate(chart.series):
        axes.step(places, series.values, where="post", color=_SHADES[(number * 2) % 6], marker="osD^"[number % 4],
                  linestyle=_DASHES[number % 4], markersize=3, label=printable(series.name))
    every = -(-len(chart.labels) // _TICKS)
    axes.set_xticks(list(places)[::every])
    axes.set_xticklabels([printable(label) for label in chart.labels[::every]], rotation=60, ha="right",
                         rotation_mode="anchor", fontsize=7)
    axes.set_xlabel(printable(chart.across))
    axes.set_ylabel(printable(chart.up))
    axes.set_ylim(0, chart.top * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(axis="y", color=RULE, linewidth=0.5)
    axes.spines[["top", "right"]].set_visible(False)
    if len(chart.series) > 1:
        axes.legend(loc="upper left", frameon=False)
