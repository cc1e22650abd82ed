"""A few facts to set right, over the screen they belong to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Select, Static

from casecoder.tui.wording import one_line, plain


@dataclass(frozen=True, slots=True)
class Field:
    """A fact that can be set right.

    Parameters
    ----------
    name:
        Under which its new value is given back.
    value:
        What it is now; empty when that isn't known here.
    words:
        The only values there are; any text when empty.
    """

    name: str
    label: str
    value: str = ""
    words: tuple[str, ...] = ()


class FormScreen(ModalScreen[None]):
    """Fields to fill in. What was changed is handed over, and the form stays until that is accepted.

    Parameters
    ----------
    title:
        What the facts are about.
    take:
        Gets the changed values by field name, none of them empty; says whether it took them.
    """

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep", "Keep", priority=True, id="form.keep", tooltip="Keep what was changed"),
        Binding("escape", "dismiss", "Back", key_display="esc", id="form.back", tooltip="Leave it as it was"),
    ]

    def __init__(self, title: str, fields: Sequence[Field], take: Callable[[dict[str, str]], bool]) -> None:
        super().__init__()
        self._heading, self._fields, self._take = title, fields, take

    def compose(self) -> ComposeResult:
        """The title, then a line for each fact."""
        with Vertical(id="form"):
            yield Static(plain(one_line(self._heading)), id="form-title", markup=False)
            for field in self._fields:
                with Horizontal(classes="form-line"):
                    yield Static(field.label, classes="form-label", markup=False)
                    yield _widget(field)
            yield Static("tab goes on, ctrl+s keeps what you changed.", classes="status", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    @on(Input.Submitted)
    def _on_to_the_next(self) -> None:
        self.focus_next()

    def action_keep(self) -> None:
        """Hand over what was changed."""
        values = {field.name: self._value(field) for field in self._fields}
        changed = {field.name: values[field.name] for field in self._fields if values[field.name] != field.value}
        if self._take({name: value for name, value in changed.items() if value}):
            self.dismiss()

    def _value(self, field: Field) -> str:
        typed = self.query_one(f"#form-{field.name}")
        value = typed.value if isinstance(typed, Input | Select) else ""
        return value.strip() if isinstance(value, str) else ""


def _widget(field: Field) -> Input | Select[str]:
    name = f"form-{field.name}"
    if not field.words:
        return Input(field.value, placeholder="as it is", id=name, compact=True)
    choices = [(word, word) for word in field.words]
    if field.value in field.words:
        return Select(choices, value=field.value, allow_blank=False, id=name, compact=True)
    return Select(choices, prompt="as it is", id=name, compact=True)
