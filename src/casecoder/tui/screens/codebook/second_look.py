"""The second look at codings made under an older definition of their code."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.text_diff import compare_texts
from casecoder.services.code_meanings import MeaningChange, meaning_change
from casecoder.services.codebook import second_look
from casecoder.services.segments import code_choices
from casecoder.tui.base.destinations import coding_page
from casecoder.tui.base.screen_text import format_count, one_line, show_control_characters
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.widgets.block_list import BlockList
from casecoder.tui.widgets.code_picker import CodePickerScreen, PickedCodes
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.passage_blocks import build_coding_blocks


class SecondLookScreen(StudyScreen):
    """The codings that wait for a second look, and what has changed in the meaning of their code.

    Parameters
    ----------
    code:
        The code whose codings are listed, with those under it; all codes when empty.
    """

    CSS_PATH = "second_look.tcss"
    AUTO_FOCUS = "BlockList"
    HELP = """\
# The second look

A definition has been changed. These codings were made under the old one; what has changed stands beside the words:
`[−…]` was taken out, `[+…]` put in. **Enter** (or **k**) keeps a coding as it is, **x** takes it away, **c** gives it
another code, **o** opens it in its transcript. **Space** marks several, to do the same to all of them. **ctrl+z** takes
back any of it.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,k",
            "keep",
            "Keep",
            key_display="⏎",
            priority=True,
            id="look.keep",
            tooltip="It holds under the new definition, too",
        ),
        Binding("x", "remove", "Remove", id="look.remove", tooltip="It does not: take the coding away"),
        Binding("c", "recode", "Recode", id="look.recode", tooltip="Give it another code"),
        Binding("o", "open", "Open", id="look.open", tooltip="See it in its transcript"),
        Binding("a", "mark_all", "Mark all", id="look.all", tooltip="Mark every coding, or none"),
        Binding("ctrl+down", "read(1)", "Read on", id="look.read-on", tooltip="Scroll on in the definition"),
        Binding(
            "ctrl+up", "read(-1)", "Read back", show=False, id="look.read-back", tooltip="Scroll back in the definition"
        ),
    ]

    def __init__(self, code: str = "") -> None:
        super().__init__()
        self._code = code
        self._found: dict[str, Evidence] = {}

    def compose(self) -> ComposeResult:
        """Lay out the codings, and what has changed."""
        yield Static(id="look-title", classes="screen-title", markup=False)
        with Container(id="look"):
            yield BlockList(markable=True, id="look-codings")
            with VerticalScroll(id="look-change", can_focus=False):
                yield Static(id="look-wording", markup=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def refresh_study(self) -> None:
        """List the codings that still wait."""
        found = second_look.codings_for_second_look(self.study, self._code)
        self._found = {item.id: item for item in found}
        self.query_one(BlockList).put(build_coding_blocks(found))
        what = f" · {self._code}" if self._code else ""
        count = f"{format_count(len(found), 'coding')} to look at again" if found else "no coding waits any more (esc)"
        self.query_one("#look-title", Static).update(one_line(f"Second look{what} · {count}"))
        self._explain()

    @on(BlockList.Moved)
    def _explain(self) -> None:
        """Show what has changed in the code of the coding under the cursor."""
        item = self._here
        wording = self.attempt(partial(meaning_change, self.study, item.number)) if item else None
        text = Content("\n").join(_changed_parts(item, wording)) if item and wording else Content("")
        self.query_one("#look-wording", Static).update(text)
        self.query_one("#look-change").scroll_home(animate=False)

    @property
    def _here(self) -> Evidence | None:
        block = self.query_one(BlockList).current
        return self._found.get(block.key) if block else None

    def _chosen(self) -> list[Evidence]:
        """Return the marked codings; with none marked, the one under the cursor."""
        marked = [self._found[key] for key in self.query_one(BlockList).marked]
        chosen = marked or ([self._here] if self._here else [])
        if not chosen:
            self.notify("esc goes back.", title="No coding waits any more.", severity="warning")
        return chosen

    def _decide(self, act: Callable[[list[int]], object], chosen: list[Evidence], word: str) -> None:
        def acted() -> bool:
            act([item.number for item in chosen])
            return True

        what = chosen[0].id if len(chosen) == 1 else format_count(len(chosen), "coding")
        if self.attempt(acted):
            self.query_one(BlockList).clear_marks()
            self.refresh_study()
            self.notify(f"{what} {word}. ctrl+z takes it back.", timeout=3)

    def action_keep(self) -> None:
        """Keep the chosen codings under the new definition."""
        if chosen := self._chosen():
            self._decide(partial(second_look.affirm_codings, self.study, coder=self.coder), chosen, "kept")

    def action_remove(self) -> None:
        """Remove the chosen codings."""
        if chosen := self._chosen():
            self._decide(partial(second_look.remove_codings, self.study, coder=self.coder), chosen, "removed")

    def action_recode(self) -> None:
        """Give the chosen codings another code."""
        chosen = self._chosen()
        if not chosen:
            return

        def picked(result: PickedCodes | None) -> None:
            if result is not None:
                act = partial(second_look.recode_codings, self.study, code=result.codes[0], coder=self.coder)
                self._decide(act, chosen, f"recoded {result.codes[0]}")

        about = chosen[0].quote if len(chosen) == 1 else f"Which code for {format_count(len(chosen), 'coding')}?"
        self.app.push_screen(
            CodePickerScreen(code_choices.list_code_choices(self.study), about=about, for_coding=False), picked
        )

    def action_open(self) -> None:
        """Go to the coding under the cursor in its transcript."""
        if item := self._here:
            self.go_to(coding_page(item))

    def action_mark_all(self) -> None:
        """Mark every coding; with all of them marked, none."""
        codings = self.query_one(BlockList)
        if len(codings.marked) == len(self._found):
            codings.clear_marks()
        else:
            codings.mark_all()

    def action_read(self, pages: int) -> None:
        """Scroll the text that has changed."""
        page = self.query_one("#look-change")
        page.scroll_relative(y=pages * max(1, page.size.height - 1), animate=False)


def _changed_parts(item: Evidence, wording: MeaningChange) -> Iterator[Content]:
    """Yield the changed parts of a definition, with what was taken out and what was put in."""
    out, put = Content.styled("[−taken out]", "dim strike"), Content.styled("[+put in]", "bold underline")
    yield Content.assemble((one_line(f"{item.code} {item.code_name}"), "bold"), "  ", out, " ", put)
    for part in wording.changed:
        yield Content.assemble((f"{part}: ", "bold"), *_mark_changes(wording.then.get(part, ""), wording.now[part]))


def _mark_changes(then: str, now: str) -> Iterator[Content]:
    """Yield a text as it is now, with the old words where it differs; signs mark both without colour."""
    at = 0
    for hunk in compare_texts(then, now).hunks:
        yield Content(show_control_characters(now[at : hunk.new_start]))
        if hunk.start < hunk.end:
            yield Content.styled(show_control_characters(f"[−{then[hunk.start : hunk.end]}]"), "dim strike")
        if hunk.new_start < hunk.new_end:
            yield Content.styled(show_control_characters(f"[+{now[hunk.new_start : hunk.new_end]}]"), "bold underline")
        at = hunk.new_end
    yield Content(show_control_characters(now[at:]))
