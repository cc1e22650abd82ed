"""The list of all rated cells, those that need somebody first."""

from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from casecoder.core.judging.rating import same_person
from casecoder.core.judging.study_settings import StudySettings
from casecoder.services.judging.reconciling_and_signing import (
    STATE_ORDER,
    RatedCell,
    list_rated_cells,
    sign_off,
    sign_off_all,
)
from casecoder.services.judging.study_settings import change_study_settings, settings_of_study
from casecoder.tui.base.destinations import RatingPage, ReconcilePage
from casecoder.tui.base.screen_text import (
    bands_by_rater,
    format_count,
    hidden_ratings_note,
    one_line,
    plain_content,
    rating_signature,
    reasons_to_look_again,
    standing_in_words,
    standing_mark,
)
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList, list_heading

STATE_HEADINGS = {
    "raters differ": "Raters differ: enter sets them side by side",
    "look again": "Something they rest on has changed: look again",
    "another view since": "Somebody has rated otherwise since",
    "to be signed off": "To be signed off",
    "signed off": "Signed off",
    "no longer rated": "No longer rated: the code is retired, or stands under another",
}
"""The heading of the cells in each state."""
RULE_HELP = "What the rule asks for Green and for Amber before it proposes them; docs/rating-rule.md explains it."
INDENT = "    "
HIDDEN_RATINGS_HEADING = "Rated by others: rate them first"


class RatingsScreen(StudyScreen):
    """The rated cells: where raters differ, what to look at again, what to sign off."""

    AUTO_FOCUS = "LongList"
    HELP = """\
# Ratings

Every cell that has been rated, those that need somebody first. **Enter** sets the raters side by side over the
evidence, where what they agree on is kept; where there is only one, it opens the rating desk. **s** signs off the
rating under the cursor, **S** all that hold and are not stale. A rating that is signed off changes only with a reason.

**o** says how the study rates: *blind* (a rater sees others' ratings of a cell once she has given hers; documents show
only what is agreed on or signed off), who *leads* (who sees everything, reconciles and signs off; nobody: all may), and
the thresholds of the rule that proposes a band. `docs/rating-rule.md` has them in words.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "open",
            "Open",
            key_display="⏎",
            priority=True,
            id="ratings.open",
            tooltip="The raters side by side, or the desk of the only one",
        ),
        Binding("s", "sign", "Sign off", id="ratings.sign", tooltip="Sign off the rating under the cursor"),
        Binding(
            "S,shift+s",
            "sign_all",
            "Sign all",
            key_display="S",
            id="ratings.sign-all",
            tooltip="Sign off every rating that holds and is not stale",
        ),
        Binding(
            "o",
            "how",
            "How we rate",
            id="ratings.how",
            tooltip="Blind or not, who leads, the rule that proposes a band",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._cells: dict[str, RatedCell] = {}

    def compose(self) -> ComposeResult:
        """Lay out the cells, or what to do when there are none."""
        yield Static(id="title", classes="screen-title", markup=False)
        yield LongList(id="ratings")
        yield Static(
            "Nobody has rated anything yet: enter on a cell of the grid opens its desk.",
            id="empty",
            classes="empty",
            markup=False,
        )
        yield KeyLine(compact=True)

    def refresh_study(self) -> None:
        """List the cells as they are now."""
        cells = sorted(list_rated_cells(self.study, self.coder), key=_order)
        next_cell = self._next_waiting({_cell_key(cell): cell for cell in cells})
        self._cells = {_cell_key(cell): cell for cell in cells}
        self._list()
        ratings = self.query_one(LongList)
        ratings.go_to(next_cell)
        ratings.display, self.query_one("#empty").display = bool(cells), not cells
        how = settings_of_study(self.study)
        rules = ["rated blind"] if how.blind else []
        rules += [f"{how.lead} leads"] if how.lead else []
        title = " · ".join(["Ratings", format_count(len(cells), "cell"), *rules])
        self.query_one("#title", Static).update(plain_content(one_line(title)))

    def _list(self) -> None:
        self.query_one(LongList).put(list(_options([*self._cells.values()], self.app.size.width - 2)))

    def on_resize(self) -> None:
        """Wrap the lines to the new width."""
        self._list()

    def _next_waiting(self, now: dict[str, RatedCell]) -> str:
        """Return the next cell that waits for what has been done for the cell under the cursor; else empty."""
        here = self._here
        if here is None or _cell_key(here) not in now or _progress(now[_cell_key(here)]) <= _progress(here):
            return ""
        order = list(self._cells)
        at = order.index(_cell_key(here))
        waiting = (
            name for name in (*order[at + 1 :], *order[:at]) if name in now and _progress(now[name]) == _progress(here)
        )
        return next(waiting, "")

    @property
    def _here(self) -> RatedCell | None:
        option = self.query_one(LongList).highlighted_option
        return self._cells.get(option.id or "") if option else None

    @on(LongList.OptionSelected)
    def action_open(self) -> None:
        """Open the cell under the cursor: the raters side by side, or the desk of the only one."""
        cell = self._here
        if cell is not None:
            page = RatingPage if cell.has_one_rater else ReconcilePage
            self.go_to(page(cell.case, cell.code))

    def action_sign(self) -> None:
        """Sign off the rating under the cursor."""
        cell = self._here
        if cell is None:
            self.notify("Rate something first.", title="There is no rating here.", severity="warning")
            return
        signed_off = self.attempt(lambda: sign_off(self.study, cell.case, cell.code, coder=self.coder))
        if signed_off is not None:
            self.notify(f"{signed_off.id} of {cell.case} {cell.code}.", title="Signed off:", timeout=4)
            self.refresh_study()

    def action_sign_all(self) -> None:
        """Sign off every rating that can be signed off."""
        done = self.attempt(lambda: sign_off_all(self.study, coder=self.coder))
        if done is not None:
            left, are = len(done.refusals), "it is" if len(done.refusals) == 1 else "they are"
            waiting = f"{left} can't be yet; {are} listed first. " if left else ""
            self.notify(
                f"{waiting}ctrl+z takes it back.",
                title=f"{format_count(len(done.signed), 'rating')} signed off.",
                timeout=6,
            )
            self.refresh_study()

    def action_how(self) -> None:
        """Ask how the study rates: blind or not, the lead, the rule."""
        how = settings_of_study(self.study)
        only = f" Only {how.lead} changes how we rate." if how.lead and not same_person(how.lead, self.coder) else ""
        self.app.push_screen(FormScreen("How we rate", list(_fields(how)), self._change_rules, RULE_HELP + only))

    def _change_rules(self, changed: dict[str, str]) -> bool:
        if self.attempt(lambda: change_study_settings(self.study, changed, coder=self.coder)) is None:
            return False
        self.refresh_study()
        return True


def _order(cell: RatedCell) -> int:
    return STATE_ORDER.index(cell.state) if cell.state in STATE_ORDER else len(STATE_ORDER)


def _progress(cell: RatedCell) -> int:
    """Return how far a cell is; a cell that the reader has to rate first comes before all others."""
    return STATE_ORDER.index(cell.state) if cell.state in STATE_ORDER else -1


def _options(cells: list[RatedCell], width: int) -> Iterator[Option]:
    for at, group in groupby(cells, key=_order):
        items = list(group)
        words = STATE_HEADINGS[STATE_ORDER[at]] if at < len(STATE_ORDER) else HIDDEN_RATINGS_HEADING
        yield list_heading(f"{words} ({len(items)})")
        for cell in items:
            yield Option(_line(cell, width), id=_cell_key(cell))


def _cell_key(cell: RatedCell) -> str:
    return f"{cell.case} {cell.code}"


def _line(cell: RatedCell, width: int) -> Content:
    stands, holds = cell.standing, cell.standing.judgement
    stale = "!" if stands.is_stale else " "
    first = plain_content(
        one_line(f"{standing_mark(stands)}{stale} {cell.case} · {cell.code} {cell.code_name}"), "bold"
    )
    several = holds is None or (holds in stands.open and len(stands.open) > 1)
    who = bands_by_rater(stands.open) if several else rating_signature(holds) if holds else ""
    facts = [f"{standing_in_words(stands)} · {who}" if who else hidden_ratings_note(stands)]
    facts += [f"Since then: {bands_by_rater(cell.later_ratings)}"] if cell.later_ratings else []
    if holds and holds.reason:
        facts.append(f"In place of one that was signed off, because: {one_line(holds.reason)}")
    facts += [f"! {reason}" for reason in reasons_to_look_again(stands)]
    lines = (line for fact in facts for line in wrap(fact, width, initial_indent=INDENT, subsequent_indent=INDENT))
    return Content("\n").join([first, *map(plain_content, lines)])


def _fields(how: StudySettings) -> Iterator[FormField]:
    """Yield a form field for each setting."""
    for name, value in how.values.items():
        band, _, threshold = name.partition("_")
        label = (
            f"{band.capitalize()}: {threshold} {'≤' if threshold == 'against' else '≥'}"
            if threshold
            else (band.capitalize())
        )
        words = ("on", "off") if name == "blind" else ()
        yield FormField(name, label, value, words, can_be_empty=name == "lead", hint="nobody" if name == "lead" else "")
