"""The agreement of coders and raters: a line for each code, and the details of its figures below."""

from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import ProgressBar, Static
from textual.widgets.option_list import Option

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_results import (
    Agreement,
    AgreementLine,
    AgreementSubject,
    AgreementUnit,
    SegmentOverlap,
)
from casecoder.services import history
from casecoder.services.judging.agreement_on_codings import coding_agreement
from casecoder.services.judging.agreement_on_ratings import rating_agreement
from casecoder.tui.base.background_jobs import BackgroundJobScreen, ProgressCallback
from casecoder.tui.base.destinations import DisagreementsPage
from casecoder.tui.base.screen_text import format_count, one_line, plain_content
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.key_line import KeyLine
from casecoder.tui.widgets.long_list import LongList

NAME_WIDTH, FIGURE_WIDTH, NAMES_SEPARATOR = 33, 7, "\n"
EVERYBODY = "all"
NEXT_UNIT = dict(zip(AgreementUnit, (*tuple(AgreementUnit)[1:], AgreementUnit.CHARACTER), strict=True))


class AgreementScreen(BackgroundJobScreen):
    """The measures of agreement for each code, on codings or on ratings."""

    CSS_PATH = "agreement.tcss"
    AUTO_FOCUS = "LongList"
    HELP = """\
# Agreement

How far those who coded the same sources, or rated the same benefit in the same school, agree. 1 is full agreement, 0
what chance would give; `–` says that a figure can't be had, and below why. Under the list stand the 95 % intervals,
every pair of coders, how their segments meet, and how it was all counted.

**Enter** (or **d**) lists where they disagree on a code. **r** turns from codings to ratings and back. **u** goes on
to the next unit in which codings are compared: characters, sentences, turns. **w** compares two people only, or
everybody.

| measure | says |
|---|---|
| κ | Cohen’s kappa, of several people the mean of the pairs; of ratings by distance (lin) or its square (quad) |
| α | Krippendorff’s alpha, of all together; `ord` takes Red, Amber, Green as ordered |
| α unit | the same in characters, each segment chosen as a whole and not character by character |
| AC1 | Gwet’s AC1, which holds up where almost nothing is coded |
| % | the share of units on which they agree, which chance inflates |

Krippendorff asks for an α of 0.80, and of 0.67 at least where conclusions are tentative. Read the interval as well:
from few sources or schools it is wide, and from fewer than five there is none.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "d",
            "disagreements",
            "Disagreements",
            id="agreement.disagreements",
            tooltip="List where they disagree on this code",
        ),
        Binding("r", "turn", "Ratings", id="agreement.ratings", tooltip="Turn from codings to ratings and back"),
        Binding("u", "unit", "Unit", id="agreement.unit", tooltip="Compare by character, sentence or turn"),
        Binding("w", "who", "Who", id="agreement.who", tooltip="Compare two people, or everybody"),
        Binding(
            "ctrl+down",
            "read(1)",
            "Read on",
            show=False,
            id="agreement.read-on",
            tooltip="Scroll on in what lies behind the figures",
        ),
        Binding(
            "ctrl+up",
            "read(-1)",
            "Read back",
            show=False,
            id="agreement.read-back",
            tooltip="Scroll back in what lies behind the figures",
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._on, self._unit = AgreementSubject.CODINGS, AgreementUnit.CHARACTER
        self._who: tuple[str, ...] = ()
        self._everybody: tuple[str, ...] = ()
        self._found: Agreement | None = None
        self._state = -1

    def compose(self) -> ComposeResult:
        """Lay out the codes with their figures, and the details of the figures."""
        yield Static(classes="screen-title", id="agreement-title", markup=False)
        yield Static(classes="columns", id="agreement-columns", markup=False)
        yield LongList(id="agreement-codes")
        with VerticalScroll(id="agreement-behind", can_focus=False):
            yield Static(id="agreement-detail", markup=False)
        yield ProgressBar(show_eta=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Hide the progress bar until a comparison runs."""
        self.query_one(ProgressBar).display = False

    def refresh_study(self) -> None:
        """Compare again if the study has changed."""
        newest = history.read_history(self.study, 1)
        state = newest[0].number if newest else 0
        if state != self._state and not self.working:
            self._state = state
            self._compare()

    def _compare(self) -> None:
        self.query_one("#agreement-title", Static).update(f"Agreement on {self._on} · comparing… (esc stops)")
        self.start("Comparing", partial(self._measure, self._on, self._unit, self._who), self._show_figures)

    def _measure(
        self, on_what: AgreementSubject, unit: AgreementUnit, who: tuple[str, ...], progress: ProgressCallback
    ) -> Agreement:
        with self.study.reading() as snapshot:
            if on_what is AgreementSubject.RATINGS:
                return rating_agreement(snapshot, raters=who, viewer=self.coder)
            return coding_agreement(snapshot, unit=unit, coders=who, progress=progress)

    def _show_figures(self, found: Agreement) -> None:
        self._found = found
        if not self._who:
            self._everybody = found.coders
        by = f" by {found.unit}" if found.unit else ""
        over = format_count(found.compared, "source" if found.unit else "cell")
        title = f"Agreement on {found.on}{by} · {over} · {', '.join(found.coders)}"
        self.query_one("#agreement-title", Static).update(plain_content(one_line(title)))
        heads = "".join(f"{measure.short:>{FIGURE_WIDTH}}" for measure in found.measures)
        self.query_one("#agreement-columns", Static).update(f"{'code':<{NAME_WIDTH}}{heads}")
        self.query_one(LongList).put([_entry(found, line) for line in found.lines])
        self._explain()

    def failed(self, error: CaseCoderError) -> None:
        """Show why nothing can be compared, in place of the figures."""
        self._found = None
        self.query_one("#agreement-title", Static).update(f"Agreement on {self._on}")
        self.query_one("#agreement-columns", Static).update("")
        other = "codings" if self._on is AgreementSubject.RATINGS else "ratings"
        message = f"{error.message}\n{error.hint}\n\nr compares {other} instead."
        self.query_one(LongList).put([Option(plain_content(message), disabled=True)])
        self.query_one("#agreement-detail", Static).update("")

    def stopped(self) -> None:
        """Leave the figures that were there, and name the keys that compare again."""
        self.query_one("#agreement-title", Static).update(f"Agreement on {self._on} · stopped (u, r, w compare)")

    @property
    def _line(self) -> AgreementLine | None:
        """The line under the cursor; ``None`` when there is none."""
        at = self.query_one(LongList).highlighted
        lines = self._found.lines if self._found else ()
        return lines[at] if at is not None and at < len(lines) else None

    @on(LongList.OptionHighlighted)
    def _explain(self) -> None:
        """Show the details of the figures of the code under the cursor."""
        if self._found is not None and self._line is not None:
            text = NAMES_SEPARATOR.join(_figure_details(self._found, self._line))
            self.query_one("#agreement-detail", Static).update(plain_content(text))
            self.query_one("#agreement-behind").scroll_home(animate=False)

    @on(LongList.OptionSelected)
    def action_disagreements(self) -> None:
        """Go to the disagreements on the code under the cursor."""
        if self._line is None:
            self.notify("The list says why.", title="Nothing is compared.", severity="warning")
        else:
            self.go_to(DisagreementsPage(self._on, self._line.id, self._line.name, self._who))

    def action_turn(self) -> None:
        """Turn from codings to ratings, or back."""
        if self._is_free():
            self._on = AgreementSubject.CODINGS if self._on is AgreementSubject.RATINGS else AgreementSubject.RATINGS
            self._who = self._everybody = ()
            self._compare()

    def action_unit(self) -> None:
        """Compare by the next unit of text."""
        if self._on is AgreementSubject.RATINGS:
            self.notify(
                "Units divide the texts of codings: r turns to them.", title="Ratings have no unit.", severity="warning"
            )
        elif self._is_free():
            self._unit = NEXT_UNIT[self._unit]
            self._compare()

    def action_who(self) -> None:
        """Ask whom to compare."""
        if len(self._everybody) < 3:
            self.notify(
                "With three or more there is a choice.", title="There are no others to compare.", severity="warning"
            )
        elif self._is_free():
            pairs = [(NAMES_SEPARATOR.join(pair), " and ".join(pair)) for pair in combinations(self._everybody, 2)]
            self.app.push_screen(
                ChooserScreen("Compare whom?", [(EVERYBODY, "Everybody"), *pairs]), self._compare_people
            )

    def _compare_people(self, chosen: str | None) -> None:
        if chosen is not None:
            self._who = () if chosen == EVERYBODY else tuple(chosen.split(NAMES_SEPARATOR))
            self._compare()

    def _is_free(self) -> bool:
        if self.working:
            self.notify("Wait for it, or press escape to stop it.", title="It is still comparing.", severity="warning")
        return not self.working

    def action_read(self, pages: int) -> None:
        """Scroll the details of the figures."""
        page = self.query_one("#agreement-behind")
        page.scroll_relative(y=pages * max(1, page.size.height - 1), animate=False)


def _entry(found: Agreement, line: AgreementLine) -> Option:
    name = one_line(f"{line.id:<6} {line.name}" if line.id else line.name)
    figures = "".join(f"{line.figures[measure].text(measure):>{FIGURE_WIDTH}}" for measure in found.measures)
    cut = name if len(name) < NAME_WIDTH else name[: NAME_WIDTH - 2] + "…"
    return Option(Content(f"{cut:<{NAME_WIDTH}}{figures}"), id=line.id or EVERYBODY)


def _figure_details(found: Agreement, line: AgreementLine) -> Iterator[str]:
    """Yield the details of a line's figures, a line each."""
    for measure in found.measures:
        figure = line.figures[measure]
        yield f"{figure.whole(measure):<22} {measure.heading}" + (f": {figure.reason}" if figure.reason else "")
    if found.unit:
        yield f"{line.chosen:,} of {line.units:,} {found.counted} coded by at least one"
        yield ("All pairs together: " if len(line.pairs) > 1 else "") + _describe_overlap(line.overlap)
    else:
        none = f"{line.left_out:,} of them “looked, no evidence”"
        yield f"{format_count(line.units, 'cell')}, {format_count(line.chosen, 'rating')}, {none}"
    for pair in line.pairs:
        kappas = ", ".join(f"{measure.short} {figure.whole(measure)}" for measure, figure in pair.figures.items())
        met = f" · {_describe_overlap(pair.overlap)}" if found.unit else ""
        shared = format_count(pair.shared, "source" if found.unit else "cell")
        yield f"{pair.one} and {pair.other} ({shared}): {kappas}{met}"
    yield ""
    yield from found.notes


def _describe_overlap(overlap: SegmentOverlap) -> str:
    if not overlap.segments:
        return "no segments"
    if overlap.shared is None or overlap.boundary is None:
        return f"{format_count(overlap.segments, 'segment')}, none overlaps one of the other’s"
    met = f"{overlap.overlapping:,} overlap one of the other’s, {overlap.exact:,} with the same boundaries"
    near = f"those that overlap share {overlap.shared:.0%}, boundaries {overlap.boundary:.1f} characters apart"
    return f"{format_count(overlap.segments, 'segment')}, {met}; {near}"
