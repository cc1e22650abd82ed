"""Rating how far a benefit is embedded in a school, and the grid of all ratings."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement, RatingStanding
from casecoder.core.vocabulary import Band, Direction
from casecoder.services.code_families import top_code_by_code
from casecoder.services.judging.rating_rows import RatingReader, list_judgements, rating_standings
from casecoder.services.judging.rating_writer import RatingWriter
from casecoder.store import records
from casecoder.store.evidence import EvidenceFilter, find_evidence
from casecoder.store.second_coders import analysed_codings_condition, find_second_coders
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CASE, CODE, CODING, SOURCE, CaseRow, CodeRow


@dataclass(frozen=True, slots=True)
class GridCell:
    """What the grid shows of a school and a benefit.

    Parameters
    ----------
    judgement:
        The rating that holds; ``None`` while not yet rated, or not reconciled.
    codings, counters:
        How many codings the benefit and its children have here, and how many of them speak against it.
    open, hidden, replaced:
        As in :class:`RatingStanding`.
    """

    judgement: Judgement | None
    codings: int
    counters: int
    open: tuple[Judgement, ...] = ()
    hidden: int = 0
    replaced: bool = False

    @property
    def standing(self) -> RatingStanding:
        """The standing of the cell's ratings."""
        return RatingStanding(self.judgement, self.open, self.hidden, self.replaced)


@dataclass(frozen=True, slots=True)
class RatingGrid:
    """The grid of a study: codes down, cases across.

    ``cells`` has an entry for every ``(code id, case short id)``.
    """

    codebook: str
    title: str
    codes: tuple[CodeRow, ...]
    cases: tuple[CaseRow, ...]
    cells: dict[tuple[str, str], GridCell]


@dataclass(frozen=True, slots=True)
class RatingDesk:
    """What a rater needs to rate one cell.

    Parameters
    ----------
    evidence:
        The codings of the benefit and its children in this school, by source and place.
    history:
        The ratings given so far that the rater may see, newest first.
    standing:
        Which of them holds, and whether raters differ.
    """

    case: CaseRow
    code: CodeRow
    children: tuple[CodeRow, ...]
    evidence: tuple[Evidence, ...]
    history: tuple[Judgement, ...]
    summary: str
    standing: RatingStanding


def read_rating_grid(session: Session, codebook: str = "", viewer: str = "") -> RatingGrid:
    """Return the grid of a codebook's top-level codes; of the study's first codebook when none is named.

    Parameters
    ----------
    viewer:
        Who looks at it; empty for a document. See :func:`rating_standings`.

    Raises
    ------
    CaseCoderError
        If the study has no such codebook, or none at all.
    """
    books = records.codebook_rows(session)
    if not books:
        raise CaseCoderError("The study has no codebook.", "Bring one in with `casecoder codebook import`.")
    book = records.codebook_named(session, codebook) if codebook else books[0]
    everything = records.code_rows(session, book)
    top = tuple(code for code in everything if code.parent_id is None and not code.retired)
    schools = tuple(records.case_rows(session))
    counts = _count_codings(session, everything)
    standings = rating_standings(session, viewer)
    cells = {}
    for cell in ((code.ref, case.short) for code in top for case in schools):
        standing = standings.get(cell, RatingStanding())
        cells[cell] = GridCell(
            standing.judgement, *counts.get(cell, (0, 0)), standing.open, standing.hidden, standing.replaced
        )
    return RatingGrid(book.name, book.title, top, schools, cells)


def _count_codings(session: Session, codes: Sequence[CodeRow]) -> dict[tuple[str, str], tuple[int, int]]:
    """Count the codings of each top-level code and case, and those that speak against it."""
    refs, above = {code.id: code.ref for code in codes}, top_code_by_code(codes)
    found: dict[tuple[str, str], tuple[int, int]] = {}
    against = func.count().filter(CODING.c.direction == Direction.COUNTERS)
    counts = (
        select(CODING.c.code_id, CASE.c.short, func.count(), against)
        .join(SOURCE, CODING.c.source_id == SOURCE.c.id)
        .join(CASE, SOURCE.c.case_id == CASE.c.id)
        .where(CODING.c.code_id.in_(refs), *analysed_codings_condition(find_second_coders(session.connection())))
        .group_by(CODING.c.code_id, CASE.c.short)
    )
    for code_id, short, number, countering in session.connection().execute(counts):
        cell = (above[refs[code_id]], short)
        before = found.get(cell, (0, 0))
        found[cell] = (before[0] + number, before[1] + countering)
    return found


def grid_codes(session: Session, beside: CodeRow) -> list[CodeRow]:
    """Return the top-level codes in force of a code's codebook: the rows of its grid."""
    query = select(CodeRow).where(CODE.c.codebook_id == beside.codebook_id, CODE.c.parent_id.is_(None))
    return list(session.scalars(query.where(CODE.c.retired.is_(False)).order_by(CODE.c.position)))


def open_rating_desk(study: StudyFile, case: str, code: str, viewer: str | None = None) -> RatingDesk:
    """Return what a rater needs to rate one cell.

    Parameters
    ----------
    viewer:
        Who rates: see :func:`rating_standings`.

    Raises
    ------
    CaseCoderError
        If case or code is unknown.
    """
    from casecoder.services.notes.summaries_and_descriptions import find_summary

    with study.reading() as session:
        school, benefit = records.case_named(session, case), records.code_named(session, code)
        family = records.code_with_children(session, benefit)
        refs = frozenset(member.ref for member in family)
        wanted = EvidenceFilter(codes=refs, cases=frozenset({school.short}), analysed=True)
        written = find_summary(session, school, benefit)
        given, reader = list_judgements(session, school, benefit), RatingReader.of(session, viewer)
        return RatingDesk(
            school,
            benefit,
            tuple(family[1:]),
            tuple(find_evidence(session, wanted)),
            tuple(reversed(reader.visible(given))),
            written.body if written else "",
            reader.standing(given),
        )


def rate(
    study: StudyFile,
    case: str,
    code: str,
    band: Band,
    *,
    because: str,
    cited: Sequence[int],
    rater: str,
    reason: str = "",
) -> Judgement:
    """Give a cell a rating that rests on cited codings. Earlier ratings stay in the history.

    Parameters
    ----------
    because:
        The rationale.
    cited:
        Numbers of codings of this case, under this code or its children.
    reason:
        Why a rating that was signed off has to change. The new rating takes the place of all ratings given so far.

    Raises
    ------
    CaseCoderError
        If case, code or coding is unknown, or the rating rests on nothing (see :func:`require_rating_evidence`). If
        the cell's rating is signed off and no reason is given, or a reason is given and nothing is signed off.
    """
    with study.change("rate", "", rater) as change:
        cell = RatingWriter.of(change, case, code)
        holds = cell.standing.judgement
        settles = cell.ratings_to_settle(reason) if holds is not None and holds.is_signed else ()
        if reason.strip() and not settles:
            raise CaseCoderError(
                f"No rating of {cell.name} is signed off, so a reason for changing one (--reason) is out of place.",
                "Say in the rationale what the rating rests on (--because).",
            )
        return cell.write(
            study,
            band,
            because=because,
            cited=cited,
            rater=rater,
            settles=settles,
            reason=reason,
            label=f"Rate {cell.name}",  # no band: anybody reads the history
        )
