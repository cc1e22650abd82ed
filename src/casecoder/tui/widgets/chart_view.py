"""A chart in block characters, as wide and as tall as there is room."""

from textual.widget import Widget
from textual.widgets import Static

from casecoder.core.outputs.chart import Chart
from casecoder.core.outputs.chart_text import chart_lines
from casecoder.tui.base.screen_text import plain_content


class ChartView(Static):
    """Shows a chart; drawn anew when the room for it changes."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.chart: Chart | None = None

    def show(self, chart: Chart) -> None:
        """Show a chart."""
        self.chart = chart
        self.draw()

    def on_resize(self) -> None:
        """Draw it for the room there now is."""
        self.draw()

    def draw(self) -> None:
        """Draw the chart, if there is one and room for it."""
        room = self.parent.size if isinstance(self.parent, Widget) else self.size
        if self.chart is not None and room.width > 2:
            lines = chart_lines(self.chart, room.width - 2, max(4, room.height))
            self.update(plain_content("\n".join(lines)))
