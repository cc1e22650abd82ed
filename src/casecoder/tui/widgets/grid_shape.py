"""How wide the parts of the grid are, and what a cell says: arithmetic, apart from the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from casecoder.core.vocabulary import Phase, Status
from casecoder.services.judging.rating import Grid, GridCell
from casecoder.services.sources.progress import Progress
from casecoder.store.tables import Case, Code
from casecoder.tui.wording import cell_mark, one_line

LEAST_LABEL, MOST_CELL, GAP = 16, 9, 1
"""In columns of the screen: the narrowest row label, the widest cell unless a group's heading needs more, and the
space between two groups of schools."""

STALE, COUNTER, SIGNED, SIGNED_COUNTER = "!", "✗", "✓", "⊠"
"""The marks beside a cell: its rating has to be looked at again; some of its evidence speaks against; its rating is
signed off; both of these, where there is room for one mark."""


@dataclass(frozen=True, slots=True)
class Shape:
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


def shape_of(grid: Grid, width: int) -> Shape:
    """The shape of a grid on a screen of this width.

    Labels get what the cells leave, down to a least width; beyond that the grid is scrolled sideways, and the
    labels get what whole cells leave, so that none is cut. Room that even the longest label doesn't need goes
    to the cells.
    """
    digits = max([1, *(len(str(cell.codings)) for cell in grid.cells.values())])
    marks = max([0, *(len(warning(cell, 1)) for cell in grid.cells.values())])
    least = max([2 + digits + marks + 1, *(len(case.short) + 2 for case in grid.cases)])
    found = groups(grid.cases)
    gaps = GAP * max(0, len(found) - 1)
    wanted = max([MOST_CELL, least, *(-(-(len(name) + 3) // (after - first)) for name, first, after in found)])
    longest = max([LEAST_LABEL, *(len(label_of(code)) + 2 for code in grid.codes)])
    number = max(1, len(grid.cases))
    cell = min(max(least, (width - longest - gaps) // number), wanted)
    digits = max(digits, min(2, cell - marks - 3))
    room = width - number * cell - gaps
    label = min(longest, room) if room >= LEAST_LABEL else LEAST_LABEL + max(0, width - LEAST_LABEL) % cell
    starts, at = [], 0
    for place, case in enumerate(grid.cases):
        at += GAP if place and case.phase != grid.cases[place - 1].phase else 0
        starts.append(at)
        at += cell
    return Shape(label, cell, digits, (*starts, at))


def groups(cases: Sequence[Case]) -> list[tuple[str, int, int]]:
    """The schools' groups in order, each ``(heading, first case, case after the last)``."""
    found: list[tuple[str, int, int]] = []
    for place, case in enumerate(cases):
        heading = Phase(case.phase).heading
        if found and found[-1][0] == heading:
            found[-1] = (heading, found[-1][1], place + 1)
        else:
            found.append((heading, place, place + 1))
    return found


def label_of(code: Code) -> str:
    """A row's label, before it is cut to fit."""
    return one_line(f"{code.ref} {code.name}")


def is_rated(grid: Grid, first: bool) -> bool:
    """Whether the cells show ratings: always in a study's first codebook, elsewhere once there is one."""
    return first or any(cell.judgement or cell.open for cell in grid.cells.values())


def chip(cell: GridCell, digits: int, rated: bool) -> str:
    """What a cell says: letter and glyph of the band, then the number of codings."""
    if rated:
        return cell_mark(cell.standing) + f"{cell.codings:>{digits}}"
    return f"{cell.codings or '·':>{digits + 2}}"


def warning(cell: GridCell, room: int) -> str:
    """The marks beside a cell, the graver first, as far as there is room."""
    stale = STALE if cell.standing.is_stale else ""
    rest = (SIGNED if cell.judgement and cell.judgement.is_signed else "") + (COUNTER if cell.counters else "")
    if len(rest) > room - len(stale) == 1:
        rest = SIGNED_COUNTER
    return (stale + rest)[:room]


def reached(progress: Progress, room: int) -> str:
    """How far a school's sources are: the mark of the whole, with how many of how many are done as there is room."""
    if not progress.sources:
        return ""
    untouched = progress.unread == progress.sources
    whole = Status.UNREAD if untouched else Status.IN_PROGRESS
    mark = (Status.DONE if progress.done == progress.sources else whole).glyph
    full = f"{mark}{progress.done}/{progress.sources}"
    return full if len(full) <= room else mark
