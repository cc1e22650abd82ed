"""A document of ours as a reader finds it: what stands where, and the list of what was printed in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

QUOTED_WORDS, EVIDENCE_ID, EVIDENCE_HEADING = "Quoted Words", "Evidence Id", "Evidence Heading"
"""The styles of the words of a coding, of ids of codings and ratings, of the lines over the appendix’s quotes."""


class Stretch(NamedTuple):
    """Text in one character style (by name, empty for none) inside the same bookmarks of claims."""

    text: str
    style: str
    marks: frozenset[str]


class Row(NamedTuple):
    """A row of a table: which table of the document, and which row of it, both from 1."""

    table: int
    number: int


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph.

    Parameters
    ----------
    path:
        The headings over it, the title first, the nearest last.
    number:
        Which paragraph it is under its heading, from 1, empty ones not counted; 0 for a heading.
    style:
        Its style's name.
    row:
        The row of a table it stands in, if in one.
    """

    path: tuple[str, ...]
    number: int
    style: str
    row: Row | None
    stretches: tuple[Stretch, ...]

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(stretch.text for stretch in self.stretches)

    @property
    def place(self) -> str:
        """Where it stands, for somebody who looks for it."""
        where = f"“{self.path[-1]}”" if self.path else "the beginning"
        if self.row is not None:
            return f"{where}, table {self.row.table}, row {self.row.number}"
        return f"{where}, paragraph {self.number}" if self.number else f"the heading {where}"


@dataclass(frozen=True, slots=True)
class QuoteClaim:
    """Words of a coding, as they were printed."""

    id: str
    words: str
    bookmark: str


@dataclass(frozen=True, slots=True)
class FigureClaim:
    """A figure: what was counted, how many there were, and how that was printed."""

    key: str
    value: float
    text: str
    bookmark: str


@dataclass(frozen=True, slots=True)
class RatingClaim:
    """The rating of a cell; ``id`` and ``band`` are empty for "not yet rated"."""

    id: str
    case: str
    code: str
    band: str
    text: str
    bookmark: str


@dataclass(frozen=True, slots=True)
class PictureClaim:
    """A picture, and the figures it was drawn from.

    Parameters
    ----------
    key:
        What they are counted again by.
    name, title:
        ``Figure 2``, and what it shows.
    figures:
        By label and series.
    alt:
        The words for who can't see it.
    image:
        The SHA-256 of its file.
    """

    key: str
    name: str
    title: str
    figures: Mapping[tuple[str, str], int]
    alt: str
    image: str
    bookmark: str


class ShownPicture(NamedTuple):
    """A picture that stands in a document.

    Parameters
    ----------
    marks:
        The bookmarks of claims that it stands in.
    image:
        The SHA-256 of its file; empty if the document has only a link to it.
    cropped:
        Whether part of it is cut away.
    place:
        The heading it stands under.
    """

    marks: frozenset[str]
    image: str
    cropped: bool
    alt: str
    place: str


@dataclass(frozen=True, slots=True)
class ClaimList:
    """What a document claims, as it was made: see ``reports.word.claims``."""

    study: str
    kind: str
    state: str
    quotes: tuple[QuoteClaim, ...] = ()
    figures: tuple[FigureClaim, ...] = ()
    ratings: tuple[RatingClaim, ...] = ()
    pictures: tuple[PictureClaim, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A Word document, tracked changes taken as accepted.

    Parameters
    ----------
    claims:
        The list of claims; ``None`` if the document has none, or none that can be read.
    tracked:
        Whether there are tracked changes that nobody has accepted or rejected yet.
    pictures:
        The pictures in its text, the team's own among them.
    """

    blocks: tuple[Block, ...]
    claims: ClaimList | None = None
    tracked: bool = field(default=False)
    pictures: tuple[ShownPicture, ...] = ()
