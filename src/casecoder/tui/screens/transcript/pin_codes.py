"""The ten number keys and the codes on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from casecoder.tui.base.pinned_codes import PIN_DIGITS
from casecoder.tui.base.screen_text import one_line, plain_content
from casecoder.tui.widgets.key_line import KeyLine


@dataclass(frozen=True, slots=True)
class PinChoice:
    """What is to be on a digit: a code's id, nothing (empty), or a code still to be chosen (``None``)."""

    digit: str
    code: str | None


class PinCodesScreen(ModalScreen[PinChoice | None]):
    """Shows what is on the number keys. A digit puts the code there that was at the caret.

    Parameters
    ----------
    slots:
        The digits with the ids of their codes, empty where there is none.
    names:
        The names of the codes in force, by id.
    candidate:
        The id of the code that is offered; empty when there is none.
    """

    CSS_PATH = "pin_codes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                digit,
                f"put('{digit}')",
                f"On {digit}",
                show=False,
                id=f"pinning.put-{digit}",
                tooltip=f"Put the code on {digit}",
            )
            for digit in PIN_DIGITS
        ),
        Binding(
            "enter",
            "put",
            "Put here",
            key_display="⏎",
            priority=True,
            id="pinning.put",
            tooltip="Put the code on the digit under the cursor",
        ),
        Binding(
            "c",
            "choose",
            "Another code",
            id="pinning.choose",
            tooltip="Choose another code for the digit under the cursor",
        ),
        Binding(
            "x,delete", "free", "Free", key_display="x", id="pinning.free", tooltip="Free the digit under the cursor"
        ),
        Binding("escape", "leave", "Back", key_display="esc", id="pinning.back", tooltip="Change nothing"),
    ]

    def __init__(self, slots: Sequence[tuple[str, str]], names: Mapping[str, str], candidate: str = "") -> None:
        super().__init__()
        self._slots, self._names, self._candidate = slots, names, candidate

    def compose(self) -> ComposeResult:
        """What is offered, and the ten digits."""
        offered = f"Put {self._named(self._candidate)} on which digit?" if self._candidate else "Codes on the digits"
        with Vertical(id="pinning"):
            yield Static(plain_content(one_line(offered)), id="pinning-title", markup=False)
            lines = [f"{digit}  {self._named(code) if code else '—'}" for digit, code in self._slots]
            yield OptionList(
                *(Option(plain_content(one_line(line))) for line in lines), id="pinning-list", markup=False
            )
            yield Static(
                "In the text the digit codes the selection, or else the sentence.", classes="status", markup=False
            )
            yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Begin at the first free digit."""
        free = [place for place, (_, code) in enumerate(self._slots) if not code]
        self.query_one(OptionList).highlighted = free[0] if free else 0

    def _named(self, code: str) -> str:
        return f"{code} {self._names.get(code, '(no longer in use)')}"

    def _digit(self) -> str:
        return self._slots[self.query_one(OptionList).highlighted or 0][0]

    def on_option_list_option_selected(self) -> None:
        """A click puts the code there, as enter does."""
        self.action_put()

    def action_put(self, digit: str = "") -> None:
        """Put the offered code on a digit; with none on offer one is chosen."""
        self.dismiss(PinChoice(digit or self._digit(), self._candidate or None))

    def action_choose(self) -> None:
        """Choose another code."""
        self.dismiss(PinChoice(self._digit(), None))

    def action_free(self) -> None:
        """Free the digit."""
        self.dismiss(PinChoice(self._digit(), ""))

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)
