"""The keys of the transcript screen that go to places in the text or to other screens, and change the view."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from casecoder.core.vocabulary import SourceStatus, effective_status
from casecoder.services.sources import reading_progress, review_list
from casecoder.tui.base.destinations import CorrectionPage, ReviewPage, SearchPage, SpeakersPage
from casecoder.tui.screens.transcript.apply_codes import ApplyCodesKeys
from casecoder.tui.screens.transcript.find_mode import FindMode
from casecoder.tui.screens.transcript.sentence_mode import SentenceMode


class NavigationKeys(ApplyCodesKeys):
    """The keys that navigate, start a mode, or change how the source is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "next_coding(1)", "Next", id="coding.next", tooltip="Go to the next coding"),
        Binding(
            "G,shift+g",
            "next_coding(-1)",
            "Previous",
            show=False,
            id="coding.previous",
            tooltip="Go to the coding before",
        ),
        Binding(
            "u",
            "uncoded",
            "Uncoded",
            id="coding.uncoded",
            tooltip="Select the next sentence of a participant that is not coded yet",
        ),
        Binding(
            "o",
            "one_by_one",
            "One by one",
            id="coding.one-by-one",
            tooltip="Go through the sentences, one keypress each",
        ),
        Binding("slash", "find", "Find", key_display="/", id="coding.find", tooltip="Find words in this source"),
        Binding(
            "F,shift+f,ctrl+f",
            "search",
            "Find everywhere",
            show=False,
            key_display="F",
            id="coding.search",
            tooltip="Find words in all transcripts",
        ),
        Binding(
            "z",
            "focus_code",
            "Focus",
            show=False,
            id="coding.focus",
            tooltip="Shade the words of the code at the caret only; again: of all codes",
        ),
        Binding(
            "H,shift+h",
            "interviewer",
            "Interviewer",
            show=False,
            id="coding.interviewer",
            tooltip="Hide the interviewer's turns, or show them again",
        ),
        Binding("P,shift+p", "people", "People", show=False, id="coding.people", tooltip="Who speaks in this source"),
        Binding(
            "D,shift+d",
            "status",
            "Done",
            show=False,
            id="coding.status",
            tooltip="Mark the source as in progress, done or unread",
        ),
        Binding(
            "E,shift+e", "correct", "Correct", show=False, id="coding.correct", tooltip="Correct the text at the caret"
        ),
        Binding(
            "R,shift+r",
            "review",
            "Review",
            show=False,
            id="coding.review",
            tooltip="The codings that a correction has left without a sure place",
        ),
    ]

    def action_next_coding(self, step: int) -> None:
        """Go to the next coding, or the one before."""
        at = self.view.caret.at
        starts = sorted({item.start for item in self.view.codings})
        settled = self.view.caret.rows.settle
        ahead = (start for start in starts if settled(start) > at)
        behind = (start for start in reversed(starts) if settled(start) < at)
        found = next(ahead if step > 0 else behind, None)
        if found is None:
            side = "after" if step > 0 else "before"
            self.notify("The other way is " + ("G." if step > 0 else "g."), title=f"No coding begins {side} the caret.")
            return
        self.view.go_to(found)

    def action_uncoded(self) -> None:
        """Select the next sentence that is not coded yet."""
        found = self.next_sentence(self._past_selection(), uncoded=True)
        if found is None:
            self.notify("ctrl+home goes to its start.", title="Nothing a participant says from here on is uncoded.")
            return
        self.view.go_to(found.start)
        self.view.select(found)

    def _past_selection(self) -> int:
        """Return where to search on: behind the selection, else from the sentence at the caret."""
        view = self.view
        if view.selection is not None:
            return view.selection.end
        sentence = view.caret.sentence_at(view.caret.at)
        return sentence.start if view.caret.at <= sentence.start else sentence.end

    def action_one_by_one(self) -> None:
        """Go through the sentences, one keypress each."""
        view = self.view
        start = view.selection.start if view.selection else view.caret.sentence_at(view.caret.at).start
        first = self.next_sentence(start)
        if first is None:
            self.notify("ctrl+home goes to its start.", title="No participant says anything from here on.")
            return
        self.start_mode(SentenceMode(self, first))

    def action_find(self) -> None:
        """Find words in this source."""
        self.start_mode(FindMode(self))

    def action_search(self) -> None:
        """Find words in all transcripts."""
        self.go_to(SearchPage())

    def action_focus_code(self) -> None:
        """Shade one code's words only, or all again."""
        if self.view.focused_code:
            self.view.focused_code = ""
            self.notify("The words of every code are shaded again.")
            return

        def focus(code: str) -> None:
            self.view.focused_code = code
            self.notify("z shades all codes again.", title=f"Only the words of {code} are shaded.")

        self.with_coding_here("Shade the words of which code?", lambda item: focus(item.code))

    def action_interviewer(self) -> None:
        """Hide the interviewer's turns, or show them again."""
        if self.source is None or not self.source.interviewers:
            self.notify(
                "P says who speaks, and who asks.", title="Nobody is known as the interviewer here.", severity="warning"
            )
            return
        self.view.hide_interviewer = not self.view.hide_interviewer
        self.notify(
            "The interviewer is hidden. H shows the questions again."
            if self.view.hide_interviewer
            else "The interviewer shows again."
        )

    def action_people(self) -> None:
        """Go to the speakers of this source."""
        self.go_to(SpeakersPage(self.source_ref))

    def action_correct(self) -> None:
        """Correct the text at the caret."""
        self.go_to(CorrectionPage(self.source_ref, self.view.caret.at))

    def action_review(self) -> None:
        """Go to the review list, at the first coding of this source."""
        waiting = review_list.list_review_items(self.study, self.source_ref)
        self.go_to(ReviewPage(waiting[0].id if waiting else ""))

    def action_status(self) -> None:
        """Give the source the next status: unread, in progress, done."""
        if self.source is None:
            return
        order = list(SourceStatus)
        following = effective_status(order[(order.index(self.status) + 1) % len(order)], coded=bool(self.view.codings))

        def mark() -> None:
            reading_progress.set_source_status(self.study, self.source_ref, following, coder=self.coder)
            self.refresh_study()

        self.attempt(mark, f"{self.source_ref} is {following.value} now. D goes on, ctrl+z takes it back.")
