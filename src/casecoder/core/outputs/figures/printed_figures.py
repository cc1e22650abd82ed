"""The figure of any key in a list of claims: what it counts, and its value in a study as it is gathered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from casecoder.core.outputs.cooccurrence import CodePair
from casecoder.core.outputs.figures.definitions import CASE, CODE, CountedFigure, FigureFamily
from casecoder.core.outputs.figures.school_figures import SCHOOL_FIGURES, SchoolMaterial
from casecoder.core.outputs.figures.study_figures import STUDY_FIGURES
from casecoder.core.outputs.figures.study_material import StudyMaterial
from casecoder.core.outputs.figures.table_figures import (
    format_coding_ids,
    parse_code_pair_key,
    parse_matrix_cell_key,
)
from casecoder.core.outputs.matrix import Matrix, MatrixCell, MatrixRequest
from casecoder.core.transcripts.nearness import Nearness

MaterialT = TypeVar("MaterialT")
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
        The short id of the school it is counted for; empty for none.
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
    return (
        _parse_counted(SCHOOL_FIGURES, key, lambda gathered: gathered.in_schools)
        or _parse_counted(STUDY_FIGURES, key, lambda gathered: gathered.material)
        or _parse_cell(key)
        or _parse_pair(key)
    )


def _parse_counted(
    family: FigureFamily[MaterialT], key: str, material: Callable[[GatheredStudy], MaterialT]
) -> PrintedFigure | None:
    found = family.parse(key)
    if found is None:
        return None
    figure, parameters = found
    named = {parameter.name: word for parameter, word in zip(figure.takes, parameters, strict=False)}
    case = named.get(CASE.name, "")
    return PrintedFigure(
        figure.describe(parameters),
        lambda gathered: figure.of(material(gathered), *parameters),
        case=case,
        listed_codings=(named.get(CODE.name, ""), case) if figure.lists_codings else None,
    )


def _parse_cell(key: str) -> PrintedFigure | None:
    cell = parse_matrix_cell_key(key)
    if cell is None:
        return None

    def find(gathered: GatheredStudy) -> MatrixCell | None:
        matrix = gathered.matrix(cell.codebook, cell.asked)
        return matrix.cells.get((cell.row, cell.column)) if matrix else None

    def ids(gathered: GatheredStudy) -> str | None:
        if find(gathered) is None:
            return None
        return format_coding_ids(gathered.coding_numbers(cell.codebook, cell.asked).get((cell.row, cell.column), ()))

    return PrintedFigure(cell.words, lambda gathered: cell.of(find(gathered)), ids, listed_codings=cell.listed_codings)


def _parse_pair(key: str) -> PrintedFigure | None:
    figure = parse_code_pair_key(key)
    if figure is None:
        return None

    def count(gathered: GatheredStudy) -> CountedFigure | None:
        pairs = gathered.pairs(figure.codebook, figure.how)
        return None if pairs is None else figure.of(pairs.get((figure.first, figure.second)))

    def ids(gathered: GatheredStudy) -> str | None:
        pair = (gathered.pairs(figure.codebook, figure.how) or {}).get((figure.first, figure.second))
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
