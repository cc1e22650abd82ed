"""A table of words and figures as it is published: co-occurring codes, the framework matrix."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from casecoder.core.outputs.figures.definitions import CountedFigure

ListingValue = str | int | float


@dataclass(frozen=True, slots=True)
class ListingHeading:
    """A column. ``width`` is about how many characters it takes; ``ids`` says that it holds ids."""

    text: str
    width: int
    ids: bool = False


@dataclass(frozen=True, slots=True)
class ListingTable:
    """Lines under headings.

    Parameters
    ----------
    study, title:
        The study's title and what the table is.
    lines:
        A field for each heading. Whole numbers and texts stand as they are, other figures with two decimals.
    notes:
        Sentences that stand under it; the last says which state of the study it was made from.
    made_at:
        When the study came to that state.
    empty:
        What to say when there are no lines.
    figures:
        The figures that a document puts on its list of claims, by line and column from 0.
    texts:
        What it says in the study's words, by the keys of :mod:`casecoder.core.outputs.study_texts`.
    secret:
        What seals the words of a document's list of claims.
    """

    study: str
    title: str
    headings: tuple[ListingHeading, ...]
    lines: tuple[tuple[ListingValue, ...], ...]
    notes: tuple[str, ...]
    made_at: datetime
    empty: str
    figures: Mapping[tuple[int, int], CountedFigure] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""

    @property
    def ids(self) -> int:
        """How many ids it holds."""
        places = [at for at, heading in enumerate(self.headings) if heading.ids]
        return sum(str(line[at]).count(",") + 1 for line in self.lines for at in places if line[at])


def format_listing_value(value: ListingValue) -> str:
    """Return a field as it is printed."""
    return f"{value:.2f}" if isinstance(value, float) else str(value)
