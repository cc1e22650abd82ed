"""Help for a screen, and other long reading, over the screen it is about."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Footer, Markdown

from casecoder.tui.wording import visible


class ReadingScreen(ModalScreen[None]):
    """Markdown to read, laid over a screen.

    Parameters
    ----------
    title:
        What stands on the frame, in our own words.
    markdown:
        The text. Links in it lead nowhere: they are not followed.
    """

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter,question_mark,f1", "dismiss", "Close", key_display="esc", id="reading.close"),
    ]

    def __init__(self, title: str, markdown: str) -> None:
        super().__init__()
        self._heading = title
        self._markdown = markdown

    def compose(self) -> ComposeResult:
        """The text in a frame."""
        with VerticalScroll(id="page") as page:
            page.border_title = self._heading
            yield Markdown(visible(self._markdown), open_links=False)
        yield Footer(compact=True, show_command_palette=False)


def help_for(screen: Screen[object]) -> ReadingScreen:
    """What a screen is for, and the keys that work on it."""
    text = getattr(screen, "HELP", None) or ""
    return ReadingScreen("Help", f"{text}\n\n{keys_of(screen)}")


def keys_of(screen: Screen[object]) -> str:
    """A Markdown table of the keys that work on a screen: its own, then of what has the focus, then everywhere."""
    order = {"here": 0, "in": 1, "everywhere": 2}
    rows: dict[tuple[str, str], tuple[str, list[str], str]] = {}
    for node, binding, _enabled, tooltip in screen.active_bindings.values():
        if binding.system or not binding.description:
            continue
        where = "here" if node is screen else "everywhere" if isinstance(node, App) else "in"
        key = screen.app.get_key_display(binding) if not binding.key_display else binding.key
        shown = _NAMES.get(key, key)
        _, keys, _ = rows.setdefault((where, binding.action), (where, [], tooltip or binding.description))
        keys.append(shown)
    lines = [
        f"| `{' '.join(keys)}` | {meaning} |"
        for (_, _), (_, keys, meaning) in sorted(rows.items(), key=lambda row: order[row[0][0]])
    ]
    return "\n".join(["## Keys", "", "| key | what it does |", "|---|---|", *lines])


_NAMES = {"question_mark": "?", "escape": "esc", "enter": "⏎"}
