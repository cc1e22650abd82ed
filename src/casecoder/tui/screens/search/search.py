"""The search for words in all transcripts."""

from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, ProgressBar, Static

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.quote_matching import cut_snippet
from casecoder.core.transcripts.spans import Span
from casecoder.services.search.text_search import (
    HITS_PER_PAGE,
    SearchHit,
    SearchResult,
    SearchTally,
    SpellingMatches,
    search_similar_spellings,
    search_texts,
    tally_search,
)
from casecoder.tui.base.screen_text import format_count, one_line, plain_content
from casecoder.tui.screens.search.hit_actions import HitActionsScreen
from casecoder.tui.widgets.block_list import BlockList, ListBlock
from casecoder.tui.widgets.key_line import KeyLine

WordSearch = tuple[str, bool, bool]
"""A search: the query, whether to find all forms of its words, and whether to find similar spellings."""

MOST_TURNS_LISTED = 1_000
"""How many turns are listed at most."""

SEARCH_HINT = (
    "Type words to find the turns that hold them all; case and accents don't matter.\n\n"
    '"in quotes" finds a phrase, learn* any word that begins so; a OR b, a NOT b and brackets combine them;'
    " near(a b, 5) wants at most five words between.\n\n"
    "forms(learn) finds learned and learning too, like(platfrom) also platform;"
    " ctrl+t and ctrl+l do the same for every word."
)


class SearchScreen(HitActionsScreen):
    """The search for words: a field, and the turns found, by school.

    Parameters
    ----------
    query:
        The query to start with.
    """

    CSS_PATH = "search.tcss"
    HELP = f"""\
# Find words

{SEARCH_HINT}

Down or enter goes to the list; enter there opens the transcript at the words; `/` comes back to the field.
Space marks a hit, `*` all of them; `c` codes the marked ones, or the one under the cursor, in one act that ctrl+z
takes back; `o` writes them to a file.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "type", "Type", show=False, key_display="/", id="search.type", tooltip="Go to the field"),
        Binding("down", "list", "To the list", show=False, id="search.list", tooltip="Go to the places found"),
        Binding(
            "ctrl+t",
            "forms",
            "Forms",
            id="search.forms",
            tooltip="Find all forms of each word: learn, learned, learning; or only the words as typed",
        ),
        Binding(
            "ctrl+l",
            "spelling",
            "Like",
            id="search.spelling",
            tooltip="Find words spelt like each word too; or only the words as typed",
        ),
        *HitActionsScreen.HIT_BINDINGS,
    ]

    class Answer(Message):
        """Sent when a search is over.

        ``begin`` is the number of turns listed before, ``then`` is called when its turns are listed. ``near`` holds
        similar spellings when nothing was found.
        """

        def __init__(self, search: WordSearch, begin: int, then: Callable[[], None] | None) -> None:
            super().__init__()
            self.search, self.begin, self.then = search, begin, then
            self.found: SearchResult | None = None
            self.near: SpellingMatches | None = None
            self.error: CaseCoderError | None = None

    class Counted(Message):
        """Sent when the hits of a common word have been counted."""

        def __init__(self, search: WordSearch, counts: SearchTally) -> None:
            super().__init__()
            self.search, self.counts = search, counts

    def __init__(self, query: str = "") -> None:
        super().__init__()
        self._first_query = query
        self._found: SearchResult | None = None
        self._counts: SearchTally | None = None
        self._newest_search: WordSearch | None = None
        self._listed_search: WordSearch | None = None

    def compose(self) -> ComposeResult:
        """Lay out the field, the turns found, and a hint while there are none."""
        yield Input(self._first_query, placeholder="Words to find", id="words")
        yield Static(id="found", classes="status", markup=False)
        yield Static(id="sought", classes="status", markup=False)
        yield BlockList(id="places", markable=True)
        yield Static(SEARCH_HINT, id="hint", classes="empty", markup=False)
        yield ProgressBar(id="progress", show_eta=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Give the keyboard to the field."""
        self.query_one(Input).focus()
        self.blocks.display = self.query_one(ProgressBar).display = False
        self._show_count()

    def refresh_study(self) -> None:
        """Search again: the transcripts may have changed."""
        self._search()

    @on(Input.Changed, "#words")
    def _query_changed(self) -> None:
        if self._typed_search() != self._newest_search:
            self._search()

    @on(Input.Submitted, "#words")
    def _query_submitted(self) -> None:
        self.action_list()

    # Searching

    def _typed_search(self) -> WordSearch:
        return (self.query_typed, self.forms, self.spelling)

    def _search(self) -> None:
        """Search for what is typed; list as many turns as before if the search is the same."""
        self._start_search(
            0, max(HITS_PER_PAGE, len(self.hits)) if self._typed_search() == self._listed_search else HITS_PER_PAGE
        )

    def _start_search(self, begin: int, limit: int, then: Callable[[], None] | None = None) -> None:
        self._newest_search = self._typed_search()
        job = partial(self._find, self._typed_search(), begin, limit, then)
        self.run_worker(
            job, thread=True, group="search", exclusive=True, exit_on_error=True, description="Finding words"
        )

    def _find(self, search: WordSearch, begin: int, limit: int, then: Callable[[], None] | None) -> None:
        query, forms, spelling = search
        answer = self.Answer(search, begin, then)
        if query.strip():
            try:
                answer.found = search_texts(self.study, query, forms=forms, spelling=spelling, begin=begin, limit=limit)
                if not answer.found.hits and not begin and not spelling:
                    answer.near = search_similar_spellings(self.study, query, forms=forms)
            except CaseCoderError as error:
                answer.error = error
        self.post_message(answer)

    def with_all(self, then: Callable[[], None]) -> None:
        """Call ``then`` once all turns found are listed, or as many as can be."""
        if self._found is None or self._found.next is None or len(self.hits) >= MOST_TURNS_LISTED:
            then()
        else:
            self._start_search(len(self.hits), MOST_TURNS_LISTED - len(self.hits), then)

    @on(BlockList.AtEnd)
    def _load_more(self) -> None:
        if self._found is not None and self._found.next is not None and len(self.hits) < MOST_TURNS_LISTED:
            self._start_search(len(self.hits), min(HITS_PER_PAGE, MOST_TURNS_LISTED - len(self.hits)))

    @on(Answer)
    def _show_answer(self, answer: Answer) -> None:
        if answer.search != self._typed_search():
            return  # an answer to an earlier search
        is_new_search = answer.search != self._listed_search
        if not answer.begin:
            self.hits.clear()
        self._listed_search, self._found = answer.search, answer.found
        hits = answer.found.hits if answer.found else []
        if hits and answer.found and answer.found.tally is None:
            self._counts = None if is_new_search else self._counts
            if not answer.begin:
                self._count(answer.search)
        else:
            self._counts = answer.found.tally if answer.found else None
        self.hits.update((f"{hit.source}:{hit.turn}", hit) for hit in hits)
        hint = self.query_one("#hint", Static)
        self.blocks.put(self._blocks())
        if is_new_search:
            self.blocks.clear_marks()
            self.blocks.action_far(-1)
        self.blocks.display, hint.display = bool(self.hits), not self.hits
        hint.update(plain_content(self._empty_message(answer)))
        self._show_count()
        if answer.then is not None:
            answer.then()

    def _count(self, search: WordSearch) -> None:
        study = self.study

        def count() -> None:
            query, forms, spelling = search
            self.post_message(self.Counted(search, tally_search(study, query, forms=forms, spelling=spelling)))

        self.run_worker(
            count, thread=True, group="count", exclusive=True, exit_on_error=True, description="Counting the words"
        )

    @on(Counted)
    def _take_counts(self, message: Counted) -> None:
        if message.search == self._listed_search:
            self._counts = message.counts
            self.blocks.put(self._blocks())
            self._show_count()

    # Showing what was found

    def _empty_message(self, answer: Answer) -> str:
        if answer.error is not None:
            return f"{answer.error.message}\n\n{answer.error.hint}"
        if not self.query_typed.strip():
            return SEARCH_HINT
        if answer.near is not None:
            turns, words = format_count(answer.near.turns, "turn"), ", ".join(answer.near.words)
            return f"No transcript has these words. ctrl+l also finds words spelt like them, in {turns}:\n\n{words}"
        query = one_line(self.query_typed)
        return f"No transcript has {query!r}. Try fewer words, or the beginning of one with a star: learn*."

    @on(BlockList.Marked)
    def _show_count(self) -> None:
        """Show how much was found and marked, and which words were sought."""
        found, parts = self._found, list[str]()
        if found is not None and self.hits:
            counts = self._counts
            parts += (
                [f"{format_count(counts.total, 'turn')} in {format_count(counts.sources, 'source')}"] if counts else []
            )
            parts += [f"{len(self.hits):,} listed"] if found.next is not None else []
            parts += [f"{len(self.blocks.marked):,} marked"] if self.blocks.marked else []
        parts += ["all forms"] if self.forms else []
        parts += ["like spellings"] if self.spelling else []
        self.query_one("#found", Static).update(plain_content(" · ".join(parts)))
        sought = self.query_one("#sought", Static)
        sought.display = bool(found and found.sought)
        sought.update(
            plain_content("Sought: " + " · ".join(", ".join(words) for words in found.sought) if found else "")
        )

    def _blocks(self) -> list[ListBlock]:
        """Return the turns found as blocks, under their schools."""
        blocks: list[ListBlock] = []
        for case, hits in groupby(self.hits.items(), key=lambda item: item[1].case):
            here = [_block(key, hit) for key, hit in hits]
            label = next(hit.case_label for hit in self.hits.values() if hit.case == case)
            turns = f" · {format_count(self._counts.turns[case], 'turn')}" if self._counts else ""
            blocks += [ListBlock("", f"{one_line(label)}{turns}"), *here]
        return blocks

    # Keys

    def action_type(self) -> None:
        """Go to the field."""
        self.query_one(Input).focus()

    def action_list(self) -> None:
        """Go to the list."""
        if not self.lacks_hits():
            self.blocks.focus()

    def action_forms(self) -> None:
        """Find all forms of each word, or only the words as typed."""
        self.forms = not self.forms
        self._search()

    def action_spelling(self) -> None:
        """Find words with similar spellings too, or only the words as typed."""
        self.spelling = not self.spelling
        self._search()


def _block(key: str, hit: SearchHit) -> ListBlock:
    inside = [Span(start - hit.start, end - hit.start) for start, end in hit.spans]
    body, marks = cut_snippet(hit.words, inside)
    head = " · ".join(filter(None, (hit.source, f"turn {hit.turn}", one_line(hit.speaker))))
    return ListBlock(key, head, body, marks=marks)
