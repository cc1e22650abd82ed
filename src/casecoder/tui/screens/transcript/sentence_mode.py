"""The mode that goes through the participants' sentences, with one keypress to code each."""

from typing import ClassVar

from textual.binding import Binding, BindingType

from casecoder.core.transcripts.participant_sentences import iterate_sentences
from casecoder.core.transcripts.spans import Span
from casecoder.language import sentence_spans
from casecoder.services import history
from casecoder.services.segments import coding
from casecoder.services.segments.changes_since import next_undo_number
from casecoder.tui.base.pinned_codes import PIN_DIGITS
from casecoder.tui.screens.transcript.apply_codes import ApplyCodesKeys
from casecoder.tui.screens.transcript.modes import ModeWithCaretMoves
from casecoder.tui.widgets.code_picker import PickedCodes


class SentenceMode(ModeWithCaretMoves):
    """The mode in which a sentence is selected, and a key codes it and goes on to the next.

    Parameters
    ----------
    host:
        The screen of the transcript.
    first:
        The first sentence.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "skip", "Skip", id="one-by-one.skip", tooltip="Leave this sentence and go on"),
        Binding(
            "backspace",
            "back",
            "Back one",
            key_display="⌫",
            id="one-by-one.back",
            tooltip="Go back one sentence; what coded it is undone",
        ),
        Binding("a", "again", "Again", id="one-by-one.again", tooltip="Code it as the last one, and go on"),
        Binding(
            "c,enter",
            "choose",
            "Choose",
            key_display="c",
            id="one-by-one.choose",
            tooltip="Choose codes for it, and go on",
        ),
        *(
            Binding(
                digit,
                f"pinned('{digit}')",
                f"Pinned {digit}",
                show=False,
                id=f"one-by-one.pinned-{digit}",
                tooltip=f"Code it with the code pinned to {digit}, and go on",
            )
            for digit in PIN_DIGITS
        ),
        Binding("escape", "leave", "End", key_display="esc", id="one-by-one.end", tooltip="Back to the text"),
    ]

    def __init__(self, host: ApplyCodesKeys, first: Span) -> None:
        super().__init__(host.view)
        self._host = host
        self._sentence = first
        self._passed: list[tuple[Span, int, tuple[int, ...]]] = []
        self._starts: dict[Span, int] = {}
        self._last_coding = self._text_seen = ""

    def on_mount(self) -> None:
        """Select the first sentence, and count all sentences in a thread."""
        self._text_seen = self._host.text
        self._show(self._sentence)
        self.run_worker(
            self._count,
            thread=True,
            group="counting",
            exclusive=True,
            exit_on_error=False,
            description="Counting the sentences",
        )

    def _count(self) -> None:
        source = self._host.source
        if source is not None:
            sentences = iterate_sentences(source.text, source.turns, source.interviewers, sentence_spans)
            counted = {span: number for number, span in enumerate(sentences, 1)}
            self.app.call_from_thread(self._take_count, counted)

    def _take_count(self, counted: dict[Span, int]) -> None:
        self._starts = counted
        self._say()

    def _show(self, sentence: Span) -> None:
        self._sentence = sentence
        self.view.go_to(sentence.start)
        self.view.select(sentence)
        self._say()

    def _say(self) -> None:
        number = self._starts.get(self._sentence)
        where = f"sentence {number:,} of {len(self._starts):,}" if number else "sentence by sentence"
        how = "a digit codes it and goes on" if self._host.pins.pinned() else "p pins codes to digits (first esc)"
        self.say(f"One by one, {where}", f"last: {self._last_coding}" if self._last_coding else how)

    def action_go(self, motion: str, step: int, extend: bool) -> None:
        """Scroll with the keys that move up and down; the sentence stays selected."""
        if motion in {"row", "page"}:
            lines = 1 if motion == "row" else max(1, self.view.size.height - 2)
            self.view.scroll_to(y=self.view.scroll_offset.y + step * lines, animate=False)

    def moved(self) -> None:
        """Take the keyboard back after a click on the text; the sentence stays selected."""
        if self.view.has_focus:
            self.focus()

    def _code(self, picked: PickedCodes) -> None:
        made = self._host.apply(self._sentence, picked, self._text_seen)
        if made:
            self._last_coding = ", ".join(f"{item.code} ({item.id})" for item in made)
            self._go_on(tuple(item.number for item in made))
        else:
            self.view.select(self._sentence)

    def _go_on(self, made: tuple[int, ...] = ()) -> None:
        following = self._host.next_sentence(self._sentence.end)
        self._passed.append((self._sentence, self._host.state, made))
        if following is None:
            self.notify("That was the last sentence of a participant.")
            self.action_leave()
        else:
            self._show(following)

    def action_skip(self) -> None:
        """Go on to the next sentence without coding this one."""
        self._go_on()

    def action_pinned(self, digit: str) -> None:
        """Code the sentence with a pinned code."""
        code = self._host.pinned_code(digit)
        if code:
            self._code(PickedCodes((code,)))

    def action_again(self) -> None:
        """Code the sentence with the codes of the last one."""
        last = self._host.last_picked()
        if last is not None:
            self._code(last)

    def action_choose(self) -> None:
        """Choose codes for the sentence."""

        def take(picked: PickedCodes | None) -> None:
            if picked is not None:
                self._code(picked)

        self._host.pick_for(self._sentence, take, what="Code")

    def action_back(self) -> None:
        """Go back one sentence, and undo what coded it."""
        if not self._passed:
            self.notify("This is where you began.", severity="warning")
            return
        sentence, act, numbers = self._passed.pop()
        standing = [item.number for item in self.view.codings if item.number in numbers]
        if standing:
            self._host.attempt(lambda: self._undo(act, standing))
        self._show(sentence)

    def _undo(self, act: int, made: list[int]) -> None:
        """Take codings back: by undo if the next undo is the act that made them, else by removal."""
        host = self._host
        if next_undo_number(host.study, host.coder) == act:
            history.undo(host.study, host.coder)
        else:
            for number in made:
                coding.remove_coding(host.study, number, coder=host.coder)
        host.refresh_study()

    def action_leave(self) -> None:
        """End the mode."""
        self._host.end_mode()
        self.view.clear()
