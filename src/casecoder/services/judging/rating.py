"""Rating how far a benefit is embedded in a school, and the grid that shows it for all."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from casecoder.core import rating as rules
from casecoder.core.errors import CaseCoderError
from casecoder.core.evidence import Evidence, rating_id
from casecoder.core.rating import Judgement
from casecoder.core.vocabulary import Band, Direction
from casecoder.store import records
from casecoder.store.evidence import Filter, evidence
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Citation, Code, Coding, Rating, Source


@dataclass(frozen=True, slots=True)
class GridCell:
    """A school and a benefit at a glance.

    Parameters
    ----------
    judgement:
        The rating that holds; ``None`` while not yet rated.
    codings, counters:
        How many codings the benefit and its children have here, and how many of them speak against it.
    """

    judgement: Judgement | None
    codings: int
    counters: int


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
        The ratings given so far, newest first; the first holds.
    """

    case: Case
    code: Code
    children: tuple[Code, ...]
    evidence: tuple[Evidence, ...]
    history: tuple[Judgement, ...]
    summary: str


def grid(study: StudyFile, codebook: str = "") -> Grid:
    """The grid of a codebook's top-level codes; of the study's first codebook when none is named.

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
        held = {(j.code, j.case): j for j in current(session)}
        cells = {
            (code.ref, case.short): GridCell(
                held.get((code.ref, case.short)), *tally.get((code.ref, case.short), (0, 0))
            )
            for code in top
            for case in schools
        }
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
        .where(col(Coding.code_id).in_(refs))
        .group_by(col(Coding.code_id), col(Case.short))
    )
    for code_id, short, number, countering in session.exec(counts):
        cell = (above[refs[code_id]], short)
        before = found.get(cell, (0, 0))
        found[cell] = (before[0] + number, before[1] + countering)
    return found


def tops(codes: Sequence[Code]) -> dict[str, str]:
    """For each code of a codebook the top-level code it counts for, by id; a top-level code is its own."""
    by_key = {code.id: code for code in codes}
    found = {}
    for code in codes:
        top = code
        while top.parent_id is not None:
            top = by_key[top.parent_id]
        found[code.ref] = top.ref
    return found


def current(session: Session) -> list[Judgement]:
    """The rating that holds for each cell: the newest. Cells nobody rated have none."""
    newest: dict[tuple[str, str], Judgement] = {}
    for judgement in judgements(session):
        newest[judgement.code, judgement.case] = judgement
    return list(newest.values())


def judgements(session: Session, case: Case | None = None, code: Code | None = None) -> list[Judgement]:
    """The ratings of a case, of a code, or all, oldest first, each with why it is stale."""
    query = (
        select(Rating, Case.short, Code.ref)
        .join(Case, col(Rating.case_id) == Case.id)
        .join(Code, col(Rating.code_id) == Code.id)
        .order_by(col(Rating.number))
    )
    if case is not None:
        query = query.where(Rating.case_id == case.id)
    if code is not None:
        query = query.where(Rating.code_id == code.id)
    rows = session.exec(query).all()
    cited: dict[object, list[int]] = {}
    citations = select(Citation).where(col(Citation.rating_id).in_([rating.id for rating, *_ in rows]))
    for citation in session.exec(citations.order_by(col(Citation.coding_number))):
        cited.setdefault(citation.rating_id, []).append(citation.coding_number)
    now = _present(session, (rating for rating, *_ in rows), {each for numbers in cited.values() for each in numbers})
    return [
        Judgement(
            number=rating.number, case=short, code=ref, band=Band(rating.band), rationale=rating.rationale,
            rater=rating.rater, rated_at=rating.rated_at, cited=tuple(cited.get(rating.id, ())),
            stale=rules.what_changed(rating.fingerprint, now),
        )
        for rating, short, ref in rows
    ]


def _present(
    session: Session, ratings: Iterable[Rating], numbers: Collection[int]
) -> dict[str, frozenset[str]]:
    """What every coding cited and every code rested on is now."""
    cited = evidence(session, Filter(numbers=frozenset(numbers))) if numbers else []
    parts = {part for rating in ratings for part in rating.fingerprint}
    return rules.present(cited, _wordings(session, rules.codes_in(parts)))


def _wordings(session: Session, refs: Collection[str]) -> dict[str, str]:
    """A digest of what each of these codes means now."""
    found = session.exec(select(Code).where(col(Code.ref).in_(sorted(refs))))
    return {code.ref: rules.digest(code.definition, code.include, code.exclude) for code in found}


def desk(study: StudyFile, case: str, code: str) -> RatingDesk:
    """All that lies before a rater for one cell.

    Raises
    ------
    CaseCoderError
        If case or code is unknown.
    """
    from casecoder.services.notes.writing import summary_row

    with study.reading() as session:
        school, benefit = records.case_named(session, case), records.code_named(session, code)
        family = records.with_children(session, benefit)
        wanted = Filter(codes=frozenset(member.ref for member in family), cases=frozenset({school.short}))
        written = summary_row(session, school, benefit)
        return RatingDesk(
            school, benefit, tuple(family[1:]), tuple(evidence(session, wanted)),
            tuple(reversed(judgements(session, school, benefit))), written.body if written else "",
        )


def rate(
    study: StudyFile, case: str, code: str, band: Band, *, because: str, cited: Sequence[int], rater: str
) -> Judgement:
    """Give a cell a rating that rests on cited codings. Earlier ratings stay in the history.

    Parameters
    ----------
    because:
        The rationale.
    cited:
        Numbers of codings of this case, under this code or its children.

    Raises
    ------
    CaseCoderError
        If case, code or coding is unknown, or the rating rests on nothing (see ``core.rating.require``).
    """
    with study.change("rate", "", rater) as change:
        session = change.session
        school, benefit = records.case_named(session, case), records.code_named(session, code)
        if benefit.parent_id is not None:
            raise CaseCoderError(f"{benefit.ref} is a child code; a rating is given to its parent.")
        if benefit.retired:
            raise CaseCoderError(f"The code {benefit.ref} {benefit.name} is retired.", "Rate one that is in force.")
        resting = evidence(session, Filter(numbers=frozenset(cited))) if cited else []
        for number in set(cited) - {item.number for item in resting}:
            records.coding_numbered(session, number)  # says that there is none
        family = frozenset(member.ref for member in records.with_children(session, benefit))
        rules.require(band, because, resting, school.short, family)
        rating = Rating(
            id=study.new_id(), number=change.next_number("rating"), case_id=school.id, code_id=benefit.id,
            band=band, rationale=because.strip(), rater=rater, rated_at=change.now,
            fingerprint=rules.fingerprint(resting, _wordings(session, {item.code for item in resting} | {benefit.ref})),
        )
        change.insert(rating)
        change.insert_all(Citation(rating_id=rating.id, coding_number=item.number) for item in resting)
        change.label = f"Rate {school.short} {benefit.ref} {band.label} ({rating_id(rating.number)})"
    return Judgement(
        number=rating.number, case=school.short, code=benefit.ref, band=band, rationale=rating.rationale,
        rater=rater, rated_at=rating.rated_at, cited=tuple(sorted(item.number for item in resting)),
    )
