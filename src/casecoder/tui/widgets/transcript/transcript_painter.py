"""The painter of a line of a transcript: the speaker, the words, and the bars of the codings."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.strip import Strip

from casecoder.core.judging.evidence import Evidence
from casecoder.core.transcripts.spans import Span, merge_spans
from casecoder.core.transcripts.transcript import Turn, TurnKind
from casecoder.core.transcripts.transcript_rows import TranscriptLine, TranscriptRows
from casecoder.core.transcripts.words_and_clusters import next_cluster
from casecoder.tui.base.screen_text import format_count
from casecoder.tui.widgets.transcript.transcript_codings import CodingsInLanes
from casecoder.tui.widgets.transcript.transcript_columns import TranscriptColumns, shorten_label
from casecoder.tui.widgets.transcript.transcript_gutter import TranscriptGutter

_UPRIGHT = Style(reverse=False)

_OTHERS = "-"
"""Stands for codes that are not focused."""


@dataclass(frozen=True, slots=True)
class LineMarks:
    """The marks on one line besides its codings. A line looks the same while its marks are equal.

    Parameters
    ----------
    selected:
        The part of the line that is selected.
    here:
        The parts that the codings at the caret cover.
    caret:
        The offset of the caret if it is on this line.
    label:
        Whether the speaker's label, or the fold, is selected.
    hits:
        The parts that are hits of the search.
    focus:
        The focused code if it is on this line, ``-`` if only other codes are.
    top:
        Whether this is the first line of the screen, where codings from further up are named.
    """

    selected: Span | None = None
    here: tuple[Span, ...] = ()
    caret: int | None = None
    label: bool = False
    hits: tuple[Span, ...] = ()
    focus: str = ""
    top: bool = False


class TranscriptPainter:
    """Draws the lines of a transcript with its codings.

    Parameters
    ----------
    rows, columns:
        The wrapped transcript, and the widths of the columns.
    interviewers:
        The labels whose turns are drawn paler.
    codings:
        May change later.
    places:
        The place of each code among the codes, which gives its colour.
    styles:
        By name: base, words, interviewer, heading, number, label, coded, focused, here, hit, selected, caret.
    """

    def __init__(
        self,
        rows: TranscriptRows,
        columns: TranscriptColumns,
        *,
        interviewers: frozenset[str],
        codings: CodingsInLanes,
        places: Mapping[str, int],
        styles: Mapping[str, Style],
        dark: bool,
    ) -> None:
        self.rows = rows
        self.columns = columns
        self._interviewers = interviewers
        self._codings = codings
        self._styles = styles
        self._gutter = TranscriptGutter(columns, codings, dict(places), styles, dark=dark)
        self._strips: LRUCache[tuple[int, LineMarks], Strip] = LRUCache(512)

    @property
    def places(self) -> Mapping[str, int]:
        """Return the places of the codes as drawn."""
        return self._gutter.places

    def strip(self, y: int, marks: LineMarks) -> Strip:
        """Return a line as cells, drawn again only if something on it has changed."""
        strip = self._strips.get((y, marks))
        if strip is None:
            strip = self._strips[y, marks] = self.paint(y, marks)
        return strip

    def forget(self, spans: Sequence[Span]) -> None:
        """Forget the drawn lines that these stretches lie on."""
        rows = self.rows
        lines = [(rows.y_of(rows.row_at(start)), rows.y_of(rows.row_at(end))) for start, end in spans]
        for key in list(self._strips.keys()):
            # a fold on the line below may hold the end of the stretch
            if any(first <= key[0] <= last + 1 for first, last in lines):
                self._strips.discard(key)

    def marks(
        self,
        y: int,
        selection: Span | None,
        here: Sequence[Span],
        caret: int,
        *,
        hits: Sequence[Span] = (),
        focus: str = "",
        top: bool = False,
    ) -> LineMarks:
        """Return the marks on a line: selection, codings at the caret, caret, hits and focused code.

        Parameters
        ----------
        hits:
            In order, without overlaps.
        """
        line = self.rows.line_at(y)
        start, end = self.reach(line)
        if focus and (touching := self._codings.touching(start, end)):
            focus = focus if any(coding.code == focus for coding in touching) else _OTHERS
        else:
            focus = ""
        if line.row is None:
            across = selection is not None and selection.start < end and start < selection.end
            return LineMarks(label=across and bool(line.folded), focus=focus, top=top)
        start, end = self.rows.visible(line.row)
        turn = self.rows.turns[line.turn]
        label = selection is not None and line.below == 0 and selection.start <= turn.start < selection.end
        first = bisect_right(hits, start, key=lambda hit: hit.end)
        return LineMarks(
            _clip(selection, start, end) if selection else None,
            tuple(merge_spans(part for span in here if (part := _clip(span, start, end)))),
            caret if self.rows.row_at(caret) == line.row else None,
            label and turn.words > turn.start,
            tuple(part for span in _until(hits, first, end) if (part := _clip(span, start, end))),
            focus,
            top,
        )

    def paint(self, y: int, marks: LineMarks) -> Strip:
        """Return a line as cells, as wide as all columns together."""
        line = self.rows.line_at(y)
        reach = self.reach(line)
        touching = self._codings.touching(*reach)
        words = self._words(line, marks, touching) if line.row is not None else self._between(line, marks)
        named = line.row is not None or bool(line.folded)
        gutter = self._gutter.cells(touching, reach.start, named=named, focus=marks.focus, top=marks.top)
        return Strip([*self._speaker(line, marks), *words, *gutter])

    def reach(self, line: TranscriptLine) -> Span:
        """Return the characters of a line, with the speaker's label and folded turns."""
        turns = self.rows.turns
        if line.row is None:
            start = turns[line.turn].end if line.turn >= 0 else 0
            after = line.folded.stop if line.folded else line.turn + 1
            return Span(start, turns[after].start if after < len(turns) else len(self.rows.text))
        start = turns[line.turn].start if line.below == 0 else self.rows.starts[line.row]
        return Span(start, max(self.rows.ends[line.row], start + 1))

    def _speaker(self, line: TranscriptLine, marks: LineMarks) -> list[Segment]:
        turn = self.rows.turns[line.turn]
        number, label = "", ""
        style = self._styles["number"]
        if line.row is not None and line.below == 0:
            number, label = str(line.turn + 1), shorten_label(turn.speaker or "", self.columns.label)
            asking = turn.speaker in self._interviewers
            style = self._styles["interviewer" if asking else "label"]
        elif line.below == 1:
            label = shorten_label(f"{turn.descriptor} {turn.at}".strip(), self.columns.label)
        if marks.label and line.row is not None:
            style += self._styles["selected"]
        label = set_cell_size(label, self.columns.label)
        return [
            Segment(f"{number:>{self.columns.number}} ", self._styles["number"]),
            Segment(label, style),
            Segment(" ", self._styles["base"]),
        ]

    def _between(self, line: TranscriptLine, marks: LineMarks) -> list[Segment]:
        """Return the line below a turn: empty, or the folded turns with the number of their codings."""
        width, base = self.columns.words, self._styles["base"]
        if not line.folded:
            return [Segment(" " * width, base)]
        first, last = line.folded[0] + 1, line.folded[-1] + 1
        start, end = self.rows.turns[first - 1].start, self.rows.turns[last - 1].end
        held = len(self._codings.touching(start, end))
        numbers = f"turn {first}" if first == last else f"turns {first}–{last}"
        said = f"┈ {numbers} folded{', ' + format_count(held, 'coding') if held else ''} "
        said = set_cell_size(said, width) if len(said) > width else said + "┈" * min(3, width - len(said))
        style = self._styles["number"] + (self._styles["selected"] if marks.label else Style())
        return [Segment(said, style), Segment(" " * (width - cell_len(said)), base)]

    def _words(self, line: TranscriptLine, marks: LineMarks, touching: Sequence[Evidence]) -> list[Segment]:
        base = self._base(self.rows.turns[line.turn])
        text = self.rows.text
        start, end = self.rows.visible(line.row or 0)
        # all codings are shaded, or only those of the focused code
        shaded = merge_spans(Span(item.start, item.end) for item in touching if marks.focus in {"", item.code})
        layers = [(span, "focused" if marks.focus else "coded") for span in shaded]
        layers += [(span, "here") for span in marks.here] + [(span, "hit") for span in marks.hits]
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
        if "selected" in names and "hit" in names:
            names.remove("hit")
        for name in dict.fromkeys(names):
            # the caret is not reversed where the words already are
            base += _UPRIGHT if name == "caret" and base.reverse else self._styles[name]
        return base


def _until(hits: Sequence[Span], first: int, end: int) -> Sequence[Span]:
    """Yield the hits from an index on that begin before an offset."""
    return hits[first : bisect_left(hits, end, key=lambda hit: hit.start)]


def _clip(span: Span, start: int, end: int) -> Span | None:
    clipped = Span(max(span.start, start), min(span.end, end))
    return clipped if clipped.start < clipped.end else None


def _pieces(start: int, end: int, spans: Sequence[Span]) -> list[Span]:
    """Return the pieces of a stretch, cut where a span begins or ends."""
    cuts = {start, end}
    for span in spans:
        cuts.update(edge for edge in span if start < edge < end)
    ordered = sorted(cuts)
    return [Span(a, b) for a, b in pairwise(ordered)]
