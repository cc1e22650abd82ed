"""Draws a chart as a picture: its title, its legend, and its bars or steps."""

from typing import Protocol

from casecoder.core.outputs.chart import Chart, ChartShape, Picture, PictureFormat
from casecoder.reports.pictures.bar_chart import BarChart
from casecoder.reports.pictures.drawing_sheet import DrawingSheet, open_drawing_sheet, title_height
from casecoder.reports.pictures.step_chart import StepChart

_WIDTH, _MARGIN = 16.0, 0.15
"""The width of a picture and its margin, in centimetres."""


class ChartLayout(Protocol):
    """A chart, laid out for a sheet of a given width."""

    height: float
    """Its height, in centimetres."""

    def draw(self, sheet: DrawingSheet, top: float) -> None:
        """Draw the chart from ``top`` centimetres below the top of the sheet."""


def draw_chart(
    chart: Chart, form: PictureFormat = PictureFormat.PNG, width: float = _WIDTH, *, titled: bool = True
) -> Picture:
    """Draw a chart as a picture.

    Parameters
    ----------
    width:
        In centimetres.
    titled:
        Whether its title stands over it. A picture with a caption needs no title.
    """
    plan: ChartLayout = (
        _EmptyChart(chart)
        if chart.is_empty
        else (BarChart if chart.shape is ChartShape.BARS else StepChart)(chart, width)
    )
    top = title_height(chart.title, width) + _MARGIN if titled else _MARGIN
    height = top + plan.height + _MARGIN
    words = (chart.title, chart.across, chart.up, *chart.labels, *(series.name for series in chart.series))
    with open_drawing_sheet(width, height, words) as sheet:
        if titled:
            sheet.title(chart.title)
        plan.draw(sheet, top)
        data = sheet.finish(form, chart.title, chart.alt)
        return Picture(chart.title, chart.alt, width, height, data, sheet.unwritten)


class _EmptyChart:
    """Stands for a chart without values, and says that there is nothing to show."""

    height = 1.0

    def __init__(self, chart: Chart) -> None:
        self._sentence = chart.empty

    def draw(self, sheet: DrawingSheet, top: float) -> None:
        """Write the sentence."""
        sheet.write(0.2, top + self.height / 2, self._sentence)
