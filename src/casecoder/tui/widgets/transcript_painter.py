"""Draws one line of a transcript: who speaks, the words, the bars of the codings over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from casecoder.core.evidence import Evidence
from casecoder.core.rows import Line, Rows
from casecoder.core.span_index import SpanIndex
from casecoder.core.spans import Span, lanes
from casecoder.core.transcript import Turn, TurnKind
from casecoder.core.units import next_cluster
from casecoder.tui.widgets.code_colours import COUNTERS, SUPPORTS, code_colour
from casecoder.tui.widgets.transcript_columns import Columns, shorten_label
from casecoder.tui.wording import one_line


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in the words of one line besides their codings. Two lines with equal marks look alike.

    Parameters
    ----------
    selected:
        The part of the line that is selected.
    here:
        The parts that belong to the codings at the caret.
    caret:
        Where the caret is, if on this line.
    label:
        Whether the speaker's label is selected.
    """

    selected: Span | None = None
    here: tuple[Span, ...] = ()
    caret: int | None = None
    label: bool = False


class Painter:
    """Draws the lines of a transcript with its codings.

    Parameters
    ----------
    rows, columns:
        The transcript as wrapped now, and the widths.
    interviewers:
        The labels whose turns stand back.
    codings:
        By place.
    places:
        Each code's place among the codes, which gives its colour.
    styles:
        By name: base, words, interviewer, heading, number, label, coded, here, selected, caret.
    """

    def __init__(
        self,
        rows: Rows,
        columns: Columns,
        *,
        interviewers: frozenset[str],
        codings: Sequence[Evidence],
        places: Mapping[str, int],
        styles: Mapping[str, Style],
        dark: bool,
    ) -> None:
        self.rows = rows
        self.columns = columns
        self.spans = [Span(coding.start, coding.end) for coding in codings]
        self.index = SpanIndex(self.spans)
        self._interviewers = interviewers
        self._codings = codings
        self._lanes = lanes(self.spans)
        self._styles = styles
        self._colours = {
            code: styles["base"] + Style(color=code_colour(place, dark).rich_color) for code, place in places.items()
        }

    def marks(self, line: Line, selection: Span | None, here: Sequence[Span], caret: int | None) -> Marks:
        """What of selection, codings here and caret falls on a line."""
        if line.row is None:
            return Marks()
        start, end = self.rows.visible(line.row)
        turn = self.rows.turns[line.turn]
        label = selection is not None and line.below == 0 and selection.start <= turn.start < selection.end
        return Marks(
            _clip(selection, start, end) if selection else None,
            tuple(part for part in (_clip(span, start, end) for span in here) if part),
            caret,
            label and turn.words > turn.start,
        )

    def paint(self, line: Line, marks: Marks) -> Strip:
        """The line as cells, as wide as all columns."""
        turn = self.rows.turns[line.turn]
        segments = [*self._speaker(turn, line, marks), *self._words(turn, line, marks), *self._gutter(line)]
        return Strip(segments)

    def _speaker(self, turn: Turn, line: Line, marks: Marks) -> list[Segment]:
        number, label = "", ""
        style = self._styles["number"]
        if line.below == 0:
            number, label = str(line.turn + 1), shorten_label(turn.speaker or "", self.columns.label)
            asking = turn.speaker in self._interviewers
            style = self._styles["interviewer" if asking else "label"]
        elif line.below == 1:
            label = shorten_label(f"{turn.descriptor} {turn.at}".strip(), self.columns.label)
        if marks.label:
            style += self._styles["selected"]
        label = set_cell_size(label, self.columns.label)
        return [
            Segment(f"{number:>{self.columns.number}} ", self._styles["number"]),
            Segment(label, style),
            Segment(" ", self._styles["base"]),
        ]

    def _words(self, turn: Turn, line: Line, marks: Marks) -> list[Segment]:
        base = self._base(turn)
        if line.row is None:
            return [Segment(" " * self.columns.words, base)]
        text = self.rows.text
        start, end = self.rows.visible(line.row)
        coded = [self.spans[number] for number in self.index.touching(start, max(end, start + 1))]
        layers = [(span, "coded") for span in coded] + [(span, "here") for span in marks.here]
        if marks.selected:
            layers.append((marks.selected, "selected"))
        if marks.caret is not None and marks.caret < end:
            layers.append((Span(marks.caret, min(end, next_cluster(text, marks.caret))), "caret"))
        segments = [
            Segment(text[a:b], self._layered(base, [name for span, name in layers if span.start < b and a < span.end]))
            for a, b in _pieces(start, end, [span for span, _ in layers])
        ]
        free = self.columns.words - sum(cell_len(segment.text) for segment in segments)
        if marks.caret is not None and marks.caret >= end:
            behind = min(cell_len(text[end : marks.caret]), max(0, free - 1))
            segments += [Segment(" " * behind, base), Segment(" ", base + self._styles["caret"])]
            free -= behind + 1
        return [*segments, Segment(" " * max(0, free), base)]

    def _base(self, turn: Turn) -> Style:
        if turn.kind is TurnKind.HEADING:
            return self._styles["heading"]
        return self._styles["interviewer" if turn.speaker in self._interviewers else "words"]

    def _layered(self, base: Style, names: list[str]) -> Style:
        for name in dict.fromkeys(names):
            base += self._styles[name]
        return base

    def _gutter(self, line: Line) -> list[Segment]:
        """The lanes and, where codings begin, their ids; ``+2`` says that two more don't fit."""
        reach = self._reach(line)
        touching = self.index.touching(*reach)
        cells = [Segment(" ", self._styles["base"])] * (self.columns.lanes + 1)
        hidden = set()
        for number in touching:
            lane, coding = self._lanes[number], self._codings[number]
            if lane < self.columns.lanes:
                cells[lane + 1] = Segment(COUNTERS if coding.counters else SUPPORTS, self._colour(coding))
            else:
                hidden.add(number)
        begun = [number for number in touching if line.row is not None and self.spans[number].start >= reach.start]
        return cells + self._names(begun, hidden)

    def _reach(self, line: Line) -> Span:
        """The characters a line stands for, the speaker's label included."""
        turns, turn = self.rows.turns, self.rows.turns[line.turn]
        if line.row is None:
            return Span(turn.end, turns[line.turn + 1].start if line.turn + 1 < len(turns) else turn.end)
        start = turn.start if line.below == 0 else self.rows.starts[line.row]
        return Span(start, max(self.rows.ends[line.row], start + 1))

    def _names(self, begun: list[int], hidden: set[int]) -> list[Segment]:
        """The ids of the codings that begin here, as many as fit, then how many more there are on the line."""
        room, base = self.columns.names, self._styles["base"]
        segments: list[Segment] = []
        left = set(begun) | hidden
        for number in begun:
            others = left - {number}
            keep = len(f" +{len(others)}") if others else 0
            name = self._named(self._codings[number], room, alone=not others)
            size = cell_len(name)
            if size + keep > room and segments:
                break
            if size + keep > room:
                size = max(0, room - keep)
                name = set_cell_size(name, max(0, size - 1)) + "…"[:size]
            segments += [Segment(name, self._colour(self._codings[number])), Segment(" ", base)]
            room -= size + 1
            left.discard(number)
        segments.append(Segment(f"+{len(left)}" if left and room > 0 else "", self._styles["number"]))
        shown = sum(cell_len(segment.text) for segment in segments)
        if shown > self.columns.names:  # the space after a name that fills the strip
            del segments[-2:]
            shown = sum(cell_len(segment.text) for segment in segments)
        return [*segments, Segment(" " * max(0, self.columns.names - shown), base)]

    def _named(self, coding: Evidence, room: int, *, alone: bool) -> str:
        """The code's id, with its name where there is room."""
        if not alone or room < 20:
            return one_line(coding.code)
        shown = one_line(f"{coding.code} {coding.code_name}")
        return shown if cell_len(shown) <= room else set_cell_size(shown, room - 1) + "…"

    def _colour(self, coding: Evidence) -> Style:
        return self._colours.get(coding.code, self._styles["base"])


def _clip(span: Span, start: int, end: int) -> Span | None:
    clipped = Span(max(span.start, start), min(span.end, end))
    return clipped if clipped.start < clipped.end else None


def _pieces(start: int, end: int, spans: Sequence[Span]) -> list[Span]:
    """The stretch cut wherever one of the spans begins or ends."""
    cuts = {start, end}
    for span in spans:
        cuts.update(edge for edge in span if start < edge < end)
    ordered = sorted(cuts)
    return [Span(a, b) for a, b in pairwise(ordered)]
