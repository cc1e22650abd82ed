"""Agreement on ratings: each rater's own newest rating of each cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.agreement_report import Agreement, On
from casecoder.core.errors import CaseCoderError
from casecoder.core.rating import Kind
from casecoder.core.vocabulary import Band
from casecoder.core.wording import listed
from casecoder.services.history import state_of
from casecoder.services.judging.agreement_on_codings import ALONE, resampled
from casecoder.services.judging.comparing import chosen, seed_of
from casecoder.services.judging.settings import sees_all, settings_in
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import Case, Code, Rating, table

CASE, CODE, RATING = table(Case), table(Code), table(Rating)


@dataclass(frozen=True, slots=True)
class Given:
    """A rater's own newest rating of a cell."""

    number: int
    band: Band


Cell = tuple[str, str]
"""A code's id and a case's short id."""


def rating_agreement(study: StudyFile, *, code: str = "", raters: Sequence[str] = ()) -> Agreement:
    """How far raters agree: over all codes, then code by code.

    Red, Amber and Green are ordered. "Looked, no evidence" is no step between them: the weighted kappas and
    ordinal alpha take it as missing, nominal alpha and per cent as a category of its own.

    Parameters
    ----------
    code:
        Only this one.
    raters:
        Whom to compare; all when empty.

    Raises
    ------
    CaseCoderError
        If code or rater is unknown, or no cell has been rated by two.
    """
    from casecoder.analysis.rating_agreement import ORDER, RATING_MEASURES, Judged, compare_ratings
    from casecoder.analysis.resampling import RESAMPLES

    state = state_of(study)
    with study.reading() as session:
        names, cells, _ = rated_twice(session, code, raters)
        title, codes = records.study_row(session).title, [(c.ref, c.name) for c in records.codes(session)]
    place = {ref: at for at, (ref, _) in enumerate(codes)}
    judged = [
        Judged(place[ref], tuple(ORDER.index(given[name].band) if name in given else -1 for name in names))
        for (ref, _), given in cells.items()
    ]
    lines = compare_ratings(names, judged, codes, seed_of(state))
    notes = (
        f"Compared: the {len(cells):,} cells (a benefit in a school) that at least two of {listed(names)} have rated, "
        "by each rater’s own newest rating.",
        f"{lines[0].left_out:,} of the {lines[0].chosen:,} ratings say “looked, no evidence”. The weighted kappas and "
        "ordinal alpha leave them out as missing; nominal alpha and per cent take it as a band of its own.",
        resampled("cells", len(cells)),
    )
    return Agreement(
        title, On.RATINGS, None, names, len(cells), RATING_MEASURES, tuple(lines[1:] if code else lines), notes,
        RESAMPLES, state.sentence, state.at,
    )


def rated_twice(
    session: Session, code: str, asked: Sequence[str], viewer: str | None = None
) -> tuple[tuple[str, ...], dict[Cell, dict[str, Given]], int]:
    """The raters compared; for each cell that at least two of them rated what they gave it; how many are hidden.

    Only raters' own ratings count, not what they have agreed on. Cells are in the order of the codes and, under
    one, of the schools.

    Parameters
    ----------
    viewer:
        Who reads them one by one: in a blind study cells she has not rated herself are hidden from her. ``None``
        where only figures over all of them are made.

    Raises
    ------
    CaseCoderError
        If code or rater is unknown, or no cell has been rated by two.
    """
    wanted = records.code_named(session, code.strip().removesuffix(ALONE)).ref if code.strip() else ""
    query = (
        select(RATING.c.number, RATING.c.rater, RATING.c.band, CODE.c.ref, CASE.c.short)
        .join(CASE, RATING.c.case_id == CASE.c.id)
        .join(CODE, RATING.c.code_id == CODE.c.id)
        .where(RATING.c.kind == Kind.OWN, RATING.c.reason == "")  # what was agreed on, or came after, tells of nobody
        .order_by(RATING.c.number)
    )
    given: dict[Cell, dict[str, Given]] = {}
    for number, rater, band, ref, short in session.connection().execute(query):
        given.setdefault((ref, short), {})[rater] = Given(number, Band(band))
    names = chosen(asked, {rater for cell in given.values() for rater in cell}, "rated")
    found = {
        (code.ref, case.short): {name: cell[name] for name in names if name in cell}
        for code in records.codes(session)
        for case in records.cases(session)
        if wanted in {"", code.ref} and (cell := given.get((code.ref, case.short)))
    }
    twice = {key: cell for key, cell in found.items() if len(cell) > 1}
    if not twice:
        raise CaseCoderError(
            f"No cell{f' of {wanted}' if wanted else ''} has been rated by two of {listed(names)}.",
            "Agreement can be seen where a second rater has rated the same benefit in the same school.",
        )
    free = viewer is None or sees_all(settings_in(session), viewer)
    seen = {key: cell for key, cell in twice.items() if free or viewer in given[key]}
    return names, seen, len(twice) - len(seen)
