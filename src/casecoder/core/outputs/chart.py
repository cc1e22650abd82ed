"""A chart as plain data, apart from how it is drawn: on a screen, in a document, or read out."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from casecoder.core.outputs.word_seals import WordSeal


class ChartShape(StrEnum):
    """The shape of a chart: bars whose parts are the series, steps for what grows, or cells of label and series."""

    BARS = "bars"
    STEPS = "steps"
    CELLS = "cells"


class PictureFormat(StrEnum):
    """The format of a picture: dots, or lines that can be made any size."""

    PNG = "png"
    SVG = "svg"


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One of several things that are shown against the same labels; a value for each label.

    Parameters
    ----------
    grows:
        In steps: each value is what was reached by then, not what came there.
    """

    name: str
    values: tuple[int, ...]
    grows: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures against labels.

    Parameters
    ----------
    across, up:
        What the labels are, and what is counted.
    alt:
        What the picture shows, in words, for who can't see it.
    empty:
        What to say instead when there is nothing to show.
    key:
        What was counted, as ``services.outputs.study_charts.chart_of`` takes it to count it again.
    by_day:
        The labels are days, and stand as far apart as these.
    """

    shape: ChartShape
    title: str
    across: str
    up: str
    labels: tuple[str, ...]
    series: tuple[ChartSeries, ...]
    alt: str
    empty: str = "There is nothing to show yet."
    key: str = ""
    by_day: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(any(series.values) for series in self.series)

    @property
    def top(self) -> int:
        """The greatest value, at least 1."""
        return max([1, *(value for series in self.series for value in series.values)])

    @property
    def total(self) -> int:
        """All values together."""
        return sum(value for series in self.series for value in series.values)

    @property
    def figures(self) -> Mapping[tuple[str, str], int]:
        """Every figure by its label and the name of its series; labels of one name are taken together."""
        found: Counter[tuple[str, str]] = Counter()
        for series in self.series:
            for label, value in zip(self.labels, series.values, strict=True):
                found[label, series.name] += value
        return found

    def sealed(self, seal: WordSeal) -> Mapping[str, int]:
        """Return every figure that isn’t 0 by the seal of its label and the name of its series."""
        return {seal.of_all(place): value for place, value in self.figures.items() if value}


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture as a document places it: what it is called, what it shows in words, and its bytes.

    ``width`` and ``height`` are in centimetres.

    Parameters
    ----------
    unwritten:
        The names whose letters no font on this computer has, by what stands for them in the picture.
    """

    title: str
    alt: str
    width: float
    height: float
    data: bytes
    unwritten: Mapping[str, str] = field(default_factory=dict)
