"""A Word document of ours as it is read back: what stands where, and the list of what was printed in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from casecoder.core.verifying.printed_line import PrintedLine

QUOTED_WORDS, EVIDENCE_ID, EVIDENCE_HEADING = "Quoted Words", "Evidence Id", "Evidence Heading"
"""The styles of the words of a coding, of ids of codings and ratings, of the lines over the appendix’s quotes."""
STUDY_FIGURE = "Study Figure"
"""The style of figures counted from the study."""
CAPTION_BOOKMARK, REFERENCE_MARK = "_Ref_", "→"
"""How the bookmarks of captions’ numbers begin, and what marks a reference to one."""
CLAIMS_PART, CLAIMS_XML_ROOT = "/casecoder/claims.json", "{https://casecoder.org/claims}claims"
"""Where the list of claims stands in a document: see ``reports.word.claim_list``."""


_CHAPTER = 2
"""From which of the headings over a paragraph on, the title being the first, they tell where it stands."""


class StyledStretch(NamedTuple):
    """Text in one character style (by name, empty for none) inside the same bookmarks.

    Parameters
    ----------
    marks:
        The bookmarks of claims and of captions it stands in, and :data:`REFERENCE_MARK` with the bookmark of a caption
        that it refers to.
    fill:
        The colour behind it, its own or its cell's, as six hexadecimal digits; empty for none.
    """

    text: str
    style: str
    marks: frozenset[str]
    fill: str = ""


class ReportTableRow(NamedTuple):
    """A row of a table: which table of the document, and which row of it, both from 1.

    Parameters
    ----------
    caption:
        The label over the table (``Table 3``), if there is one.
    """

    table: int
    number: int
    caption: str = ""

    @property
    def of(self) -> str:
        """The table, as readers know it."""
        return self.caption or f"table {self.table} of the document"


@dataclass(frozen=True, slots=True)
class ReportParagraph:
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
    cell:
        Which cell of the row, from 1; 0 outside tables.
    """

    path: tuple[str, ...]
    number: int
    style: str
    row: ReportTableRow | None
    stretches: tuple[StyledStretch, ...]
    cell: int = 0

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(stretch.text for stretch in self.stretches)

    @property
    def place(self) -> str:
        """Where it stands, for somebody who looks for it."""
        over = self.path[_CHAPTER:] or self.path[-1:]
        where = ", ".join(f"“{heading}”" for heading in over) or "the beginning"
        if self.row is not None:
            return f"{where}, {self.row.of}, row {self.row.number}"
        return f"{where}, paragraph {self.number}" if self.number else f"the heading {where}"


@dataclass(frozen=True, slots=True)
class QuoteClaim:
    """The claim that words of a coding were printed."""

    id: str
    bookmark: str


@dataclass(frozen=True, slots=True)
class FigureClaim:
    """The claim that a figure was printed: what was counted, its value, and its text.

    ``value`` is ``None`` where the figure is that there is none, as of a measure of agreement.
    """

    key: str
    value: float | None
    text: str
    bookmark: str


@dataclass(frozen=True, slots=True)
class RatingClaim:
    """The claim that a cell’s rating was printed; ``id`` and ``band`` are empty for "not yet rated"."""

    id: str
    case: str
    code: str
    band: str
    text: str
    bookmark: str


@dataclass(frozen=True, slots=True)
class PictureClaim:
    """The claim that a picture was printed, with the figures it was drawn from.

    Parameters
    ----------
    key:
        The key by which they are counted again.
    name:
        ``Figure 2``.
    figures:
        The figures that aren't 0, by the seal of label and series.
    alt:
        The seals of the words of its alternative text.
    image:
        The SHA-256 of its file.
    """

    key: str
    name: str
    figures: Mapping[str, int]
    alt: tuple[str, ...]
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
        The place of the paragraph right after it, its caption.
    """

    marks: frozenset[str]
    image: str
    cropped: bool
    alt: str
    place: str


@dataclass(frozen=True, slots=True)
class ClaimList:
    """The claims of a document as it was made: see ``reports.word.claim_list``."""

    study: str
    kind: str
    state: str
    quotes: tuple[QuoteClaim, ...] = ()
    figures: tuple[FigureClaim, ...] = ()
    ratings: tuple[RatingClaim, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[PrintedLine, ...] = ()
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

    blocks: tuple[ReportParagraph, ...]
    claims: ClaimList | None = None
    tracked: bool = field(default=False)
    pictures: tuple[ShownPicture, ...] = ()
