"""The rating desk: the evidence for one benefit in one school, and the judgement on it."""

from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Static, TextArea

from casecoder.core.errors import CaseCoderError
from casecoder.core.rating import Judgement
from casecoder.core.vocabulary import Band
from casecoder.services.judging import rating
from casecoder.services.judging.rating import RatingDesk
from casecoder.services.notes.writing import summarise
from casecoder.store.tables import Code
from casecoder.tui import navigation
from casecoder.tui.base import StudyScreen
from casecoder.tui.drafts import Draft
from casecoder.tui.widgets.band_choice import BandChoice
from casecoder.tui.widgets.evidence_list import SUMMARY, EvidenceList, tally
from casecoder.tui.wording import band_name, counted, mark, one_line, plain

WHY = "Why (w)"
TYPING = "Typing in Why: esc leaves it, ctrl+s keeps the rating"
"""What stands over the rationale, without and with the focus."""


class RatingScreen(StudyScreen):
    """Where a rater weighs the evidence for a benefit in a school.

    What has been chosen and typed is a draft: it outlives the screen, and only ctrl+s makes it a rating.

    Parameters
    ----------
    case, code:
        The cell, by the case's short id and the code's id.
    """

    CSS_PATH = "rating.tcss"
    AUTO_FOCUS = "EvidenceList"
    HELP = """\
# The rating desk

Everything that is coded to this benefit in this school: what the researchers **saw**, then what people **said**,
by role. `✓` supports the benefit, `✗` counters it. Weigh it, then:

1. **space** on each quote that your rating rests on;
2. **g**, **a**, **r**, or **n** (looked, and found no evidence);
3. **w**, and say in a sentence or two why;
4. **ctrl+s** keeps it.

A rating is never overwritten: earlier ones stay at the end of the list. **Enter** on one takes it up again as a
draft. **Enter** on a quote opens it in its transcript; on the summary, the summary.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "cite", "Cite", id="desk.cite", tooltip="Rest the rating on this quote, or no longer"),
        *(
            Binding(key, f"band('{key}')", band.label.split(",")[0], id=f"desk.{band.value}", tooltip=band.definition,
                    group=Binding.Group("Band", compact=True))
            for key, band in BandChoice.KEYS.items()
        ),
        Binding("w", "write", "Why", id="desk.why", tooltip="Write the rationale"),
        Binding("ctrl+s", "keep", "Keep", id="desk.keep", tooltip="Keep this as the rating"),
        Binding("y", "summary", "Summary", id="desk.summary", tooltip="Write the summary for the case study"),
        Binding("d", "definition", "Meaning", id="desk.definition", tooltip="What the code means"),
        Binding(
            "escape", "back", "Back", key_display="esc", id="desk.back",
            tooltip="From the rationale to the list; from the list to the screen before",
        ),
    ]

    def __init__(self, case: str, code: str) -> None:
        super().__init__()
        self._case, self._code = case, code
        self.desk: RatingDesk | None = None
        self.draft = Draft()

    def compose(self) -> ComposeResult:
        """The papers; beside or beneath them the bands and the rationale."""
        yield Static(classes="screen-title", id="cell-title", markup=False)
        with Horizontal(id="desk"):
            yield EvidenceList(id="evidence")
            with Vertical(id="judgement"):
                yield BandChoice()
                why = TextArea(id="why", soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True)
                why.border_title = WHY
                yield why
                yield Static(id="draft", classes="status", markup=False)
        yield Footer(compact=True)

    def refresh_study(self) -> None:
        """Read the cell anew. A draft stays, less the citations of codings that are gone."""
        desk = self.attempt(lambda: rating.desk(self.study, self._case, self._code))
        if desk is None:
            return
        self.desk = desk
        there = frozenset(item.number for item in desk.evidence)
        held = self.coder_app.drafts.get(self._cell)
        self.draft = (held or self._standing).among(there)
        self.query_one("#cell-title", Static).update(plain(self._title(desk)))
        self.query_one(EvidenceList).show(desk, self.draft.cited)
        self._show_draft()

    @property
    def _cell(self) -> tuple[str, str]:
        return self._case, self._code

    @property
    def _holds(self) -> Judgement | None:
        return self.desk.history[0] if self.desk and self.desk.history else None

    @property
    def _standing(self) -> Draft:
        """The draft that says what the rating that holds says."""
        there = frozenset(item.number for item in self.desk.evidence) if self.desk else frozenset()
        return Draft.of(self._holds).among(there)

    def _title(self, desk: RatingDesk) -> str:
        holds = desk.history[0] if desk.history else None
        now = f"{mark(holds.band if holds else None)} {band_name(holds.band if holds else None)}"
        stale = ", to be looked at again" if holds and holds.stale else ""
        return one_line(f"{desk.case.short} · {desk.code.ref} {desk.code.name} · {now}{stale} · {tally(desk)}")

    def _take(self, draft: Draft) -> None:
        """Go on with a changed draft."""
        self.draft = draft
        if draft == self._standing:
            self.coder_app.drafts.pop(self._cell, None)
        else:
            self.coder_app.drafts[self._cell] = draft
        self._show_draft()

    def _show_draft(self) -> None:
        self.query_one(BandChoice).chosen = self.draft.band
        why = self.query_one("#why", TextArea)
        if why.text != self.draft.rationale:
            why.text = self.draft.rationale
        cited = counted(len(self.draft.cited), "quote") + " cited"
        if self._cell in self.coder_app.drafts:
            state = f"Draft: {band_name(self.draft.band)}, {cited}. Not kept yet: ctrl+s keeps it."
        elif self._holds is None:
            state = "Not yet rated. Space cites, g a r n choose, w says why, ctrl+s keeps."
        elif self._holds.stale:
            state = f"! {' '.join(self._holds.stale)} If it still holds, ctrl+s renews it."
        else:
            state = f"{self._holds.id} holds: {band_name(self._holds.band)}, {cited}."
        self.query_one("#draft", Static).update(plain(state))

    def on_resize(self, event: events.Resize) -> None:
        """Give the definitions in full where there is room."""
        self.query_one(BandChoice).in_full = event.size.width >= 110 and event.size.height >= 32

    @on(events.DescendantFocus, "#why")
    @on(events.DescendantBlur, "#why")
    def _say_where_typing_goes(self) -> None:
        why = self.query_one("#why", TextArea)
        why.border_title = TYPING if why.has_focus else WHY

    @on(TextArea.Changed, "#why")
    def _rationale_typed(self, event: TextArea.Changed) -> None:
        if self.desk is not None and event.text_area.text != self.draft.rationale:
            self._take(self.draft.with_rationale(event.text_area.text))

    @on(BandChoice.Chosen)
    def _band_clicked(self, event: BandChoice.Chosen) -> None:
        self._take(self.draft.with_band(event.band))

    def action_band(self, key: str) -> None:
        """Choose a band by its key."""
        self._take(self.draft.with_band(BandChoice.KEYS[key]))

    def action_cite(self) -> None:
        """Cite the quote under the cursor, or no longer."""
        papers = self.query_one(EvidenceList)
        item = papers.under_cursor
        if item is None:
            self.notify("Go to a quote with the arrow keys.", title="Only a quote can be cited.", timeout=3)
            return
        self._take(self.draft.toggled(item.number))
        papers.mark_cited(self.draft.cited)

    def action_write(self) -> None:
        """Go to the rationale."""
        self.query_one("#why", TextArea).focus()

    async def action_back(self) -> None:
        """From the rationale back to the list; from the list back to the screen before."""
        if self.query_one("#why", TextArea).has_focus:
            self.query_one(EvidenceList).focus()
            return
        await self.coder_app.action_back()
        if self._cell in self.coder_app.drafts:
            self.app.notify(f"{self._case} {self._code} has a draft that is not kept as a rating yet.", timeout=4)

    def action_keep(self) -> None:
        """Keep the draft as the rating, or say what is missing."""
        band, holds = self.draft.band, self._holds
        if band is None:
            self.notify("Press g, a, r or n.", title="Choose a band first.", severity="warning")
            return
        if holds is not None and not holds.stale and self.draft == self._standing:
            self.notify(f"{holds.id} says the same and still holds.", title="There is nothing to keep.", timeout=4)
            return
        try:
            kept = self._rate(band)
        except CaseCoderError as error:
            self.notify(self._remedy(error), title=error.message, severity="warning", timeout=8)
            return
        self.coder_app.drafts.pop(self._cell, None)
        self.notify(f"{kept.case} {kept.code}: {band_name(kept.band)}", title=f"Kept as {kept.id}:", timeout=4)
        self.refresh_study()

    def _rate(self, band: Band) -> Judgement:
        return rating.rate(
            self.study, self._case, self._code, band,
            because=self.draft.rationale, cited=sorted(self.draft.cited), rater=self.coder,
        )

    def _remedy(self, error: CaseCoderError) -> str:
        """What to press when the rating was refused."""
        if not self.draft.rationale.strip():
            return "Press w and say why."
        if self.draft.band is Band.NONE:
            return "Choose r if there is little, or take the ticks away with space."
        if not self.draft.cited:
            return "Press space on a quote."
        return error.hint or " "

    @on(EvidenceList.OptionSelected)
    def _open(self, event: EvidenceList.OptionSelected) -> None:
        """Open the quote in its transcript, the summary for writing, an earlier rating as a draft."""
        papers = self.query_one(EvidenceList)
        item, earlier = papers.under_cursor, papers.earlier_under_cursor
        if event.option.id == SUMMARY:
            self.action_summary()
        elif item is not None:
            self.app.push_screen(navigation.transcript(item.source, item.start))
        elif earlier is not None:
            there = frozenset(item.number for item in self.desk.evidence) if self.desk else frozenset()
            self._take(Draft.of(earlier).among(there))
            papers.mark_cited(self.draft.cited)
            self.notify("Change what has to be changed, then press ctrl+s.", title=f"{earlier.id} is taken up again.")

    def action_summary(self) -> None:
        """Write the summary of this cell."""
        from casecoder.tui.screens.notes.prose import ProseScreen

        if self.desk is not None:
            title = f"Summary: {self.desk.case.label}, {self.desk.code.ref} {self.desk.code.name} (Markdown)"
            keep = partial(summarise, self.study, self._case, self._code, author=self.coder)
            self.app.push_screen(ProseScreen(one_line(title), self.desk.summary, keep))

    def action_definition(self) -> None:
        """Show what the code and its children mean."""
        from casecoder.tui.screens.help import ReadingScreen

        if self.desk is not None:
            pages = [definition(code) for code in (self.desk.code, *self.desk.children)]
            self.app.push_screen(ReadingScreen("Definition", "\n\n".join(pages)))


def definition(code: Code) -> str:
    """What a code means, in Markdown."""
    parts = [
        f"# {code.ref} {code.name}", code.definition,
        *(f"**{name}:** {text}" for name, text in (
            ("Include", code.include), ("Exclude", code.exclude), ("Example", code.example),
            ("Cues", "; ".join(code.cues)), ("Applies to", ", ".join(code.applies_to)),
        ) if text),
    ]
    return "\n\n".join(filter(None, parts))
