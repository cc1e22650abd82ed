"""A form over a screen, for a few facts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Select, Static, TextArea

from casecoder.tui.base.screen_text import one_line, plain_content
from casecoder.tui.widgets.key_line import KeyLine


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form.

    Parameters
    ----------
    name:
        The key of its new value in the result.
    value:
        The present value; empty when it isn't known.
    words:
        The values to choose from; any text when empty.
    lines:
        The height of the field in lines; with more than one the text may hold line ends.
    can_be_empty:
        Whether a value can be removed. A field that has no value may always stay empty.
    hint:
        The placeholder of an empty field.
    """

    name: str
    label: str
    value: str = ""
    words: tuple[str, ...] = ()
    lines: int = 1
    can_be_empty: bool = False
    hint: str = "as it is"


class FormScreen(ModalScreen[None]):
    """A form. It hands over what was changed, and stays until that is accepted.

    Parameters
    ----------
    title:
        The heading of the form.
    take:
        Called with the changed values by field name; returns whether it accepted them.
    about:
        A sentence on what the form does; empty for none.
    """

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep", "Keep", priority=True, id="form.keep", tooltip="Keep what was changed"),
        Binding("escape", "leave", "Back", key_display="esc", id="form.back", tooltip="Leave it as it was"),
    ]

    def __init__(
        self, title: str, fields: Sequence[FormField], take: Callable[[dict[str, str]], bool], about: str = ""
    ) -> None:
        super().__init__()
        self._heading, self._fields, self._accept, self._about = title, fields, take, about
        self._changes_warned: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out the title, then each field beside its label."""
        with VerticalScroll(id="form", can_focus=False):
            yield Static(plain_content(one_line(self._heading)), id="form-heading", markup=False)
            if self._about:
                yield Static(plain_content(self._about), id="form-about", markup=False)
            for field in self._fields:
                with Horizontal(classes="form-line"):
                    yield Static(field.label, classes="form-label", markup=False)
                    yield _widget(field)
            yield Static("tab goes on, ctrl+s keeps what you changed.", classes="status", markup=False)
        yield KeyLine(compact=True, show_command_palette=False)

    @property
    def unkept(self) -> tuple[str, str] | None:
        """The heading and what was typed; ``None`` while nothing was."""
        changed = self._changes()
        return (self._heading, repr(changed)) if changed else None

    @on(Input.Submitted)
    def _focus_next_field(self) -> None:
        self.focus_next()

    def action_keep(self) -> None:
        """Hand over what was changed, and close the form if it is accepted."""
        changed = self._changes()
        emptied = [field for field in self._fields if changed.get(field.name) == "" and not field.can_be_empty]
        if emptied:
            self.notify(
                "Type something, or esc leaves it as it was.",
                title=f"{emptied[0].label} can't be empty.",
                severity="warning",
            )
        elif self._accept(changed):
            self.dismiss()

    def action_leave(self) -> None:
        """Close the form without keeping anything; with changes, only at the second escape."""
        changed = self._changes()
        if changed in ({}, self._changes_warned):
            self.dismiss()
            return
        self._changes_warned = changed
        self.notify("Press ctrl+s to keep it, or escape again to drop it.", title="What you changed is not kept yet.")

    def _changes(self) -> dict[str, str]:
        values = {field.name: self._value(field) for field in self._fields}
        return {field.name: values[field.name] for field in self._fields if values[field.name] != field.value.strip()}

    def _value(self, field: FormField) -> str:
        typed = self.query_one(f"#form-{field.name}")
        if isinstance(typed, TextArea):
            return typed.text.strip()
        value = typed.value if isinstance(typed, Input | Select) else ""
        return value.strip() if isinstance(value, str) else ""


def _widget(field: FormField) -> Input | Select[str] | TextArea:
    name = f"form-{field.name}"
    if field.lines > 1:
        area = TextArea(
            field.value,
            id=name,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            compact=True,
            placeholder=field.hint,
        )
        area.styles.height = field.lines
        return area
    if not field.words:
        return Input(field.value, placeholder=field.hint, id=name, compact=True)
    choices = [(word, word) for word in field.words]
    if field.value in field.words:
        return Select(choices, value=field.value, allow_blank=False, id=name, compact=True)
    return Select(choices, prompt=field.hint, id=name, compact=True)
