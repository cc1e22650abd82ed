"""The application: the study that is open, who is at work, and the keys that work everywhere."""

from collections.abc import Awaitable, Callable, Iterable
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import SystemCommand, get_system_commands_provider
from textual.binding import Binding, BindingType
from textual.screen import Screen

from casecoder.core.errors import CaseCoderError
from casecoder.services import history
from casecoder.services.studies import open_study
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.destinations import PAGES, Destination
from casecoder.tui.base.drafts import RatingDraft, UnsavedWriting
from casecoder.tui.base.key_scopes import collect_key_scopes
from casecoder.tui.base.keymap import KeyTable
from casecoder.tui.base.preferences import AppWithPreferences
from casecoder.tui.base.recent_studies import RecentStudies
from casecoder.tui.base.screen_text import show_control_characters
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.base.themes import THEME_DESCRIPTIONS
from casecoder.tui.navigation import list_screen_classes, screen_for
from casecoder.tui.screens.grid import GridScreen
from casecoder.tui.widgets.status_message import StatusMessage

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.notifications import SeverityLevel

    from casecoder.tui.tour import Tour

HOME_STACK_DEPTH = 2
"""Screens on the stack at home: the blank one at the bottom, and the grid or the picker."""


def _study_commands() -> "type[Provider]":
    from casecoder.tui.command_palette import StudyCommands

    return StudyCommands


class CaseCoderApp(AppWithPreferences):
    """casecoder in the terminal.

    Parameters
    ----------
    study_path:
        The study to open; ``None`` for the one opened last, or, if there is none, the picker.
    coder:
        Who is at work: every change is theirs.
    """

    TITLE = "casecoder"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar[set[Any]] = {get_system_commands_provider, _study_commands}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual has it no ClassVar
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]  # noqa: RUF012 - Textual has it no ClassVar
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="esc", id="app.back", tooltip="Go back to the screen before"),
        Binding("question_mark,f1", "help", "Help", key_display="?", id="app.help", tooltip="What this screen is for"),
        Binding("ctrl+z", "undo", "Undo", show=False, id="app.undo", tooltip="Take back your last change"),
        Binding("ctrl+y", "redo", "Redo", show=False, id="app.redo", tooltip="Do again what you took back"),
        Binding(
            "ctrl+p",
            "command_palette",
            "All",
            show=False,
            priority=True,
            id="app.palette",
            tooltip="Every action, school, source and code, found by typing",
        ),
        Binding("ctrl+q", "quit", "Quit", show=False, priority=True, id="app.quit", tooltip="Leave casecoder"),
        Binding("f8", "settings", "Settings", show=False, id="app.settings", tooltip="Your own keys, and the theme"),
        Binding(
            "f6",
            "tour_step",
            "Tour: skip the step",
            show=False,
            id="tour.skip",
            tooltip="Go on to the next step of the tour",
        ),
        Binding("f7", "tour_end", "Tour: end it", show=False, id="tour.end", tooltip="End the tour"),
    ]

    def __init__(self, study_path: Path | None, coder: str) -> None:
        super().__init__()
        self.coder = coder
        self.drafts: dict[tuple[str, str], RatingDraft] = {}
        self.remembered = RecentStudies.load()
        self._path_asked = study_path
        self._study: StudyFile | None = None
        self._warned_work: dict[str, RatingDraft | str] = {}
        self.tour: Tour | None = None

    @property
    def key_table(self) -> KeyTable:
        """What the keys of all screens do."""
        return read_key_table()

    @property
    def study(self) -> StudyFile:
        """The study that is open.

        Raises
        ------
        CaseCoderError
            If none is.
        """
        if self._study is None:
            raise CaseCoderError("No study is open.", "Choose one first.")
        return self._study

    @property
    def has_study(self) -> bool:
        """Whether a study is open."""
        return self._study is not None

    def on_mount(self) -> None:
        """Show the first screen over the blank one that Textual puts at the bottom."""
        self.push_screen(self._home())
        self.call_after_refresh(self.take_settings)

    def _home(self) -> Screen[Any]:
        """Return the grid of the study asked for or opened last; the picker when no study can be opened."""
        last = self.remembered.recent[0] if self.remembered.recent else None
        path = self._path_asked or (Path(last) if last else None)
        try:
            if path is not None:
                self._open(open_study(path))
                return GridScreen()
        except CaseCoderError as error:
            return self._picker(str(error))
        return self._picker()

    def _picker(self, trouble: str = "") -> Screen[Any]:
        from casecoder.tui.screens.study_picker import StudyPickerScreen

        return StudyPickerScreen(trouble)

    def _open(self, study: StudyFile) -> None:
        self._close_study()
        self._study = study
        self.watch_study(study)
        self.drafts.clear()
        self.remembered.opened(study.path)

    async def take(self, study: StudyFile) -> None:
        """Work on this study from now on, at its grid."""
        self._open(study)
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        await self.push_screen(GridScreen())

    @property
    def at_home(self) -> bool:
        """Whether there is no screen to go back to."""
        return len(self.screen_stack) <= HOME_STACK_DEPTH

    async def action_back(self) -> None:
        """Go back to the screen before; at home end the tour, if there is one."""
        if not self.at_home:
            self.pop_screen()
        elif self.tour is not None:
            self.tour.escape()

    def on_unmount(self) -> None:
        """Close the study's file."""
        self._close_study()

    def _close_study(self) -> None:
        self.unwatch_study()
        if self._study is not None:
            self._study.close()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: "SeverityLevel" = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Show a message without reading it as markup: it may hold words of the study.

        The message stands in the bottom line, where it covers no text. Errors, and messages too long for that line,
        are shown as toasts. A toast that is still on the screen is not shown twice.
        """
        words = show_control_characters(" ".join(filter(None, (title.strip(), message.strip()))))
        if severity != "error" and self.screen_stack and len(words) <= self.size.width - 4 and "\n" not in words:
            StatusMessage.on(self.screen, words, severity)
        elif not any(
            (toast.title, toast.message) == (show_control_characters(title), show_control_characters(message))
            for toast in self._notifications
        ):
            super().notify(
                show_control_characters(message),
                title=show_control_characters(title),
                severity=severity,
                timeout=timeout,
                markup=markup,
            )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer Back only when there is a screen to go back to, and the keys of the tour only during a tour."""
        if action in {"tour_step", "tour_end"}:
            return self.tour is not None
        return not (action == "back" and self.at_home and self.tour is None)

    def go_to(self, destination: Destination) -> Awaitable[None]:
        """Show the screen of a destination; what is returned can be awaited until it is there."""
        return self.push_screen(screen_for(destination))

    def action_go(self, page: str) -> None:
        """Show a page by its name in ``PAGES``; warn when no study is open."""
        if not self.has_study:
            self.notify("Choose or make one first.", title="No study is open.", severity="warning")
            return
        self.go_to(PAGES[page].destination)

    def action_help(self) -> None:
        """Show what this screen is for and which keys work on it."""
        from casecoder.tui.screens.help import build_help_screen

        self.push_screen(build_help_screen(self.screen))

    def action_undo(self) -> None:
        """Take back the coder's last change."""
        self._reverse(history.undo, "Undone")

    def action_redo(self) -> None:
        """Do again what the coder took back."""
        self._reverse(history.redo, "Done again")

    def _reverse(self, act: Callable[[StudyFile, str], str], word: str) -> None:
        try:
            what = act(self.study, self.coder)
        except CaseCoderError as error:
            self.notify(error.hint, title=error.message, severity="warning", timeout=6)
            return
        if isinstance(self.screen, StudyScreen):
            self.screen.refresh_study()
        self.notify(what, title=f"{word}:", timeout=4)

    def begin_tour(self) -> None:
        """Begin the tour on the study that is open."""
        from casecoder.tui.tour import Tour

        def ended() -> None:
            self.tour = None

        self.tour = Tour(self, lambda: self.study, self.coder, self.keys, ended)

    def show_tour_step(self, screen: Screen[Any]) -> None:
        """Show the step of the tour on a screen, if there is a tour."""
        if self.tour is not None:
            self.tour.show_on(screen)

    def action_tour_step(self) -> None:
        """Skip the step of the tour that is shown."""
        if self.tour is not None:
            self.tour.go_on()

    def action_tour_end(self) -> None:
        """End the tour."""
        if self.tour is not None:
            self.tour.end()

    def action_take_tour(self) -> None:
        """Build the tour's study on the picker; warn first when unsaved work would be lost."""
        if not self._warn_of_loss("choose this again"):
            from casecoder.tui.screens.study_picker import StudyPickerScreen

            self.push_screen(StudyPickerScreen(touring=True))

    def action_settings(self) -> None:
        """Open the settings, unless they are shown already."""
        from casecoder.tui.screens.settings import SettingsScreen

        if not isinstance(self.screen, SettingsScreen):
            self.push_screen(SettingsScreen())

    def action_another_study(self) -> None:
        """Choose or make another study; warn first when unsaved work would be lost."""
        if not self._warn_of_loss("choose this again"):
            self.push_screen(self._picker())

    async def action_quit(self) -> None:
        """Quit; warn first when unsaved work would be lost."""
        if not self._warn_of_loss("press ctrl+q again"):
            self.exit()

    def _unsaved_work(self) -> dict[str, RatingDraft | str]:
        """Return the ratings and texts that are not kept yet, by their names."""
        found: dict[str, RatingDraft | str] = {f"{case} {code}": draft for (case, code), draft in self.drafts.items()}
        writing = [screen.unkept for screen in self.screen_stack if isinstance(screen, UnsavedWriting)]
        return found | dict(filter(None, writing))

    def _warn_of_loss(self, again: str) -> bool:
        """Return whether work is not kept yet; warn about it once, and again when it has changed."""
        unsaved = self._unsaved_work()
        if not unsaved or unsaved == self._warned_work:
            return False
        self._warned_work = unsaved
        self.notify(
            f"ctrl+s where it is written keeps it; {again} to lose it: {', '.join(unsaved)}.",
            title="Not kept yet.",
            severity="error",
            timeout=8,
        )
        return True

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Return what the palette offers besides the study's own commands."""
        for name, meaning in THEME_DESCRIPTIONS.items():
            yield SystemCommand(f"Theme: {name}", meaning, partial(self.choose_theme, name))
        yield SystemCommand("Take the tour", "Two minutes on the sample study", self.action_take_tour)
        yield SystemCommand("Another study", "Open or make another study", self.action_another_study)


@cache
def read_key_table() -> KeyTable:
    """Return what the keys of the application and of all its screens do. Every screen is imported for it."""
    return KeyTable(collect_key_scopes(CaseCoderApp, list_screen_classes()))
