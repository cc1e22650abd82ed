"""The editor of a memo, under the words it is on, with links to insert."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from casecoder.core.coding.memos import unfinished_link_length
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.services.notes.memo_links import list_link_targets
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.screen_text import plain_content
from casecoder.tui.screens.notes.prose_editor import ProseEditorScreen
from casecoder.tui.widgets.chooser import ChooserScreen

MOST_QUOTED_CHARACTERS = 300
"""How many characters of the words that a memo is on are shown at most."""


class MemoEditorScreen(ProseEditorScreen):
    """A memo to write.

    Parameters
    ----------
    on:
        The name of what it is on.
    text:
        Its text so far.
    keep:
        As for :class:`ProseEditorScreen`; returns the names of links that lead nowhere.
    quote:
        The words it is on; empty if it is not on words.
    """

    CSS_PATH = "memo_editor.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+k",
            "link",
            "Link",
            priority=True,
            id="memo.link",
            tooltip="Put in a link to a code, a school, a source or a coding; it completes a [[ begun before it",
        ),
    ]

    def __init__(
        self, study: StudyFile, on: str, text: str, keep: Callable[[str], list[str]], *, quote: str = ""
    ) -> None:
        super().__init__(f"Memo on {on}", text, keep)
        self._study = study
        self._quote = quote

    def compose(self) -> ComposeResult:
        """Lay out the words the memo is on, then the text."""
        above, *rest = super().compose()
        yield above
        if self._quote:
            yield Static(
                plain_content(f"“{shorten_quote(self._quote, MOST_QUOTED_CHARACTERS)}”", "italic"),
                id="memo-quote",
                markup=False,
            )
        yield from rest

    def message_when_kept(self, result: object) -> str:
        """Return the message that names the links that lead nowhere."""
        nowhere = [f"[[{name}]]" for name in result] if isinstance(result, list) else []
        return f"Kept. Nothing is called {' or '.join(nowhere)} yet." if nowhere else "Kept."

    def action_link(self) -> None:
        """Ask what to link to, and insert the link."""
        self.app.push_screen(ChooserScreen("A link to what?", list_link_targets(self._study)), self._put_in)

    def _put_in(self, chosen: str | None) -> None:
        if chosen is None:
            return
        area = self.query_one("#prose", TextArea)
        row, column = area.cursor_location
        line = area.document.get_line(row)
        start = column - unfinished_link_length(line[:column])
        after = 2 if line[column:].startswith("]]") else 0
        area.replace(f"[[{chosen}]]", (row, start), (row, column + after))
        area.move_cursor((row, start + len(chosen) + 4))
