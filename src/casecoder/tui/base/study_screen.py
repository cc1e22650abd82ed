"""The base of every screen of an open study."""

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from textual.screen import Screen

from casecoder.core.errors import CaseCoderError
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.destinations import Destination
from casecoder.tui.base.study_application import StudyApplication

Result = TypeVar("Result")


class StudyScreen(Screen[None]):
    """A screen over the study that is open.

    ``HELP`` is Markdown that ``?`` shows: what the screen is for, above its keys.
    """

    HELP = ""
    _overwrite_warned: Path | None = None
    """The existing file about which the open form has warned."""

    @property
    def study_app(self) -> StudyApplication:
        """The application that shows the screen."""
        return cast(StudyApplication, self.app)

    @property
    def study(self) -> StudyFile:
        """The study that is open."""
        return self.study_app.study

    @property
    def coder(self) -> str:
        """Who is at work."""
        return self.study_app.coder

    def go_to(self, destination: Destination) -> Awaitable[None]:
        """Show the screen of a destination; escape comes back. What is returned can be awaited."""
        return self.study_app.go_to(destination)

    def attempt(self, act: Callable[[], Result], done: str = "") -> Result | None:
        """Do something that may be refused; show the error and its hint if it is.

        Parameters
        ----------
        done:
            The message when it succeeds; empty for none.

        Returns
        -------
        The result of the act, or ``None`` if it was refused.
        """
        try:
            result = act()
        except CaseCoderError as error:
            self.notify(error.hint or " ", title=error.message, severity="error", timeout=6, markup=False)
            return None
        if done:
            self.notify(done, timeout=3, markup=False)
        return result

    def may_write(self, path: Path) -> bool:
        """Return whether a form may write this file; warn once about a file that exists already."""
        if path.exists() and path != self._overwrite_warned:
            self._overwrite_warned = path
            self.notify("ctrl+s again replaces it.", title=f"{path.name} is there already.", severity="warning")
            return False
        return True

    async def leave(self, error: CaseCoderError) -> None:
        """Go back because what this screen shows is gone, and show the error on the screen before.

        The error is shown once that screen is painted, since a screen that is suspended clears all notifications.
        """
        await self.study_app.action_back()
        notify = partial(self.app.notify, title=error.message, severity="error", timeout=6)
        self.app.screen.call_after_refresh(notify, error.hint or " ")

    def refresh_study(self) -> None:
        """Show the study as it is now.

        Called when the screen comes back, after undo and redo, and when somebody else has changed the study.
        """

    def go_to_cell(self, case: str, code: str) -> None:
        """Put the cursor on a cell, by the ids of case and code, after its rating desk was left.

        Screens without cells do nothing.
        """

    def on_screen_suspend(self) -> None:
        """Clear the toasts of this screen when another one covers it."""
        self.app.clear_notifications()

    def on_screen_resume(self) -> None:
        """Show the study as it is now when the screen comes back."""
        self._overwrite_warned = None
        self.attempt(self.refresh_study)
        self.study_app.show_tour_step(self)
