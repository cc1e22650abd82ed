"""The tour: the user does the main work on the sample study, one step at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.screen import Screen

from casecoder.services import history
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.key_scopes import collect_key_actions
from casecoder.tui.base.keymap import key_label, parse_keys
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.grid import GridScreen
from casecoder.tui.screens.judging.rating import RatingScreen
from casecoder.tui.screens.search.segments import SegmentsScreen
from casecoder.tui.screens.sources.school import SchoolScreen
from casecoder.tui.screens.transcript.transcript import TranscriptScreen
from casecoder.tui.widgets.tour_panel import TourPanel

STEP_CHECK_SECONDS = 0.25
"""How often we check whether a step has been done."""

NEWEST_ACTS_CHECKED = 5
"""How many of the newest acts a check reads: nobody does more between two checks."""


@dataclass(frozen=True, slots=True)
class TourStep:
    """A step of the tour.

    Parameters
    ----------
    words:
        What the user is to do. ``{coding.code}`` stands for the key of that action.
    done:
        Returns whether the user has done it.
    """

    title: str
    words: str
    done: "Callable[[Tour], bool]"


class Tour:
    """A tour of the study that is open. It begins at once, on the screen that is shown.

    Parameters
    ----------
    app:
        The application whose screens show the steps.
    study:
        Returns the study that is open: it may become another while the tour goes on.
    coder:
        Who takes the tour.
    keymap:
        The keys that the settings give, by the id of the action.
    on_end:
        Called when the tour ends.
    """

    def __init__(
        self,
        app: App[None],
        study: Callable[[], StudyFile],
        coder: str,
        keymap: Mapping[str, str],
        on_end: Callable[[], None],
    ) -> None:
        self._app, self._study, self._coder, self._on_end = app, study, coder, on_end
        self._number = 0
        self._escape_pressed = False
        self._keys = tour_key_labels(type(app), keymap)
        self._act_before = self._newest_act()
        self._timer = app.set_interval(STEP_CHECK_SECONDS, self.look)
        self._show()

    @property
    def step(self) -> TourStep:
        """The step that is shown."""
        return TOUR_STEPS[self._number]

    def look(self) -> None:
        """Go on to the next step if the user has done this one."""
        if self.step.done(self):
            self.go_on()

    def go_on(self) -> None:
        """Show the next step; end after the last one."""
        if self._number == len(TOUR_STEPS) - 1:
            self.end()
            return
        self._number, self._act_before, self._escape_pressed = self._number + 1, self._newest_act(), False
        self._show()

    def escape(self) -> None:
        """End the tour when escape is pressed twice: users who go back often press it once too often."""
        if self._escape_pressed:
            self.end()
        else:
            self._escape_pressed = True
            self._app.notify("Press escape again to end the tour.")

    def end(self) -> None:
        """End the tour, and remove its panels from the screens."""
        self._timer.stop()
        self._on_end()
        for screen in self._app.screen_stack:
            screen.query(TourPanel).remove()

    def show_on(self, screen: Screen[Any]) -> None:
        """Show the step on a screen."""
        words = fill_in_keys(self.step.words, self._keys)
        leave = f"{self._keys['tour.skip']} skips this step, {self._keys['tour.end']} ends the tour"
        TourPanel.on(screen, f"Tour {self._number + 1} of {len(TOUR_STEPS)}: {self.step.title} · {leave}", words)

    def _show(self) -> None:
        if isinstance(self._app.screen, StudyScreen):
            self.show_on(self._app.screen)

    def _newest_act(self) -> int:
        newest = history.read_history(self._study(), 1)
        return newest[0].number if newest else 0

    def is_at(self, screen: type[StudyScreen]) -> bool:
        """Return whether a screen of this class is shown."""
        return isinstance(self._app.screen, screen)

    def has_selected(self) -> bool:
        """Return whether words of a transcript are selected."""
        screen = self._app.screen
        return isinstance(screen, TranscriptScreen) and screen.view.selection is not None

    def has(self, kind: str) -> bool:
        """Return whether the user has done an act of this kind since the step was shown."""
        acts = history.read_history(self._study(), NEWEST_ACTS_CHECKED)
        return any(act.number > self._act_before and act.kind == kind and act.coder == self._coder for act in acts)


TOUR_STEPS = (
    TourStep(
        "a school",
        "Benefits down, schools across; a cell has the rating and how many codings. Press up "
        "until you are on a school’s name at the top, then {home.open}.",
        lambda tour: tour.is_at(SchoolScreen),
    ),
    TourStep(
        "a transcript",
        "All there is about one school. Press down until you are on one of its sources, then enter.",
        lambda tour: tour.is_at(TranscriptScreen),
    ),
    TourStep(
        "a sentence",
        "The arrows move the caret. Put it on words worth keeping, then press {coding.sentence}: "
        "the whole sentence is selected.",
        lambda tour: tour.has_selected(),
    ),
    TourStep(
        "code it",
        "Press {coding.code} for the codes, type a few letters of one (par, say), and take it with enter. "
        "It is on disk at once.",
        lambda tour: tour.has("code"),
    ),
    TourStep(
        "see it gathered",
        "The bar beside your words is the coding. Press {coding.gathered} for all that its code "
        "has gathered, in every school.",
        lambda tour: tour.is_at(SegmentsScreen),
    ),
    TourStep(
        "a cell",
        "Press {app.back} until you are back at the grid. There, {home.open} on a cell with a number "
        "opens the evidence for that benefit in that school.",
        lambda tour: tour.is_at(RatingScreen),
    ),
    TourStep(
        "rate it",
        "{desk.cite} on a quote rests the rating on it. Then {desk.green}, {desk.amber} or {desk.red}, "
        "{desk.why} and a sentence that says why. {desk.keep} keeps it; one that was signed off asks "
        "why it changes.",
        lambda tour: tour.has("rate"),
    ),
    TourStep(
        "take it back",
        "{app.undo} takes back whatever you did last, here as everywhere; {app.redo} does it again.",
        lambda tour: tour.has("undo"),
    ),
    TourStep(
        "that is all",
        "{app.help} explains any screen, {app.palette} finds every action and place, "
        "{app.settings} has the theme and your own keys. {tour.end} ends the tour.",
        lambda tour: False,
    ),
)


def tour_key_labels(app: type[App[None]], keymap: Mapping[str, str]) -> dict[str, str]:
    """Return the key of each action that the tour may speak of, as the settings have it."""
    owners = (app, GridScreen, TranscriptScreen, RatingScreen)
    actions = [action for owner in owners for action in collect_key_actions(owner)]
    return {action.id: key_label((parse_keys(keymap.get(action.id, "")) or action.keys)[0]) for action in actions}


def fill_in_keys(words: str, keys: Mapping[str, str]) -> str:
    """Return the words with each ``{action.id}`` replaced by its key."""
    for name, key in keys.items():
        words = words.replace("{" + name + "}", key)
    return words
