"""The settings: the theme, and the key of each action."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from casecoder.tui.base.keymap import KeyAction, KeyTable, key_label, parse_keys
from casecoder.tui.base.preferences import AppWithPreferences
from casecoder.tui.base.screen_text import plain_content
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.base.themes import THEME_DESCRIPTIONS
from casecoder.tui.base.user_settings import user_settings_path
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList, list_heading

THEME_PREFIX = "theme:"
"""The prefix of a theme's name in the id of its entry."""


class SettingsScreen(StudyScreen):
    """The theme and the keys; every choice is saved at once."""

    CSS_PATH = "settings.tcss"
    AUTO_FOCUS = "LongList"
    HELP = """\
# Settings

The theme, then every action of every screen with its key. **Enter** on a theme takes it; on an action it asks for
a new key, and says so when that key already does something on the same screen. A key that you changed is marked `*`.

The settings are kept in a file that can be written by hand too: give the action's id, which stands in the bottom
line, and its keys, with commas between them. Escape can be given to an action only there.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "reset", "Reset", id="settings.reset", tooltip="Give this action back the key it came with"),
        Binding(
            "R,shift+r",
            "reset_all",
            "Reset all",
            key_display="R",
            id="settings.reset-all",
            tooltip="Give every action back the key it came with",
        ),
        Binding(
            "slash",
            "filter",
            "Filter",
            key_display="/",
            id="settings.filter",
            tooltip="Show only actions with these words",
        ),
        Binding(
            "escape",
            "back",
            "Back",
            key_display="esc",
            id="settings.back",
            tooltip="End the filter, or go back to the screen before",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._reset_all_asked = False

    @property
    def _preferences(self) -> AppWithPreferences:
        return cast(AppWithPreferences, self.app)

    def compose(self) -> ComposeResult:
        """Lay out the filter, the list of settings, and a line on the entry under the cursor."""
        yield Static("Settings", classes="screen-title", markup=False)
        yield Input(placeholder="/ shows only actions with these words", id="settings-filter", compact=True)
        yield LongList(id="settings")
        yield Static(id="settings-about", classes="status", markup=False)
        yield KeyLine(compact=True)

    def refresh_study(self) -> None:
        """List the settings as they are now."""
        words = self.query_one("#settings-filter", Input).value.casefold().split()
        self.query_one(LongList).put(list(self._entries(words)))

    def _entries(self, words: list[str]) -> Iterator[Option]:
        if not words:
            yield list_heading("Theme")
            for name, meaning in THEME_DESCRIPTIONS.items():
                mark = "● " if self.app.theme == name else "○ "
                yield Option(
                    Content.assemble(mark, plain_content(f"{name:<16}", "bold"), plain_content(meaning)),
                    id=THEME_PREFIX + name,
                )
        for title, actions in _actions_by_screen(self._preferences.key_table):
            found = [action for action in actions if all(word in _searchable_text(action, title) for word in words)]
            if found:
                yield list_heading(title)
                yield from (Option(self._line(action), id=action.id) for action in found)

    def _line(self, action: KeyAction) -> Content:
        own = self._preferences.keys.get(action.id)
        keys = " ".join(map(key_label, own.split(",") if own else action.keys))
        sign = "*" if own else " "
        tooltip = "" if action.tooltip == action.name else action.tooltip
        return Content.assemble(
            plain_content(f"{sign}{keys:<14} ", "bold"), plain_content(f"{action.name:<19} {tooltip}")
        )

    @property
    def _action(self) -> KeyAction | None:
        option = self.query_one(LongList).highlighted_option
        return self._preferences.key_table.actions.get(option.id or "") if option else None

    @on(OptionList.OptionHighlighted)
    def _explain(self) -> None:
        self._reset_all_asked = False
        action = self._action
        where = f"{action.id}, as the settings file names it" if action else "Kept"
        self.query_one("#settings-about", Static).update(plain_content(f"{where}: {user_settings_path()}"))

    @on(Input.Changed, "#settings-filter")
    def _narrow(self) -> None:
        self.refresh_study()

    @on(Input.Submitted, "#settings-filter")
    def _focus_list(self) -> None:
        self.query_one(LongList).focus()

    @on(OptionList.OptionSelected)
    def _change(self) -> None:
        """Choose the theme under the cursor, or ask for a new key of the action there."""
        option, action = self.query_one(LongList).highlighted_option, self._action
        if action is not None:
            catcher = KeyCatcherScreen(action, self._preferences.keys, self._preferences.key_table)
            self.app.push_screen(catcher, partial(self._take_key, action))
        elif option is not None and (option.id or "").startswith(THEME_PREFIX):
            self._preferences.choose_theme((option.id or "").removeprefix(THEME_PREFIX))
            self.refresh_study()

    def _take_key(self, action: KeyAction, key: str | None) -> None:
        if key is not None:
            self.attempt(
                partial(self._preferences.settings.choose_key, action.id, key), f"{action.name}: {key_label(key)}"
            )
            self._apply()

    def action_reset(self) -> None:
        """Give the action under the cursor its default key again."""
        action = self._action
        if action is None or action.id not in self._preferences.keys:
            self.notify("Those that have are marked *.", title="This has no other key than it came with.")
            return
        clash = self._preferences.key_table.find_clash_of_action(
            {name: keys for name, keys in self._preferences.keys.items() if name != action.id}, action.id, action.keys
        )
        if clash is not None:
            self.notify("Change the other first.", title=f"{clash}.", severity="warning")
            return
        self.attempt(partial(self._preferences.settings.reset_key, action.id), f"{action.name} has its own key again.")
        self._apply()

    def action_reset_all(self) -> None:
        """Give every action its default key again; only at the second press, because it can't be undone."""
        if not self._reset_all_asked:
            self._reset_all_asked = True
            self.notify("Press it again.", title="This takes away every key that you chose.", severity="warning")
            return
        self.attempt(self._preferences.settings.reset_keys, "Every action has its own key again.")
        self._apply()

    def _apply(self) -> None:
        self._preferences.take_settings()
        self.refresh_study()

    def action_filter(self) -> None:
        """Go to the filter."""
        # Not Widget.focus, which waits: the next letter may be typed already.
        self.set_focus(self.query_one("#settings-filter", Input))

    async def action_back(self) -> None:
        """Clear the filter; without one, go back."""
        typed = self.query_one("#settings-filter", Input)
        if typed.value or typed.has_focus:
            typed.value = ""
            self.query_one(LongList).focus()
        else:
            await self.study_app.action_back()


class KeyCatcherScreen(ModalScreen[str | None]):
    """A new key for an action. The result is the key that was pressed, or ``None``.

    Parameters
    ----------
    keys:
        The keys that the settings give, by the id of the action.
    table:
        The actions of all screens.
    """

    CSS_PATH = "settings.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "dismiss(None)", "Back", key_display="esc", id="catcher.back", tooltip="Leave the key as it is"
        ),
    ]

    def __init__(self, action: KeyAction, keys: dict[str, str], table: KeyTable) -> None:
        super().__init__()
        self._action, self._keys, self._table = action, keys, table

    def compose(self) -> ComposeResult:
        """Lay out the question and the present key."""
        now = " ".join(map(key_label, parse_keys(self._keys.get(self._action.id, "")) or self._action.keys))
        with Vertical(id="catcher"):
            yield Static(plain_content(f"{self._action.name}: press its new key", "bold"), markup=False)
            yield Static(plain_content(f"Now: {now}. Escape leaves it so."), markup=False)
            yield Static(id="catcher-clash", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Take the key as the result, unless it does something else on the same screen."""
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        if not parse_keys(event.key):
            self._show_problem(f"{event.key} can’t be a key. Press another.")
        elif clash := self._table.find_clash_of_action(self._keys, self._action.id, [event.key]):
            self._show_problem(f"{clash}. Press another, or give the other a new key first.")
        else:
            self.dismiss(event.key)

    def _show_problem(self, words: str) -> None:
        self.query_one("#catcher-clash", Static).update(plain_content(words))


def _actions_by_screen(table: KeyTable) -> Iterator[tuple[str, list[KeyAction]]]:
    """Yield the actions by the title of their screen; those of several screens once, at the end."""
    times: dict[str, int] = {}
    for scope in table.scopes:
        for action in scope.listed:
            times[action.id] = times.get(action.id, 0) + 1
    for scope in table.scopes:
        yield scope.title, [action for action in scope.listed if times[action.id] == 1]
    yield "On several screens", [action for action in table.actions.values() if times[action.id] > 1]


def _searchable_text(action: KeyAction, title: str) -> str:
    return f"{action.name} {action.tooltip} {action.id} {title}".casefold()
