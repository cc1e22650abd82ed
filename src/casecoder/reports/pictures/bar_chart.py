"""Draws bar charts: a bar for each label, made of parts with a figure in each."""

from functools import partial
from typing import NamedTuple

from casecoder.core.outputs.chart import Chart
from casecoder.reports.band_legend import LEGEND_ENTRIES
from casecoder.reports.pictures.drawing_sheet import BAND_HATCHES, INK, DrawingSheet
from casecoder.reports.pictures.series_legend import SAMPLE_WIDTH, series_legend_height, write_series_legend
from casecoder.reports.pictures.text_fitting import fit_text, measure_text
from casecoder.reports.printable_text import make_printable

_SIZE, _SMALL = 8, 7.5
_BAR, _LINE, _BETWEEN, _GAP = 0.42, 0.42, 0.2, 0.15
"""The height of a bar and of a line of its label, and the space under a bar and beside a label, in centimetres."""
_LARGEST_LABEL_SHARE = 0.4
"""The largest share of the width that labels take."""
_LOOKS: tuple[tuple[str, str], ...] = ((INK, ""), ("#9DB4CE", "////"), ("#FFFFFF", ""), ("#FFFFFF", "xxxx"))
"""The shade and the hatching of a part, by the place of its series."""
_BANDS = {key.label: (band, key) for band, key in LEGEND_ENTRIES.items()}
"""The bands by their names. A part with the name of a band has its look and its letter."""


class _Part(NamedTuple):
    """A part of every bar: its name, its values, its look, and the letter before its figures."""

    name: str
    values: tuple[int, ...]
    fill: str
    hatch: str
    letter: str = ""


class BarChart:
    """A bar chart, laid out for a sheet of a given width in centimetres."""

    def __init__(self, chart: Chart, width: float) -> None:
        self._labels, self._parts = chart.labels, _parts(chart)
        self._most = _LARGEST_LABEL_SHARE * width
        named = [fit_text(make_printable(label), self._most, _SIZE) for label in chart.labels]
        self._left = max(measure_text(line, _SIZE) for name in named for line in name.split("\n")) + 2 * _GAP
        self._rows = [max(_BAR, (name.count("\n") + 1) * _LINE) + _BETWEEN for name in named]
        self._totals = [sum(values) for values in zip(*(series.values for series in chart.series), strict=True)]
        room = width - self._left - measure_text(f" {max(self._totals):,}", _SIZE) - _GAP
        self._unit = room / max(self._totals)
        names = [part.name for part in self._parts]
        self._legend = series_legend_height(names, self._left, width) + _BETWEEN if len(chart.series) > 1 else 0.0
        self.height = self._legend + sum(self._rows)

    def draw(self, sheet: DrawingSheet, top: float) -> None:
        """Draw the bars, and the legend of their parts above them."""
        if self._legend:
            samples = [partial(_draw_sample, part) for part in self._parts]
            write_series_legend(sheet, [part.name for part in self._parts], samples, self._left, top)
        y, middles = top + self._legend, []
        for label, row in zip(self._labels, self._rows, strict=True):
            middles.append(y + row / 2)
            sheet.write(
                self._left - _GAP, y + row / 2, fit_text(sheet.name(label), self._most, _SIZE), _SIZE, ha="right"
            )
            y += row
        ends = [self._left] * len(middles)
        for part in self._parts:
            self._draw_part(sheet, part, middles, ends)
            ends = [end + value * self._unit for end, value in zip(ends, part.values, strict=True)]
        for end, middle, total in zip(ends, middles, self._totals, strict=True):
            sheet.write(end + _GAP / 2, middle, f"{total:,}", _SIZE)

    def _draw_part(self, sheet: DrawingSheet, part: _Part, middles: list[float], lefts: list[float]) -> None:
        """Draw one part of all bars, from the place where each bar ends so far.

        A part has a figure in it unless it is the whole bar.
        """
        boxes, inner, figures = [], [], []
        for x, middle, value, total in zip(lefts, middles, part.values, self._totals, strict=True):
            wide, text = value * self._unit, f"{part.letter} {value:,}".strip()
            boxes += [(x, middle - _BAR / 2, wide, _BAR)] * bool(value)
            if value and (value < total or part.letter) and measure_text(f" {text} ", _SMALL) < wide:
                room = measure_text(text, _SMALL) + 0.1
                inner.append((x + (wide - room) / 2, middle - 0.16, room, 0.32))
                figures.append((x + wide / 2, middle, text))
        sheet.boxes(boxes, facecolor=part.fill, hatch=part.hatch)
        if part.hatch:
            sheet.boxes(inner, facecolor=part.fill, edgecolor="none")
        for x, middle, text in figures:
            sheet.write(x, middle, text, _SMALL, ha="center", color="white" if part.fill == INK else "black")


def _parts(chart: Chart) -> list[_Part]:
    """Return the parts that at least one bar has."""
    found = []
    for at, series in enumerate(chart.series):
        if not any(series.values):
            continue
        if series.name in _BANDS:
            band, key = _BANDS[series.name]
            name = f"{key.letter} {key.glyph} {key.label}"
            found.append(_Part(name, series.values, f"#{key.fill}", BAND_HATCHES[band], key.letter))
        else:
            found.append(_Part(make_printable(series.name), series.values, *_LOOKS[at % len(_LOOKS)]))
    return found


def _draw_sample(part: _Part, sheet: DrawingSheet, x: float, y: float) -> None:
    """Draw a sample of a part, for the legend."""
    sheet.boxes([(x, y - 0.15, SAMPLE_WIDTH, 0.3)], facecolor=part.fill, hatch=part.hatch)
