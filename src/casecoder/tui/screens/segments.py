"""What the codes have gathered: the quotes by school, each a step from where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Static

from casecoder.core.errors import CaseCoderError
from casecoder.core.evidence import Evidence
from casecoder.core.vocabulary import Direction, Role, SourceKind
from casecoder.services import history, picking, reading, writing
from casecoder.store.evidence import Filter
from casecoder.store.study_file import StudyFile
from casecoder.tui import navigation
from casecoder.tui.base import StudyScreen
from casecoder.tui.screens.prose import ProseScreen
from casecoder.tui.widgets.block_list import Block, BlockList
from casecoder.tui.widgets.chooser import Chooser
from casecoder.tui.widgets.code_colours import COUNTERS, SUPPORTS
from casecoder.tui.widgets.code_picker import CodePicker, Picked
from casecoder.tui.wording import counted, one_line, plain

ANY = "any"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which segments are asked for, in the words of the screen; an empty field wants all."""

    code: str = ""
    children: bool = True
    case: str = ""
    role: str = ""
    kind: str = ""
    coder: str = ""
    direction: str = ""

    def filter_in(self, study: StudyFile) -> Filter:
        """The same as the study asks for it.

        Raises
        ------
        CaseCoderError
            If the code or the school is unknown.
        """
        found = reading.filter_of(
            study, code=self.code, case=self.case, role=self.role, kind=self.kind,
            direction=self.direction, coder=self.coder,
        )
        if self.children:
            return found
        alone = (code for code in found.codes if code.casefold() == self.code.casefold())
        return replace(found, codes=frozenset(alone))

    @property
    def sentence(self) -> str:
        """The filters in force, in words."""
        code = f"{self.code}{' with its children' if self.children else ' alone'}" if self.code else ""
        given = (
            ("code", code), ("school", self.case), ("role", self.role), ("kind", self.kind),
            ("coder", self.coder), ("direction", self.direction),
        )
        said = [f"{name} {value}" for name, value in given if value]
        return "Only " + " · ".join(said) if said else "All segments. Narrow them by code (c), school (s), role (r) …"


class SegmentsScreen(StudyScreen):
    """The coded segments, grouped by school.

    Parameters
    ----------
    code:
        Only this code with its children; all when empty.
    case:
        Only this school, by its short id.
    """

    CSS_PATH = "segments.tcss"
    HELP = """\
# Coded segments

Every quote that has been coded, by school, whole, with where it stands, who says it and who coded it. `┃` supports
its code, `╎` counters it. Enter opens the transcript at the quote. The filters add up: choose a code, a school,
a role, a kind of source, a coder, a direction; `0` drops them all.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "code", "Code", id="segments.code", tooltip="Only what one code has gathered"),
        Binding("u", "children", "Children", id="segments.children", tooltip="With the code's children, or it alone"),
        Binding("s", "school", "School", id="segments.school", tooltip="Only one school"),
        Binding("r", "role", "Role", id="segments.role", tooltip="Only people of one role"),
        Binding("k", "kind", "Kind", id="segments.kind", tooltip="Only one kind of source"),
        Binding("d", "direction", "For/against", id="segments.direction",
                tooltip="Only what supports its code, only what counters it, or both"),
        Binding("w", "coder", "Coder", id="segments.coder", tooltip="Only one coder's work"),
        Binding("0", "everything", "All", id="segments.all", tooltip="Drop every filter"),
        Binding("m", "memo", "Memo", show=False, id="segments.memo", tooltip="Write a memo on this coding"),
    ]

    def __init__(self, code: str = "", case: str = "") -> None:
        super().__init__()
        self._wanted = Wanted(code=code, case=case)
        self._found: dict[str, Evidence] = {}
        self._state = -1

    def compose(self) -> ComposeResult:
        """Counts, filters, quotes."""
        yield Static(id="title", classes="screen-title", markup=False)
        yield Static(id="filters", classes="status", markup=False)
        yield BlockList(id="quotes")
        yield Static(id="empty", classes="empty", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """List the quotes."""
        self.query_one(BlockList).focus()

    def refresh_study(self) -> None:
        """List the quotes as they are now."""
        newest = history.history(self.study, 1)
        state = newest[0].number if newest else 0
        if state != self._state:
            self._state = state
            self._list()

    def _list(self) -> None:
        try:
            found = reading.segments(self.study, self._wanted.filter_in(self.study))
        except CaseCoderError as error:
            self.notify(error.hint or " ", title=error.message, severity="error")
            found = []
        self._found = {item.id: item for item in found}
        quotes, empty = self.query_one(BlockList), self.query_one("#empty", Static)
        quotes.put(list(blocks_of(found)))
        quotes.display, empty.display = bool(found), not found
        if not found:
            empty.update(plain(self._why_empty()))
        schools = counted(len({item.case for item in found}), "school")
        self.query_one("#title", Static).update(plain(f"Segments · {counts(found)} · {schools}"))
        self.query_one("#filters", Static).update(plain(self._wanted.sentence))

    def _why_empty(self) -> str:
        if self._wanted != Wanted():
            return "No coding is like this. Drop a filter, or press 0 to drop them all."
        return "Nothing is coded yet. Open a transcript, select words and press c to code them."

    @on(BlockList.Chosen)
    def _open(self, message: BlockList.Chosen) -> None:
        item = self._found.get(message.key)
        if item is not None:
            self.app.push_screen(navigation.transcript(item.source, item.start))

    def _want(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._list()

    def action_code(self) -> None:
        """Choose a code."""
        choices = picking.choices(self.study)
        picker = CodePicker(choices, about="See what which code has gathered?", for_coding=False)

        def picked(result: Picked | None) -> None:
            if result is not None:
                self._want(replace(self._wanted, code=result.codes[0]))

        self.app.push_screen(picker, picked)

    def action_children(self) -> None:
        """With or without the children of the code."""
        if not self._wanted.code:
            self.notify("Choose one with c first.", title="No code is chosen.", severity="warning")
            return
        self._want(replace(self._wanted, children=not self._wanted.children))

    def action_school(self) -> None:
        """Choose a school."""
        options = [(case.short, f"{case.short} {case.label}") for case in reading.cases(self.study)]
        self._choose("Which school?", options, lambda key: replace(self._wanted, case=key))

    def action_role(self) -> None:
        """Choose a role."""
        options = [(role.value, role.plural) for role in Role]
        self._choose("Whose words?", options, lambda key: replace(self._wanted, role=key))

    def action_kind(self) -> None:
        """Choose a kind of source."""
        options = [(kind.value, kind.value) for kind in SourceKind]
        self._choose("Which kind of source?", options, lambda key: replace(self._wanted, kind=key))

    def action_coder(self) -> None:
        """Choose a coder."""
        coders = sorted({item.coder for item in reading.segments(self.study)})
        options = [(coder, coder) for coder in coders]
        self._choose("Whose coding?", options, lambda key: replace(self._wanted, coder=key))

    def action_direction(self) -> None:
        """Both directions, then supports only, then counters only."""
        order = ["", Direction.SUPPORTS.value, Direction.COUNTERS.value]
        following = order[(order.index(self._wanted.direction) + 1) % len(order)]
        self._want(replace(self._wanted, direction=following))

    def action_everything(self) -> None:
        """Drop every filter."""
        self._want(Wanted())

    def _choose(self, question: str, options: Sequence[tuple[str, str]], want: Callable[[str], Wanted]) -> None:
        def chosen(key: str | None) -> None:
            if key is not None:
                self._want(want("" if key == ANY else key))

        self.app.push_screen(Chooser(question, [(ANY, "Any"), *options]), chosen)

    def action_memo(self) -> None:
        """Write a memo on the coding under the cursor."""
        block = self.query_one(BlockList).current
        if block is None:
            self.notify("Drop a filter first.", title="There is no coding here.", severity="warning")
            return
        keep = partial(writing.write_memo, self.study, "coding", block.key, author=self.coder)
        self.app.push_screen(ProseScreen(f"Memo on {block.key}", "", keep))


def counts(found: Sequence[Evidence]) -> str:
    """How many codings, how many of them against, and of how many sources."""
    against = sum(item.counters for item in found)
    codings = counted(len(found), "coding") + (f", {against:,} against" if against else "")
    return f"{codings} · {counted(len({item.source for item in found}), 'source')}"


def blocks_of(found: Sequence[Evidence]) -> list[Block]:
    """The quotes under their schools."""
    blocks = []
    for label, group in groupby(found, key=lambda item: item.case_label):
        items = list(group)
        blocks.append(Block("", f"{one_line(label)} · {counts(items)}"))
        blocks.extend(_block(item) for item in items)
    return blocks


def _block(item: Evidence) -> Block:
    way = f"{COUNTERS} counters" if item.counters else f"{SUPPORTS} supports"
    who = " ".join(filter(None, (item.pseudonym, item.role.singular if item.role else "")))
    place = f"{item.source}, turn {item.turn}" if item.turn else item.source
    facts = (item.id, f"{way} {item.code} {item.code_name}", place, who or item.kind.value, f"coder {item.coder}")
    return Block(
        item.id, one_line(" · ".join(facts)), f"“{item.quote}”", f"Note: {item.note}" if item.note.strip() else ""
    )
