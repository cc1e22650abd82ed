"""The user's preferences (theme and keys) in the application, and the watch for changes by other people."""

import os
from abc import abstractmethod
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.filter import LineFilter

from casecoder.core.errors import CaseCoderError
from casecoder.store.study_file import StudyFile
from casecoder.store.study_watcher import StudyWatcher
from casecoder.tui.base.background_jobs import BackgroundJobScreen
from casecoder.tui.base.keymap import KeyTable
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.base.themes import DARK, NO_COLOUR, THEME_FILTERS, THEMES
from casecoder.tui.base.user_settings import UserSettings, user_settings_path

STUDY_CHECK_SECONDS = 0.4
"""How often the study is checked for changes by another process."""


class AppWithPreferences(App[None]):
    """An application that applies the user's settings and shows what others change in its study."""

    def __init__(self) -> None:
        without_colour = bool(os.environ.get("NO_COLOR"))  # read first: Textual removes it from the environment
        super().__init__()
        self.settings = UserSettings.load()
        self.keys: dict[str, str] = {}
        self._watcher: StudyWatcher | None = None
        self._has_changes = False
        for theme in THEMES.values():
            self.register_theme(theme)
        wanted = self.settings.theme
        self.theme = NO_COLOUR if without_colour else wanted if isinstance(wanted, str) and wanted in THEMES else DARK

    def get_line_filters(self) -> list[LineFilter]:
        """Return the filters that every line passes through, the theme's own first."""
        own = THEME_FILTERS.get(self.theme)
        return [*([own] if own else []), *super().get_line_filters()]

    def get_key_display(self, binding: Binding) -> str:
        """Return how a key is shown. In a text field ? is typed, so help is shown as F1."""
        typed = binding.key == "question_mark" and self._is_typing
        return "F1" if typed else super().get_key_display(binding)

    @property
    def _is_typing(self) -> bool:
        """Return whether the focused widget takes a typed letter as text."""
        return self.focused is not None and self.focused.check_consume_key("a", "a")

    # Settings

    @property
    @abstractmethod
    def key_table(self) -> KeyTable:
        """What the keys of all screens do. Every screen is imported for it, so it is read only when it is needed."""

    def take_settings(self) -> None:
        """Apply the keys of the settings, and show what is wrong with the settings."""
        wrong = [f"{self.settings.trouble}."] if self.settings.trouble else []
        if self.settings.theme and self.settings.theme not in THEMES:
            wrong.append(f"There is no theme {self.settings.theme!r}; there are {', '.join(THEMES)}.")
        if not isinstance(self.settings.document.get("keys", {}), dict):
            wrong.append("keys is no table: put the keys under a line [keys].")
        self.keys, of_keys = self.key_table.check(self.settings.keys) if self.settings.keys else ({}, [])
        self.set_keymap(self.keys)
        wrong += of_keys
        if wrong:
            message = "\n".join([*wrong[:4], *([f"And {len(wrong) - 4} more."] if len(wrong) > 4 else [])])
            title = f"Not all settings could be taken up ({user_settings_path()})"
            self.notify(message, title=title, severity="error", timeout=15)

    def choose_theme(self, name: str) -> None:
        """Change the theme, and write it to the settings file."""
        self.theme = name
        try:
            self.settings.choose_theme(name)
        except CaseCoderError as error:
            self.notify(error.hint or " ", title=error.message, severity="warning")

    # Others at work

    def watch_study(self, study: StudyFile) -> None:
        """Start to watch this study for changes by others."""
        self.unwatch_study()
        self._watcher = StudyWatcher(study)

    def unwatch_study(self) -> None:
        """Stop watching the study."""
        if self._watcher is not None:
            self._watcher.close()
        self._watcher = None

    def on_mount(self) -> None:
        """Check the study for changes regularly."""
        self.set_interval(STUDY_CHECK_SECONDS, self._check_for_changes)

    def _check_for_changes(self) -> None:
        """Show what somebody else has changed, as soon as that does not disturb the user."""
        if self._watcher is None or not self.screen_stack:  # the program is starting or closing
            return
        try:
            self._has_changes = self._watcher.news() or self._has_changes
        except CaseCoderError:  # the user's next act will fail too, and show the error
            return
        screen: Any = self.screen
        typing = self._is_typing
        busy = isinstance(screen, BackgroundJobScreen) and screen.working
        if self._has_changes and isinstance(screen, StudyScreen) and screen.is_mounted and not typing and not busy:
            self._has_changes = False
            screen.attempt(screen.refresh_study)
