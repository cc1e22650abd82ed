"""Agreement on ratings: each rater's own newest rating of each cell."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.agreement_results import Agreement, AgreementLine, AgreementSubject
from casecoder.core.judging.rating import has_rated, independent_ratings, is_rated_blind
from casecoder.core.phrases import count_with_noun, join_with_and
from casecoder.services.judging.agreement_notes import averaging_note, people_to_compare, resampling_note
from casecoder.services.judging.agreement_on_codings import WITHOUT_CHILDREN
from casecoder.services.judging.bare_ratings import BareRating, CodeAndCase, bare_ratings_by_cell
from casecoder.services.judging.blind_ratings import blindness_test
from casecoder.services.judging.study_settings import sees_all_ratings, settings_in_session
from casecoder.store import records
from casecoder.store.snapshot import Snapshot

if TYPE_CHECKING:
    from casecoder.analysis.rating_agreement import ComparedRating


class DoubleRatedCells(NamedTuple):
    """The cells that at least two have rated, and by whom.

    Parameters
    ----------
    cells:
        For each what each rater has given it; in the order of the codes and, under one, of the schools.
    blind:
        In how many of them nobody could see another's rating when she gave hers.
    hidden:
        How many more there are that the reader may not see yet.
    """

    raters: tuple[str, ...]
    cells: dict[CodeAndCase, dict[str, BareRating]]
    blind: int
    hidden: int


def rating_agreement(
    snapshot: Snapshot,
    *,
    code: str = "",
    only: Collection[str] = (),
    raters: Sequence[str] = (),
    viewer: str | None = None,
) -> Agreement:
    """How far raters agree: over all codes, then code by code.

    Red, Amber and Green are ordered. "Looked, no evidence" is no step between them: the weighted kappas and
    ordinal alpha take it as missing, nominal alpha and per cent as a category of its own.

    Parameters
    ----------
    code:
        Only this one.
    only:
        Only these, by id; all when empty.
    raters:
        Whom to compare; all when empty.
    viewer:
        Who reads: see :func:`rated_twice`. ``None`` for a document, whose figures are over all cells.

    Raises
    ------
    CaseCoderError
        If code or rater is unknown, or no cell has been rated by two that the reader may see.
    """
    from casecoder.analysis.rating_agreement import RATING_MEASURES, compare_ratings
    from casecoder.analysis.resampling import RESAMPLES

    found = find_double_rated_cells(snapshot, code, raters, viewer, only)
    if not found.cells:
        raise CaseCoderError(
            "No ratings can be compared for you yet: the study is rated blind, and you have rated none of the "
            "cells that two have rated.",
            "A cell counts once you have rated it. When all is rated, let the lead set blind to off.",
        )
    lines = compare_ratings(found.raters, *ratings_to_compare(snapshot, found))
    schools = len({short for _, short in found.cells})
    notes = (
        _compared(found),
        *_no_evidence(lines[0]),
        *_left_out(found.hidden),
        *averaging_note(len(found.raters)),
        resampling_note("schools", schools),
    )
    return Agreement(
        records.study_row(snapshot).title,
        AgreementSubject.RATINGS,
        None,
        found.raters,
        len(found.cells),
        RATING_MEASURES,
        tuple(lines[1:] if code else lines),
        notes,
        RESAMPLES,
        snapshot.state.sentence,
        snapshot.state.at,
    )


def _no_evidence(line: AgreementLine) -> list[str]:
    """How the ratings that say "looked, no evidence" count, if there are any."""
    if not line.left_out:
        return []
    say, them = ("says", "it") if line.left_out == 1 else ("say", "them")
    return [
        f"{line.left_out:,} of the {line.chosen:,} ratings {say} “looked, no evidence”. The weighted kappas and "
        f"ordinal alpha leave {them} out as missing; nominal alpha and per cent take it as a band of its own."
    ]


def ratings_to_compare(
    session: Session, found: DoubleRatedCells
) -> "tuple[list[ComparedRating], list[tuple[str, str]]]":
    """Return the ratings of some cells, and the codes (id and name) that they name by place."""
    from casecoder.analysis.rating_agreement import ComparedRating

    codes = [(code.ref, code.name) for code in records.code_rows(session)]
    code_at = {ref: place for place, (ref, _) in enumerate(codes)}
    school_at = {case.short: place for place, case in enumerate(records.case_rows(session))}
    return [
        ComparedRating(code_at[ref], school_at[short], rater, rating.band)
        for (ref, short), given in found.cells.items()
        for rater, rating in given.items()
        if rater in found.raters
    ], codes


def _compared(found: DoubleRatedCells) -> str:
    cells = count_with_noun(len(found.cells), "cell")
    said = (
        f"Compared: {cells} (a benefit in a school) that at least two of {join_with_and(found.raters)} have rated, by "
        "each rater’s own newest rating from before anything was agreed on or signed off there."
    )
    if not found.blind:
        return f"{said} None was rated blind: whoever rated later could see what others had given."
    many = "All of them" if found.blind == len(found.cells) else f"{found.blind:,} of them"
    return f"{said} {many} were rated blind: nobody saw another’s rating of a cell before giving the one compared."


def _left_out(hidden: int) -> tuple[str, ...]:
    them = count_with_noun(hidden, "cell that two have rated", "cells that two have rated")
    return (f"Left out: {them}, as the study is rated blind and you have not rated them.",) if hidden else ()


def find_double_rated_cells(
    session: Session,
    code: str = "",
    asked: Sequence[str] = (),
    viewer: str | None = None,
    only: Collection[str] = (),
) -> DoubleRatedCells:
    """The cells that at least two have rated, by what each rater gave last by herself.

    Parameters
    ----------
    code, only:
        Only this code; only these codes, by id.
    asked:
        Whom to compare; all when empty.
    viewer:
        Who reads: in a blind study cells she has not rated herself are hidden from her. That some are agreed on or
        signed off makes no difference: what had to be reconciled is what raters differed on, and agreement on that
        alone says nothing of the rest. ``None`` is for documents and the program's own use.

    Raises
    ------
    CaseCoderError
        If code or rater is unknown, or no cell has been rated by two.
    """
    wanted = records.code_named(session, code.strip().removesuffix(WITHOUT_CHILDREN)).ref if code.strip() else ""
    given = {cell: ratings for cell, ratings in bare_ratings_by_cell(session).items() if not only or cell[0] in only}
    own = {cell: independent_ratings(ratings) for cell, ratings in given.items()}
    names = people_to_compare(asked, {rating.rater for ratings in own.values() for rating in ratings}, "rated")
    twice: dict[CodeAndCase, dict[str, BareRating]] = {}
    for cell in _in_order(session, wanted):
        newest = {rating.rater: rating for rating in own.get(cell, ()) if rating.rater in names}
        if len(newest) > 1:
            twice[cell] = {name: newest[name] for name in names if name in newest}
    if not twice:
        raise CaseCoderError(
            f"No cell{f' of {wanted}' if wanted else ''} has been rated by two of {join_with_and(names)}.",
            "Agreement can be seen where a second rater has rated the same benefit in the same school.",
        )
    if viewer is None or sees_all_ratings(settings_in_session(session), viewer):
        seen = twice
    else:
        seen = {cell: newest for cell, newest in twice.items() if has_rated(given[cell], viewer)}
    was_blind = blindness_test(session)
    blind = sum(is_rated_blind([rating for rating in own[cell] if rating.rater in names], was_blind) for cell in seen)
    return DoubleRatedCells(names, seen, blind, len(twice) - len(seen))


def _in_order(session: Session, code: str) -> list[CodeAndCase]:
    """The cells of a code, or all, in the order of the codes and of the schools."""
    cases = records.case_rows(session)
    return [(each.ref, case.short) for each in records.code_rows(session) if code in {"", each.ref} for case in cases]
