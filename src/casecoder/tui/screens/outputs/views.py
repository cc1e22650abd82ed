"""What the matrix screen can show, and how each kind of matrix is read, opened and written to a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from casecoder.core.coding.wanted import Wanted
from casecoder.core.judging.rating import Standing
from casecoder.core.outputs.cooccurrence import Pair, related
from casecoder.core.outputs.matrix import CASE, KIND, PHASE, ROLE, Asked, Column, Matrix, Measure, Row, Rows
from casecoder.core.transcripts.nearness import How
from casecoder.core.wording import counted
from casecoder.services.judging.rating import grid
from casecoder.services.outputs import matrix_files
from casecoder.services.outputs.files import Say
from casecoder.services.outputs.framework import FrameworkCell, framework
from casecoder.services.outputs.matrices import made
from casecoder.services.outputs.meeting import Progress, meeting
from casecoder.store.study_file import StudyFile
from casecoder.tui.widgets.grid_shape import STALE
from casecoder.tui.wording import about_rating, cell_mark

WRITTEN, MISSING = "✎", "?"
"""Before the number of codings of a cell of the framework matrix: whether it has a summary, or codings and none."""
RELATED = 4
"""How many codes are named that meet one."""


@dataclass(frozen=True, slots=True)
class View:
    """Which matrix is shown.

    Parameters
    ----------
    how:
        Codes across, which meet in this way, instead of what ``asked`` says.
    summaries:
        The framework matrix.
    """

    asked: Asked
    how: How | None = None
    summaries: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A matrix as it was read.

    Parameters
    ----------
    summed:
        Of the framework matrix: the summaries of its cells and their codings.
    pairs:
        Of codes that meet: the pairs, the most alike first.
    rated:
        Of ratings: what the reader is to make of those of each cell.
    """

    view: View
    matrix: Matrix
    summed: Mapping[tuple[str, str], FrameworkCell] = field(default_factory=dict)
    pairs: Sequence[Pair] = ()
    rated: Mapping[tuple[str, str], Standing] = field(default_factory=dict)

    def text(self, row: str, column: str) -> str:
        """What a cell says."""
        cell = self.matrix.cells[row, column]
        if (row, column) in self.rated:
            stands = self.rated[row, column]
            return cell_mark(stands) + (STALE if stands.is_stale else "")
        if not self.view.summaries:
            return cell.text
        sign = WRITTEN if self.summed[row, column].summary.strip() else MISSING if cell.value else " "
        return f"{sign}{cell.text}"

    def named(self, row: Row, column: Column) -> str:
        """Which cell it is: a benefit and a school, two codes, or a code with itself."""
        met = self.view.how is not None
        beside = "" if met and row.id == column.id else f" · {f'{column.id} ' if met else ''}{column.label}"
        return f"{row.id} {row.label}{beside}"

    def said(self, row: Row, column: Column) -> str:
        """What a cell says, in words."""
        cell = self.matrix.cell(row, column)
        if self.view.summaries:
            return counted(int(cell.value or 0), "coding")
        if (row.id, column.id) in self.rated:
            return about_rating(self.rated[row.id, column.id])
        if self.view.how is None:
            return cell.text
        if row.id == column.id:
            return f"{counted(int(cell.value or 0), 'coding')}. {self._related(row.id)}"
        met = next((pair for pair in self.pairs if {pair.first, pair.second} == {row.id, column.id}), None)
        if met is None:
            return "none of their codings meet"
        return f"{met.together:,} of their {met.either:,} codings meet · {_alike(met)}"

    def _related(self, code: str) -> str:
        found = [f"{other} {pair.together:,} ({_alike(pair)})" for other, pair in related(code, self.pairs)]
        return f"Related: {'; '.join(found[:RELATED])}" if found else "None of them meets another code."


def _alike(pair: Pair) -> str:
    return f"Jaccard {pair.jaccard:.2f}, lift {pair.lift:.2f}"


def read(study: StudyFile, view: View, viewer: str, progress: Progress) -> Shown:
    """Count what a view shows. Raises as the services do.

    Parameters
    ----------
    viewer:
        Who looks: in a blind study she sees the ratings that the grid shows her, and a file is nobody's.
    """
    if view.how is not None:
        met = meeting(study, view.how, view.asked.codebook, progress)
        return Shown(view, met.matrix, pairs=met.pairs)
    counts = made(study, view.asked, codings=False)
    if view.summaries:
        return Shown(view, counts, framework(study, view.asked.codebook).cells)
    rated = grid(study, view.asked.codebook, viewer).cells if view.asked.measure is Measure.RAG else {}
    return Shown(view, counts, rated={key: cell.standing for key, cell in rated.items()})


def write(study: StudyFile, view: View, out: Path, say: Say, progress: Progress) -> list[Path]:
    """Write what a view shows in the format that the file's ending names; ``say`` is told what the file lacks."""
    if view.how is not None:
        return matrix_files.write_cooccurrence(study, out, view.how, view.asked.codebook, say=say, progress=progress)
    if view.summaries:
        return matrix_files.write_framework(study, out, view.asked.codebook, say=say)
    return matrix_files.write_matrix(study, out, view.asked, say=say)


def wanted_of(view: View, row: str, column: str) -> Wanted | None:
    """What asks for just the codings of a cell; ``None`` where no such question can be put."""
    if view.how is not None or not column:
        return None
    query = Wanted(row + ("!" if view.asked.rows is Rows.CODES else ""))
    match view.asked.by:
        case "case":
            return replace(query, case=column)
        case "role":
            return replace(query, role=column)
        case "kind":
            return replace(query, kind=column)
        case "phase":
            return replace(query, phase=column)
    return None


def across_options(attributes: list[str]) -> list[tuple[str, str]]:
    """What can be chosen to stand across: a key, and what to show."""
    words = {CASE: "Schools", ROLE: "Roles of those who speak", KIND: "Kinds of source", PHASE: "Phases"}
    names = {How.OVERLAP: "overlap", How.TURN: "are in the same turn", How.NEAR: "are near"}
    meets = {f"meets {how}": f"Codes that {names[how]}: where they {how.heading}" for how in How}
    return [*words.items(), *((name, f"What the schools’ “{name}” says") for name in attributes), *meets.items()]


def across_chosen(view: View, key: str) -> View:
    """The view with something else across. Raises ``UsageError`` if its cells can't say that."""
    if key.startswith("meets "):
        return replace(view, how=How(key.removeprefix("meets ")), summaries=False)
    return replace(view, how=None, summaries=False, asked=replace(view.asked, by=key))
