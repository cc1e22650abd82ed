"""The study that a document is held against: the material of its figures now, and its own words."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.rating import RatingStanding
from casecoder.core.outputs.figures.printed_figures import CodingNumbersByCell, PairsByCode
from casecoder.core.outputs.figures.school_figures import SchoolMaterial
from casecoder.core.outputs.figures.study_material import StudyMaterial
from casecoder.core.outputs.matrix import Matrix, MatrixRequest
from casecoder.core.outputs.study_texts import CodeWords, SchoolWords, SourceWords, StudyWords
from casecoder.core.transcripts.nearness import Nearness
from casecoder.services.judging.bare_ratings import CodeAndCase
from casecoder.services.outputs.case_studies import source_title
from casecoder.services.outputs.cooccurrence import find_cooccurrence
from casecoder.services.outputs.figure_material import gather_school_material, gather_study_material
from casecoder.services.outputs.matrices import build_matrix, coding_numbers_by_cell
from casecoder.store import records
from casecoder.store.snapshot import Snapshot
from casecoder.store.tables import CASE, CODE, SUMMARY


class StudyGathering:
    """Gathers the material of figures when it is first asked for: a ``GatheredStudy``.

    Parameters
    ----------
    standings:
        What a document may show of the ratings of each cell.
    cases:
        The schools of which single figures are asked for, by short id.
    """

    def __init__(
        self, snapshot: Snapshot, standings: Mapping[CodeAndCase, RatingStanding], cases: frozenset[str]
    ) -> None:
        self._snapshot, self._standings, self._cases = snapshot, standings, cases
        self._matrices = dict[tuple[str, MatrixRequest], Matrix | None]()
        self._numbers = dict[tuple[str, MatrixRequest], CodingNumbersByCell]()
        self._pairs = dict[tuple[str, Nearness], PairsByCode]()

    @cached_property
    def in_schools(self) -> SchoolMaterial:
        """What figures of single schools are counted in."""
        return gather_school_material(self._snapshot, self._cases)

    @cached_property
    def material(self) -> StudyMaterial:
        """What figures over all schools are counted in."""
        return gather_study_material(self._snapshot, self._standings)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The names of the codebooks by their titles."""
        return {book.title: book.name for book in records.codebook_rows(self._snapshot)}

    def matrix(self, codebook: str, asked: MatrixRequest) -> Matrix | None:
        """Return the matrix asked for of a codebook, by its title; ``None`` if the study no longer has it."""
        name = self._names.get(codebook)
        if (codebook, asked) not in self._matrices and name is not None:
            self._matrices[codebook, asked] = self._build(replace(asked, codebook=name))
        return self._matrices.get((codebook, asked))

    def _build(self, asked: MatrixRequest) -> Matrix | None:
        try:
            return build_matrix(self._snapshot, asked, codings=False)
        except CaseCoderError:  # what stood across is no longer known to the study
            return None

    def coding_numbers(self, codebook: str, asked: MatrixRequest) -> CodingNumbersByCell:
        """Return the codings behind the cells of a matrix that exists."""
        if (codebook, asked) not in self._numbers:
            named = replace(asked, codebook=self._names[codebook])
            self._numbers[codebook, asked] = coding_numbers_by_cell(self._snapshot, named)
        return self._numbers[codebook, asked]

    def pairs(self, codebook: str, how: Nearness) -> PairsByCode | None:
        """Return the codes of a codebook, by its title, that meet; ``None`` if there is no such codebook."""
        name = self._names.get(codebook)
        if (codebook, how) not in self._pairs and name is not None:
            found = find_cooccurrence(self._snapshot, how, name).pairs
            self._pairs[codebook, how] = {(pair.first, pair.second): pair for pair in found}
        return self._pairs.get((codebook, how))


def read_study_words(session: Session) -> StudyWords:
    """Read what the study calls things and says of them."""
    query = select(CASE.c.short, CODE.c.ref, SUMMARY.c.body).where(
        SUMMARY.c.case_id == CASE.c.id, SUMMARY.c.code_id == CODE.c.id
    )
    return StudyWords(
        records.study_row(session).title,
        {
            case.short: SchoolWords(case.label, case.about, case.platform, case.attributes)
            for case in records.case_rows(session)
        },
        {code.ref: CodeWords(code.name, code.definition, not code.retired) for code in records.code_rows(session)},
        {
            source.ref: SourceWords(source_title(source), source.kind, source.date, source.researcher)
            for source in records.source_rows(session)
        },
        {(case, code): body for case, code, body in session.connection().execute(query)},
    )
