"""The base of the transcript screen: the source, its text, the panel, and the mode that is on."""

from collections.abc import Callable

from casecoder.core.coding.memos import MemoLine
from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.participant_sentences import CoveredText, iterate_sentences
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import SourceStatus
from casecoder.language import sentence_spans
from casecoder.services.segments import code_choices
from casecoder.services.segments.code_choices import CodePickerChoices
from casecoder.services.sources.study_listings import OpenSource
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.transcript.modes import TranscriptMode
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.codings_at_caret import CodingsAtCaret
from casecoder.tui.widgets.status_message import StatusMessage
from casecoder.tui.widgets.transcript.transcript_view import TranscriptView

ACTIONS_IN_EVERY_MODE = frozenset({"screen.copy_text", "copy_text"})
"""Actions of the screen that stay on in every mode."""


class TranscriptBaseScreen(StudyScreen):
    """A screen over one source.

    Parameters
    ----------
    source_ref:
        The source's short id.

    Attributes
    ----------
    source:
        The source as it is shown; ``None`` before it is read, and when it is gone.
    state:
        The number of the newest act that the screen shows.
    mode:
        The mode that is on.
    status:
        How far the researchers are with the source.
    memos:
        The memos on the source and its codings.
    code_names:
        The names of the codes by their ids.
    """

    def __init__(self, source_ref: str) -> None:
        super().__init__()
        self.source_ref = source_ref
        self.source: OpenSource | None = None
        self.mode: TranscriptMode | None = None
        self.status = SourceStatus.UNREAD
        self.state = -1
        self.memos: list[MemoLine] = []
        self.code_names: dict[str, str] = {}
        self._message: tuple[str, object] = ("", None)
        self._offer: CodePickerChoices | None = None
        self._warned_of: tuple[str, int] | None = None

    @property
    def view(self) -> TranscriptView:
        """The widget with the text."""
        return self.query_one(TranscriptView)

    @property
    def offer(self) -> CodePickerChoices:
        """The codes to choose from, read when they are first needed."""
        if self._offer is None:
            self._offer = code_choices.gather_picker_choices(self.study, self.coder)
        return self._offer

    def prepare_offer(self) -> None:
        """Read the codes to choose from before they are needed; called in a thread."""
        found = code_choices.gather_picker_choices(self.study, self.coder)
        self._offer = self._offer or found

    def forget_offer(self) -> None:
        """Read the codes to choose from again when they are next needed."""
        self._offer = None

    def start_mode(self, mode: TranscriptMode) -> None:
        """Start a mode: its line stands above the panel, and its keys take the place of the screen's."""
        self.mode = mode
        StatusMessage.end(self)
        self.mount(mode, before="CodingsAtCaret")
        self.set_focus(mode)  # not Widget.focus, which waits: keys pressed meanwhile would be lost
        self.refresh_bindings()

    def end_mode(self) -> None:
        """End the mode that is on, and give the keyboard back to the text."""
        mode, self.mode = self.mode, None
        if mode is not None:
            mode.remove()
        self.set_focus(self.view)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Turn the keys of the screen off while a mode is on."""
        return self.mode is None or action in ACTIONS_IN_EVERY_MODE

    @property
    def text(self) -> str:
        """The text as it is shown. Somebody may have corrected it in the study since."""
        return self.source.text if self.source else ""

    def words_to_code(self) -> Span | None:
        """Return the words to code: the selection, or the sentence at the caret, which is then selected."""
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
        """Do something to the coding at the caret; ask which one if there are several.

        Parameters
        ----------
        changes:
            The verb for an act that changes the coding: another coder's is changed only at the second press.
        """
        here = {item.id: item for item in self.view.here}
        if not here:
            self.notify(
                "Go to one with g, or move the caret onto coded words.",
                title="There is no coding here.",
                severity="warning",
            )
        elif len(here) == 1:
            self._act_on(next(iter(here.values())), act, changes)
        else:
            options = [
                (key, f"{item.code} {item.code_name} · {key} · {item.coder} · {item.direction.value}")
                for key, item in here.items()
            ]

            def chosen(key: str | None) -> None:
                if key is not None:
                    act(here[key])

            self.app.push_screen(ChooserScreen(question, options), chosen)

    def _act_on(self, item: Evidence, act: Callable[[Evidence], object], changes: str) -> None:
        warned, self._warned_of = self._warned_of, None
        if changes and item.coder != self.coder and warned != (changes, item.number):
            self._warned_of = (changes, item.number)
            self.notify(
                f"Press the key again to {changes} it all the same.",
                title=f"{item.id} is {item.coder}’s.",
                severity="warning",
            )
            return
        act(item)

    def next_sentence(self, start: int, *, uncoded: bool = False) -> Span | None:
        """Return the next sentence of a participant that begins at an offset or after it."""
        source = self.source
        if source is None:
            return None
        ahead = iterate_sentences(self.view.caret.text, source.turns, source.interviewers, sentence_spans, start)
        if uncoded:
            covered = CoveredText(Span(item.start, item.end) for item in self.view.codings)
            ahead = (span for span in ahead if not covered.touches(span))
        return next(ahead, None)

    # The panel

    def tell(self, words: str) -> None:
        """Show what was done in the panel until the caret moves. The layout does not change."""
        self._message = (words, self._place())
        self.show_panel()

    def _place(self) -> object:
        return self.view.caret.at, self.view.selection

    def show_panel(self) -> None:
        """Show the codings and memos at the caret, and the message while the caret stays where it was."""
        view = self.view
        if self._message[1] != self._place():
            self._message = ("", None)
        here = {item.id for item in view.here}
        written = [
            memo.body
            for memo in self.memos
            if memo.about in here or (memo.start is not None and memo.start <= view.caret.at < (memo.end or 0))
        ]
        panel = self.query_one(CodingsAtCaret)
        panel.show(
            view.here, view.selection, view.caret.extending, written, said=self._message[0], hints=self.mode is None
        )
