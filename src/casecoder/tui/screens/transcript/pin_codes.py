"""The dialog that pins codes to the number keys."""

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
    """The choice for a digit: a code's id, no code (empty), or a code still to be chosen (``None``)."""

    digit: str
    code: str | None


class PinCodesScreen(ModalScreen[PinChoice | None]):
    """The codes on the number keys. A digit pins the code at the caret to itself.

    Parameters
    ----------
    slots:
        The digits with the ids of their codes; empty for a free digit.
    names:
        The names of the codes in force, by id.
    candidate:
        The id of the code to pin; empty when there is none.
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
        """Lay out the code to pin, and the ten digits."""
        heading = (
            f"Put {self._id_and_name(self._candidate)} on which digit?" if self._candidate else "Codes on the digits"
        )
        with Vertical(id="pinning"):
            yield Static(plain_content(one_line(heading)), id="pinning-title", markup=False)
            lines = [f"{digit}  {self._id_and_name(code) if code else '—'}" for digit, code in self._slots]
            yield OptionList(
                *(Option(plain_content(one_line(line))) for line in lines), id="pinning-list", markup=False
            )
            yield Static(
                "In the text the digit codes the selection, or else the sentence.", classes="status", markup=False
            )
            yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Put the cursor on the first free digit."""
        free = [place for place, (_, code) in enumerate(self._slots) if not code]
        self.query_one(OptionList).highlighted = free[0] if free else 0

    def _id_and_name(self, code: str) -> str:
        return f"{code} {self._names.get(code, '(no longer in use)')}"

    def _digit(self) -> str:
        return self._slots[self.query_one(OptionList).highlighted or 0][0]

    def on_option_list_option_selected(self) -> None:
        """Pin the code to the digit that was clicked, as enter does."""
        self.action_put()

    def action_put(self, digit: str = "") -> None:
        """Pin the code to a digit; ask for one when none is given."""
        self.dismiss(PinChoice(digit or self._digit(), self._candidate or None))

    def action_choose(self) -> None:
        """Choose another code."""
        self.dismiss(PinChoice(self._digit(), None))

    def action_free(self) -> None:
        """Free the digit."""
        self.dismiss(PinChoice(self._digit(), ""))

    def action_leave(self) -> None:
        """Close without a change."""
        self.dismiss(None)
