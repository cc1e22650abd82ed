"""What all the parts of the transcript screen lean on: the source, its text, and the way of working that is on."""

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span
from casecoder.services.segments import code_choices
from casecoder.services.segments.code_choices import CodePickerChoices
from casecoder.services.sources.study_listings import OpenSource
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.status_message import StatusMessage
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView

if TYPE_CHECKING:
    from casecoder.tui.screens.transcript.modes import TranscriptMode

ACTIONS_IN_EVERY_MODE = frozenset({"screen.copy_text", "copy_text"})
"""Actions of the screen that every way of working leaves on."""


class TranscriptBaseScreen(StudyScreen):
    """A screen over one source.

    Parameters
    ----------
    source_ref:
        The source's short id.
    """

    def __init__(self, source_ref: str) -> None:
        super().__init__()
        self.source_ref = source_ref
        self.source: OpenSource | None = None
        self.way: TranscriptMode | None = None
        self._offer: CodePickerChoices | None = None
        self._told_of: tuple[str, int] | None = None

    @property
    def view(self) -> TranscriptView:
        """The text."""
        return self.query_one(TranscriptView)

    @property
    def offer(self) -> CodePickerChoices:
        """The codes to choose from; gathered when they are first needed."""
        if self._offer is None:
            self._offer = code_choices.gather_picker_choices(self.study, self.coder)
        return self._offer

    def prepare_offer(self) -> None:
        """Gather the codes before they are needed; in a thread of its own."""
        found = code_choices.gather_picker_choices(self.study, self.coder)
        self._offer = self._offer or found

    def forget_offer(self) -> None:
        """Gather the codes anew when they are next needed."""
        self._offer = None

    def take_up(self, way: "TranscriptMode") -> None:
        """Begin a way of working with keys of its own, above the panel."""
        self.way = way
        StatusMessage.end(self)
        self.mount(way, before="CodingsAtCaret")
        self.set_focus(way)  # at once: Widget.focus waits, and the keys pressed meanwhile would be lost
        self.refresh_bindings()

    def lay_down(self) -> None:
        """End the way of working that is on."""
        way, self.way = self.way, None
        if way is not None:
            way.remove()
        self.set_focus(self.view)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a way of working is on, its own keys are all there is."""
        return self.way is None or action in ACTIONS_IN_EVERY_MODE

    @property
    def text(self) -> str:
        """The text on the screen. It may have been corrected elsewhere by the time that something is done in it."""
        return self.source.text if self.source else ""

    def words(self) -> Span | None:
        """What is to be coded: the selection, or the sentence at the caret, which is then selected."""
        view = self.view
        if view.selection is None and self.source is not None and self.source.text.strip():
            if view.caret.turn.speaker in self.source.interviewers:
                self.notify(
                    "Select them (s) if you mean them.", title="These are the interviewer’s words.", severity="warning"
                )
                return None
            view.select(view.caret.sentence_at(view.caret.at))
        if view.selection is None:
            self.notify("Move the caret to words first.", title="There are no words here.", severity="warning")
        return view.selection

    def with_coding_here(self, question: str, act: Callable[[Evidence], object], *, changes: str = "") -> None:
        """Do something to the coding at the caret, asking which if there are several.

        Parameters
        ----------
        changes:
            What is done, if it changes the coding: somebody else's is changed only when asked for twice.
        """
        here = {item.id: item for item in self.view.here}
        if not here:
            self.notify(
                "Go to one with g, or move the caret onto coded words.",
                title="There is no coding here.",
                severity="warning",
            )
        elif len(here) == 1:
            self._knowingly(next(iter(here.values())), act, changes)
        else:
            options = [
                (key, f"{item.code} {item.code_name} · {key} · {item.coder} · {item.direction.value}")
                for key, item in here.items()
            ]

            def chosen(key: str | None) -> None:
                if key is not None:
                    act(here[key])

            self.app.push_screen(ChooserScreen(question, options), chosen)

    def _knowingly(self, item: Evidence, act: Callable[[Evidence], object], changes: str) -> None:
        told, self._told_of = self._told_of, None
        if changes and item.coder != self.coder and told != (changes, item.number):
            self._told_of = (changes, item.number)
            self.notify(
                f"Press the key again to {changes} it all the same.",
                title=f"{item.id} is {item.coder}’s.",
                severity="warning",
            )
            return
        act(item)

    @abstractmethod
    def tell(self, words: str) -> None:
        """Say what was done, in the panel: nothing is laid out anew for it, as it would be for a line of its own."""
