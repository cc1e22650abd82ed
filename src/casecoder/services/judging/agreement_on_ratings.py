"""Agreement on ratings: each rater's own newest rating of each cell."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.agreement_report import Agreement, On
from casecoder.core.errors import CaseCoderError
from casecoder.core.rating import Kind, same_person
from casecoder.core.vocabulary import Band
from casecoder.core.wording import counted, listed
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


@dataclass(frozen=True, slots=True)
class Compared:
    """What at least two raters gave the same cells.

    Parameters
    ----------
    cells:
        For each cell what each of them gave it; in the order of the codes and, under one, of the schools.
    hidden:
        How many cells are left out, as the study is rated blind and the reader may not see them yet.
    """

    names: tuple[str, ...]
    cells: dict[Cell, dict[str, Given]]
    hidden: int


def rating_agreement(
    study: StudyFile, *, code: str = "", raters: Sequence[str] = (), viewer: str | None = None
) -> Agreement:
    """How far raters agree: over all codes, then code by code.

    Red, Amber and Green are ordered. "Looked, no evidence" is no step between them: the weighted kappas and
    ordinal alpha take it as missing, nominal alpha and per cent as a category of its own.

    Parameters
    ----------
    code:
        Only this one.
    raters:
        Whom to compare; all when empty.
    viewer:
        Who reads: in a blind study only cells that she has rated herself, or that are agreed on or signed off, are
        compared; of a single cell the figures would give away what it got. Empty for a document, ``None`` for the
        program's own use.

    Raises
    ------
    CaseCoderError
        If code or rater is unknown, or no cell has been rated by two that the reader may see.
    """
    from casecoder.analysis.rating_agreement import ORDER, RATING_MEASURES, Judged, compare_ratings
    from casecoder.analysis.resampling import RESAMPLES

    state = state_of(study)
    with study.reading() as session:
        found = rated_twice(session, code, raters, viewer, or_settled=True)
        title, codes = records.study_row(session).title, [(c.ref, c.name) for c in records.codes(session)]
    names, cells, place = found.names, found.cells, {ref: at for at, (ref, _) in enumerate(codes)}
    if not cells:
        raise CaseCoderError(
            f"Of the {counted(found.hidden, 'cell')} that two have rated none can be compared yet: the study is rated "
            "blind.", "A cell counts once you have rated it, or it is agreed on or signed off.",
        )
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
        *_left_out(found.hidden),
        resampled("cells", len(cells)),
    )
    return Agreement(
        title, On.RATINGS, None, names, len(cells), RATING_MEASURES, tuple(lines[1:] if code else lines), notes,
        RESAMPLES, state.sentence, state.at,
    )


def _left_out(hidden: int) -> tuple[str, ...]:
    them = counted(hidden, "cell that two have rated", "cells that two have rated")
    return (f"Left out: {them}, as the study is rated blind and they are not reconciled yet.",) if hidden else ()


def rated_twice(
    session: Session, code: str, asked: Sequence[str], viewer: str | None = None, *, or_settled: bool = False
) -> Compared:
    """What each rater gave the cells that at least two have rated. Only raters' own ratings count, not agreed ones.

    Parameters
    ----------
    viewer:
        Who reads: in a blind study cells she has not rated herself are hidden from her. ``None`` is for the program's
        own use.
    or_settled:
        She sees those that are agreed on or signed off as well: of these figures may be made, though what each rater
        gave is not shown one by one.

    Raises
    ------
    CaseCoderError
        If code or rater is unknown, or no cell has been rated by two.
    """
    wanted = records.code_named(session, code.strip().removesuffix(ALONE)).ref if code.strip() else ""
    given, settled = _given(session)
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
    seen = {
        key: cell for key, cell in twice.items()
        if free or (or_settled and key in settled) or any(same_person(name, viewer or "") for name in given[key])
    }
    return Compared(names, seen, len(twice) - len(seen))


def _given(session: Session) -> tuple[dict[Cell, dict[str, Given]], set[Cell]]:
    """Each rater's own newest rating of each cell, and the cells that are agreed on or signed off."""
    columns = [RATING.c[name] for name in ("number", "rater", "band", "kind", "reason", "signed_by")]
    query = (
        select(*columns, CODE.c.ref, CASE.c.short)
        .join(CASE, RATING.c.case_id == CASE.c.id)
        .join(CODE, RATING.c.code_id == CODE.c.id)
        .order_by(RATING.c.number)
    )
    given: dict[Cell, dict[str, Given]] = {}
    settled: set[Cell] = set()
    called: list[str] = []
    for row in session.connection().execute(query):
        cell = (row.ref, row.short)
        if row.signed_by or row.kind == Kind.AGREED:
            settled.add(cell)
        if row.kind == Kind.OWN and not row.reason:  # what was agreed on, or came after, tells of nobody
            name = next((each for each in called if same_person(each, row.rater)), row.rater)
            called += [] if name in called else [name]
            given.setdefault(cell, {})[name] = Given(row.number, Band(row.band))
    return given, settled
