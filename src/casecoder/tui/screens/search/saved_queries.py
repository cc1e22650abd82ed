"""The saved queries over codings and over words."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from casecoder.core.coding.coding_filter import read_coding_filter
from casecoder.services.search import saved_queries
from casecoder.services.search.saved_queries import QueryLine
from casecoder.tui.base.destinations import CodeQueryPage, SearchPage
from casecoder.tui.base.screen_text import format_count, format_local_time, one_line, plain_content
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.widgets.block_list import BlockList, ListBlock
from casecoder.tui.widgets.key_line import KeyLine


class SavedQueriesScreen(StudyScreen):
    """The saved queries by name; enter runs one."""

    HELP = """\
# Saved queries

Searches kept under a name, over codings (made in *Coded segments*) and over words (made in *Find words*). Enter runs
the one under the cursor, `x` removes it (`ctrl+z` brings it back).
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "remove", "Remove", id="queries.remove", tooltip="Remove this query"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._queries: dict[str, QueryLine] = {}

    def compose(self) -> ComposeResult:
        """Lay out the queries, or how to save one."""
        yield Static(id="title", classes="screen-title", markup=False)
        yield BlockList(id="queries")
        yield Static(
            "No query is saved yet. Press ctrl+s in Coded segments, or k in Find words, to save one.",
            id="empty",
            classes="empty",
            markup=False,
        )
        yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Give the keyboard to the list."""
        self.query_one(BlockList).focus()

    def refresh_study(self) -> None:
        """List the queries as they are now."""
        self._queries = {line.name: line for line in saved_queries.list_saved_queries(self.study)}
        blocks = self.query_one(BlockList)
        blocks.put([_block(line) for line in self._queries.values()])
        blocks.display, self.query_one("#empty").display = bool(self._queries), not self._queries
        self.query_one("#title", Static).update(
            plain_content(f"Saved queries · {format_count(len(self._queries), 'query', 'queries')}")
        )

    @on(BlockList.Chosen)
    def _run(self, message: BlockList.Chosen) -> None:
        line = self._queries[message.key]
        if line.kind == "words":
            self.go_to(SearchPage(line.query))
            return
        coding_filter = self.attempt(partial(read_coding_filter, line.query))
        if coding_filter is not None:
            self.go_to(CodeQueryPage(coding_filter))

    def action_remove(self) -> None:
        """Remove the query under the cursor."""
        block = self.query_one(BlockList).current
        if block is None:
            self.notify("ctrl+s in Coded segments saves one.", title="There is no query here.", severity="warning")
            return
        remove = partial(saved_queries.remove_saved_query, self.study, block.key, coder=self.coder)
        self.attempt(remove, "The query is removed. ctrl+z brings it back.")
        self.refresh_study()


def _block(line: QueryLine) -> ListBlock:
    head = f"{line.name} · over {line.kind} · {line.author} · {format_local_time(line.created_at)}"
    return ListBlock(line.name, one_line(head), line.query)
