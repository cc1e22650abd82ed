"""Charts in block characters, for the terminal."""

from collections.abc import Iterator

from casecoder.core.outputs.chart import Chart, ChartSeries, ChartShape
from casecoder.core.transcripts.quote_matching import shorten_quote

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_FILLS = "█▒░▓"
"""How the bars of several series differ without colour."""
_LABEL = 34


def chart_lines(chart: Chart, width: int, height: int) -> list[str]:
    """Draw a chart in lines of at most ``width`` characters; steps take about ``height`` lines."""
    if chart.is_empty:
        return [chart.empty]
    return list(_bars(chart, width) if chart.shape is ChartShape.BARS else _steps(chart, width, height))


def _bars(chart: Chart, width: int) -> Iterator[str]:
    label = min(_LABEL, width // 2, max(map(len, chart.labels)))
    room = max(1, width - label - len(f"{chart.top:,}") - 3)
    if len(chart.series) > 1:
        yield "   ".join(f"{_FILLS[at % 4]} {series.name}" for at, series in enumerate(chart.series))
        yield ""
    for place, name in enumerate(chart.labels):
        for at, series in enumerate(chart.series):
            value = series.values[place]
            bar = _FILLS[at % 4] * (max(1, round(value / chart.top * room)) if value else 0)
            yield f"{shorten_quote(name, label) if not at else '':<{label}} │{bar} {value:,}"


def _steps(chart: Chart, width: int, height: int) -> Iterator[str]:
    """Draw a band of columns for each series, all to one scale; each column is what was reached by then."""
    scale = len(f"{chart.top:,}")
    room = max(1, width - scale - 2)
    each = max(2, (height - 2) // len(chart.series) - (len(chart.series) > 1))
    for series in chart.series:
        if len(chart.series) > 1:
            yield shorten_quote(f"{series.name}: {series.values[-1]:,}" if series.grows else series.name, width)
        yield from _band(series, chart.top, each, scale, room)
    wide = len(_spread(chart.series[0].values, room))
    first, last = chart.labels[0], chart.labels[-1]
    gap = wide - len(first) - len(last)
    yield " " * (scale + 2) + (first + " " * gap + last if gap > 0 else f"{first} … {last}")


def _band(series: ChartSeries, top: int, height: int, scale: int, room: int) -> Iterator[str]:
    eighths = [round(value / top * height * 8) for value in _spread(series.values, room)]
    for line in range(height - 1, -1, -1):
        figure = f"{top:,}" if line == height - 1 else "0" if line == 0 else ""
        yield f"{figure:>{scale}} │" + "".join(_EIGHTHS[min(8, max(0, value - 8 * line))] for value in eighths)


def _spread(values: tuple[int, ...], room: int) -> list[int]:
    """Return as many columns as there is room for; a value takes several, or the last of several stands for them."""
    if len(values) <= room:
        return [value for value in values for _ in range(min(6, room // len(values)))]
    return [values[(at + 1) * len(values) // room - 1] for at in range(room)]
