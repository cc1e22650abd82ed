"""The keys of the transcript screen that change the coding at the caret, and write memos."""

from functools import partial
from typing import ClassVar

from textual.binding import Binding, BindingType

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Direction
from casecoder.services.notes import memos
from casecoder.services.segments import coding
from casecoder.services.segments.coding_rules import HIGHEST_STRENGTH
from casecoder.services.segments.segment_editing import join_codings, split_coding
from casecoder.tui.base.destinations import CodebookPage, MemosPage, SegmentsPage
from casecoder.tui.screens.notes.memo_editor import MemoEditorScreen
from casecoder.tui.screens.notes.prose_editor import ProseEditorScreen
from casecoder.tui.screens.transcript.boundary_mode import BoundaryMode
from casecoder.tui.screens.transcript.transcript_base import TranscriptBaseScreen
from casecoder.tui.widgets.chooser import ChooserScreen


class CodingKeys(TranscriptBaseScreen):
    """The keys that work on the coding at the caret."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "remove", "Remove", show=False, id="coding.remove", tooltip="Remove the coding at the caret"),
        Binding(
            "f",
            "turn_round",
            "Flip",
            show=False,
            id="coding.direction",
            tooltip="Change whether the coding at the caret supports its code or counters it",
        ),
        Binding(
            "h",
            "strength",
            "Strength",
            show=False,
            id="coding.strength",
            tooltip="Say how strong the coding at the caret is: 1, 2, 3, or nothing said",
        ),
        Binding("n", "note", "Note", show=False, id="coding.note", tooltip="Write the note of the coding at the caret"),
        Binding(
            "b",
            "boundaries",
            "Bounds",
            show=False,
            id="coding.boundaries",
            tooltip="Move the boundaries of the coding at the caret",
        ),
        Binding(
            "S,shift+s",
            "split",
            "Split",
            show=False,
            id="coding.split",
            tooltip="Split the coding at the caret into two",
        ),
        Binding(
            "J,shift+j",
            "join",
            "Join",
            show=False,
            id="coding.join",
            tooltip="Join the coding at the caret with the next of the same code",
        ),
        Binding(
            "m",
            "memo",
            "Memo",
            show=False,
            id="coding.memo",
            tooltip="Write a memo on the words, a coding or the source",
        ),
        Binding("M,shift+m", "memos", "Memos", show=False, id="coding.memos", tooltip="The memos on this source"),
        Binding(
            "l",
            "gathered",
            "Like this",
            show=False,
            id="coding.gathered",
            tooltip="All that the code at the caret has gathered",
        ),
        Binding(
            "B,shift+b",
            "codebook",
            "Code book",
            show=False,
            id="coding.codebook",
            tooltip="The code book, open at the code at the caret",
        ),
    ]

    def action_remove(self) -> None:
        """Remove the coding at the caret."""
        self.with_coding_here("Remove which coding?", self._remove, changes="remove")

    def _remove(self, item: Evidence) -> None:
        def remove() -> None:
            coding.remove_coding(self.study, item.number, coder=self.coder)
            self.refresh_study()

        self.attempt(remove, f"Removed {item.id}, {item.code}. ctrl+z brings it back.")

    def action_turn_round(self) -> None:
        """Change the direction of the coding at the caret."""
        self.with_coding_here("Change the direction of which coding?", self._turn_round, changes="flip")

    def _turn_round(self, item: Evidence) -> None:
        direction = Direction.SUPPORTS if item.counters else Direction.COUNTERS
        self.attempt(lambda: self._amend(item, direction=direction), f"{item.id} now {direction.value} {item.code}.")

    def action_strength(self) -> None:
        """Give the coding at the caret the next strength; after the highest comes none."""
        self.with_coding_here("Change the strength of which coding?", self._strengthen, changes="change")

    def _strengthen(self, item: Evidence) -> None:
        strength = ((item.strength or 0) + 1) % (HIGHEST_STRENGTH + 1)
        strength_words = f"strength {strength} of {HIGHEST_STRENGTH}" if strength else "no strength"
        self.attempt(lambda: self._amend(item, strength=strength), f"{item.id} has {strength_words}.")

    def action_note(self) -> None:
        """Write the note of the coding at the caret."""
        self.with_coding_here("Write the note of which coding?", self._ask_note, changes="change")

    def _ask_note(self, item: Evidence) -> None:
        def keep(note: str) -> None:
            self._amend(item, note=note.strip())

        self.app.push_screen(ProseEditorScreen(f"Note on {item.id}, {item.code}", item.note, keep))

    def _amend(
        self,
        item: Evidence,
        *,
        direction: Direction | None = None,
        note: str | None = None,
        strength: int | None = None,
    ) -> None:
        coding.amend_coding(
            self.study, item.number, coder=self.coder, direction=direction, note=note, strength=strength
        )
        self.refresh_study()

    def action_boundaries(self) -> None:
        """Move the boundaries of the coding at the caret."""
        self.with_coding_here("Move the boundaries of which coding?", self._move_boundaries, changes="move")

    def _move_boundaries(self, item: Evidence) -> None:
        self.start_mode(BoundaryMode(self, item))

    def action_split(self) -> None:
        """Split the coding at the caret into two, there."""
        self.with_coding_here("Split which coding?", self._split, changes="split")

    def _split(self, item: Evidence) -> None:
        def split() -> None:
            parts = split_coding(self.study, item.number, self.view.caret.at, coder=self.coder, seen=self.text)
            self.refresh_study()
            self.notify(f"{parts[0].id} ends before the caret, {parts[1].id} begins there.", title="Split.")

        self.attempt(split)

    def action_join(self) -> None:
        """Join the coding at the caret with the next of the same code."""
        self.with_coding_here("Join which coding with the next of its code?", self._join, changes="join")

    def _join(self, item: Evidence) -> None:
        later = (
            other
            for other in self.view.codings
            if (other.start, other.end, other.number) > (item.start, item.end, item.number)
            and (other.code, other.coder, other.direction) == (item.code, item.coder, item.direction)
        )
        following = next(later, None)
        if following is None:
            self.notify(
                "Codings of one code, coder and direction are joined.",
                title=f"No later coding belongs with {item.id}.",
                severity="warning",
            )
            return

        def join() -> None:
            joined = join_codings(self.study, [item.number, following.number], coder=self.coder)
            self.refresh_study()
            stale = f" Ratings to look at again: {', '.join(joined.stale)}." if joined.stale else ""
            self.notify(f"{joined.kept.id} holds the words of {', '.join(joined.gone)} too.{stale}", title="Joined.")

        self.attempt(join)

    def action_gathered(self) -> None:
        """Go to the segments of the code at the caret."""
        self.with_coding_here("See what which code has gathered?", lambda item: self.go_to(SegmentsPage(item.code)))

    def action_codebook(self) -> None:
        """Go to the code book, at the code at the caret if there is one."""
        if self.view.here:
            self.with_coding_here("Open the code book at which code?", lambda item: self.go_to(CodebookPage(item.code)))
        else:
            self.go_to(CodebookPage())

    def action_memo(self) -> None:
        """Write a memo on the selection, on a coding here or on the source."""
        span = self.view.selection
        options = [("words", "The selected words")] if span else []
        options += [(item.id, f"The coding {item.id} {item.code} {item.code_name}") for item in self.view.here]
        options.append(("source", f"The source {self.source_ref}"))
        if len(options) == 1:
            self._write_memo(span, "source")
        else:
            self.app.push_screen(ChooserScreen("A memo on what?", options), partial(self._write_memo, span))

    def _write_memo(self, span: Span | None, on_what: str | None) -> None:
        if on_what is None:
            return
        target, about = ("coding", on_what) if on_what not in {"words", "source"} else ("source", self.source_ref)
        place = span if on_what == "words" and span else None
        start, end = place or (None, None)
        quotes = {item.id: item.quote for item in self.view.here}
        quote = self.source.text[start:end] if place and self.source else quotes.get(on_what, "")
        seen = self.text if place else None
        keep = partial(memos.write_memo, self.study, target, about, author=self.coder, start=start, end=end, seen=seen)
        self.app.push_screen(MemoEditorScreen(self.study, about, "", keep, quote=quote))

    def action_memos(self) -> None:
        """Go to the memos on this source."""
        self.go_to(MemosPage("source", self.source_ref))
