"""Rating how far a benefit is embedded in a school, and the grid that shows it for all."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement, Standing
from casecoder.core.vocabulary import Band, Direction
from casecoder.services.codebook.families import tops
from casecoder.services.judging.judgements import Reader, judgements, standings
from casecoder.services.judging.writing import Writing
from casecoder.store import records
from casecoder.store.evidence import Filter, evidence
from casecoder.store.second_coders import analysed, second_coders
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Code, Coding, Source


@dataclass(frozen=True, slots=True)
class GridCell:
    """A school and a benefit at a glance.

    Parameters
    ----------
    judgement:
        The rating that holds; ``None`` while not yet rated, or not reconciled.
    codings, counters:
        How many codings the benefit and its children have here, and how many of them speak against it.
    open, hidden:
        The newest rating of each rater that nothing has settled, and how many the reader may not see yet.
    replaced:
        As in :class:`Standing`.
    """

    judgement: Judgement | None
    codings: int
    counters: int
    open: tuple[Judgement, ...] = ()
    hidden: int = 0
    replaced: bool = False

    @property
    def standing(self) -> Standing:
        """What is to be made of the ratings: whether they differ, and what to say where none holds."""
        return Standing(self.judgement, self.open, self.hidden, self.replaced)


@dataclass(frozen=True, slots=True)
class Grid:
    """The home of a study: codes down, cases across.

    ``cells`` has an entry for every ``(code id, case short id)``.
    """

    codebook: str
    title: str
    codes: tuple[Code, ...]
    cases: tuple[Case, ...]
    cells: dict[tuple[str, str], GridCell]


@dataclass(frozen=True, slots=True)
class RatingDesk:
    """All that lies before a rater for one cell.

    Parameters
    ----------
    evidence:
        The codings of the benefit and its children in this school, by source and place.
    history:
        The ratings given so far that the rater may see, newest first.
    standing:
        Which of them holds, and whether raters differ.
    """

    case: Case
    code: Code
    children: tuple[Code, ...]
    evidence: tuple[Evidence, ...]
    history: tuple[Judgement, ...]
    summary: str
    standing: Standing


def grid(study: StudyFile, codebook: str = "", viewer: str = "") -> Grid:
    """The grid of a codebook's top-level codes; of the study's first codebook when none is named.

    Parameters
    ----------
    viewer:
        Who looks at it; empty for a document. See :func:`standings`.

    Raises
    ------
    CaseCoderError
        If the study has no such codebook, or none at all.
    """
    with study.reading() as session:
        books = records.codebooks(session)
        if not books:
            raise CaseCoderError("The study has no codebook.", "Bring one in with `casecoder codebook import`.")
        book = records.codebook_named(session, codebook) if codebook else books[0]
        everything = records.codes(session, book)
        top = tuple(code for code in everything if code.parent_id is None and not code.retired)
        schools = tuple(records.cases(session))
        tally = _tally(session, everything)
        held = standings(session, viewer)
        cells = {}
        for cell in ((code.ref, case.short) for code in top for case in schools):
            stands = held.get(cell, Standing())
            cells[cell] = GridCell(
                stands.judgement, *tally.get(cell, (0, 0)), stands.open, stands.hidden, stands.replaced
            )
        return Grid(book.name, book.title, top, schools, cells)


def _tally(session: Session, codes: Sequence[Code]) -> dict[tuple[str, str], tuple[int, int]]:
    """Codings and counter-codings by top-level code and case."""
    refs, above = {code.id: code.ref for code in codes}, tops(codes)
    found: dict[tuple[str, str], tuple[int, int]] = {}
    against = func.count().filter(col(Coding.direction) == Direction.COUNTERS)
    counts = (
        select(Coding.code_id, Case.short, func.count(), against)
        .join(Source, col(Coding.source_id) == Source.id)
        .join(Case, col(Source.case_id) == Case.id)
        .where(col(Coding.code_id).in_(refs), *analysed(second_coders(session.connection())))
        .group_by(col(Coding.code_id), col(Case.short))
    )
    for code_id, short, number, countering in session.exec(counts):
        cell = (above[refs[code_id]], short)
        before = found.get(cell, (0, 0))
        found[cell] = (before[0] + number, before[1] + countering)
    return found


def rated_codes(session: Session, beside: Code) -> list[Code]:
    """The codes in force that stand at the top of a code's codebook: the rows of its grid."""
    query = select(Code).where(Code.codebook_id == beside.codebook_id, col(Code.parent_id).is_(None))
    return list(session.exec(query.where(col(Code.retired).is_(False)).order_by(col(Code.position))))


def desk(study: StudyFile, case: str, code: str, viewer: str | None = None) -> RatingDesk:
    """All that lies before a rater for one cell.

    Parameters
    ----------
    viewer:
        Who sits at it: see :func:`standings`.

    Raises
    ------
    CaseCoderError
        If case or code is unknown.
    """
    from casecoder.services.notes.writing import summary_row

    with study.reading() as session:
        school, benefit = records.case_named(session, case), records.code_named(session, code)
        family = records.with_children(session, benefit)
        refs = frozenset(member.ref for member in family)
        wanted = Filter(codes=refs, cases=frozenset({school.short}), analysed=True)
        written = summary_row(session, school, benefit)
        given, reader = judgements(session, school, benefit), Reader.of(session, viewer)
        return RatingDesk(
            school,
            benefit,
            tuple(family[1:]),
            tuple(evidence(session, wanted)),
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
        Why a rating that was signed off is to change; it takes the place of that one and of all given so far.

    Raises
    ------
    CaseCoderError
        If case, code or coding is unknown, the rating rests on nothing (see ``core.judging.rating.require``), or the
        cell's rating is signed off and no reason is given, or a reason where nothing is signed off.
    """
    with study.change("rate", "", rater) as change:
        cell = Writing.of(change, case, code)
        holds = cell.held.judgement
        settles = cell.settling(reason) if holds is not None and holds.is_signed else ()
        if reason.strip() and not settles:
            raise CaseCoderError(
                f"No rating of {cell.name} is signed off: there is none to give a reason for changing (--reason).",
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
            label=f"Rate {cell.name}",  # without the band: the history is for all to read, and adds it for whom may see
        )
