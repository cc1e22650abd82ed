"""The keys of the transcript screen that apply codes to words."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from casecoder.core.judging.evidence import Evidence
from casecoder.core.phrases import count_with_noun
from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.core.transcripts.spans import Span
from casecoder.services.codebook.in_vivo import code_in_vivo, code_name_from_words
from casecoder.services.segments import coding
from casecoder.services.segments.coding_rules import CodingDetails
from casecoder.tui.base.pinned_codes import PIN_DIGITS, PinnedCodes
from casecoder.tui.screens.transcript.new_code import NewCode, NewCodeScreen
from casecoder.tui.screens.transcript.pin_codes import PinChoice, PinCodesScreen
from casecoder.tui.screens.transcript.transcript_base import TranscriptBaseScreen
from casecoder.tui.widgets.code_picker import CodePickerScreen, PickedCodes
from casecoder.tui.widgets.pin_strip import PinStrip


class ApplyCodesKeys(TranscriptBaseScreen):
    """The keys that code the selection, the sentence at the caret, or all turns of a speaker."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "c,enter",
            "code",
            "Code",
            key_display="c",
            id="coding.code",
            tooltip="Code the selection, or the sentence at the caret",
        ),
        Binding("a", "again", "Again", id="coding.again", tooltip="Code the selection as you last did"),
        Binding(
            "p", "pin", "Pin", show=False, id="coding.pin", tooltip="Put a code on a number key, or see what is there"
        ),
        Binding(
            "i", "in_vivo", "In vivo", show=False, id="coding.in-vivo", tooltip="Make a code from the selected words"
        ),
        Binding(
            "C,shift+c",
            "speaker",
            "Code a speaker",
            show=False,
            id="coding.speaker",
            tooltip="Code all turns of the speaker at the caret",
        ),
        *(
            Binding(
                digit,
                f"pinned('{digit}')",
                f"Pinned {digit}",
                show=False,
                id=f"coding.pinned-{digit}",
                tooltip=f"Code the selection, or the sentence at the caret, with the code pinned to {digit}",
            )
            for digit in PIN_DIGITS
        ),
    ]

    def __init__(self, source_ref: str) -> None:
        super().__init__(source_ref)
        self._last_used: PickedCodes | None = None
        self._pins: PinnedCodes | None = None

    @property
    def pins(self) -> PinnedCodes:
        """The codes on the number keys."""
        if self._pins is None:
            self._pins = PinnedCodes(self.study.path, self.coder)
        return self._pins

    def show_pins(self) -> None:
        """Show the pinned codes as they are now."""
        self.query_one(PinStrip).show(self.pins.pinned(), self.code_names)

    def action_code(self) -> None:
        """Choose codes for the selection, or for the sentence at the caret."""
        if not self.has_codes():
            return
        had_none = self.view.selection is None
        span = self.words_to_code()
        if span is not None:
            self.pick_for(span, partial(self._apply_picked, span, had_none, self.text), what="" if had_none else "Code")

    def has_codes(self) -> bool:
        """Return whether the study has codes; say where codes come from if it has none."""
        if not self.offer.choices:
            self.notify(
                "`casecoder codebook import` brings one in; i makes a code from the words.",
                title="The study has no codebook with codes in force.",
                severity="warning",
            )
        return bool(self.offer.choices)

    def pick_for(self, span: Span, then: Callable[[PickedCodes | None], None], what: str = "") -> None:
        """Ask which codes to apply to words of the source."""
        if self.source is None:
            return
        words = self.source.text[span.start : span.end]
        about = f"{what or 'Nothing was selected, so code the sentence at the caret:'} “{shorten_quote(words, 150)}”"
        offer = self.offer
        picker = CodePickerScreen(offer.choices, offer.recent, about, fitting=offer.fit.best(words), can_make=True)
        self.app.push_screen(picker, then)

    def _apply_picked(self, span: Span, had_none: bool, seen: str, picked: PickedCodes | None) -> None:
        if picked is not None:
            self.apply(span, picked, seen)
        elif had_none:
            self.view.clear()

    def last_picked(self) -> PickedCodes | None:
        """Return the codes as they were last applied; say that there are none before the first time."""
        recent = self.offer.recent[:1]
        if self._last_used is None and recent:
            self._last_used = PickedCodes(tuple(recent))
        if self._last_used is None:
            self.notify("Press c and choose one.", title="You have not used a code yet.", severity="warning")
            return None
        return PickedCodes(self._last_used.codes, self._last_used.direction, strength=self._last_used.strength)

    def action_again(self) -> None:
        """Code the selection with the codes used last."""
        last = self.last_picked()
        span = self.words_to_code() if last is not None else None
        if span is not None and last is not None:
            self.apply(span, last, self.text)

    def action_pinned(self, digit: str) -> None:
        """Code the selection with a pinned code."""
        code = self.pinned_code(digit)
        span = self.words_to_code() if code else None
        if span is not None:
            self.apply(span, PickedCodes((code,)), self.text)

    def pinned_code(self, digit: str) -> str:
        """Return the code on a digit; say how to pin one if there is none."""
        code = self.pins.code(digit)
        if not code:
            self.notify(
                f"p and then {digit} puts one there.", title=f"No code is pinned to {digit}.", severity="warning"
            )
        return code

    def apply(self, span: Span, picked: PickedCodes, seen: str) -> list[Evidence]:
        """Apply the picked codes to words of the text that the user saw.

        Returns the new codings; none if they were refused, after a message that says why.
        """
        if picked.make:
            self._ask_name(span, picked.make, picked, seen)
            return []
        made = self.attempt(
            lambda: coding.apply_codes(
                self.study,
                self.source_ref,
                picked.codes,
                span=span,
                coder=self.coder,
                direction=picked.direction,
                note=picked.note,
                strength=picked.strength,
                seen=seen,
            )
        )
        return self._show_codings(made, picked)

    def _show_codings(self, made: list[Evidence] | None, picked: PickedCodes) -> list[Evidence]:
        if not made:
            return []
        self._last_used = PickedCodes(
            tuple(dict.fromkeys(item.code for item in made)), picked.direction, strength=picked.strength
        )
        self.attempt(self.refresh_study)
        for item in made:
            self.offer.used(item.code, item.quote)
        self.view.clear()
        what = ", ".join(f"{item.code} {item.code_name} ({item.id})" for item in made)
        self.tell(f"{'Coded against' if made[0].counters else 'Coded'}: {what}")
        return made

    # New codes

    def action_in_vivo(self) -> None:
        """Make a code from the selected words."""
        span = self.words_to_code()
        if span is not None:
            self._ask_name(span, code_name_from_words(self.text[span.start : span.end]), PickedCodes(()), self.text)

    def _ask_name(self, span: Span, name: str, picked: PickedCodes, seen: str) -> None:
        def make(new: NewCode | None) -> None:
            if new is not None:
                self._make_code(span, new, picked, seen)

        self.app.push_screen(NewCodeScreen(name, self.offer.books), make)

    def _make_code(self, span: Span, new: NewCode, picked: PickedCodes, seen: str) -> None:
        made = self.attempt(
            lambda: code_in_vivo(
                self.study,
                self.source_ref,
                span,
                name=new.name,
                codebook=new.codebook,
                definition=new.definition,
                coder=self.coder,
                details=CodingDetails(picked.direction, picked.note, picked.strength),
                seen=seen,
            )
        )
        self.forget_offer()
        self._show_codings(made, picked)

    # Pins

    def action_pin(self) -> None:
        """Put a code on a number key."""
        here = self.view.here
        last = self._last_used.codes if self._last_used else ()
        candidate = here[0].code if here else (last or tuple(self.offer.recent) or ("",))[0]
        names = {choice.id: choice.name for choice in self.offer.choices}
        slots = [(digit, self.pins.code(digit)) for digit in PIN_DIGITS]
        screen = PinCodesScreen(slots, names, candidate if candidate in names else "")
        self.app.push_screen(screen, self._pin)

    def _pin(self, choice: PinChoice | None) -> None:
        if choice is None:
            return
        if choice.code is not None:
            self._put_pin(choice.digit, choice.code)
            return

        def put(picked: PickedCodes | None) -> None:
            if picked is not None:
                self._put_pin(choice.digit, picked.codes[0])

        about = f"Which code shall {choice.digit} give?"
        self.app.push_screen(CodePickerScreen(self.offer.choices, self.offer.recent, about, for_coding=False), put)

    def _put_pin(self, digit: str, code: str) -> None:
        self.pins.put(digit, code)
        self.show_pins()
        self.notify(f"{digit} codes {code} now." if code else f"{digit} is free.")

    # A speaker

    def action_speaker(self) -> None:
        """Code all turns of the speaker at the caret."""
        source = self.source
        if source is None or not source.turns or not self.has_codes():
            return
        speaker = self.view.caret.turn.speaker
        if not speaker:
            self.notify(
                "Move the caret to what somebody says.", title="Nobody is named as speaking here.", severity="warning"
            )
            return
        spans = [
            Span(turn.words, turn.end)
            for turn in source.turns
            if turn.speaker == speaker and source.text[turn.words : turn.end].strip()
        ]
        about = f"Code all {count_with_noun(len(spans), 'turn')} of {speaker}"
        self.app.push_screen(
            CodePickerScreen(self.offer.choices, self.offer.recent, about),
            partial(self._code_speaker, spans, self.text),
        )

    def _code_speaker(self, spans: Sequence[Span], seen: str, picked: PickedCodes | None) -> None:
        if picked is None:
            return
        made = self.attempt(
            lambda: coding.apply_codes_to_many(
                self.study,
                [(self.source_ref, span) for span in spans],
                picked.codes,
                coder=self.coder,
                direction=picked.direction,
                note=picked.note,
                strength=picked.strength,
                seen={self.source_ref: seen},
            )
        )
        if made is None:
            return
        self.attempt(self.refresh_study)
        left = len(spans) * len(picked.codes) - len(made)
        already = f" {left} had the code already." if left else ""
        self.notify(f"{count_with_noun(len(made), 'coding')} made.{already} ctrl+z takes them back together.")
