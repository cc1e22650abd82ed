"""Help on a screen, and other long texts, laid over the screen."""

from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.keys import format_key
from textual.screen import ModalScreen, Screen
from textual.widgets import Markdown

from casecoder.tui.base.screen_text import show_control_characters
from casecoder.tui.widgets.key_line import KeyLine


class ReadingScreen(ModalScreen[None]):
    """A page to read. Its Markdown lies over a screen.

    Parameters
    ----------
    title:
        The title on the frame; no text of the study.
    markdown:
        The text. Its links are not followed.
    """

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,q,enter,question_mark,f1",
            "dismiss",
            "Close",
            key_display="esc",
            id="reading.close",
            tooltip="Back to the screen",
        ),
    ]

    def __init__(self, title: str, markdown: str) -> None:
        super().__init__()
        self._heading = title
        self._markdown = markdown

    def compose(self) -> ComposeResult:
        """Lay out the text in a frame."""
        with VerticalScroll(id="page") as page:
            page.border_title = self._heading
            yield Markdown(show_control_characters(self._markdown), open_links=False)
        yield KeyLine(compact=True, show_command_palette=False)


def build_help_screen(screen: Screen[Any]) -> ReadingScreen:
    """Return the help on a screen: its own keys, what the screen is for, then the other keys."""
    text = getattr(screen, "HELP", None) or ""
    title, _, about = text.partition("\n")
    own, others = list_keys_of_screen(screen)
    pages = [title, "\n".join(own), about.strip(), "## Other keys" if others else "", "\n".join(others)]
    return ReadingScreen("Help", "\n\n".join(filter(None, pages)))


def list_keys_of_screen(screen: Screen[Any]) -> tuple[list[str], list[str]]:
    """Return the keys of a screen as Markdown list items: its own in the order of its bindings, and the others.

    The others are the keys of the widget with the focus, then those that work everywhere.
    """
    keys: dict[tuple[int, str], list[str]] = {}
    meanings: dict[tuple[int, str], str] = {}
    order = [binding.action for owner in reversed(type(screen).__mro__) for binding in _bindings_of(owner)]
    for node, binding, _enabled, tooltip in screen.active_bindings.values():
        if binding.system or not binding.description:
            continue
        own = node is screen and binding.action in order
        where = 0 if own else 1 if not isinstance(node, App | Screen) else 2
        keys.setdefault((where, binding.action), []).append(binding.key)
        meanings[where, binding.action] = tooltip or binding.description
    places = sorted(keys, key=lambda known: (known[0], order.index(known[1]) if known[0] == 0 else 0))
    items = {known: f"- `{_key_labels(keys[known])}` {meanings[known]}" for known in places}
    return [items[known] for known in places if known[0] == 0], [items[known] for known in places if known[0]]


def _bindings_of(owner: type) -> list[Binding]:
    """Return the bindings that a class itself declares; none for a class of Textual's."""
    declared = vars(owner).get("BINDINGS", ()) if owner.__module__.startswith("casecoder") else ()
    return [binding for binding in declared if isinstance(binding, Binding)]


def _key_labels(keys: list[str]) -> str:
    """Return keys as they are written on the keyboard, without the variants that only some terminals send."""
    shown = []
    for key in keys:
        *held, last = key.split("+")
        if "super" not in held and not (held == ["shift"] and len(last) == 1):
            shown.append("+".join([*held, {"escape": "esc"}.get(last) or format_key(last)]))
    return " ".join(dict.fromkeys(shown))
