"""A table of words and figures as it is published: co-occurring codes, the framework matrix."""

from dataclasses import dataclass
from datetime import datetime

Field = str | int | float


@dataclass(frozen=True, slots=True)
class Heading:
    """A column. ``width`` is how wide it is beside the others, about in characters."""

    text: str
    width: int


@dataclass(frozen=True, slots=True)
class Listing:
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
    """

    study: str
    title: str
    headings: tuple[Heading, ...]
    lines: tuple[tuple[Field, ...], ...]
    notes: tuple[str, ...]
    made_at: datetime
    empty: str


def written(field: Field) -> str:
    """A field as it is printed."""
    return f"{field:.2f}" if isinstance(field, float) else str(field)
