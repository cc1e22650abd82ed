"""The gutter beside the words: how many codings overlap, their bars, and the ids of those that begin."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from casecoder.core.judging.evidence import Evidence
from casecoder.tui.base.screen_text import one_line
from casecoder.tui.widgets.code_colours import COUNTERS_BAR, SUPPORTS_BAR, code_colour
from casecoder.tui.widgets.transcript.transcript_codings import CodingsInLanes
from casecoder.tui.widgets.transcript.transcript_columns import TranscriptColumns

_FOCUSED = {SUPPORTS_BAR: "█", COUNTERS_BAR: "▒"}
"""The bars of the focused code."""


class TranscriptGutter:
    """Draws the cells to the right of a line's words.

    Parameters
    ----------
    codings:
        May change later.
    places:
        The place of each code among the codes, which gives its colour.
    styles:
        Styles by name; ``base`` and ``number`` are used.
    """

    def __init__(
        self,
        columns: TranscriptColumns,
        codings: CodingsInLanes,
        places: Mapping[str, int],
        styles: Mapping[str, Style],
        *,
        dark: bool,
    ) -> None:
        self.places = places
        self._columns = columns
        self._codings = codings
        self._styles = styles
        self._colours = {
            code: styles["base"] + Style.from_color(code_colour(place, dark).rich_color)
            for code, place in places.items()
        }

    def cells(self, touching: Sequence[Evidence], start: int, *, named: bool, focus: str, top: bool) -> list[Segment]:
        """Return the depth, the lanes and the ids of codings that begin; ``+2`` means that two more don't fit.

        Parameters
        ----------
        touching, start:
            The codings on the line, in order, and the first character of the line.
        named:
            Whether to show ids; a gap between turns shows only bars.
        focus:
            The focused code, if any.
        top:
            Whether codings that began further up are named too.
        """
        depth = f"{len(touching)}" if len(touching) < 10 else "+"
        cells = [Segment(depth if named and len(touching) > 1 else " ", self._styles["number"])]
        cells += [Segment(" ", self._styles["base"])] * self._columns.lanes
        hidden: set[int] = set()
        # The focused code comes last, so that its bar hides others.
        for coding in sorted(touching, key=lambda coding: coding.code == focus):
            lane = self._codings.lane(coding)
            if lane < self._columns.lanes:
                bar = COUNTERS_BAR if coding.counters else SUPPORTS_BAR
                focused = focus == coding.code
                cells[lane + 1] = Segment(_FOCUSED[bar] if focused else bar, self._colour(coding))
            else:
                hidden.add(coding.number)
        begun = [coding for coding in touching if named and (top or coding.start >= start)]
        return cells + self._names(begun, hidden)

    def _names(self, begun: list[Evidence], hidden: set[int]) -> list[Segment]:
        """Return the ids of the codings that begin here, as many as fit, and the number of the rest."""
        room, base = self._columns.names, self._styles["base"]
        segments: list[Segment] = []
        left = {coding.number for coding in begun} | hidden
        for coding in begun:
            others = left - {coding.number}
            keep = len(f" +{len(others)}") if others else 0
            name = self._named(coding, room, alone=not others)
            size = cell_len(name)
            if size + keep > room and segments:
                break
            if size + keep > room:
                size = max(0, room - keep)
                name = set_cell_size(name, max(0, size - 1)) + "…"[:size]
            segments += [Segment(name, self._colour(coding)), Segment(" ", base)]
            room -= size + 1
            left.discard(coding.number)
        segments.append(Segment(f"+{len(left)}" if left and room > 0 else "", self._styles["number"]))
        shown = sum(cell_len(segment.text) for segment in segments)
        if shown > self._columns.names:  # the space after a name that fills the strip
            del segments[-2:]
            shown = sum(cell_len(segment.text) for segment in segments)
        return [*segments, Segment(" " * max(0, self._columns.names - shown), base)]

    def _named(self, coding: Evidence, room: int, *, alone: bool) -> str:
        """Return the id of the code, with its name if it fits."""
        if not alone or room < 20:
            return one_line(coding.code)
        shown = one_line(f"{coding.code} {coding.code_name}")
        return shown if cell_len(shown) <= room else set_cell_size(shown, room - 1) + "…"

    def _colour(self, coding: Evidence) -> Style:
        return self._colours.get(coding.code, self._styles["base"])
