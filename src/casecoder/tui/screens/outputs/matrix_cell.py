"""The codings behind a cell of a matrix that no query could list."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from casecoder.core.judging.evidence import Evidence
from casecoder.services.sources import study_listings
from casecoder.store.evidence import EvidenceFilter
from casecoder.tui.base.destinations import coding_page
from casecoder.tui.base.screen_text import format_count, one_line, plain_content
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.widgets.block_list import ListBlock
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.paged_list import PagedList
from casecoder.tui.widgets.passage_blocks import build_coding_blocks

CODINGS_PER_PAGE = 50


class MatrixCellScreen(StudyScreen):
    """The codings behind a cell of a matrix, a page at a time.

    Parameters
    ----------
    title:
        The name of the cell.
    numbers:
        The numbers of the codings, in the order in which to show them.
    """

    CSS_PATH = "matrix_cell.tcss"
    AUTO_FOCUS = "#codings"
    HELP = """\
# The codings behind a cell

Every coding that the figure counts, with where it stands, who says it and who coded it. Enter opens the transcript at
its words.
"""

    def __init__(self, title: str, numbers: Sequence[int]) -> None:
        super().__init__()
        self._title = title
        self._numbers = numbers
        self._codings: dict[str, Evidence] = {}
        self._count_read = 0

    def compose(self) -> ComposeResult:
        """Lay out the name of the cell, and its codings."""
        words = f"{self._title} · {format_count(len(self._numbers), 'coding')}"
        yield Static(plain_content(one_line(words)), classes="screen-title", markup=False)
        yield PagedList(id="codings")
        yield Static("There are no codings behind this cell.", id="empty", classes="empty", markup=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """List the first page."""
        self.query_one("#empty").display = not self._numbers
        self.query_one(PagedList).put(self._next_page())

    @on(PagedList.NearEnd)
    def _load_more(self) -> None:
        if self._count_read < len(self._numbers):
            self.query_one(PagedList).add(self._next_page())

    def _next_page(self) -> list[ListBlock]:
        """Return the blocks of the next page; removed codings are left out."""
        page = self._numbers[self._count_read : self._count_read + CODINGS_PER_PAGE]
        self._count_read += len(page)
        found = study_listings.list_segments(self.study, EvidenceFilter(numbers=frozenset(page))) if page else []
        self._codings |= {item.id: item for item in found}
        return [block for block in build_coding_blocks(found) if block.key]

    @on(PagedList.Chosen)
    def _open(self, message: PagedList.Chosen) -> None:
        item = self._codings[message.key]
        self.go_to(coding_page(item))
