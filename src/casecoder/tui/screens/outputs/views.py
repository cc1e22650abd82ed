"""What the matrix screen can show, and how each kind of matrix is read, opened and written to a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from casecoder.core.cooccurrence import How
from casecoder.core.matrix import CASE, KIND, PHASE, ROLE, Asked, Matrix, Measure, Rows
from casecoder.core.rating import Standing
from casecoder.core.wanted import Wanted
from casecoder.services.judging.rating import grid
from casecoder.services.outputs import matrix_files
from casecoder.services.outputs.framework import framework
from casecoder.services.outputs.matrices import made
from casecoder.services.outputs.meeting import meeting
from casecoder.store.study_file import StudyFile
from casecoder.tui.widgets.grid_shape import STALE
from casecoder.tui.wording import cell_mark

WRITTEN, MISSING = "✎", "?"
"""Before the number of codings of a cell of the framework matrix: whether it has a summary, or codings and none."""


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
    """A matrix as it was read, with the summaries or the ratings of its cells where they were asked for."""

    view: View
    matrix: Matrix
    summaries: Mapping[tuple[str, str], str] = field(default_factory=dict)
    rated: Mapping[tuple[str, str], Standing] = field(default_factory=dict)

    def text(self, row: str, column: str) -> str:
        """What a cell says."""
        cell = self.matrix.cells[row, column]
        if (row, column) in self.rated:
            stands = self.rated[row, column]
            return cell_mark(stands) + (STALE if stands.is_stale else "")
        if not self.view.summaries:
            return cell.text
        sign = WRITTEN if self.summaries.get((row, column), "").strip() else MISSING if cell.value else " "
        return f"{sign}{cell.text}"


def read(study: StudyFile, view: View, viewer: str) -> Shown:
    """Count what a view shows. Raises as the services do.

    Parameters
    ----------
    viewer:
        Who looks: in a blind study she sees the ratings that the grid shows her, and a file is nobody's.
    """
    if view.how is not None:
        return Shown(view, meeting(study, view.how, view.asked.codebook).matrix)
    if view.summaries:
        found = framework(study, view.asked.codebook)
        counted = made(study, Asked(Measure.COUNT, view.asked.codebook), codings=False)
        return Shown(view, counted, {key: cell.summary for key, cell in found.cells.items()})
    shown = made(study, view.asked, codings=False)
    rated = grid(study, view.asked.codebook, viewer).cells if view.asked.measure is Measure.RAG else {}
    return Shown(view, shown, rated={key: cell.standing for key, cell in rated.items()})


def write(study: StudyFile, view: View, out: Path) -> list[Path]:
    """Write what a view shows in the format that the file's ending names."""
    if view.how is not None:
        return matrix_files.write_cooccurrence(study, out, view.how, view.asked.codebook)
    if view.summaries:
        return matrix_files.write_framework(study, out, view.asked.codebook)
    return matrix_files.write_matrix(study, out, view.asked)


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
    meets = {f"meets {how}": f"Codes, where they {how.heading}" for how in How}
    return [*words.items(), *((name, f"What the schools’ “{name}” says") for name in attributes), *meets.items()]


def across_chosen(view: View, key: str) -> View:
    """The view with something else across. Raises ``UsageError`` if its cells can't say that."""
    if key.startswith("meets "):
        return replace(view, how=How(key.removeprefix("meets ")), summaries=False)
    return replace(view, how=None, summaries=False, asked=replace(view.asked, by=key))
