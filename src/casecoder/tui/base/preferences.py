"""What makes the application fit whoever uses it: her theme, her keys, and the others at work in the same study."""

import os
from abc import abstractmethod
from typing import Any

from textual.app import App
from textual.binding import Binding
from textual.filter import LineFilter
from textual.widgets import Input, TextArea

from casecoder.core.errors import CaseCoderError
from casecoder.store.study_file import StudyFile
from casecoder.store.study_watcher import StudyWatcher
from casecoder.tui.base.background_jobs import BackgroundJobScreen
from casecoder.tui.base.keymap import KeyTable
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.base.themes import DARK, NO_COLOUR, THEME_FILTERS, THEMES
from casecoder.tui.base.user_settings import UserSettings, user_settings_path

STUDY_CHECK_SECONDS = 0.4
"""How often we look whether another process has changed the study."""


class AppWithPreferences(App[None]):
    """An application with settings, which sees what others do in its study."""

    def __init__(self) -> None:
        without_colour = bool(os.environ.get("NO_COLOR"))  # read first: Textual takes it out of the environment
        super().__init__()
        self.settings = UserSettings.load()
        self.keys: dict[str, str] = {}
        self._watch: StudyWatcher | None = None
        self._news = False
        for theme in THEMES.values():
            self.register_theme(theme)
        wanted = self.settings.theme
        self.theme = NO_COLOUR if without_colour else wanted if isinstance(wanted, str) and wanted in THEMES else DARK

    def get_line_filters(self) -> list[LineFilter]:
        """What is done to every line, with what the theme asks for."""
        own = THEME_FILTERS.get(self.theme)
        return [*([own] if own else []), *super().get_line_filters()]

    def get_key_display(self, binding: Binding) -> str:
        """How a key is shown: where ? would be typed, help is on F1."""
        typed = binding.key == "question_mark" and isinstance(self.focused, Input | TextArea)
        return "F1" if typed else super().get_key_display(binding)

    # Settings

    @property
    @abstractmethod
    def key_table(self) -> KeyTable:
        """What the keys of all screens do. Every screen is imported for it, so it is read only when it is needed."""

    def take_settings(self) -> None:
        """Take up the keys that the settings give, and say what is wrong with the settings."""
        wrong = [f"{self.settings.trouble}."] if self.settings.trouble else []
        if self.settings.theme and self.settings.theme not in THEMES:
            wrong.append(f"There is no theme {self.settings.theme!r}; there are {', '.join(THEMES)}.")
        if not isinstance(self.settings.document.get("keys", {}), dict):
            wrong.append("keys is no table: put the keys under a line [keys].")
        self.keys, of_keys = self.key_table.check(self.settings.keys) if self.settings.keys else ({}, [])
        self.set_keymap(self.keys)
        wrong += of_keys
        if wrong:
            told = "\n".join([*wrong[:4], *([f"And {len(wrong) - 4} more."] if len(wrong) > 4 else [])])
            title = f"Not all settings could be taken up ({user_settings_path()})"
            self.notify(told, title=title, severity="error", timeout=15)

    def choose_theme(self, name: str) -> None:
        """Change the theme, and keep it."""
        self.theme = name
        try:
            self.settings.choose_theme(name)
        except CaseCoderError as error:
            self.notify(error.hint or " ", title=error.message, severity="warning")

    # Others at work

    def watch_study(self, study: StudyFile) -> None:
        """Look from now on whether somebody else changes this study."""
        self.unwatch_study()
        self._watch = StudyWatcher(study)

    def unwatch_study(self) -> None:
        """Look no more."""
        if self._watch is not None:
            self._watch.close()
        self._watch = None

    def on_mount(self) -> None:
        """Begin to look."""
        self.set_interval(STUDY_CHECK_SECONDS, self._look)

    def _look(self) -> None:
        """Show what somebody else did, once that disturbs nothing."""
        if self._watch is None or not self.screen_stack:  # the program is just coming up, or closing
            return
        try:
            self._news = self._watch.news() or self._news
        except CaseCoderError:  # whatever is done next will meet it too, and say so
            return
        screen: Any = self.screen
        typing = isinstance(self.focused, Input | TextArea)
        busy = isinstance(screen, BackgroundJobScreen) and screen.working
        if self._news and isinstance(screen, StudyScreen) and screen.is_mounted and not typing and not busy:
            self._news = False
            screen.attempt(screen.refresh_study)
