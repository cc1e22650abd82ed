"""How far coders and raters agree, as figures that a screen, a listing or a report shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class AgreementSubject(StrEnum):
    """What is compared."""

    CODINGS = "codings"
    RATINGS = "ratings"


class AgreementUnit(StrEnum):
    """Into what a text is divided to compare its codings.

    A sentence or a turn counts as coded by a coder if a coding of hers shares at least one character with it.
    """

    CHARACTER = "character"
    SENTENCE = "sentence"
    TURN = "turn"


class AgreementMeasure(StrEnum):
    """A measure of agreement."""

    KAPPA = "kappa"
    LINEAR = "kappa, linear"
    QUADRATIC = "kappa, quadratic"
    ALPHA = "alpha"
    ORDINAL = "alpha, ordinal"
    UNITISING = "alpha, unitising"
    AC1 = "AC1"
    PER_CENT = "per cent"

    @property
    def heading(self) -> str:
        """The measure in words."""
        return {
            "kappa": "Cohen’s kappa",
            "kappa, linear": "Weighted kappa (linear)",
            "kappa, quadratic": "Weighted kappa (quadratic)",
            "alpha": "Krippendorff’s alpha (nominal)",
            "alpha, ordinal": "Krippendorff’s alpha (ordinal)",
            "alpha, unitising": "Krippendorff’s alpha for unitising, in characters",
            "AC1": "Gwet’s AC1",
            "per cent": "Agreement, per cent",
        }[self.value]

    @property
    def short(self) -> str:
        """The measure in a few signs, for a column."""
        return {
            "kappa": "κ",
            "kappa, linear": "κ lin",
            "kappa, quadratic": "κ quad",
            "alpha": "α",
            "alpha, ordinal": "α ord",
            "alpha, unitising": "α unit",
            "AC1": "AC1",
            "per cent": "%",
        }[self.value]


NO_FIGURE = "–"
"""How a figure that there is not is shown."""


@dataclass(frozen=True, slots=True)
class AgreementFigure:
    """A measure's value and its 95 % interval.

    Parameters
    ----------
    value:
        At most 1; ``None`` where there is none, and then ``reason`` says why. Per cent is a share, 0 to 1.
    low, high:
        ``None`` where there is too little to resample.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""

    def text(self, measure: AgreementMeasure) -> str:
        """The value as it is printed."""
        return NO_FIGURE if self.value is None else format_agreement_value(self.value, measure)

    def interval(self, measure: AgreementMeasure) -> str:
        """The interval as it is printed; empty where there is none."""
        if self.low is None or self.high is None:
            return ""
        return f"[{format_agreement_value(self.low, measure)}, {format_agreement_value(self.high, measure)}]"

    def whole(self, measure: AgreementMeasure) -> str:
        """Value and interval."""
        return f"{self.text(measure)} {self.interval(measure)}".rstrip()


def format_agreement_value(value: float, measure: AgreementMeasure) -> str:
    """A value to two places; per cent as such, to one."""
    return f"{100 * value:.1f}" if measure is AgreementMeasure.PER_CENT else f"{value:.2f}".replace("-0.00", "0.00")


def round_agreement_value(value: float | None, measure: AgreementMeasure) -> float | None:
    """The number that stands where a value is printed; ``None`` where there is none."""
    return None if value is None else float(format_agreement_value(value, measure))


@dataclass(frozen=True, slots=True)
class SegmentOverlap:
    """How the segments of two coders meet, whichever of the two one begins with.

    Parameters
    ----------
    segments:
        How many there are, of both.
    overlapping, exact:
        How many of them share a character with one of the other's, and how many have the very same boundaries.
    shared:
        Of those that overlap: the characters a segment shares with the one it shares most with, as a share of
        all that the two hold together (intersection over union); the mean, 0 to 1.
    boundary:
        Of those that overlap: how far a boundary lies from the other's, in characters; the mean.
    """

    segments: int = 0
    overlapping: int = 0
    exact: int = 0
    shared: float | None = None
    boundary: float | None = None


@dataclass(frozen=True, slots=True)
class CoderPair:
    """Two coders or raters.

    Parameters
    ----------
    shared:
        On how many sources, or cells, both worked.
    figures:
        Their kappa; for ratings, both weighted ones.
    """

    one: str
    other: str
    shared: int
    figures: Mapping[AgreementMeasure, AgreementFigure]
    overlap: SegmentOverlap = field(default_factory=SegmentOverlap)


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """The figures of one code.

    Parameters
    ----------
    id, name:
        The code's; its children's codings count for it, unless the id ends in ``!``. For ratings the first line
        is that of all codes together, without an id.
    units:
        How many characters, sentences, turns or cells are compared.
    chosen:
        How many of them at least one coder has coded; for ratings, how many ratings the cells have together.
    left_out:
        For ratings: how many of those say "looked, no evidence", which the measures over bands leave out.
    """

    id: str
    name: str
    figures: Mapping[AgreementMeasure, AgreementFigure]
    pairs: tuple[CoderPair, ...]
    overlap: SegmentOverlap = field(default_factory=SegmentOverlap)
    units: int = 0
    chosen: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the coders or raters of a study agree.

    Parameters
    ----------
    unit:
        For codings; ``None`` for ratings.
    coders:
        Those compared.
    compared:
        How many sources, or cells, at least two of them worked on.
    notes:
        What a reader has to know of how it was counted, a sentence each.
    resamples:
        From how many resamples the intervals come.
    state, made_at:
        Which state of the study it was made from, and when the study came to it.
    """

    study: str
    on: AgreementSubject
    unit: AgreementUnit | None
    coders: tuple[str, ...]
    compared: int
    measures: tuple[AgreementMeasure, ...]
    lines: tuple[AgreementLine, ...]
    notes: tuple[str, ...]
    resamples: int
    state: str
    made_at: datetime

    @property
    def counted(self) -> str:
        """What the units of a line are, in the plural."""
        return f"{self.unit}s" if self.unit else "cells"
