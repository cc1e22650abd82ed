"""What a picture shows, apart from how it is drawn: on a screen, in a document, or read out."""

from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """Bars side by side for things, steps for what grows."""

    BARS = "bars"
    STEPS = "steps"


@dataclass(frozen=True, slots=True)
class Series:
    """One of several things that are shown against the same labels; a value for each label."""

    name: str
    values: tuple[int, ...]


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
    """

    shape: Shape
    title: str
    across: str
    up: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    empty: str = "There is nothing to show yet."

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(any(series.values) for series in self.series)

    @property
    def top(self) -> int:
        """The greatest value, at least 1."""
        return max([1, *(value for series in self.series for value in series.values)])


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture as a document places it: what it is called, what it shows in words, and its bytes.

    ``width`` and ``height`` are in centimetres.
    """

    title: str
    alt: str
    width: float
    height: float
    png: bytes
    svg: bytes
