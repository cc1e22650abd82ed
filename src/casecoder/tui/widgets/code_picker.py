"""A screen to choose codes by a few typed letters. The meaning of a code stands beside the list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from casecoder.core.coding.code_search import CodeChoice, find_matching_codes
from casecoder.core.vocabulary import Direction
from casecoder.services.segments.coding_rules import HIGHEST_STRENGTH
from casecoder.tui.base.screen_text import markdown_content, one_line, plain_content
from casecoder.tui.widgets.code_colours import COUNTERS_BAR, SUPPORTS_BAR
from casecoder.tui.widgets.key_line import KeyLine

BEGIN_HINT = "Type some letters of the code, or go to it with the arrow keys."
NO_MATCH_HINT = "No code is like that. Take letters away."
NO_MATCH_OR_MAKE_HINT = NO_MATCH_HINT + " Or ↓ and enter make a code of that name."
"""Shown in place of a meaning while no code is under the cursor."""

MOST_RECENT_CODES = 5
"""How many recently used codes are listed first."""

MAKE_CODE = CodeChoice("", "", "", definition="Makes a code of this name and gives it to the words. Its id is made up.")
"""The id in the list of the entry that makes a new code."""


@dataclass(frozen=True, slots=True)
class PickedCodes:
    """The chosen codes. ``make`` is the name of a new code to make."""

    codes: tuple[str, ...]
    direction: Direction = Direction.SUPPORTS
    note: str = ""
    strength: int | None = None
    make: str = ""


class CodePickerScreen(ModalScreen[PickedCodes | None]):
    """A picker of codes. It returns the picked codes, or ``None``.

    Parameters
    ----------
    choices:
        The codes to choose from, by codebook, children after their parents.
    recent:
        Ids of the codes to offer first.
    about:
        The words to code, shown above the list.
    for_coding:
        Whether several codes, a direction, a strength and a note can be given. Otherwise one code is chosen.
    fitting:
        Ids of the codes that fit the words. They come before all others.
    can_make:
        Whether the typed text may become a new code.
    """

    CSS_PATH = "code_picker.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "pick",
            "Take",
            key_display="⏎",
            priority=True,
            id="picker.take",
            tooltip="Take the marked codes, or the one under the cursor",
        ),
        Binding("tab", "mark", "Mark", priority=True, id="picker.mark", tooltip="Mark this code, to take several"),
        Binding(
            "ctrl+t",
            "against",
            "For/against",
            priority=True,
            id="picker.against",
            tooltip="Say that the words speak against the code",
        ),
        Binding(
            "ctrl+r",
            "strength",
            "Strength",
            priority=True,
            id="picker.strength",
            tooltip="Say how strong the evidence is: 1, 2, 3, or nothing said",
        ),
        Binding("ctrl+n", "note", "Note", priority=True, id="picker.note", tooltip="Write a note on the coding"),
        Binding("escape", "leave", "Back", key_display="esc", id="picker.back", tooltip="Take no code"),
        Binding("down", "move(1)", "Next", show=False, priority=True, id="picker.next", tooltip="The next code"),
        Binding(
            "up", "move(-1)", "Previous", show=False, priority=True, id="picker.previous", tooltip="The code before"
        ),
        Binding("pagedown", "move(8)", "On", show=False, priority=True, id="picker.on", tooltip="Eight codes on"),
        Binding("pageup", "move(-8)", "Back", show=False, priority=True, id="picker.up", tooltip="Eight codes back"),
    ]

    def __init__(
        self,
        choices: Sequence[CodeChoice],
        recent: Sequence[str] = (),
        about: str = "",
        *,
        for_coding: bool = True,
        fitting: Sequence[str] = (),
        can_make: bool = False,
    ) -> None:
        super().__init__()
        self._choices = choices
        self._recent = recent
        self._about = about
        self._for_coding = for_coding
        self._fitting = fitting
        self._can_make = can_make
        self._strength = 0
        self._direction = Direction.SUPPORTS
        self._marked: dict[str, None] = {}
        self._listed: list[CodeChoice | None] = []

    def compose(self) -> ComposeResult:
        """Make the words, the field, the codes and the meaning of the code under the cursor."""
        with Vertical(id="picker"):
            yield Static(plain_content(one_line(self._about)), id="picker-about", markup=False)
            yield Input(placeholder="Type an id, a name or a phrase", id="picker-typed")
            with Horizontal(id="picker-both"):
                yield OptionList(id="picker-codes", markup=False)
                with VerticalScroll(id="picker-meaning", can_focus=False):
                    yield Static(id="picker-text", markup=False)
            yield Static(id="picker-state", markup=False)
            yield Input(placeholder="A note on this coding", id="picker-note")
            yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """List the codes."""
        self.query_one("#picker-codes", OptionList).can_focus = False
        self.query_one("#picker-note").display = False
        self.query_one("#picker-state").display = self._for_coding
        self._list("")
        self._show_state()

    @property
    def unkept(self) -> tuple[str, str] | None:
        """Return the note being written, after the words that name it, or ``None``."""
        note = self.query_one("#picker-note", Input).value.strip()
        return ("a coding's note", note) if note else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer several codes, a direction, a strength and a note only for coding."""
        return self._for_coding or action not in {"mark", "against", "note", "strength"}

    @on(Input.Changed, "#picker-typed")
    def _narrow(self, event: Input.Changed) -> None:
        self._list(event.value)

    @on(OptionList.OptionHighlighted)
    def _explain(self) -> None:
        choice = self._under_cursor()
        self.query_one("#picker-text", Static).update(_meaning(choice) if choice else Content(""))
        self.query_one("#picker-meaning", VerticalScroll).scroll_home(animate=False)

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_pick()

    def _list(self, typed: str) -> None:
        codes = self.query_one("#picker-codes", OptionList)
        rows = list(self._rows(typed))
        self._listed = [choice for choice, _ in rows]
        codes.set_options([option for _, option in rows])
        codes.highlighted = 0 if typed.strip() and rows and self._listed[0] is not MAKE_CODE else None
        codes.scroll_home(animate=False)
        if codes.highlighted is None:
            nothing = (NO_MATCH_OR_MAKE_HINT if self._can_make else NO_MATCH_HINT) if typed.strip() else BEGIN_HINT
            self.query_one("#picker-text", Static).update(nothing)

    def _rows(self, typed: str) -> Iterator[tuple[CodeChoice | None, Option]]:
        if typed.strip():
            found = find_matching_codes(self._choices, typed, self._recent, self._fitting)
            yield from ((choice, self._option(choice, 0)) for choice in found)
            if self._can_make and all(choice.name.casefold() != typed.strip().casefold() for choice in found):
                yield MAKE_CODE, Option(plain_content(f"+ Make a code “{one_line(typed.strip())}”", "italic"))
            return
        by_id = {choice.id: choice for choice in self._choices}
        fitting = [by_id[code] for code in self._fitting if code in by_id]
        recent = [by_id[code] for code in self._recent if code in by_id and code not in self._fitting]
        for heading, first in (("Fit these words", fitting), ("Used last", recent[:MOST_RECENT_CODES])):
            if first:
                yield None, _heading(heading)
                yield from ((choice, self._option(choice, 0)) for choice in first)
        for codebook, group in groupby(self._choices, key=lambda choice: choice.codebook):
            yield None, _heading(codebook)
            yield from ((choice, self._option(choice, choice.depth)) for choice in group)

    def _option(self, choice: CodeChoice, depth: int) -> Option:
        mark = "✓ " if choice.id in self._marked else "≈ " if choice.id in self._fitting else "  "
        return Option(Content.assemble(mark + "  " * depth, (choice.id, "bold"), " ", plain_content(choice.name)))

    def _under_cursor(self) -> CodeChoice | None:
        at = self.query_one("#picker-codes", OptionList).highlighted
        return self._listed[at] if at is not None and at < len(self._listed) else None

    def action_move(self, step: int) -> None:
        """Move the cursor to another code; skip headings."""
        codes = self.query_one("#picker-codes", OptionList)
        places = [place for place, choice in enumerate(self._listed) if choice]
        if places:
            at = places.index(codes.highlighted) if codes.highlighted in places else -1
            codes.highlighted = places[max(0, min(at + step, len(places) - 1))]

    def action_mark(self) -> None:
        """Mark or unmark the code under the cursor."""
        choice = self._under_cursor()
        if choice is None or choice is MAKE_CODE:
            return
        if self._marked.pop(choice.id, choice) is choice:
            self._marked[choice.id] = None
        codes = self.query_one("#picker-codes", OptionList)
        for place, listed in enumerate(self._listed):
            if listed is choice:
                codes.replace_option_prompt_at_index(place, self._option(choice, choice.depth).prompt)
        self._show_state()

    def action_against(self) -> None:
        """Change whether the words support the code or counter it."""
        counters = self._direction is Direction.COUNTERS
        self._direction = Direction.SUPPORTS if counters else Direction.COUNTERS
        self._show_state()

    def action_strength(self) -> None:
        """Raise the strength of the evidence; after the strongest, give none."""
        self._strength = (self._strength + 1) % (HIGHEST_STRENGTH + 1)
        self._show_state()

    def action_note(self) -> None:
        """Move to the note, or back to the codes."""
        note, typed = self.query_one("#picker-note", Input), self.query_one("#picker-typed", Input)
        note.display = True
        (typed if note.has_focus else note).focus()

    def action_pick(self) -> None:
        """Return the marked codes; if none is marked, the code under the cursor."""
        choice = self._under_cursor()
        note = self.query_one("#picker-note", Input).value.strip()
        if choice is MAKE_CODE:
            name = self.query_one("#picker-typed", Input).value.strip()
            self.dismiss(PickedCodes(tuple(self._marked), self._direction, note, self._strength or None, make=name))
            return
        codes = tuple(self._marked) or ((choice.id,) if choice else ())
        if not codes:
            self.notify(
                "Type some of its letters, or go to it with the arrows.", title="No code is chosen.", severity="warning"
            )
            return
        self.dismiss(PickedCodes(codes, self._direction, note, self._strength or None))

    def action_leave(self) -> None:
        """Leave without a code."""
        self.dismiss(None)

    def _show_state(self) -> None:
        against = self._direction is Direction.COUNTERS
        way = (
            f"{COUNTERS_BAR} counters: the words speak against the code"
            if against
            else f"{SUPPORTS_BAR} supports the code"
        )
        marked = f" · marked: {', '.join(self._marked)}" if self._marked else ""
        strong = f" · strength {self._strength} of {HIGHEST_STRENGTH}" if self._strength else ""
        self.query_one("#picker-state", Static).update(plain_content(way + strong + marked))


def _heading(text: str) -> Option:
    return Option(plain_content(text, "dim"), disabled=True)


def _meaning(choice: CodeChoice) -> Content:
    """Return all that the codebook says about a code."""
    parts = (
        [] if choice is MAKE_CODE else [Content.assemble((choice.id, "bold"), " ", plain_content(choice.name, "bold"))]
    )
    sections = (
        ("", choice.definition),
        ("Include", choice.include),
        ("Exclude", choice.exclude),
        ("Example", choice.example),
        ("Cues", " · ".join(choice.cues)),
    )
    for title, body in sections:
        if body:
            parts.append(Content.assemble((f"{title}: " if title else "", "bold"), markdown_content(body)))
    return Content("\n").join(parts)
