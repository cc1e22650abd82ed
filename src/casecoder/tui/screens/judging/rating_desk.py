"""The base of the two rating desks: the evidence of a cell, the draft of a rating, and the earlier ratings."""

from abc import abstractmethod
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static, TextArea

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.rating import Judgement
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.vocabulary import Band
from casecoder.services.judging import rating
from casecoder.services.judging.rating import RatingDesk
from casecoder.services.judging.reconciling_and_signing import sign_off
from casecoder.tui.base.destinations import coding_page
from casecoder.tui.base.drafts import RatingDraft
from casecoder.tui.base.screen_text import (
    band_name,
    format_count,
    one_line,
    plain_content,
    standing_in_words,
    standing_mark,
)
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.form import FormField, FormScreen
from casecoder.tui.screens.judging import rating_material
from casecoder.tui.widgets.band_choice import BandChoice
from casecoder.tui.widgets.evidence_list import SUMMARY_ENTRY, EvidenceList, format_evidence_count
from casecoder.tui.widgets.evidence_weight_lines import EvidenceWeightLines
from casecoder.tui.widgets.key_line import KeyLine

RATIONALE_TITLE = "Why (w)"
RATIONALE_TITLE_WHILE_TYPING = "Typing in Why: esc leaves it, ctrl+s keeps the rating"
"""The title of the rationale without and with the focus."""


class RatingDeskScreen(StudyScreen):
    """A desk with the evidence for a benefit in a school, to choose a band for it.

    What is chosen and typed is a draft. It outlives the screen, and ctrl+s makes it a rating.

    Parameters
    ----------
    case, code:
        The cell, by the case's short id and the code's id.
    """

    CSS_PATH = "rating.tcss"
    AUTO_FOCUS = "EvidenceList"
    PAPERS: ClassVar[type[EvidenceList]] = EvidenceList
    """The widget that lists the evidence."""
    PURPOSE: ClassVar[str] = ""
    """The words of the title before the cell."""
    ONWARD: ClassVar[str] = "j goes on."
    """A sentence on the keys that lead on, shown when a rating is kept."""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "cite", "Cite", id="desk.cite", tooltip="Rest the rating on this quote, or no longer"),
        Binding(
            "x",
            "cite_all",
            "Cite all",
            show=False,
            id="desk.cite-all",
            tooltip="Rest the rating on every quote, or on none",
        ),
        *(
            Binding(
                key,
                f"band('{key}')",
                band.label.split(",")[0],
                id=f"desk.{band.value}",
                tooltip=band.definition,
                group=Binding.Group("Band", compact=True),
            )
            for key, band in BandChoice.KEYS.items()
        ),
        Binding("w", "write", "Why", id="desk.why", tooltip="Write the rationale"),
        Binding("ctrl+s", "keep", "Keep", id="desk.keep", tooltip="Keep this as the rating"),
        Binding("0", "drop", "Drop", show=False, id="desk.drop", tooltip="Drop the draft; again brings it back"),
        Binding("y", "summary", "Summary", id="desk.summary", tooltip="Write the summary for the case study"),
        Binding("d", "definition", "Meaning", id="desk.definition", tooltip="What the code means"),
        Binding(
            "v",
            "proposal",
            "Proposal",
            show=False,
            id="desk.proposal",
            tooltip="The band that the rule proposes, why, and all the figures",
        ),
        Binding("s", "sign", "Sign off", show=False, id="desk.sign", tooltip="Sign off the rating that holds"),
        Binding(
            "j,ctrl+down",
            "go(1, 0)",
            "Next",
            show=False,
            id="desk.next",
            tooltip="The next benefit in this school; when reconciling, the next cell that needs somebody",
        ),
        Binding("k,ctrl+up", "go(-1, 0)", "Previous", show=False, id="desk.previous", tooltip="The one before"),
        Binding(
            "escape",
            "back",
            "Back",
            key_display="esc",
            id="desk.back",
            tooltip="From the rationale to the list; from the list to the screen before",
        ),
    ]

    def __init__(self, case: str, code: str) -> None:
        super().__init__()
        self._case, self._code = case, code
        self.desk: RatingDesk | None = None
        self.draft = RatingDraft()
        self._dropped: RatingDraft | None = None

    def compose(self) -> ComposeResult:
        """Lay out the evidence, and beside or beneath it the bands and the rationale."""
        yield Static(classes="screen-title", id="cell-title", markup=False)
        yield EvidenceWeightLines(id="weight")
        with Horizontal(id="desk"):
            yield self.PAPERS(id="evidence")
            with Vertical(id="judgement"):
                yield BandChoice()
                why = TextArea(id="why", soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True)
                why.border_title = RATIONALE_TITLE
                yield why
                yield Static(id="draft", classes="status", markup=False)
        yield KeyLine(compact=True)

    def refresh_study(self) -> None:
        """Read the cell again. A draft stays, without its citations of codings that are gone."""
        try:
            self.desk = desk = rating.open_rating_desk(self.study, self._case, self._code, self.coder)
        except CaseCoderError as error:
            self.call_after_refresh(self.leave, error)
            return
        self.query_one(EvidenceWeightLines).weigh(self.study, self._case, self._code)
        there = frozenset(item.number for item in desk.evidence)
        kept_draft = self.study_app.drafts.get(self.cell)
        self.draft = (kept_draft or self.beginning).among(there)
        self.query_one("#cell-title", Static).update(plain_content(self._title(desk)))
        self.query_one(EvidenceList).show(desk, self.draft.cited)
        self._show_draft()

    @property
    def cell(self) -> tuple[str, str]:
        """The key of the draft among the drafts."""
        return self._case, self._code

    @property
    def holds(self) -> Judgement | None:
        """The rating that holds for the cell; ``None`` if there is none that the rater may see."""
        return self.desk.standing.judgement if self.desk else None

    @property
    def beginning(self) -> RatingDraft:
        """The draft to start with."""
        return RatingDraft()

    @property
    def state(self) -> str:
        """A sentence on the cell, shown while there is no draft."""
        return ""

    @abstractmethod
    def rate(self, band: Band, reason: str) -> Judgement:
        """Keep the draft as a rating. ``reason`` says why a rating that was signed off changes."""

    def _title(self, desk: RatingDesk) -> str:
        stale = ", to be looked at again" if desk.standing.is_stale else ""
        now = f"{standing_mark(desk.standing)} {standing_in_words(desk.standing)}{stale}"
        rest = f"{self.PURPOSE}{desk.case.short} · {desk.code.ref} {{}} · {now} · {format_evidence_count(desk)}"
        name = shorten_quote(one_line(desk.code.name), max(12, self.app.size.width - 2 - len(rest)))
        return one_line(rest.replace("{}", name))

    def _set_draft(self, draft: RatingDraft) -> None:
        """Take a changed draft as the draft of the cell."""
        self.draft = draft
        if draft == self.beginning:
            self.study_app.drafts.pop(self.cell, None)
        else:
            self.study_app.drafts[self.cell] = draft
        self._show_draft()

    def _show_draft(self) -> None:
        self.query_one(BandChoice).chosen = self.draft.band
        why = self.query_one("#why", TextArea)
        if why.text != self.draft.rationale:
            why.text = self.draft.rationale
        cited = format_count(len(self.draft.cited), "quote") + " cited"
        if self.cell in self.study_app.drafts:
            state = f"Draft: {band_name(self.draft.band)}, {cited}. ctrl+s keeps it, 0 drops it."
        else:
            state = self.state
        self.query_one("#draft", Static).update(plain_content(state))

    def on_resize(self, event: events.Resize) -> None:
        """Fit the lines on the evidence to the width, and show the bands' definitions where there is room."""
        self.query_one(EvidenceWeightLines).fit()
        self.query_one(BandChoice).in_full = event.size.width >= 110 and event.size.height >= 32

    @on(events.DescendantFocus, "#why")
    @on(events.DescendantBlur, "#why")
    def _show_where_typing_goes(self) -> None:
        why = self.query_one("#why", TextArea)
        why.border_title = RATIONALE_TITLE_WHILE_TYPING if why.has_focus else RATIONALE_TITLE

    @on(TextArea.Changed, "#why")
    def _rationale_typed(self, event: TextArea.Changed) -> None:
        if self.desk is not None and event.text_area.text != self.draft.rationale:
            self._set_draft(self.draft.with_rationale(event.text_area.text))

    @on(BandChoice.Chosen)
    def _band_clicked(self, event: BandChoice.Chosen) -> None:
        self._set_draft(self.draft.with_band(event.band))

    def action_band(self, key: str) -> None:
        """Choose a band by its key."""
        self._set_draft(self.draft.with_band(BandChoice.KEYS[key]))

    def action_cite(self) -> None:
        """Cite the quote under the cursor, or remove its citation."""
        papers = self.query_one(EvidenceList)
        item = papers.under_cursor
        if item is None:
            self.notify("Go to a quote with the arrow keys.", title="Only a quote can be cited.", timeout=3)
            return
        self._set_draft(self.draft.toggled(item.number))
        papers.mark_cited(self.draft.cited)

    def action_cite_all(self) -> None:
        """Cite every quote; if all are cited, remove all citations."""
        if self.desk is not None:
            every = frozenset(item.number for item in self.desk.evidence)
            self._set_draft(self.draft.citing(frozenset() if self.draft.cited == every else every))
            self.query_one(EvidenceList).mark_cited(self.draft.cited)

    def action_go(self, down: int, right: int) -> None:
        """Go to the desk of another cell; the draft of this one stays."""
        following = self.beside(down, right)
        if following is not None:
            self.app.switch_screen(type(self)(*following))

    @abstractmethod
    def beside(self, down: int, right: int) -> tuple[str, str] | None:
        """Return the cell so many places on, by the case's short id and the code's id; say so if there is none."""

    def action_write(self) -> None:
        """Go to the rationale."""
        self.query_one("#why", TextArea).focus()

    async def action_back(self) -> None:
        """Go from the rationale to the list, and from the list to the screen before."""
        if self.query_one("#why", TextArea).has_focus:
            self.query_one(EvidenceList).focus()
            return
        await self.study_app.action_back()
        if isinstance(self.app.screen, StudyScreen):
            self.app.screen.go_to_cell(self._case, self._code)
        if self.cell in self.study_app.drafts:
            self.app.notify(f"{' '.join(self.cell)} has a draft that is not kept as a rating yet.", timeout=4)

    def action_drop(self) -> None:
        """Drop the draft, or bring back the one that was dropped."""
        if self.cell in self.study_app.drafts:
            self._dropped = self.draft
            self._set_draft(self.beginning)
            self.notify("The draft is dropped. 0 brings it back.")
        elif self._dropped is not None:
            self._set_draft(self._dropped)
            self.notify("The draft is back.")
        else:
            self.notify("There is no draft to drop.")
        self.query_one(EvidenceList).mark_cited(self.draft.cited)

    def action_keep(self) -> None:
        """Keep the draft as a rating, or say what it lacks; ask first why a signed-off rating changes."""
        band, holds = self.draft.band, self.holds
        if band is None:
            self.notify("Press g, a, r or n.", title="Choose a band first.", severity="warning")
        elif self.nothing_new:
            self.notify(
                f"{self.nothing_new} says the same and still holds.", title="There is nothing to keep.", timeout=4
            )
        elif holds is not None and holds.is_signed:
            self._ask_why(band, holds)
        else:
            self._keep(band)

    @property
    def nothing_new(self) -> str:
        """The id of the rating that the draft only repeats; empty if there is something to keep."""
        return ""

    def _ask_why(self, band: Band, holds: Judgement) -> None:
        """Ask why a signed-off rating changes.

        When a stale rating gets the same band again, what has changed is offered as the reason.
        """
        again = f"Looked at again: {' '.join(holds.stale)}" if holds.stale and band is holds.band else ""
        field = FormField("reason", "Why", lines=3, hint=again or "what has come to light since")
        title = f"{holds.id} was signed off by {holds.signed_by}: why does it change?"
        if again:
            title = f"{holds.id} was signed off by {holds.signed_by}, and is given again: why?"
        self.app.push_screen(FormScreen(title, [field], lambda typed: self._keep(band, typed.get("reason", again))))

    def _keep(self, band: Band, reason: str = "") -> bool:
        try:
            kept = self.rate(band, reason)
        except CaseCoderError as error:
            self.app.notify(self._remedy(error), title=error.message, severity="warning", timeout=8)
            return False
        self.study_app.drafts.pop(self.cell, None)
        message = f"{kept.case} {kept.code}: {band_name(kept.band)}. {self.ONWARD}"
        self.notify(message, title=f"Kept as {kept.id}:", timeout=4)
        self.refresh_study()
        self.query_one(EvidenceList).focus()  # so that ctrl+z takes back the rating, and not a word of the rationale
        return True

    def _remedy(self, error: CaseCoderError) -> str:
        """Return what to press when the rating was refused; while typing, escape comes first."""
        typing = self.query_one("#why", TextArea).has_focus
        if not self.draft.rationale.strip():
            return "Say why here." if typing else "Press w and say why."
        if self.draft.band is Band.NONE:
            remedy = "Choose r if there is little, or take the ticks away: space, or x twice."
        elif not self.draft.cited:
            remedy = "Press space on a quote."
        else:
            remedy = error.hint or " "
        return " ".join(["Esc first."] * typing + [remedy])

    @on(EvidenceList.OptionSelected)
    def _open(self, event: EvidenceList.OptionSelected) -> None:
        """Open a quote in its transcript, the summary for writing, or an earlier rating as a draft."""
        papers = self.query_one(EvidenceList)
        item, earlier = papers.under_cursor, papers.earlier_under_cursor
        if event.option.id == SUMMARY_ENTRY:
            self.action_summary()
        elif item is not None:
            self.go_to(coding_page(item))
        elif earlier is not None:
            self.start_from(earlier)

    def action_summary(self) -> None:
        """Write the summary of this cell."""
        if self.desk is not None:
            rating_material.edit_summary(self, self.desk)

    def action_proposal(self) -> None:
        """Show the band that the rule proposes, with its reasons, and all the figures."""
        rating_material.show_proposal(self)

    def action_definition(self) -> None:
        """Show what the code and its children mean."""
        if self.desk is not None:
            rating_material.show_code_meanings(self, self.desk)

    def start_from(self, earlier: Judgement) -> None:
        """Take an earlier rating as the draft."""
        there = frozenset(item.number for item in self.desk.evidence) if self.desk else frozenset()
        self._set_draft(RatingDraft.of(earlier).among(there))
        self.query_one(EvidenceList).mark_cited(self.draft.cited)
        self.notify("Change what has to be changed, then press ctrl+s.", title=f"{earlier.id} is taken up again.")

    def action_sign(self) -> None:
        """Sign off the rating that holds."""
        signed = self.attempt(lambda: sign_off(self.study, self._case, self._code, coder=self.coder))
        if signed is not None:
            self.notify(
                f"{signed.id}, {band_name(signed.band)}: it changes only with a reason now.",
                title="Signed off:",
                timeout=5,
            )
            self.refresh_study()
