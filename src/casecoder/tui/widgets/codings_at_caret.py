"""The panel under a transcript: the codings at the caret, or hints of what to do there."""

from collections.abc import Mapping, Sequence

from textual.content import Content
from textual.widgets import Static

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span
from casecoder.tui.base.screen_text import format_count, one_line, plain_content
from casecoder.tui.widgets.code_colours import COUNTERS_BAR, SUPPORTS_BAR, code_colour

NO_CODING_HINT = "No coding here. Select words (w k s t q, or shift and arrows), then c codes them."


class CodingsAtCaret(Static):
    """Lists the codings at the caret, one on a line, and describes the selection.

    Parameters
    ----------
    places:
        The place of each code among the codes, which gives its colour.
    """

    DEFAULT_CSS = """
    CodingsAtCaret { height: 4; padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, places: Mapping[str, int]) -> None:
        super().__init__(markup=False)
        self._places = places
        self._shown: object = None

    def show(
        self,
        here: Sequence[Evidence],
        selection: Span | None,
        extending: bool,
        memos: Sequence[str] = (),
        *,
        said: str = "",
        hints: bool = True,
    ) -> None:
        """Show the codings and memos at the caret and the selection, if any of them has changed.

        Parameters
        ----------
        said:
            The last message; it comes first.
        hints:
            Whether to name the usual keys. While a mode gives them another meaning they are not named.
        """
        state = (tuple(here), selection, extending, tuple(memos), said, hints, self.content_size)
        if state == self._shown:
            return
        self._shown = state
        lines = [plain_content(f"✓ {one_line(said)}", "bold")] if said else []
        lines += [_selected(selection, extending, hints)] if selection or extending else []
        lines += [plain_content(f"Memo here (M): {one_line(memo)}", "italic") for memo in memos[:1]]
        room = max(1, (self.size.height or 4) - len(lines))
        shown = here if len(here) <= room else here[: room - 1]
        lines += [self._line(coding) for coding in shown]
        if len(shown) < len(here):
            lines.append(Content.styled(f"+{len(here) - len(shown)} more: x, f and n list them all", "dim"))
        self.update(Content("\n").join(self._fitted(lines or [Content.styled(NO_CODING_HINT, "dim")])), layout=False)

    def _fitted(self, lines: list[Content]) -> list[Content]:
        """Return the lines wrapped if all of them fit; otherwise unwrapped, so that long lines are cut off."""
        width, height = self.content_size
        wrapped = [part for line in lines for part in line.wrap(width)] if width else lines
        return wrapped if len(wrapped) <= height else lines

    def _line(self, coding: Evidence) -> Content:
        colour = code_colour(self._places.get(coding.code, 0), self.app.current_theme.dark)
        bar = COUNTERS_BAR if coding.counters else SUPPORTS_BAR
        note = f" · {one_line(coding.note)}" if coding.note else ""
        second = " (second coder)" if coding.for_agreement else ""
        strength = f" · strength {coding.strength}" if coding.strength else ""
        return Content.assemble(
            (bar, colour.hex),
            " ",
            (coding.code, "bold"),
            " ",
            plain_content(one_line(coding.code_name)),
            "  ",
            plain_content(
                f"{coding.id} · {one_line(coding.coder)}{second} · {coding.direction.value}{strength}{note}", "dim"
            ),
        )


def _selected(selection: Span | None, extending: bool, hints: bool) -> Content:
    size = format_count(selection.end - selection.start, "character") if selection else "nothing yet"
    how = ", every move extends it (v stops)" if extending else ""
    keys = f"{how}. c codes it, a codes it as before, esc clears." if hints else "."
    return Content.styled(f"Selected: {size}{keys}", "italic")
