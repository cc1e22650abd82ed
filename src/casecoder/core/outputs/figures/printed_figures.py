"""The figure of any key in a list of claims: what it counts, and its value in a study as it is gathered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from casecoder.core.outputs.cooccurrence import CodePair
from casecoder.core.outputs.figures.definitions import CASE, CountedFigure
from casecoder.core.outputs.figures.school_figures import SCHOOL_FIGURES, SchoolMaterial
from casecoder.core.outputs.figures.study_figures import STUDY_FIGURES
from casecoder.core.outputs.figures.study_material import StudyMaterial
from casecoder.core.outputs.figures.table_figures import (
    CodePairFigure,
    MatrixCellFigure,
    format_coding_ids,
    parse_code_pair_key,
    parse_matrix_cell_key,
)
from casecoder.core.outputs.matrix import Matrix, MatrixRequest
from casecoder.core.transcripts.nearness import Nearness

CodingNumbersByCell = Mapping[tuple[str, str], tuple[int, ...]]
PairsByCode = Mapping[tuple[str, str], CodePair]


class GatheredStudy(Protocol):
    """A study whose figures are to be counted. Each thing is gathered when it is first asked for.

    Where ``None`` can be returned, it means that the study has no such codebook, or no such column, any more.
    """

    @property
    def in_schools(self) -> SchoolMaterial:
        """What figures of single schools are counted in."""

    @property
    def material(self) -> StudyMaterial:
        """What figures over all schools are counted in."""

    def matrix(self, codebook: str, asked: MatrixRequest) -> Matrix | None:
        """Return the matrix asked for of a codebook, by its title."""

    def coding_numbers(self, codebook: str, asked: MatrixRequest) -> CodingNumbersByCell:
        """Return the codings behind the cells of a matrix that exists."""

    def pairs(self, codebook: str, how: Nearness) -> PairsByCode | None:
        """Return the codes of a codebook, by its title, that meet."""


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A figure that a document prints.

    Parameters
    ----------
    words:
        What it counts: ``coded passages of P3 under B02``.
    count:
        Counts it; ``None`` if the study no longer has what it is counted in.
    ids:
        The ids of the codings behind it, as they are printed; ``None`` as above, or where none are ever printed.
    case:
        The short id of the school it is a figure of; empty for other figures.
    listed_codings:
        The code and the case of the codings it counts, either empty for all; ``None`` if it counts others.
    """

    words: str
    count: Callable[[GatheredStudy], CountedFigure | None]
    ids: Callable[[GatheredStudy], str | None] = lambda gathered: None
    case: str = ""
    listed_codings: tuple[str, str] | None = None


def parse_figure(key: str) -> PrintedFigure | None:
    """Read the key of a figure; ``None`` for one that no document of ours has."""
    if (study := STUDY_FIGURES.parse(key)) is not None:
        return PrintedFigure(
            study.words,
            lambda gathered: CountedFigure(key, study.count(gathered.material)),
            listed_codings=study.listed_codings,
        )
    if (school := SCHOOL_FIGURES.parse(key)) is not None:
        return PrintedFigure(
            school.words,
            lambda gathered: CountedFigure(key, school.count(gathered.in_schools)),
            case=school.parameter(CASE.name),
            listed_codings=school.listed_codings,
        )
    if (cell := parse_matrix_cell_key(key)) is not None:
        return _cell(cell)
    if (pair := parse_code_pair_key(key)) is not None:
        return _pair(pair)
    return None


def _cell(cell: MatrixCellFigure) -> PrintedFigure:
    def count(gathered: GatheredStudy) -> CountedFigure | None:
        matrix = gathered.matrix(cell.codebook, cell.asked)
        return cell.of(matrix.cells.get((cell.row, cell.column))) if matrix else None

    def ids(gathered: GatheredStudy) -> str | None:
        matrix = gathered.matrix(cell.codebook, cell.asked)
        if matrix is None or (cell.row, cell.column) not in matrix.cells:
            return None
        numbers = gathered.coding_numbers(cell.codebook, cell.asked)
        return format_coding_ids(numbers.get((cell.row, cell.column), ()))

    return PrintedFigure(cell.words, count, ids, listed_codings=cell.listed_codings)


def _pair(figure: CodePairFigure) -> PrintedFigure:
    def count(gathered: GatheredStudy) -> CountedFigure | None:
        pairs = gathered.pairs(figure.codebook, figure.how)
        return None if pairs is None else figure.of(pairs.get((figure.first, figure.second)))

    def ids(gathered: GatheredStudy) -> str | None:
        pairs = gathered.pairs(figure.codebook, figure.how) or {}
        pair = pairs.get((figure.first, figure.second))
        return format_coding_ids(pair.numbers if pair else ())

    return PrintedFigure(figure.words, count, ids)


def describe_figure(key: str) -> str:
    """Say what a figure counts, by its key; for a key that is no figure's, give the key."""
    figure = parse_figure(key)
    return figure.words if figure else key


def listed_codings(key: str) -> tuple[str, str] | None:
    """Return the code and the case of the codings a figure counts, by its key; ``None`` if it counts others."""
    figure = parse_figure(key)
    return figure.listed_codings if figure else None


FIGURE_WORDS = frozenset(
    word
    for figures in (SCHOOL_FIGURES, STUDY_FIGURES)
    for figure in figures
    for words in figure.words
    for word in words.split()
    if "{" not in word
)
"""The words in which figures are described."""
