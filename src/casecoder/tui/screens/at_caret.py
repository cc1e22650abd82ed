"""What can be done to the coding at the caret of a transcript, and memos on the words there."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from casecoder.core.evidence import Evidence
from casecoder.core.spans import Span
from casecoder.core.vocabulary import Direction
from casecoder.services import coding, reading, writing
from casecoder.store.evidence import Filter
from casecoder.tui import navigation
from casecoder.tui.base import StudyScreen
from casecoder.tui.screens.prose import ProseScreen
from casecoder.tui.widgets.chooser import Chooser
from casecoder.tui.widgets.transcript_view import TranscriptView


class AtCaretScreen(StudyScreen):
    """The half of the transcript screen that works on what is coded already.

    Parameters
    ----------
    source_ref:
        The source's short id.

    ``AT_CARET`` holds its keys, for the transcript screen to put after its own in the footer.
    """

    AT_CARET: ClassVar[list[BindingType]] = [
        Binding("x", "remove", "Remove", id="coding.remove", tooltip="Remove the coding at the caret"),
        Binding("minus", "turn_round", "Flip", key_display="-", id="coding.direction",
                tooltip="Change whether the coding at the caret supports its code or counters it"),
        Binding("n", "note", "Note", show=False, id="coding.note", tooltip="Write the note of the coding at the caret"),
        Binding("g", "next_coding(1)", "Next", id="coding.next", tooltip="Go to the next coding"),
        Binding("G,shift+g", "next_coding(-1)", "Previous", show=False, id="coding.previous",
                tooltip="Go to the coding before"),
        Binding("m", "memo", "Memo", id="coding.memo",
                tooltip="Write a memo on the words, a coding or the source"),
        Binding("M,shift+m", "memos", "Memos", show=False, id="coding.memos", tooltip="The memos on this source"),
        Binding("l", "gathered", "Like this", show=False, id="coding.gathered",
                tooltip="All that the code at the caret has gathered"),
    ]

    def __init__(self, source_ref: str) -> None:
        super().__init__()
        self.source_ref = source_ref

    @property
    def view(self) -> TranscriptView:
        """The text."""
        return self.query_one(TranscriptView)

    def put(self, codings: list[Evidence], without: set[int]) -> None:
        """Show these codings too, and those of these numbers as they were no longer: one act of this screen."""
        raise NotImplementedError

    def _with_coding_here(self, question: str, act: Callable[[Evidence], None]) -> None:
        """Do something to the coding at the caret, asking which if there are several."""
        here = {item.id: item for item in self.view.here}
        if not here:
            self.notify("Go to one with g, or move the caret onto coded words.", title="There is no coding here.",
                        severity="warning")
        elif len(here) == 1:
            act(next(iter(here.values())))
        else:
            options = [
                (key, f"{item.code} {item.code_name} · {key} · {item.coder} · {item.direction.value}")
                for key, item in here.items()
            ]
            self.app.push_screen(Chooser(question, options), lambda key: act(here[key]) if key else None)

    def action_remove(self) -> None:
        """Remove the coding at the caret."""
        self._with_coding_here("Remove which coding?", self._remove)

    def _remove(self, item: Evidence) -> None:
        def remove() -> bool:
            coding.remove_coding(self.study, item.number, coder=self.coder)
            return True

        if self.attempt(remove, f"Removed {item.id}, {item.code}. ctrl+z brings it back."):
            self.put([], {item.number})

    def action_turn_round(self) -> None:
        """Change the direction of the coding at the caret."""
        self._with_coding_here("Change the direction of which coding?", self._turn_round)

    def _turn_round(self, item: Evidence) -> None:
        direction = Direction.SUPPORTS if item.counters else Direction.COUNTERS
        self.attempt(lambda: self._amend(item, direction=direction))

    def action_note(self) -> None:
        """Write the note of the coding at the caret."""
        self._with_coding_here("Write the note of which coding?", self._ask_note)

    def _ask_note(self, item: Evidence) -> None:
        def keep(note: str) -> None:
            self._amend(item, note=note.strip())

        self.app.push_screen(ProseScreen(f"Note on {item.id}, {item.code}", item.note, keep))

    def _amend(self, item: Evidence, *, direction: Direction | None = None, note: str | None = None) -> None:
        coding.amend_coding(self.study, item.number, coder=self.coder, direction=direction, note=note)
        self.put(reading.segments(self.study, Filter(numbers=frozenset({item.number}))), {item.number})

    def action_next_coding(self, step: int) -> None:
        """Go to the next coding, or the one before."""
        at = self.view.caret.at
        starts = sorted({item.start for item in self.view.codings})
        ahead = [start for start in starts if self.view.caret.rows.settle(start) > at]
        behind = [start for start in starts if self.view.caret.rows.settle(start) < at]
        if not (ahead if step > 0 else behind):
            way = "after" if step > 0 else "before"
            self.notify("The other way is " + ("G." if step > 0 else "g."), title=f"No coding begins {way} the caret.")
            return
        self.view.go_to(ahead[0] if step > 0 else behind[-1])

    def action_gathered(self) -> None:
        """All that the code at the caret has gathered."""
        self._with_coding_here(
            "See what which code has gathered?", lambda item: self._push(navigation.segments(item.code))
        )

    def action_memo(self) -> None:
        """Write a memo on the selection, a coding here or the source."""
        span = self.view.selection
        options = [("words", "The selected words")] if span else []
        options += [(item.id, f"The coding {item.id} {item.code} {item.code_name}") for item in self.view.here]
        options.append(("source", f"The source {self.source_ref}"))
        if len(options) == 1:
            self._write_memo(span, "source")
        else:
            self.app.push_screen(Chooser("A memo on what?", options), partial(self._write_memo, span))

    def _write_memo(self, span: Span | None, on_what: str | None) -> None:
        if on_what is None:
            return
        target, about = ("coding", on_what) if on_what not in {"words", "source"} else ("source", self.source_ref)
        place = span if on_what == "words" and span else None
        start, end = place or (None, None)
        keep = partial(writing.write_memo, self.study, target, about, author=self.coder, start=start, end=end)
        self.app.push_screen(ProseScreen(f"Memo on {about}", "", keep))

    def action_memos(self) -> None:
        """The memos on this source."""
        self._push(navigation.memos("source", self.source_ref))

    def action_search(self) -> None:
        """Find words in all transcripts."""
        self.coder_app.action_go("search")

    def _push(self, screen: StudyScreen) -> None:
        self.app.push_screen(screen)
