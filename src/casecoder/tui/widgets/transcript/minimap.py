"""A map of the whole source in one narrow column: what is coded, what was found, and where the screen is."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.scrollbar import ScrollBar, ScrollTo
from textual.strip import Strip

from casecoder.core.transcripts.spans import Span, covered_shares
from casecoder.core.transcripts.transcript_rows import TranscriptRows

DENSITY_GLYPHS = " ░▒▓"
"""For nothing coded, less than a third of the characters, less than two thirds, and more."""

_HIT, _HIT_IN_CODED = "•", "◆"


@dataclass(frozen=True, slots=True)
class MinimapCell:
    """A cell of the map, which stands for a stretch of the source.

    Parameters
    ----------
    step:
        How densely the stretch is coded, as an index of ``DENSITY_GLYPHS``.
    hit:
        Whether a hit of the search is in the stretch.
    """

    step: int
    hit: bool


def density_step(share: float) -> int:
    """Return the step for a share of coded characters from 0 to 1. Step 0 means that nothing is coded."""
    return min(len(DENSITY_GLYPHS) - 1, 1 + int(share * 3)) if share > 0 else 0


class Minimap(ScrollBar):
    """A scroll bar that shows the source. A click or a drag on it scrolls there.

    With one cell of width a hit takes the place of the step, filled where something is coded, and the screen is
    shown reversed; with two, hits and screen have the second cell.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"minimap--coded", "minimap--hit", "minimap--window"}
    DEFAULT_CSS = """
    Minimap {
        & > .minimap--coded { color: $foreground 70%; background: $surface; }
        & > .minimap--hit { color: $warning; background: $surface; text-style: bold; }
        & > .minimap--window { color: $primary; background: $surface; }
    }
    """

    def __init__(self) -> None:
        super().__init__(vertical=True, name="vertical")
        self._rows: TranscriptRows | None = None
        self._codings: Iterable[Span] = ()
        self._hits: Sequence[Span] = ()
        self._cells: list[MinimapCell] = []
        self._cells_for = -1
        self._strips: list[Strip] = []
        self._drawn: tuple[Size, range] | None = None

    def show(self, rows: TranscriptRows, codings: Iterable[Span], hits: Sequence[Span]) -> None:
        """Show a source with its codings and the hits of a search.

        Parameters
        ----------
        hits:
            In order, without overlaps.
        """
        self._rows, self._codings, self._hits = rows, codings, hits
        self._cells_for, self._drawn = -1, None
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of the map, drawn again only if something on it has changed."""
        size, window = self.size, self.window()
        if self._drawn != (size, window):
            self._drawn = size, window
            self._strips = [self._draw(y in window, size.width, cell) for y, cell in enumerate(self.cells)]
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return one cell of the map."""
        return self._strips[y] if y < len(self._strips) else self._draw(False, self.size.width, MinimapCell(0, False))

    @property
    def cells(self) -> list[MinimapCell]:
        """Return the cells from top to bottom, one for each line. They are kept until something changes."""
        height = self.size.height
        if self._cells_for != height and self._rows is not None:
            self._cells_for = height
            self._cells = self._find_cells(self._rows, min(height, self._rows.height))
        return self._cells

    def _find_cells(self, rows: TranscriptRows, count: int) -> list[MinimapCell]:
        edges = [rows.starts_at(number * rows.height // count) for number in range(count)] + [len(rows.text)]
        firsts = [hit.start for hit in self._hits]
        hit = [bisect_left(firsts, end) > bisect_left(firsts, start) for start, end in pairwise(edges)]
        return [
            MinimapCell(density_step(share), found)
            for share, found in zip(covered_shares(self._codings, edges), hit, strict=True)
        ]

    def window(self) -> range:
        """Return the cells of the part on the screen; none if the whole source is on it."""
        count, lines = len(self.cells), ceil(self.window_virtual_size)
        if not count or self.window_size >= lines:
            return range(0)
        first = min(count - 1, int(self.position * count / lines))
        return range(first, max(first + 1, ceil((self.position + self.window_size) * count / lines)))

    def _draw(self, on_screen: bool, width: int, cell: MinimapCell) -> Strip:
        coded, hit, window = (self.get_component_rich_style(f"minimap--{name}") for name in ("coded", "hit", "window"))
        if width == 1:
            glyph = (_HIT_IN_CODED if cell.step else _HIT) if cell.hit else DENSITY_GLYPHS[cell.step]
            return Strip([Segment(glyph, (hit if cell.hit else coded) + Style(reverse=on_screen))])
        beside = "◘" if cell.hit and on_screen else _HIT if cell.hit else "█" if on_screen else " "
        return Strip([Segment(DENSITY_GLYPHS[cell.step], coded), Segment(beside, hit if cell.hit else window)])

    def notify_style_update(self) -> None:
        """Draw the map again in the new theme."""
        super().notify_style_update()
        self._drawn = None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Scroll to the pressed place; a drag may begin."""
        if event.button == 1:
            self.capture_mouse()
            self._go(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Follow the pointer. Textual's scroll bar would follow it from the place where it was grabbed."""
        event.prevent_default()
        event.stop()
        if self.grabbed is not None:
            self._go(event.y)

    def _go(self, y: int) -> None:
        """Scroll the stretch of a cell to the middle of the screen."""
        line = y * self.window_virtual_size / max(1, len(self.cells))
        self.post_message(ScrollTo(y=line - self.window_size / 2, animate=False))
