"""Finding words in all the transcripts."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Footer, Input, Static

from casecoder.core.errors import CaseCoderError
from casecoder.core.snippets import snippet
from casecoder.core.spans import Span
from casecoder.services import reading
from casecoder.services.reading import SearchHit
from casecoder.tui import navigation
from casecoder.tui.base import StudyScreen
from casecoder.tui.widgets.block_list import Block, BlockList
from casecoder.tui.wording import counted, one_line, plain

LIMIT = 200
"""How many turns are listed; a list longer than this asks for more words instead."""

HINT = (
    "Type words to find the turns that hold them all; case and accents don't matter.\n\n"
    '"in quotes" finds a phrase, learn* any word that begins so, and OR, NOT and NEAR(a b, 5) combine words.'
)


class SearchScreen(StudyScreen):
    """An input, and the places found, by school."""

    CSS_PATH = "search.tcss"
    HELP = f"""\
# Find words

{HINT}

Down or enter goes to the list; enter there opens the transcript at the words; `/` comes back to the field.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "type", "Type", key_display="/", id="search.type", tooltip="Go to the field"),
        Binding("down", "list", "To the list", show=False, id="search.list", tooltip="Go to the places found"),
    ]

    class Found(Message):
        """A search is over."""

        def __init__(self, query: str, hits: Sequence[SearchHit], error: CaseCoderError | None) -> None:
            super().__init__()
            self.query = query
            self.hits = hits
            self.error = error

    def __init__(self) -> None:
        super().__init__()
        self._hits: dict[str, SearchHit] = {}
        self._labels: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """The field, how much was found, the places."""
        yield Static("Find words in the transcripts", classes="screen-title", markup=False)
        yield Input(placeholder="Words to find", id="words")
        yield Static(id="found", classes="status", markup=False)
        yield BlockList(id="places")
        yield Static(HINT, id="hint", classes="empty", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to type."""
        self.query_one(Input).focus()
        self.query_one(BlockList).display = False

    def refresh_study(self) -> None:
        """Search again: there may be other transcripts."""
        self._labels = {case.short: case.label for case in reading.cases(self.study)}
        self._search(self.query_one(Input).value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._search(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_list()

    def _search(self, query: str) -> None:
        def find() -> None:
            try:
                found = self.Found(query, reading.find(self.study, query, LIMIT) if query.strip() else [], None)
            except CaseCoderError as error:
                found = self.Found(query, [], error)
            self.post_message(found)

        self.run_worker(
            find, thread=True, group="search", exclusive=True, exit_on_error=True, description="Finding words"
        )

    @on(Found)
    def _show(self, message: Found) -> None:
        if message.query != self.query_one(Input).value:
            return  # an answer to what was typed before
        self._hits = {f"{hit.source}:{hit.turn}": hit for hit in message.hits}
        places, hint = self.query_one(BlockList), self.query_one("#hint", Static)
        places.put(self._blocks())
        places.display, hint.display = bool(self._hits), not self._hits
        hint.update(plain(self._nothing(message)))
        self.query_one("#found", Static).update(plain(self._count()))

    def _nothing(self, message: Found) -> str:
        if message.error is not None:
            return f"{message.error.message}\n\n{message.error.hint}"
        if message.query.strip():
            wanted = one_line(message.query)
            return f"No transcript has {wanted!r}. Try fewer words, or the beginning of one with a star: learn*."
        return HINT

    def _count(self) -> str:
        if not self._hits:
            return ""
        if len(self._hits) == LIMIT:
            return f"The best {LIMIT} turns. Type more words to narrow them."
        sources = len({hit.source for hit in self._hits.values()})
        return f"{counted(len(self._hits), 'turn')} in {counted(sources, 'source')}"

    def _blocks(self) -> list[Block]:
        """The places found: schools in the order of their best hit, within a school the best first."""
        by_case: dict[str, list[Block]] = {}
        for key, hit in self._hits.items():
            inside = [Span(start - hit.start, end - hit.start) for start, end in hit.spans]
            body, marks = snippet(hit.words, inside)
            head = " · ".join(filter(None, (hit.source, f"turn {hit.turn}", one_line(hit.speaker))))
            by_case.setdefault(hit.case, []).append(Block(key, head, body, marks=marks))
        blocks: list[Block] = []
        for case, found in by_case.items():
            label = one_line(self._labels.get(case, case))
            blocks += [Block("", f"{label} · {counted(len(found), 'turn')}"), *found]
        return blocks

    @on(BlockList.Chosen)
    def _open(self, message: BlockList.Chosen) -> None:
        hit = self._hits[message.key]
        at = hit.spans[0].start if hit.spans else hit.start
        self.app.push_screen(navigation.transcript(hit.source, at))

    def action_type(self) -> None:
        """Go to the field."""
        self.query_one(Input).focus()

    def action_list(self) -> None:
        """Go to the list."""
        if self._hits:
            self.query_one(BlockList).focus()
        else:
            self.notify("Type words that a transcript has.", title="There is nothing to go to.")
