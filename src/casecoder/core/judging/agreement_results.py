"""The figures of agreement between coders and between raters, for screens, listings and reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class AgreementSubject(StrEnum):
    """What is compared."""

    CODINGS = "codings"
    RATINGS = "ratings"


class AgreementUnit(StrEnum):
    """The units into which a text is divided to compare its codings.

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
        """The measure in a few characters, for a column."""
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
"""Stands for a figure that can't be given."""


@dataclass(frozen=True, slots=True)
class AgreementFigure:
    """The value of a measure, and its 95 % interval.

    Parameters
    ----------
    value:
        The value, at most 1. ``None`` where there is none, and then ``reason`` says why. Per cent is a share, 0 to 1.
    low, high:
        The ends of the interval; ``None`` where there is too little to resample.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""

    def text(self, measure: AgreementMeasure) -> str:
        """Return the value as it is printed."""
        return NO_FIGURE if self.value is None else format_agreement_value(self.value, measure)

    def interval(self, measure: AgreementMeasure) -> str:
        """Return the interval as it is printed; empty where there is none."""
        if self.low is None or self.high is None:
            return ""
        return f"[{format_agreement_value(self.low, measure)}, {format_agreement_value(self.high, measure)}]"

    def whole(self, measure: AgreementMeasure) -> str:
        """Return value and interval as they are printed."""
        return f"{self.text(measure)} {self.interval(measure)}".rstrip()


def format_agreement_value(value: float, measure: AgreementMeasure) -> str:
    """Return a value to two decimal places; per cent to one."""
    return f"{100 * value:.1f}" if measure is AgreementMeasure.PER_CENT else f"{value:.2f}".replace("-0.00", "0.00")


def round_agreement_value(value: float | None, measure: AgreementMeasure) -> float | None:
    """Return a value rounded as it is printed; ``None`` where there is none."""
    return None if value is None else float(format_agreement_value(value, measure))


@dataclass(frozen=True, slots=True)
class SegmentOverlap:
    """How the segments of two coders overlap. The order of the two makes no difference.

    Parameters
    ----------
    segments:
        How many segments both coders have together.
    overlapping, exact:
        How many of them share a character with a segment of the other coder, and how many have the same boundaries.
    shared:
        The mean, over segments that overlap, of the characters that a segment shares with the segment it shares most
        with, over the characters of both (intersection over union); 0 to 1.
    boundary:
        The mean distance, over segments that overlap, between a boundary and the other coder's, in characters.
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
        How many sources, or cells, both worked on.
    figures:
        The kappa of the two; for ratings, both weighted kappas.
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
        The id and name of the code. Its children's codings count for it, unless the id ends in ``!``. For ratings the
        first line is that of all codes together, without an id.
    units:
        How many characters, sentences, turns or cells are compared.
    chosen:
        How many of these units at least one coder has coded; for ratings, how many ratings the cells have together.
    left_out:
        How many of the ratings say "looked, no evidence", which the measures over bands leave out.
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
        The unit for codings; ``None`` for ratings.
    coders:
        The coders or raters compared.
    compared:
        How many sources, or cells, at least two of them worked on.
    notes:
        What a reader has to know of the counting, a sentence each.
    resamples:
        How many resamples the intervals come from.
    state, made_at:
        The sentence on the state of the study, and when the study came to that state.
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
        """The word for the units of a line, in the plural."""
        return f"{self.unit}s" if self.unit else "cells"
