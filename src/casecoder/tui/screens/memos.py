"""Memos: what the researchers noted, on anything in the study."""

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Static

from casecoder.core.errors import CaseCoderError
from casecoder.services import reading, writing
from casecoder.services.writing import MemoLine
from casecoder.store.evidence import Filter
from casecoder.store.study_file import StudyFile
from casecoder.tui import navigation
from casecoder.tui.base import StudyScreen
from casecoder.tui.screens.prose import ProseScreen
from casecoder.tui.widgets.block_list import Block, BlockList
from casecoder.tui.widgets.chooser import Chooser
from casecoder.tui.wording import counted, one_line, plain, when


class MemosScreen(StudyScreen):
    """The memos, newest first, to read, write and change.

    Parameters
    ----------
    target, about:
        Only those on one thing: what it is (one of ``writing.TARGETS``) and its short id; all when empty.
    """

    CSS_PATH = "memos.tcss"
    HELP = """\
# Memos

Notes in Markdown on the study, a school, a source, some words of it, a code or a coding. Enter changes a memo, `n`
writes a new one, `o` opens what it is about, `x` removes it (`ctrl+z` brings it back).
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New", id="memos.new", tooltip="Write a new memo"),
        Binding("o", "open", "Open what it is about", id="memos.open", tooltip="Go to what the memo is about"),
        Binding("x", "remove", "Remove", id="memos.remove", tooltip="Remove this memo"),
    ]

    def __init__(self, target: str = "", about: str = "") -> None:
        super().__init__()
        self._target = target
        self._about = about
        self._memos: dict[str, MemoLine] = {}

    def compose(self) -> ComposeResult:
        """The memos, or what to do when there are none."""
        yield Static(id="title", classes="screen-title", markup=False)
        yield BlockList(id="memos")
        yield Static("There is no memo here yet. Press n to write one.", id="empty", classes="empty", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Be ready to move in the list."""
        self.query_one(BlockList).focus()

    def refresh_study(self) -> None:
        """List the memos as they are now."""
        try:
            found = memos_on(self.study, self._target, self._about)
        except CaseCoderError as error:
            self.notify(error.hint or " ", title=error.message, severity="error")
            found = []
        self._memos = {str(memo.id): memo for memo in found}
        blocks, empty = self.query_one(BlockList), self.query_one("#empty", Static)
        blocks.put([_block(key, memo) for key, memo in self._memos.items()])
        blocks.display, empty.display = bool(found), not found
        on_what = f" on {self._about or 'the study'}" if self._target else ""
        self.query_one("#title", Static).update(plain(f"Memos{on_what} · {counted(len(found), 'memo')}"))

    def _current(self) -> MemoLine | None:
        block = self.query_one(BlockList).current
        if block is None:
            self.notify("Press n to write one.", title="There is no memo here.", severity="warning")
            return None
        return self._memos[block.key]

    @on(BlockList.Chosen)
    def _edit(self, message: BlockList.Chosen) -> None:
        memo = self._memos[message.key]
        keep = partial(writing.rewrite_memo, self.study, memo.id, author=self.coder)
        self.app.push_screen(ProseScreen(f"Memo on {_on(memo)}", memo.body, keep))

    def action_remove(self) -> None:
        """Remove the memo under the cursor."""
        memo = self._current()
        if memo is not None:
            self.attempt(
                partial(writing.rewrite_memo, self.study, memo.id, "", author=self.coder),
                "The memo is removed. ctrl+z brings it back.",
            )
            self.refresh_study()

    def action_new(self) -> None:
        """Write a memo on what the screen is about, or on what is chosen now."""
        if self._target:
            self._write(f"{self._target} {self._about}")
        else:
            self.app.push_screen(Chooser("A memo on what?", self._things()), self._write)

    def _things(self) -> list[tuple[str, str]]:
        things = [("study ", "The study")]
        things += [(f"case {case.short}", f"{case.short} {case.label}") for case in reading.cases(self.study)]
        things += [(f"code {code.ref}", f"{code.ref} {code.name}") for code in reading.codes(self.study)]
        sources = reading.sources(self.study)
        return things + [(f"source {source.ref}", f"{source.ref} {source.title}") for source in sources]

    def _write(self, chosen: str | None) -> None:
        if chosen is None:
            return
        target, _, about = chosen.partition(" ")
        keep = partial(writing.write_memo, self.study, target, about, author=self.coder)
        self.app.push_screen(ProseScreen(f"Memo on {about or 'the study'}", "", keep))

    def action_open(self) -> None:
        """Open what the memo under the cursor is about."""
        memo = self._current()
        if memo is None:
            return
        screen = self.attempt(lambda: self._screen_of(memo))
        if screen is not None:
            self.app.push_screen(screen)

    def _screen_of(self, memo: MemoLine) -> StudyScreen:
        match memo.target:
            case "source" if memo.about:
                return navigation.transcript(memo.about, memo.start)
            case "case" if memo.about:
                return navigation.school(memo.about)
            case "code" if memo.about:
                return navigation.codebook(memo.about)
            case "coding" if memo.about:
                number = int(memo.about.removeprefix("E-"))
                item = reading.segments(self.study, Filter(numbers=frozenset({number})))[0]
                return navigation.transcript(item.source, item.start)
            case "study":
                raise CaseCoderError("This memo is about the whole study.", "Press escape until you are at its grid.")
        raise CaseCoderError("What this memo is about is no longer there.", "ctrl+z may bring it back.")


def memos_on(study: StudyFile, target: str, about: str) -> list[MemoLine]:
    """The memos on one thing, or all, newest first; on a source with those on its codings.

    Raises
    ------
    CaseCoderError
        If there is no such thing.
    """
    found = writing.memos(study, target, about)
    if target != "source":
        return found
    codings = {item.id for item in reading.open_source(study, about).codings}
    others = [memo for memo in writing.memos(study) if memo.target == "coding" and memo.about in codings]
    return sorted([*found, *others], key=lambda memo: memo.created_at, reverse=True)


def _on(memo: MemoLine) -> str:
    place = f", characters {memo.start}–{memo.end}" if memo.start is not None else ""
    return "the study" if memo.target == "study" else f"{memo.target} {memo.about or '(removed)'}{place}"


def _block(key: str, memo: MemoLine) -> Block:
    head = f"On {_on(memo)} · {one_line(memo.author)} · {when(memo.created_at)}"
    return Block(key, head, memo.body)
