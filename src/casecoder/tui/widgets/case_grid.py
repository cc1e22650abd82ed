"""The grid of a study: a row for each code, a column for each school, and labels that do not scroll."""

from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size, Spacing, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from casecoder.core.transcripts.quote_matching import shorten_quote
from casecoder.services.judging.rating import GridCell, RatingGrid
from casecoder.services.sources.reading_progress import ReadingProgress
from casecoder.store.tables import CaseRow, CodeRow
from casecoder.tui.base.screen_text import show_control_characters
from casecoder.tui.widgets.grid_layout import (
    STALE_MARK,
    GridLayout,
    grid_cell_text,
    grid_row_label,
    group_cases_by_phase,
    lay_out_grid,
    progress_mark,
    warning_marks,
)

HEADING_LINES = 2
"""Lines of heading: the groups, then the schools. A line of progress follows once a source is done."""


SHORT_PHASES = {"Secondary": "Sec.", "Primary": "Prim."}
"""How the groups' headings are abbreviated."""


class CaseGridPosition(NamedTuple):
    """The row and column of a cell, counted from 0. -1 is the heading of the row or column."""

    row: int
    column: int


class CaseGrid(ScrollView, can_focus=True):
    """The benefit-by-school table with a cursor. It shows a :class:`RatingGrid` and changes nothing."""

    DEFAULT_CSS = """
    CaseGrid { height: auto; background: $background; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }
    CaseGrid > .case-grid--group { color: $text-muted; text-style: italic; }
    CaseGrid > .case-grid--heading { color: $foreground; text-style: bold; }
    CaseGrid > .case-grid--label { color: $foreground; }
    CaseGrid > .case-grid--here { color: $text-accent; text-style: bold; }
    CaseGrid > .case-grid--green { color: $text-success; background: $success-muted; }
    CaseGrid > .case-grid--amber { color: $text-warning; background: $warning-muted; }
    CaseGrid > .case-grid--red { color: $text-error; background: $error-muted; }
    CaseGrid > .case-grid--none { color: $foreground; background: $panel; }
    CaseGrid > .case-grid--unrated { color: $text-muted; }
    CaseGrid > .case-grid--stale { color: $text-warning; text-style: bold; }
    CaseGrid > .case-grid--counter { color: $text-muted; }
    CaseGrid > .case-grid--cursor { text-style: bold reverse; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"case-grid--{part}"
        for part in (
            "group",
            "heading",
            "label",
            "here",
            "green",
            "amber",
            "red",
            "none",
            "unrated",
            "stale",
            "counter",
            "cursor",
        )
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", "Up", show=False, id="grid.up", tooltip="A row up"),
        Binding("down", "move(1, 0)", "Down", show=False, id="grid.down", tooltip="A row down"),
        Binding("left", "move(0, -1)", "Left", show=False, id="grid.left", tooltip="A column to the left"),
        Binding("right", "move(0, 1)", "Right", show=False, id="grid.right", tooltip="A column to the right"),
        Binding(
            "home",
            "move(0, -999999)",
            "To the row's heading",
            show=False,
            id="grid.home",
            tooltip="To the row’s heading",
        ),
        Binding(
            "end", "move(0, 999999)", "To the last school", show=False, id="grid.end", tooltip="To the last school"
        ),
        Binding(
            "pageup",
            "move(-999999, 0)",
            "To the school's heading",
            show=False,
            id="grid.top",
            tooltip="To the school’s heading",
        ),
        Binding(
            "pagedown", "move(999999, 0)", "To the last row", show=False, id="grid.bottom", tooltip="To the last row"
        ),
    ]
    HELP = "Arrow keys move. A row's label and a school's heading can be gone to and opened as well."

    place: reactive[CaseGridPosition] = reactive(CaseGridPosition(0, 0))

    class Moved(Message):
        """Sent when the cursor moves to another cell."""

    class Opened(Message):
        """Sent when a cell is double-clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.grid = RatingGrid("", "", (), (), {})
        self.rated = True
        self.progress: Mapping[str, ReadingProgress] = {}
        self._shape: GridLayout = lay_out_grid(self.grid, 0)

    def show(self, grid: RatingGrid, *, rated: bool, progress: Mapping[str, ReadingProgress] | None = None) -> None:
        """Show a grid. The cursor stays at its place, or moves to the nearest one that is left.

        Parameters
        ----------
        rated:
            Whether the cells show ratings; otherwise they show only counts.
        progress:
            How much of each school's sources is done, by the school's short id; not shown when ``None``.
        """
        self.grid, self.rated, self.progress = grid, rated, progress or {}
        self._reshape()
        self.place = self._inside(self.place)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the lines of the headings and rows, and one for a horizontal scroll bar if there is one."""
        return self.head + len(self.grid.codes) + (lay_out_grid(self.grid, width).width > width)

    @property
    def head(self) -> int:
        """Return how many lines the headings take."""
        return HEADING_LINES + bool(self.progress)

    @property
    def code(self) -> CodeRow | None:
        """Return the code of the cursor's row, or ``None`` on the headings of the schools."""
        return self.grid.codes[self.place.row] if 0 <= self.place.row < len(self.grid.codes) else None

    @property
    def case(self) -> CaseRow | None:
        """Return the case of the cursor's column, or ``None`` on the label of a row."""
        return self.grid.cases[self.place.column] if 0 <= self.place.column < len(self.grid.cases) else None

    @property
    def cell(self) -> GridCell | None:
        """Return the cell under the cursor, or ``None`` on a heading."""
        if self.code is None or self.case is None:
            return None
        return self.grid.cells[self.code.ref, self.case.short]

    def _inside(self, place: CaseGridPosition) -> CaseGridPosition:
        row = clamp(place.row, -1, len(self.grid.codes) - 1)
        column = clamp(place.column, -1, len(self.grid.cases) - 1)
        return (
            CaseGridPosition(row, column)
            if (row, column) != (-1, -1)
            else CaseGridPosition(-1, min(0, len(self.grid.cases) - 1))
        )

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor by some rows and columns, at most to the edge."""
        at = self.place
        wanted = self._inside(CaseGridPosition(at.row + down, at.column + right))
        corner = (at.row + down < 0 and at.column == -1) or (at.column + right < 0 and at.row == -1)
        self.place = at if corner else wanted

    def go_to(self, code: str, case: str) -> None:
        """Put the cursor on the cell of a code's id and a case's short id, if there is one."""
        codes, cases = [each.ref for each in self.grid.codes], [each.short for each in self.grid.cases]
        if code in codes and case in cases:
            self.place = CaseGridPosition(codes.index(code), cases.index(case))

    def watch_place(self, _was: CaseGridPosition, _now: CaseGridPosition) -> None:
        """Keep the cursor in view."""
        self._reveal()
        self.refresh()
        self.post_message(self.Moved())

    def _reveal(self) -> None:
        row, column = self.place
        starts, label = self._shape.starts, self._shape.label
        x = label + (starts[column] if 0 <= column < len(self.grid.cases) else 0)
        region = Region(x, self.head + max(0, row), self._shape.cell, 1)
        self.scroll_to_region(
            region, spacing=Spacing(self.head, 0, 0, label), animate=False, force=True, immediate=True
        )

    def on_resize(self) -> None:
        """Share the new width between labels and cells."""
        self._reshape()
        self._reveal()

    def _reshape(self) -> None:
        self._shape = lay_out_grid(self.grid, self.scrollable_content_region.width)
        self.virtual_size = Size(self._shape.width, self.head + len(self.grid.codes))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked cell; open it on a double click."""
        scroll_x, scroll_y = self.scroll_offset
        label = self._shape.label
        row = event.y - self.head + scroll_y if event.y >= self.head else -1
        column = self._shape.column_at(event.x - label + scroll_x) if event.x >= label else -1
        if row >= len(self.grid.codes) or (row, column) == (-1, -1):
            return
        self.place = self._inside(CaseGridPosition(row, column))
        if event.chain == 2:
            self.post_message(self.Opened())

    def _style(self, part: str) -> Style:
        return self.get_component_rich_style(f"case-grid--{part}")

    def render_line(self, y: int) -> Strip:
        """Return one line: a heading or a row. Its label stays at the left when the cells are scrolled."""
        width = self.scrollable_content_region.width
        if not self.grid.cases or y >= self.head + len(self.grid.codes):
            return Strip.blank(width, self.rich_style)
        scroll_x, scroll_y = self.scroll_offset
        row = y - self.head + scroll_y
        if y == 0:
            label, cells = self._label("", "label"), self._group_line(scroll_x, width)
        elif y == 1:
            label, cells = self._label("", "label"), self._heading_line()
        elif y < self.head:
            label, cells = self._label(" Sources done", "group"), self._progress_line()
        elif row < len(self.grid.codes):
            here = row == self.place.row
            sign = "▸" if here else " "
            text = shorten_quote(grid_row_label(self.grid.codes[row]), self._shape.label - 2)
            label, cells = self._label(sign + text, "here" if here else "label", row), self._row_line(row)
        else:
            return Strip.blank(width, self.rich_style)
        shown = Strip(cells).crop(scroll_x, scroll_x + width - self._shape.label)
        return Strip([*label, *shown]).adjust_cell_length(width, self.rich_style).apply_style(self.rich_style)

    def _label(self, text: str, part: str, row: int | None = None) -> list[Segment]:
        style = self._style(part)
        if row is not None and self.place == (row, -1):
            style += self._style("cursor")
        strip = Strip([Segment(text, style)]).adjust_cell_length(self._shape.label - 1, style)
        return [*strip, Segment(" ")]

    def _group_line(self, scroll_x: int, width: int) -> list[Segment]:
        """Return the headings of the groups, each over the visible part of its group."""
        segments, at, right = [], 0, scroll_x + width - self._shape.label
        for heading, first, after in group_cases_by_phase(self.grid.cases):
            start, end = self._shape.starts[first], self._shape.starts[after - 1] + self._shape.cell
            left = max(start, scroll_x)
            title = _fitting(heading, min(end, right) - left - 1)
            title = title.ljust(end - left - 1, "─") if title.startswith("─") else title
            segments.append(Segment(" " * (left - at) + title.ljust(end - left), self._style("group")))
            at = max(left, end)
        return segments

    def _heading_line(self) -> list[Segment]:
        segments, at = [], 0
        for column, case in enumerate(self.grid.cases):
            here = column == self.place.column
            style = self._style("here" if here else "heading")
            style = style + self._style("cursor") if self.place == (-1, column) else style
            segments.append(Segment(" " * (self._shape.starts[column] - at)))
            segments.append(
                Segment(
                    (show_control_characters(case.short) + ("▾" if here else "")).ljust(self._shape.cell - 1), style
                )
            )
            segments.append(Segment(" "))
            at = self._shape.starts[column] + self._shape.cell
        return segments

    def _progress_line(self) -> list[Segment]:
        """Return the line that shows how many of each school's sources are done."""
        segments, at, style = [], 0, self._style("group")
        for column, case in enumerate(self.grid.cases):
            text = progress_mark(self.progress.get(case.short, ReadingProgress()), self._shape.cell - 1)
            start = self._shape.starts[column]
            segments.append(Segment(" " * (start - at) + text.ljust(self._shape.cell), style))
            at = start + self._shape.cell
        return segments

    def _row_line(self, row: int) -> list[Segment]:
        segments, at, code = [], 0, self.grid.codes[row]
        for column, case in enumerate(self.grid.cases):
            cell = self.grid.cells[code.ref, case.short]
            style = self._style(cell.judgement.band if cell.judgement and self.rated else "unrated")
            if self.place == (row, column):
                style += self._style("cursor")
            text = grid_cell_text(cell, self._shape.digits, self.rated)
            beside = self._shape.cell - len(text) - 1
            segments.append(Segment(" " * (self._shape.starts[column] - at)))
            segments.append(Segment(text, style))
            marks = warning_marks(cell, beside).ljust(beside)
            segments.append(Segment(marks + " ", self._style("stale" if marks.startswith(STALE_MARK) else "counter")))
            at = self._shape.starts[column] + self._shape.cell
        return segments


def _fitting(heading: str, room: int) -> str:
    """Return the longest form of a group's heading that fits; no word is cut."""
    first = heading.partition(" ")[0]
    short = SHORT_PHASES.get(first, first)
    forms = (f"─ {heading} ", heading, f"─ {first} ", first, short, first[0])
    return next((form for form in forms if len(form) <= room), "")
