"""The list of memos on anything in the study, with their links."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from casecoder.core.coding.memos import MemoLine, find_memo_links
from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.transcripts.spans import Span
from casecoder.services.notes import memo_links, memos
from casecoder.services.notes.memo_links import LinkTarget
from casecoder.services.sources import study_listings
from casecoder.store.evidence import EvidenceFilter
from casecoder.tui.base.destinations import CodebookPage, Destination, SchoolPage, TranscriptPage, coding_page
from casecoder.tui.base.screen_text import format_count, format_local_time, one_line, plain_content
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.notes.memo_editor import MemoEditorScreen
from casecoder.tui.widgets.block_list import BlockList, ListBlock
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.key_line import KeyLine

MOST_QUOTED_CHARACTERS = 200
"""How many characters of the words that a memo is on are shown over it."""


class MemosScreen(StudyScreen):
    """The memos, newest first, to read, write and change.

    Parameters
    ----------
    target, about:
        The link_target whose memos are listed, with those that link to it: its kind (one of ``memos.TARGETS``) and its
        short id. All memos are listed when empty.
    """

    CSS_PATH = "memos.tcss"
    HELP = """\
# Memos

Notes in Markdown on the study, a school, a source, some words of it, a code or a coding. Enter changes a memo, `n`
writes a new one, `o` opens what it is about, `x` removes it (`ctrl+z` brings it back).

**Links:** `[[B02]]`, `[[P3]]`, `[[P3-INT-02]]` or `[[E-0412]]` in a memo lead to that code, school, source or coding;
`ctrl+k` puts one in while you write, `f` follows one from here. It works both ways: the memos on a code, school,
source or coding include those that link to it, marked `→`.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New", id="memos.new", tooltip="Write a new memo"),
        Binding("o", "open", "Open what it is on", id="memos.open", tooltip="Go to what the memo is on"),
        Binding("f", "follow", "Follow a link", id="memos.follow", tooltip="Go to what a link in this memo leads to"),
        Binding("x", "remove", "Remove", id="memos.remove", tooltip="Remove this memo"),
    ]
    NONE_YET = "There is no memo here yet. Press n to write one."

    def __init__(self, target: str = "", about: str = "") -> None:
        super().__init__()
        self._target = target
        self._about = about
        self._memos: dict[str, MemoLine] = {}
        self._link_targets: dict[str, LinkTarget | None] = {}

    def compose(self) -> ComposeResult:
        """Lay out the memos, or what to do when there are none."""
        yield Static(id="title", classes="screen-title", markup=False)
        yield BlockList(id="memos")
        yield Static(self.NONE_YET, id="empty", classes="empty", markup=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Give the keyboard to the list."""
        self.query_one(BlockList).focus()

    def refresh_study(self) -> None:
        """List the memos as they are now."""
        found = self.attempt(partial(memos.list_memos, self.study, self._target, self._about)) or []
        self._memos = {str(memo.id): memo for memo in found}
        self._link_targets = memo_links.resolve_links(self.study, (memo.body for memo in found))
        blocks, empty = self.query_one(BlockList), self.query_one("#empty", Static)
        blocks.put(list(self._blocks(found)))
        blocks.display, empty.display = bool(found), not found
        self.query_one("#title", Static).update(plain_content(one_line(self._title(found))))

    def _title(self, found: Sequence[MemoLine]) -> str:
        on_what = f" on {self._about or 'the study'}" if self._target else ""
        linked = sum(memo.linked for memo in found)
        return f"Memos{on_what} · {format_count(len(found), 'memo')}" + (
            f", {linked} of them by a link" if linked else ""
        )

    def _blocks(self, found: Sequence[MemoLine]) -> Iterator[ListBlock]:
        for memo in found:
            yield self._block(memo, f"On {memo.on} · {memo.author} · {format_local_time(memo.created_at)}")

    def _block(self, memo: MemoLine, head: str) -> ListBlock:
        """Return a memo as a block, with the words it is on, its links, and a note on links that lead nowhere."""
        quote = f"\n“{shorten_quote(memo.quote, MOST_QUOTED_CHARACTERS)}”" if memo.quote else ""
        found = find_memo_links(memo.body)
        spans = tuple(Span(link.start, link.end) for link in found)
        nowhere = dict.fromkeys(link.name for link in found if self._link_targets[link.name] is None)
        foot = f"Nothing is called {' or '.join(nowhere)}." if nowhere else ""
        return ListBlock(str(memo.id), ("→ " if memo.linked else "") + one_line(head) + quote, memo.body, foot, spans)

    def _current(self) -> MemoLine | None:
        block = self.query_one(BlockList).current
        if block is None:
            self.notify("Press n to write one.", title="There is no memo here.", severity="warning")
            return None
        return self._memos[block.key]

    @on(BlockList.Chosen)
    def _edit(self, message: BlockList.Chosen) -> None:
        memo = self._memos[message.key]
        keep = partial(memos.rewrite_memo, self.study, memo.id, author=self.coder)
        self.app.push_screen(MemoEditorScreen(self.study, memo.on, memo.body, keep, quote=memo.quote))

    def action_remove(self) -> None:
        """Remove the memo under the cursor."""
        memo = self._current()
        if memo is not None:
            self.attempt(
                partial(memos.rewrite_memo, self.study, memo.id, "", author=self.coder),
                "The memo is removed. ctrl+z brings it back.",
            )
            self.refresh_study()

    def action_new(self) -> None:
        """Write a memo on what the screen is about; ask on what when it lists all memos."""
        if self._target:
            self.write(f"{self._target} {self._about}")
        else:
            self.app.push_screen(ChooserScreen("A memo on what?", self._list_things()), self.write)

    def _list_things(self) -> list[tuple[str, str]]:
        things = [("study ", "The study")]
        things += [
            (f"case {case.short}", f"{case.short} {case.label}") for case in study_listings.list_cases(self.study)
        ]
        things += [(f"code {code.ref}", f"{code.ref} {code.name}") for code in study_listings.list_codes(self.study)]
        sources = study_listings.list_sources(self.study)
        return things + [(f"source {source.ref}", f"{source.ref} {source.title}") for source in sources]

    def write(self, chosen: str | None) -> None:
        """Write a memo on something, given as its kind and short id with a space between them."""
        if chosen is None:
            return
        target, _, about = chosen.partition(" ")
        keep = partial(memos.write_memo, self.study, target, about, author=self.coder)
        self.app.push_screen(MemoEditorScreen(self.study, about or "the study", "", keep))

    def action_open(self) -> None:
        """Go to what the memo under the cursor is on."""
        memo = self._current()
        if memo is not None:
            self._go(memo.target, memo.about, memo.start)

    def action_follow(self) -> None:
        """Follow the link in the memo under the cursor; ask which one if there are several."""
        memo = self._current()
        if memo is None:
            return
        found = {link.name: self._link_targets[link.name] for link in find_memo_links(memo.body)}
        if not found:
            self.notify("Write one as [[B02]], or with ctrl+k.", title="There is no link in it.", severity="warning")
        elif len(found) == 1:
            self._follow(found, next(iter(found)))
        else:
            options = [(name, _link_label(name, link_target)) for name, link_target in found.items()]
            self.app.push_screen(ChooserScreen("Follow which link?", options), partial(self._follow, found))

    def _follow(self, found: dict[str, LinkTarget | None], name: str | None) -> None:
        link_target = found[name] if name is not None else None
        if link_target is not None:
            self._go(link_target.target, link_target.about)
        elif name is not None:
            self.notify("Change the memo, or bring it in.", title=f"Nothing is called {name}.", severity="warning")

    def _go(self, target: str, about: str, start: int | None = None) -> None:
        destination = self.attempt(partial(self._destination, target, about, start))
        if destination is not None:
            self.go_to(destination)

    def _destination(self, target: str, about: str, start: int | None) -> Destination:
        match target:
            case "source" if about:
                return TranscriptPage(about, start)
            case "case" if about:
                return SchoolPage(about)
            case "code" if about:
                return CodebookPage(about)
            case "coding" if about:
                number = int(about.removeprefix("E-"))
                item = study_listings.list_segments(self.study, EvidenceFilter(numbers=frozenset({number})))[0]
                return coding_page(item)
            case "study":
                raise CaseCoderError("This memo is about the whole study.", "Press escape until you are at its grid.")
        raise CaseCoderError("What this memo is about is no longer there.", "ctrl+z may bring it back.")


def _link_label(name: str, link_target: LinkTarget | None) -> str:
    what = {"case": "school"}.get(link_target.target, link_target.target) if link_target else "nothing is called so"
    return f"{name} · {what}"
