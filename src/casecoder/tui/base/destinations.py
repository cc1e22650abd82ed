"""The places in the application, as data. A screen names where to go; the application knows which screen that is."""

from collections.abc import Sequence
from dataclasses import dataclass

from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.judging.agreement_results import AgreementSubject
from casecoder.core.judging.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in the application. Short ids name schools (``P1``), sources, codes and codings."""


@dataclass(frozen=True, slots=True)
class TranscriptPage(Destination):
    """A source, with the caret at a place in code points of its text; at the start when ``None``."""

    source: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class SpeakersPage(Destination):
    """Who speaks in a source."""

    source: str


@dataclass(frozen=True, slots=True)
class CorrectionPage(Destination):
    """The correction of a source's text, beginning at a place in code points."""

    source: str
    at: int


@dataclass(frozen=True, slots=True)
class ReviewPage(Destination):
    """The codings that a correction left without a sure place, at one of them if it is named."""

    coding: str = ""


@dataclass(frozen=True, slots=True)
class SourcesPage(Destination):
    """All sources."""


@dataclass(frozen=True, slots=True)
class ImportPage(Destination):
    """The import of files."""


@dataclass(frozen=True, slots=True)
class SchoolPage(Destination):
    """All there is about one school."""

    case: str


@dataclass(frozen=True, slots=True)
class SegmentsPage(Destination):
    """The coded segments: of a code, of a school, or all."""

    code: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class CodeQueryPage(Destination):
    """The passages that a query over codes finds."""

    coding_filter: CodingFilter


@dataclass(frozen=True, slots=True)
class SearchPage(Destination):
    """The search for words, beginning with a query."""

    query: str = ""


@dataclass(frozen=True, slots=True)
class SavedQueriesPage(Destination):
    """The queries that were saved under a name."""


@dataclass(frozen=True, slots=True)
class CodebookPage(Destination):
    """The code book, open at a code if one is named."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class SplitCodePage(Destination):
    """The choice of a code's codings that go to a new code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SecondLookPage(Destination):
    """The codings that wait for a second look: of a code and those under it, or all."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class MemosPage(Destination):
    """The memos: on one thing (``target`` says what kind it is, ``about`` which one), or all."""

    target: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class JournalPage(Destination):
    """The memos by date."""


@dataclass(frozen=True, slots=True)
class RatingPage(Destination):
    """The rating desk of a school and a code."""

    case: str
    code: str


@dataclass(frozen=True, slots=True)
class ReconcilePage(Destination):
    """The raters of a school and a code side by side."""

    case: str
    code: str


@dataclass(frozen=True, slots=True)
class RatingsPage(Destination):
    """The ratings of all cells."""


@dataclass(frozen=True, slots=True)
class AgreementPage(Destination):
    """How far coders and raters agree."""


@dataclass(frozen=True, slots=True)
class DisagreementsPage(Destination):
    """Where coders or raters disagree on a code.

    Parameters
    ----------
    code, name:
        The code's id and name; no id stands for all codes.
    people:
        Who is compared; everybody when empty.
    """

    subject: AgreementSubject
    code: str
    name: str
    people: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class MatrixPage(Destination):
    """The matrices."""


@dataclass(frozen=True, slots=True)
class MatrixCellPage(Destination):
    """The codings behind a cell of a matrix, by their numbers in the order in which to show them."""

    title: str
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class PicturesPage(Destination):
    """The pictures."""


@dataclass(frozen=True, slots=True)
class ExportPage(Destination):
    """The export of documents; of a school's, its case study is offered first if ``case_study`` is set."""

    case: str = ""
    case_study: bool = False


@dataclass(frozen=True, slots=True)
class VerifyPage(Destination):
    """The check of a document against the study."""


@dataclass(frozen=True, slots=True)
class HistoryPage(Destination):
    """The history of the study."""


def coding_page(item: Evidence) -> Destination:
    """Return where a coding stands: in its transcript, or on the review list when it waits there."""
    return ReviewPage(item.id) if item.in_review else TranscriptPage(item.source, item.start)


@dataclass(frozen=True, slots=True)
class PageLink:
    """A destination that can be reached from anywhere, as the palette offers it."""

    title: str
    purpose: str
    destination: Destination


PAGES = {
    "sources": PageLink("Sources", "Every transcript and note, by school", SourcesPage()),
    "search": PageLink("Find words", "Search all the transcripts", SearchPage()),
    "segments": PageLink("Coded segments", "All the quotes that have been coded", SegmentsPage()),
    "codebook": PageLink("Code book", "What each code means, and how often it is used", CodebookPage()),
    "memos": PageLink("Memos", "Your notes on anything in the study", MemosPage()),
    "journal": PageLink("Journal", "Your notes by date", JournalPage()),
    "queries": PageLink("Saved queries", "Searches kept under a name", SavedQueriesPage()),
    "review": PageLink("Review list", "Codings that a correction has left without a sure place", ReviewPage()),
    "agreement": PageLink("Agreement", "How far coders and raters agree, and where they do not", AgreementPage()),
    "ratings": PageLink("Ratings", "Raters side by side, what to look at again, signing off", RatingsPage()),
    "matrix": PageLink(
        "Matrices", "Codes by schools, roles, kinds of source; what meets; the framework matrix", MatrixPage()
    ),
    "pictures": PageLink("Pictures", "Evidence by role and kind, coding over time, saturation", PicturesPage()),
    "history": PageLink("History", "Who did what, and when", HistoryPage()),
    "export": PageLink("Export", "The table, matrices and case studies as files", ExportPage()),
    "verify": PageLink(
        "Verify a document", "Check every quote, id, count, rating and picture of a Word report", VerifyPage()
    ),
    "import": PageLink("Import", "Bring in transcripts and notes", ImportPage()),
}
"""The pages that the palette and the keys of the grid lead to, by name."""
