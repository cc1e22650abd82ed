"""A chart as a picture: its title, what its series look like, and the chart itself, each in the room it takes."""

from typing import Protocol

from casecoder.core.outputs.chart import Chart, ChartShape, Picture, PictureFormat
from casecoder.reports.pictures.bar_chart import BarChart
from casecoder.reports.pictures.drawing_sheet import DrawingSheet, open_drawing_sheet, title_height
from casecoder.reports.pictures.step_chart import StepChart

_WIDTH, _MARGIN = 16.0, 0.15
"""Of a picture, and at its edges, in centimetres."""


class ChartLayout(Protocol):
    """How a chart is laid out on a sheet of a known width."""

    height: float
    """In centimetres."""

    def draw(self, sheet: DrawingSheet, top: float) -> None:
        """Draw it from so far below the sheet's top."""


def draw_chart(
    chart: Chart, form: PictureFormat = PictureFormat.PNG, width: float = _WIDTH, *, titled: bool = True
) -> Picture:
    """The chart as a picture.

    Parameters
    ----------
    width:
        In centimetres.
    titled:
        Whether its title stands over it; under a caption it needs none.
    """
    plan: ChartLayout = (
        _Nothing(chart) if chart.is_empty else (BarChart if chart.shape is ChartShape.BARS else StepChart)(chart, width)
    )
    top = title_height(chart.title, width) + _MARGIN if titled else _MARGIN
    height = top + plan.height + _MARGIN
    words = (chart.title, chart.across, chart.up, *chart.labels, *(series.name for series in chart.series))
    with open_drawing_sheet(width, height, words) as sheet:
        if titled:
            sheet.title(chart.title)
        plan.draw(sheet, top)
        data = sheet.saved(form, chart.title, chart.alt)
        return Picture(chart.title, chart.alt, width, height, data, sheet.unwritten)


class _Nothing:
    """Says that there is nothing to show."""

    height = 1.0

    def __init__(self, chart: Chart) -> None:
        self._said = chart.empty

    def draw(self, sheet: DrawingSheet, top: float) -> None:
        """Say it."""
        sheet.write(0.2, top + self.height / 2, self._said)
