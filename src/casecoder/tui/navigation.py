"""The screens by name. Each is imported when it is first shown, so the program starts quickly."""

from collections.abc import Callable
from dataclasses import dataclass

from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.judging.evidence import Evidence
from casecoder.tui.base.study_screen import StudyScreen


def rating_screen(case: str, code: str) -> StudyScreen:
    """Where a school is rated on a benefit."""
    from casecoder.tui.screens.judging.rating import RatingScreen

    return RatingScreen(case, code)


def transcript_screen(source: str, at: int | None = None) -> StudyScreen:
    """A source, at a place in code points of its text."""
    from casecoder.tui.screens.transcript.transcript import TranscriptScreen

    return TranscriptScreen(source, at)


def coding_screen(item: Evidence) -> StudyScreen:
    """A coding where it stands; in review it has no place in the text in force, and the review list shows it."""
    return review_list_screen(item.id) if item.in_review else transcript_screen(item.source, item.start)


def segments_screen(code: str = "", case: str = "") -> StudyScreen:
    """The coded segments of a code, of a school, or all."""
    from casecoder.tui.screens.search.segments import SegmentsScreen

    return SegmentsScreen(code, case)


def passages_screen(wanted: CodingFilter) -> StudyScreen:
    """What a query over codes finds."""
    from casecoder.tui.screens.search.segments import SegmentsScreen

    return SegmentsScreen(wanted=wanted)


def school_screen(case: str) -> StudyScreen:
    """A school's page."""
    from casecoder.tui.screens.sources.school import SchoolScreen

    return SchoolScreen(case)


def codebook_screen(code: str = "") -> StudyScreen:
    """The code book, open at a code."""
    from casecoder.tui.screens.codebook.codebook import CodebookScreen

    return CodebookScreen(code)


def export_screen(case: str = "", *, case_study: bool = False) -> StudyScreen:
    """Writing documents; of a school's, its case study is offered first if it is asked for."""
    from casecoder.tui.screens.outputs.export_documents import ExportDocumentsScreen

    return ExportDocumentsScreen(case, case_study=case_study)


def verify_document_screen() -> StudyScreen:
    """Checking a document against the study."""
    from casecoder.tui.screens.outputs.verify_document import VerifyDocumentScreen

    return VerifyDocumentScreen()


def memos_screen(target: str = "", about: str = "") -> StudyScreen:
    """The memos, on one thing or all."""
    from casecoder.tui.screens.notes.memos import MemosScreen

    return MemosScreen(target, about)


def speakers_screen(source: str) -> StudyScreen:
    """Who speaks in a source."""
    from casecoder.tui.screens.sources.speakers import SpeakersScreen

    return SpeakersScreen(source)


def correction_screen(source: str, at: int) -> StudyScreen:
    """Correcting the text of a source, at a place in code points."""
    from casecoder.tui.screens.sources.correction import CorrectionScreen

    return CorrectionScreen(source, at)


def _matrix() -> StudyScreen:
    from casecoder.tui.screens.outputs.matrix import MatrixScreen

    return MatrixScreen()


def _pictures() -> StudyScreen:
    from casecoder.tui.screens.outputs.pictures import PicturesScreen

    return PicturesScreen()


def review_list_screen(coding: str = "") -> StudyScreen:
    """The review list, at a coding."""
    from casecoder.tui.screens.sources.review_list import ReviewListScreen

    return ReviewListScreen(coding)


def _journal() -> StudyScreen:
    from casecoder.tui.screens.notes.journal import JournalScreen

    return JournalScreen()


def _queries() -> StudyScreen:
    from casecoder.tui.screens.search.saved_queries import SavedQueriesScreen

    return SavedQueriesScreen()


def _ratings() -> StudyScreen:
    from casecoder.tui.screens.judging.ratings import RatingsScreen

    return RatingsScreen()


def _sources() -> StudyScreen:
    from casecoder.tui.screens.sources.sources import SourcesScreen

    return SourcesScreen()


def search_screen(query: str = "") -> StudyScreen:
    """Finding words, beginning with a query."""
    from casecoder.tui.screens.search.search import SearchScreen

    return SearchScreen(query)


def agreement_screen() -> StudyScreen:
    """How far coders and raters agree."""
    from casecoder.tui.screens.judging.agreement import AgreementScreen

    return AgreementScreen()


def _history() -> StudyScreen:
    from casecoder.tui.screens.history import HistoryScreen

    return HistoryScreen()


def _importing() -> StudyScreen:
    from casecoder.tui.screens.sources.import_files import ImportFilesScreen

    return ImportFilesScreen()


@dataclass(frozen=True, slots=True)
class NavigationPage:
    """A screen that can be gone to from anywhere."""

    title: str
    purpose: str
    screen: Callable[[], StudyScreen]


PAGES = {
    "sources": NavigationPage("Sources", "Every transcript and note, by school", _sources),
    "search": NavigationPage("Find words", "Search all the transcripts", search_screen),
    "segments": NavigationPage("Coded segments", "All the quotes that have been coded", segments_screen),
    "codebook": NavigationPage("Code book", "What each code means, and how often it is used", codebook_screen),
    "memos": NavigationPage("Memos", "Your notes on anything in the study", memos_screen),
    "journal": NavigationPage("Journal", "Your notes by date", _journal),
    "queries": NavigationPage("Saved queries", "Searches kept under a name", _queries),
    "review": NavigationPage(
        "Review list", "Codings that a correction has left without a sure place", review_list_screen
    ),
    "agreement": NavigationPage(
        "Agreement", "How far coders and raters agree, and where they do not", agreement_screen
    ),
    "ratings": NavigationPage("Ratings", "Raters side by side, what to look at again, signing off", _ratings),
    "matrix": NavigationPage(
        "Matrices", "Codes by schools, roles, kinds of source; what meets; the framework matrix", _matrix
    ),
    "pictures": NavigationPage("Pictures", "Evidence by role and kind, coding over time, saturation", _pictures),
    "history": NavigationPage("History", "Who did what, and when", _history),
    "export": NavigationPage("Export", "The table, matrices and case studies as files", export_screen),
    "verify": NavigationPage(
        "Verify a document", "Check every quote, id, count, rating and picture of a Word report", verify_document_screen
    ),
    "import": NavigationPage("Import", "Bring in transcripts and notes", _importing),
}
"""The pages that the palette and the grid lead to, by name."""
