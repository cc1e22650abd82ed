"""The screen of each destination. A screen is imported when it is first shown, so that the program starts quickly."""

import importlib
import pkgutil
from functools import singledispatch

from textual.screen import Screen

from casecoder.tui.base.destinations import (
    AgreementPage,
    CodebookPage,
    CodeQueryPage,
    CorrectionPage,
    Destination,
    DisagreementsPage,
    ExportPage,
    HistoryPage,
    ImportPage,
    JournalPage,
    MatrixCellPage,
    MatrixPage,
    MemosPage,
    PicturesPage,
    RatingPage,
    RatingsPage,
    ReconcilePage,
    ReviewPage,
    SavedQueriesPage,
    SchoolPage,
    SearchPage,
    SecondLookPage,
    SegmentsPage,
    SourcesPage,
    SpeakersPage,
    SplitCodePage,
    TranscriptPage,
    VerifyPage,
)
from casecoder.tui.base.study_screen import StudyScreen


@singledispatch
def screen_for(destination: Destination) -> StudyScreen:
    """Return the screen that a destination opens.

    Raises
    ------
    TypeError
        If no screen is registered for this kind of destination.
    """
    raise TypeError(f"no screen for {destination!r}")


@screen_for.register
def _transcript_screen(to: TranscriptPage) -> StudyScreen:
    from casecoder.tui.screens.transcript.transcript import TranscriptScreen

    return TranscriptScreen(to.source, to.at)


@screen_for.register
def _speakers_screen(to: SpeakersPage) -> StudyScreen:
    from casecoder.tui.screens.sources.speakers import SpeakersScreen

    return SpeakersScreen(to.source)


@screen_for.register
def _correction_screen(to: CorrectionPage) -> StudyScreen:
    from casecoder.tui.screens.sources.correction import CorrectionScreen

    return CorrectionScreen(to.source, to.at)


@screen_for.register
def _review_list_screen(to: ReviewPage) -> StudyScreen:
    from casecoder.tui.screens.sources.review_list import ReviewListScreen

    return ReviewListScreen(to.coding)


@screen_for.register
def _sources_screen(_to: SourcesPage) -> StudyScreen:
    from casecoder.tui.screens.sources.sources import SourcesScreen

    return SourcesScreen()


@screen_for.register
def _import_files_screen(_to: ImportPage) -> StudyScreen:
    from casecoder.tui.screens.sources.import_files import ImportFilesScreen

    return ImportFilesScreen()


@screen_for.register
def _school_screen(to: SchoolPage) -> StudyScreen:
    from casecoder.tui.screens.sources.school import SchoolScreen

    return SchoolScreen(to.case)


@screen_for.register
def _segments_screen(to: SegmentsPage) -> StudyScreen:
    from casecoder.tui.screens.search.segments import SegmentsScreen

    return SegmentsScreen(to.code, to.case)


@screen_for.register
def _code_query_screen(to: CodeQueryPage) -> StudyScreen:
    from casecoder.tui.screens.search.segments import SegmentsScreen

    return SegmentsScreen(coding_filter=to.coding_filter)


@screen_for.register
def _search_screen(to: SearchPage) -> StudyScreen:
    from casecoder.tui.screens.search.search import SearchScreen

    return SearchScreen(to.query)


@screen_for.register
def _saved_queries_screen(_to: SavedQueriesPage) -> StudyScreen:
    from casecoder.tui.screens.search.saved_queries import SavedQueriesScreen

    return SavedQueriesScreen()


@screen_for.register
def _codebook_screen(to: CodebookPage) -> StudyScreen:
    from casecoder.tui.screens.codebook.codebook import CodebookScreen

    return CodebookScreen(to.code)


@screen_for.register
def _split_code_screen(to: SplitCodePage) -> StudyScreen:
    from casecoder.tui.screens.codebook.split_code import SplitCodeScreen

    return SplitCodeScreen(to.code, to.name)


@screen_for.register
def _second_look_screen(to: SecondLookPage) -> StudyScreen:
    from casecoder.tui.screens.codebook.second_look import SecondLookScreen

    return SecondLookScreen(to.code)


@screen_for.register
def _memos_screen(to: MemosPage) -> StudyScreen:
    from casecoder.tui.screens.notes.memos import MemosScreen

    return MemosScreen(to.target, to.about)


@screen_for.register
def _journal_screen(_to: JournalPage) -> StudyScreen:
    from casecoder.tui.screens.notes.journal import JournalScreen

    return JournalScreen()


@screen_for.register
def _rating_screen(to: RatingPage) -> StudyScreen:
    from casecoder.tui.screens.judging.rating import RatingScreen

    return RatingScreen(to.case, to.code)


@screen_for.register
def _reconcile_ratings_screen(to: ReconcilePage) -> StudyScreen:
    from casecoder.tui.screens.judging.reconcile_ratings import ReconcileRatingsScreen

    return ReconcileRatingsScreen(to.case, to.code)


@screen_for.register
def _ratings_screen(_to: RatingsPage) -> StudyScreen:
    from casecoder.tui.screens.judging.ratings import RatingsScreen

    return RatingsScreen()


@screen_for.register
def _agreement_screen(_to: AgreementPage) -> StudyScreen:
    from casecoder.tui.screens.judging.agreement import AgreementScreen

    return AgreementScreen()


@screen_for.register
def _disagreements_screen(to: DisagreementsPage) -> StudyScreen:
    from casecoder.tui.screens.judging.disagreements import DisagreementsScreen

    return DisagreementsScreen(to.subject, to.code, to.name, to.people)


@screen_for.register
def _matrix_screen(_to: MatrixPage) -> StudyScreen:
    from casecoder.tui.screens.outputs.matrix import MatrixScreen

    return MatrixScreen()


@screen_for.register
def _matrix_cell_screen(to: MatrixCellPage) -> StudyScreen:
    from casecoder.tui.screens.outputs.matrix_cell import MatrixCellScreen

    return MatrixCellScreen(to.title, to.numbers)


@screen_for.register
def _pictures_screen(_to: PicturesPage) -> StudyScreen:
    from casecoder.tui.screens.outputs.pictures import PicturesScreen

    return PicturesScreen()


@screen_for.register
def _export_documents_screen(to: ExportPage) -> StudyScreen:
    from casecoder.tui.screens.outputs.export_documents import ExportDocumentsScreen

    return ExportDocumentsScreen(to.case, case_study=to.case_study)


@screen_for.register
def _verify_document_screen(_to: VerifyPage) -> StudyScreen:
    from casecoder.tui.screens.outputs.verify_document import VerifyDocumentScreen

    return VerifyDocumentScreen()


@screen_for.register
def _history_screen(_to: HistoryPage) -> StudyScreen:
    from casecoder.tui.screens.history import HistoryScreen

    return HistoryScreen()


def list_screen_classes() -> list[type[Screen[object]]]:
    """Return the classes of all screens that can be shown; base classes of screens are left out.

    This imports every screen and widget.
    """
    found: list[type[Screen[object]]] = []
    for package in ("screens", "widgets"):
        parent = importlib.import_module(f"{__package__}.{package}")
        for name in sorted(module.name for module in pkgutil.walk_packages(parent.__path__, f"{parent.__name__}.")):
            named = [one for one in vars(importlib.import_module(name)).values() if isinstance(one, type)]
            found += [one for one in named if issubclass(one, Screen) and one.__module__ == name]
    bases = {base for screen in found for base in screen.__mro__[1:]}
    return [screen for screen in found if screen not in bases]
