"""The widths in the grid and the texts of its cells, computed without drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from casecoder.core.vocabulary import Phase, SourceStatus
from casecoder.services.judging.rating import GridCell, RatingGrid
from casecoder.services.sources.reading_progress import ReadingProgress
from casecoder.store.tables import CaseRow, CodeRow
from casecoder.tui.base.screen_text import one_line, standing_mark

LEAST_LABEL, MOST_CELL, PHASE_GAP = 16, 9, 1
"""The narrowest row label, the widest cell unless a group's heading needs more, and the space between two groups of
schools, in columns of the screen."""

STALE_MARK, COUNTER_MARK, SIGNED_MARK, SIGNED_COUNTER_MARK = "!", "✗", "✓", "⊠"
"""The marks beside a cell: the rating is stale; some evidence speaks against; the rating is signed off; signed off with
evidence against, where only one mark fits."""


@dataclass(frozen=True, slots=True)
class GridLayout:
    """The widths and places in the grid, in columns of the screen.

    Parameters
    ----------
    label, cell:
        The width of the row labels, and of a cell with its marks and the space after it.
    digits:
        How many columns a count takes.
    starts:
        Where the cell of each case begins, counted from the first case; then where the last cell ends.
    """

    label: int
    cell: int
    digits: int
    starts: tuple[int, ...]

    @property
    def width(self) -> int:
        """Return the width of the whole grid."""
        return self.label + self.starts[-1]

    def column_at(self, x: int) -> int:
        """Return the index of the case at a column, counted from the first case; the last case beyond the end."""
        return max(0, sum(start <= x for start in self.starts[:-1]) - 1)


def lay_out_grid(grid: RatingGrid, width: int) -> GridLayout:
    """Return the layout of a grid on a screen of this width.

    Labels get the space that the cells leave, but never less than a least width. If both do not fit, the grid
    scrolls sideways and shows whole cells only. Space that the longest label does not need goes to the cells.
    """
    digits = max([1, *(len(str(cell.codings)) for cell in grid.cells.values())])
    marks = max([0, *(len(warning_marks(cell, 1)) for cell in grid.cells.values())])
    least = max([2 + digits + marks + 1, *(len(case.short) + 2 for case in grid.cases)])
    found = group_cases_by_phase(grid.cases)
    gaps = PHASE_GAP * max(0, len(found) - 1)
    wanted = max([MOST_CELL, least, *(-(-(len(name) + 3) // (after - first)) for name, first, after in found)])
    longest = max([LEAST_LABEL, *(len(grid_row_label(code)) + 2 for code in grid.codes)])
    number = max(1, len(grid.cases))
    cell = min(max(least, (width - longest - gaps) // number), wanted)
    digits = max(digits, min(2, cell - marks - 3))
    room = width - number * cell - gaps
    label = min(longest, room) if room >= LEAST_LABEL else LEAST_LABEL + max(0, width - LEAST_LABEL) % cell
    starts, at = [], 0
    for place, case in enumerate(grid.cases):
        at += PHASE_GAP if place and case.phase != grid.cases[place - 1].phase else 0
        starts.append(at)
        at += cell
    return GridLayout(label, cell, digits, (*starts, at))


def group_cases_by_phase(cases: Sequence[CaseRow]) -> list[tuple[str, int, int]]:
    """Return the groups of schools in order, each ``(heading, first case, case after the last)``."""
    found: list[tuple[str, int, int]] = []
    for place, case in enumerate(cases):
        heading = Phase(case.phase).heading
        if found and found[-1][0] == heading:
            found[-1] = (heading, found[-1][1], place + 1)
        else:
            found.append((heading, place, place + 1))
    return found


def grid_row_label(code: CodeRow) -> str:
    """Return the label of a row, before it is cut to fit."""
    return one_line(f"{code.ref} {code.name}")


def shows_ratings(grid: RatingGrid, first: bool) -> bool:
    """Return whether the cells show ratings: in the first codebook always, in others once a cell is rated."""
    return first or any(cell.judgement or cell.open for cell in grid.cells.values())


def grid_cell_text(cell: GridCell, digits: int, rated: bool) -> str:
    """Return the text of a cell: letter and glyph of the band, then the number of codings."""
    if rated:
        return standing_mark(cell.standing) + f"{cell.codings:>{digits}}"
    return f"{cell.codings or '·':>{digits + 2}}"


def warning_marks(cell: GridCell, room: int) -> str:
    """Return the marks beside a cell that fit, the most serious first."""
    stale = STALE_MARK if cell.standing.is_stale else ""
    rest = (SIGNED_MARK if cell.judgement and cell.judgement.is_signed else "") + (
        COUNTER_MARK if cell.counters else ""
    )
    if len(rest) > room - len(stale) == 1:
        rest = SIGNED_COUNTER_MARK
    return (stale + rest)[:room]


def progress_mark(progress: ReadingProgress, room: int) -> str:
    """Return the mark of a school's progress, with the counts of its sources if they fit."""
    if not progress.sources:
        return ""
    untouched = progress.unread == progress.sources
    whole = SourceStatus.UNREAD if untouched else SourceStatus.IN_PROGRESS
    mark = (SourceStatus.DONE if progress.done == progress.sources else whole).glyph
    full = f"{mark}{progress.done}/{progress.sources}"
    return full if len(full) <= room else mark
