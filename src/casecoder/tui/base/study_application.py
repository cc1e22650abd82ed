"""What screens need of the application that shows them. The application itself stands above the screens."""

from collections.abc import Awaitable
from typing import Any, Protocol

from textual.screen import Screen

from casecoder.store.study_file import StudyFile
from casecoder.tui.base.destinations import Destination
from casecoder.tui.base.drafts import RatingDraft
from casecoder.tui.base.recent_studies import RecentStudies


class StudyApplication(Protocol):
    """The application at work on a study.

    Parameters
    ----------
    coder:
        Who is at work.
    drafts:
        The ratings that are not kept yet, by the ids of case and code.
    remembered:
        The studies opened last.
    """

    coder: str
    drafts: dict[tuple[str, str], RatingDraft]
    remembered: RecentStudies

    @property
    def study(self) -> StudyFile:
        """The study that is open."""

    @property
    def has_study(self) -> bool:
        """Whether a study is open."""

    @property
    def at_home(self) -> bool:
        """Whether there is no screen to go back to."""

    def go_to(self, destination: Destination) -> Awaitable[None]:
        """Show the screen of a destination; what is returned can be awaited until it is there."""

    def action_go(self, page: str) -> None:
        """Show a page by its name in ``PAGES``; warn when no study is open."""

    async def action_back(self) -> None:
        """Go back to the screen before."""

    async def take(self, study: StudyFile) -> None:
        """Work on this study from now on, at its grid."""

    def begin_tour(self) -> None:
        """Begin the tour on the study that is open."""

    def show_tour_step(self, screen: Screen[Any]) -> None:
        """Show the step of the tour on a screen, if there is a tour."""
