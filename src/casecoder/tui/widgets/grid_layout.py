"""How wide the parts of the grid are, and what a cell says: arithmetic, apart from the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from casecoder.core.vocabulary import Phase, SourceStatus
from casecoder.services.judging.rating import GridCell, RatingGrid
from casecoder.services.sources.reading_progress import ReadingProgress
from casecoder.store.tables import CaseRow, CodeRow
from casecoder.tui.base.screen_text import one_line, standing_mark

LEAST_LABEL, MOST_CELL, PHASE_GAP = 16, 9, 1
"""In columns of the screen: the narrowest row label, the widest cell unless a group's heading needs more, and the
space between two groups of schools."""

STALE_MARK, COUNTER_MARK, SIGNED_MARK, SIGNED_COUNTER_MARK = "!", "✗", "✓", "⊠"
"""The marks beside a cell: its rating has to be looked at again; some of its evidence speaks against; its rating is
signed off; both of these, where there is room for one mark."""


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Where everything is, in columns of the screen.

    Parameters
    ----------
    label, cell:
        The width of the row labels and of a cell, its marks and the space after it included.
    digits:
        How many columns a count takes.
    starts:
        Where each case's cell begins, counted from the first case's; then where the last one ends.
    """

    label: int
    cell: int
    digits: int
    starts: tuple[int, ...]

    @property
    def width(self) -> int:
        """Of the whole grid."""
        return self.label + self.starts[-1]

    def column_at(self, x: int) -> int:
        """The case whose cell is there, counted from the first case's cell; the last one if none is."""
        return max(0, sum(start <= x for start in self.starts[:-1]) - 1)


def lay_out_grid(grid: RatingGrid, width: int) -> GridLayout:
    """The shape of a grid on a screen of this width.

    Labels get what the cells leave, down to a least width; beyond that the grid is scrolled sideways, and the
    labels get what whole cells leave, so that none is cut. Room that even the longest label doesn't need goes
    to the cells.
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
    """The schools' groups in order, each ``(heading, first case, case after the last)``."""
    found: list[tuple[str, int, int]] = []
    for place, case in enumerate(cases):
        heading = Phase(case.phase).heading
        if found and found[-1][0] == heading:
            found[-1] = (heading, found[-1][1], place + 1)
        else:
            found.append((heading, place, place + 1))
    return found


def grid_row_label(code: CodeRow) -> str:
    """A row's label, before it is cut to fit."""
    return one_line(f"{code.ref} {code.name}")


def shows_ratings(grid: RatingGrid, first: bool) -> bool:
    """Whether the cells show ratings: always in a study's first codebook, elsewhere once there is one."""
    return first or any(cell.judgement or cell.open for cell in grid.cells.values())


def grid_cell_text(cell: GridCell, digits: int, rated: bool) -> str:
    """What a cell says: letter and glyph of the band, then the number of codings."""
    if rated:
        return standing_mark(cell.standing) + f"{cell.codings:>{digits}}"
    return f"{cell.codings or '·':>{digits + 2}}"


def warning_marks(cell: GridCell, room: int) -> str:
    """The marks beside a cell, the graver first, as far as there is room."""
    stale = STALE_MARK if cell.standing.is_stale else ""
    rest = (SIGNED_MARK if cell.judgement and cell.judgement.is_signed else "") + (
        COUNTER_MARK if cell.counters else ""
    )
    if len(rest) > room - len(stale) == 1:
        rest = SIGNED_COUNTER_MARK
    return (stale + rest)[:room]


def progress_mark(progress: ReadingProgress, room: int) -> str:
    """How far a school's sources are: the mark of the whole, with how many of how many are done as there is room."""
    if not progress.sources:
        return ""
    untouched = progress.unread == progress.sources
    whole = SourceStatus.UNREAD if untouched else SourceStatus.IN_PROGRESS
    mark = (SourceStatus.DONE if progress.done == progress.sources else whole).glyph
    full = f"{mark}{progress.done}/{progress.sources}"
    return full if len(full) <= room else mark
