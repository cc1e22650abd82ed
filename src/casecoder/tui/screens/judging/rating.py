"""The rating desk of one rater."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from casecoder.core.judging.rating import Judgement, RatingKind, same_person
from casecoder.core.vocabulary import Band
from casecoder.services.judging import rating
from casecoder.store import records
from casecoder.tui.base.destinations import ReconcilePage
from casecoder.tui.base.drafts import RatingDraft
from casecoder.tui.base.screen_text import bands_by_rater, format_count, hidden_ratings_note, standing_in_words
from casecoder.tui.screens.judging.rating_desk import RatingDeskScreen


class RatingScreen(RatingDeskScreen):
    """The desk where a rater weighs the evidence for a benefit in a school."""

    HELP = """\
# The rating desk

Everything that is coded to this benefit in this school: what the researchers **saw**, then what people **said**,
by role. `✓` supports the benefit, `✗` counters it. The lines over it weigh it: how much was seen and told, where
this school stands among the others (`=3rd`: others share the rank), the band that the study's rule would propose
(**v** says why; nothing is ever rated by it), and the conditions for success that are coded with it or near it: at the
same words, in the same turn, or no more than two turns away. Weigh it, then:

1. **space** on each quote that your rating rests on (**x**: all of them);
2. **g**, **a**, **r**, or **n** (looked, and found no evidence);
3. **w**, and say in a sentence or two why;
4. **ctrl+s** keeps it.

A rating is never overwritten: earlier ones stay at the end of the list. **Enter** on one takes it up again as a
draft. **Enter** on a quote opens it in its transcript; on the summary, the summary.

**j** and **k** go on to the next benefit in this school and back, **l** and **h** to this benefit in the next school
and back, like the arrows on the grid; a draft stays where it is.

Where raters differ, **o** sets their ratings side by side and keeps what you agree on. **s** signs off the rating
that holds; after that it changes only with a reason. In a study that is rated blind you see others' ratings of a cell
once you have given yours.
"""
    ONWARD = "j next benefit, l next school."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "o",
            "raters",
            "Raters",
            show=False,
            id="desk.raters",
            tooltip="The raters side by side, and what they agree on",
        ),
        Binding(
            "l,ctrl+right",
            "go(0, 1)",
            "Next school",
            show=False,
            id="desk.next-school",
            tooltip="This benefit in the next school",
        ),
        Binding(
            "h,ctrl+left",
            "go(0, -1)",
            "Previous school",
            show=False,
            id="desk.previous-school",
            tooltip="This benefit in the school before",
        ),
    ]

    @property
    def _mine(self) -> Judgement | None:
        """The rater's own newest rating, if it still counts; else ``None``."""
        standing = self.desk.standing if self.desk else None
        given = [*standing.open, *([standing.judgement] if standing.judgement else [])] if standing else []
        own = [each for each in given if same_person(each.rater, self.coder) and each.kind is RatingKind.OWN]
        return own[-1] if own else None

    @property
    def beginning(self) -> RatingDraft:
        """A draft like the rater's own rating; without one, like the rating that holds."""
        there = frozenset(item.number for item in self.desk.evidence) if self.desk else frozenset()
        return RatingDraft.of(self._mine or self.holds).among(there)

    @property
    def nothing_new(self) -> str:
        """The id of the rater's own rating if the draft only repeats it; else empty."""
        mine = self._mine
        return mine.id if mine is not None and not mine.stale and self.draft == self.beginning else ""

    @property
    def state(self) -> str:
        """A sentence on the rating that holds, or on what to do next."""
        if self.desk is None:
            return ""
        standing, holds = self.desk.standing, self.holds
        if standing.differs:
            return f"Raters differ: {bands_by_rater(standing.open)}. o sets them side by side."
        if holds is None:
            others = hidden_ratings_note(standing)
            return f"{others}." if others else "Not yet rated. Space cites, g a r n choose, w says why, ctrl+s keeps."
        if holds.stale:
            renews = "o, ctrl+s" if holds.kind is RatingKind.AGREED else "ctrl+s"
            return f"! Look again ({renews} if it still holds): {' '.join(holds.stale)}"
        return f"{holds.id} holds: {standing_in_words(standing)}, {format_count(len(holds.cited), 'quote')} cited."

    def beside(self, down: int, right: int) -> tuple[str, str] | None:
        """Return the cell so many rows down and columns to the right in the grid; say so if there is none."""
        if self.desk is None:
            return None
        with self.study.reading() as session:
            codes = [code.ref for code in rating.grid_codes(session, self.desk.code)]
            cases = [case.short for case in records.case_rows(session)]
        if self._code not in codes:
            return None
        row, column = codes.index(self.desk.code.ref) + down, cases.index(self.desk.case.short) + right
        if 0 <= row < len(codes) and 0 <= column < len(cases):
            return cases[column], codes[row]
        self.notify(
            "The grid ends here.", title=f"There is no {'benefit' if down else 'school'} beyond this one.", timeout=3
        )
        return None

    def rate(self, band: Band, reason: str) -> Judgement:
        """Keep the draft as the rater's own rating."""
        return rating.rate(
            self.study,
            self._case,
            self._code,
            band,
            because=self.draft.rationale,
            cited=sorted(self.draft.cited),
            rater=self.coder,
            reason=reason,
        )

    def action_raters(self) -> None:
        """Show the raters side by side, if there is a rating to see."""
        from casecoder.tui.screens.judging.reconcile_ratings import ReconcileRatingsScreen

        if self.desk is None or not self.desk.history:
            others = hidden_ratings_note(self.desk.standing) if self.desk else ""
            self.notify(others or "Rate it first.", title="There is no rating to see.", severity="warning")
        elif isinstance(self.app.screen_stack[-2], ReconcileRatingsScreen):
            self.app.pop_screen()
        else:
            self.go_to(ReconcilePage(self._case, self._code))
