"""The views of the matrix screen, and how the matrix of each is read, opened and written to a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from casecoder.core.coding.coding_filter import CodingFilter
from casecoder.core.judging.rating import RatingStanding
from casecoder.core.outputs.cooccurrence import CodePair, pairs_with_code
from casecoder.core.outputs.matrix import (
    BY_CASE,
    BY_KIND,
    BY_PHASE,
    BY_ROLE,
    Matrix,
    MatrixColumn,
    MatrixMeasure,
    MatrixRequest,
    MatrixRow,
    MatrixRowChoice,
)
from casecoder.core.phrases import count_with_noun
from casecoder.core.transcripts.nearness import Nearness
from casecoder.services.file_writing import Narrator
from casecoder.services.judging.rating import read_rating_grid
from casecoder.services.outputs import matrix_files
from casecoder.services.outputs.cooccurrence import Progress, find_cooccurrence
from casecoder.services.outputs.framework_matrix import FrameworkCell, gather_framework_matrix
from casecoder.services.outputs.matrices import build_matrix
from casecoder.store.study_file import StudyFile
from casecoder.tui.base.screen_text import describe_standing, standing_mark
from casecoder.tui.widgets.grid_layout import STALE_MARK

SUMMARY_WRITTEN_MARK, SUMMARY_MISSING_MARK = "✎", "?"
"""The marks of a cell of the framework matrix that has a summary, or codings but no summary."""
MOST_RELATED_CODES = 4
"""How many related codes are cell_name at most."""


@dataclass(frozen=True, slots=True)
class MatrixView:
    """The choice of a matrix.

    Parameters
    ----------
    how:
        If set, codes stand across, and cells count where two codes meet in this way.
    summaries:
        Whether to show the framework matrix.
    """

    request: MatrixRequest
    how: Nearness | None = None
    summaries: bool = False


@dataclass(frozen=True, slots=True)
class ShownMatrix:
    """The matrix of a view, as it was read.

    Parameters
    ----------
    framework_cells:
        The summaries and codings of the cells of a framework matrix.
    pairs:
        The pairs of codes that meet, the most alike first.
    standings:
        The standing of the ratings of each cell, in a matrix of ratings.
    """

    view: MatrixView
    matrix: Matrix
    framework_cells: Mapping[tuple[str, str], FrameworkCell] = field(default_factory=dict)
    pairs: Sequence[CodePair] = ()
    standings: Mapping[tuple[str, str], RatingStanding] = field(default_factory=dict)

    def text(self, row: str, column: str) -> str:
        """Return what a cell says."""
        cell = self.matrix.cells[row, column]
        if (row, column) in self.standings:
            stands = self.standings[row, column]
            return standing_mark(stands) + (STALE_MARK if stands.is_stale else "")
        if not self.view.summaries:
            return cell.text
        sign = (
            SUMMARY_WRITTEN_MARK
            if self.framework_cells[row, column].summary.strip()
            else SUMMARY_MISSING_MARK
            if cell.value
            else " "
        )
        return f"{sign}{cell.text}"

    def cell_name(self, row: MatrixRow, column: MatrixColumn) -> str:
        """Return the name of a cell: a benefit and a school, two codes, or a code with itself."""
        met = self.view.how is not None
        beside = "" if met and row.id == column.id else f" · {f'{column.id} ' if met else ''}{column.label}"
        return f"{row.id} {row.label}{beside}"

    def cell_sentence(self, row: MatrixRow, column: MatrixColumn) -> str:
        """Return what a cell says, in words."""
        cell = self.matrix.cell(row, column)
        if self.view.summaries:
            return count_with_noun(int(cell.value or 0), "coding")
        if (row.id, column.id) in self.standings:
            return describe_standing(self.standings[row.id, column.id])
        if self.view.how is None:
            return cell.text
        if row.id == column.id:
            return f"{count_with_noun(int(cell.value or 0), 'coding')}. {self._related(row.id)}"
        met = next((pair for pair in self.pairs if {pair.first, pair.second} == {row.id, column.id}), None)
        if met is None:
            return "none of their codings meet"
        return f"{met.together:,} of their {met.either:,} codings meet · {_likeness(met)}"

    def _related(self, code: str) -> str:
        found = [f"{other} {pair.together:,} ({_likeness(pair)})" for other, pair in pairs_with_code(code, self.pairs)]
        return f"Related: {'; '.join(found[:MOST_RELATED_CODES])}" if found else "None of them meets another code."


def _likeness(pair: CodePair) -> str:
    return f"Jaccard {pair.jaccard:.2f}, lift {pair.lift:.2f}"


def read_matrix_view(study: StudyFile, view: MatrixView, viewer: str, progress: Progress) -> ShownMatrix:
    """Read the matrix of a view.

    Parameters
    ----------
    viewer:
        Who reads the matrix; in a blind study a viewer sees only the ratings that the grid shows them.
    """
    with study.reading() as snapshot:
        if view.how is not None:
            met = find_cooccurrence(snapshot, view.how, view.request.codebook, progress)
            return ShownMatrix(view, met.matrix, pairs=met.pairs)
        counts = build_matrix(snapshot, view.request, codings=False)
        if view.summaries:
            return ShownMatrix(view, counts, gather_framework_matrix(snapshot, view.request.codebook).cells)
        if view.request.measure is not MatrixMeasure.RAG:
            return ShownMatrix(view, counts)
        cells = read_rating_grid(snapshot, view.request.codebook, viewer).cells
    return ShownMatrix(view, counts, standings={key: cell.standing for key, cell in cells.items()})


def write_matrix_view(
    study: StudyFile, view: MatrixView, out: Path, say: Narrator, progress: Progress, *, evidence: bool = False
) -> list[Path]:
    """Write the matrix of a view in the format that the file's ending names.

    Parameters
    ----------
    say:
        Called with each thing that the file lacks.
    evidence:
        As :func:`matrix_files.write_matrix_file` has it.
    """
    if view.how is not None:
        return matrix_files.write_cooccurrence_file(
            study, out, view.how, view.request.codebook, say=say, progress=progress
        )
    if view.summaries:
        return matrix_files.write_framework_file(study, out, view.request.codebook, say=say)
    return matrix_files.write_matrix_file(study, out, view.request, evidence=evidence, say=say)


def filter_for_matrix_cell(view: MatrixView, row: str, column: str) -> CodingFilter | None:
    """Return the filter that finds exactly the codings of a cell; ``None`` if there is none."""
    if view.how is not None or not column:
        return None
    query = CodingFilter(row + ("!" if view.request.rows is MatrixRowChoice.CODES else ""))
    match view.request.by:
        case "case":
            return replace(query, case=column)
        case "role":
            return replace(query, role=column)
        case "kind":
            return replace(query, kind=column)
        case "phase":
            return replace(query, phase=column)
    return None


def list_column_choices(attributes: list[str]) -> list[tuple[str, str]]:
    """Return the choices for the columns, each as a key and a label."""
    words = {BY_CASE: "Schools", BY_ROLE: "Roles of those who speak", BY_KIND: "Kinds of source", BY_PHASE: "Phases"}
    names = {Nearness.OVERLAP: "overlap", Nearness.TURN: "are in the same turn", Nearness.NEAR: "are near"}
    meets = {f"meets {how}": f"Codes that {names[how]}: where they {how.heading}" for how in Nearness}
    return [*words.items(), *((name, f"What the schools’ “{name}” says") for name in attributes), *meets.items()]


def choose_columns(view: MatrixView, key: str) -> MatrixView:
    """Return the view with other columns. Raises ``UsageError`` if its cells can't have these columns."""
    if key.startswith("meets "):
        return replace(view, how=Nearness(key.removeprefix("meets ")), summaries=False)
    return replace(view, how=None, summaries=False, request=replace(view.request, by=key))
