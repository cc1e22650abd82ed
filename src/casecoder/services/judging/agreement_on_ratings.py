"""Agreement on ratings: each rater's newest own rating of each cell."""

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
        The rating of each rater for each cell, in the order of codes and then schools.
    blind:
        In how many of the cells nobody could see another's rating when she gave hers.
    hidden:
        How many more cells there are that the reader may not see yet.
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
    """Return how far raters agree: over all codes, then code by code.

    Red, Amber and Green are ordered. "Looked, no evidence" is no step between them: the weighted kappas and ordinal
    alpha treat it as missing, nominal alpha and per cent as a category of its own.

    Parameters
    ----------
    code:
        The only code to compare; all codes when empty.
    only:
        The ids of codes; codes that are not among them are left out. When empty, none is left out.
    raters:
        Whom to compare; everybody when empty.
    viewer:
        Who reads: see :func:`find_double_rated_cells`. ``None`` for a document, whose figures are over all cells.

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
        _cell_note(found),
        *_no_evidence_note(lines[0]),
        *_hidden_cell_note(found.hidden),
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


def _no_evidence_note(line: AgreementLine) -> list[str]:
    """Return the note on how ratings of "looked, no evidence" count, if there are any."""
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
    """Return the ratings of some cells, and the codes (id and name) that they name by index."""
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


def _cell_note(found: DoubleRatedCells) -> str:
    """Return the note on which cells are compared, and how many of them were rated blind."""
    cells = count_with_noun(len(found.cells), "cell")
    compared = (
        f"Compared: {cells} (a benefit in a school) that at least two of {join_with_and(found.raters)} have rated, by "
        "each rater’s own newest rating from before anything was agreed on or signed off there."
    )
    if not found.blind:
        return f"{compared} None was rated blind: whoever rated later could see what others had given."
    many = "All of them" if found.blind == len(found.cells) else f"{found.blind:,} of them"
    return f"{compared} {many} were rated blind: nobody saw another’s rating of a cell before giving the one compared."


def _hidden_cell_note(hidden: int) -> tuple[str, ...]:
    """Return the note on how many cells are left out because the reader may not see them yet."""
    them = count_with_noun(hidden, "cell that two have rated", "cells that two have rated")
    return (f"Left out: {them}, as the study is rated blind and you have not rated them.",) if hidden else ()


def find_double_rated_cells(
    session: Session,
    code: str = "",
    asked: Sequence[str] = (),
    viewer: str | None = None,
    only: Collection[str] = (),
) -> DoubleRatedCells:
    """Return the cells that at least two people have rated, with each rater's newest own rating.

    Parameters
    ----------
    code, only:
        As in :func:`rating_agreement`.
    asked:
        Whom to compare; everybody when empty.
    viewer:
        Who reads. In a blind study the cells that she has not rated herself are hidden from her, those agreed on or
        signed off too: only cells on which raters differed had to be reconciled, and agreement on those alone would
        say nothing of the rest. ``None`` is for documents and the program's own use.

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
    for cell in _ordered_cells(session, wanted):
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


def _ordered_cells(session: Session, code: str) -> list[CodeAndCase]:
    """Return the cells of a code, or of all codes, in the order of codes and then schools."""
    cases = records.case_rows(session)
    return [(each.ref, case.short) for each in records.code_rows(session) if code in {"", each.ref} for case in cases]
