"""Where coders and raters disagree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.judging.evidence import coding_id, rating_id
from casecoder.core.judging.rating import RatingKind
from casecoder.core.judging.unitising import find_disputed_stretches
from casecoder.core.phrases import count_with_noun
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Band
from casecoder.services.judging.agreement_on_codings import (
    WITHOUT_CHILDREN,
    SharedSource,
    codes_to_compare,
    shared_sources,
)
from casecoder.services.judging.agreement_on_ratings import find_double_rated_cells
from casecoder.services.judging.bare_ratings import BareRating, bare_ratings_by_cell
from casecoder.store import records
from casecoder.store.evidence import driver_key
from casecoder.store.permanent_rows import RevisionRow
from casecoder.store.tables import CASE, CODE, CODING, SOURCE


@dataclass(frozen=True, slots=True)
class CodingDispute:
    """Words that some coders coded and others who worked on the source did not.

    Parameters
    ----------
    start, end:
        Where the words stand, in code points of the source's frozen text.
    by:
        Each coder who coded the words, with the ids of her codings.
    others:
        The coders who did not.
    """

    code: str
    source: str
    case: str
    case_label: str
    start: int
    end: int
    words: str
    by: tuple[tuple[str, tuple[str, ...]], ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RatingDispute:
    """A cell to which raters gave different bands.

    Parameters
    ----------
    bands:
        Each rater, her band and the id of her rating.
    agreed:
        The band that they have agreed on since, and the id of its rating; ``None`` while they have not.
    replaced_by:
        The id of the newest rating that was given, with a reason, in place of the one agreed on; empty if none was.
    """

    code: str
    code_name: str
    case: str
    case_label: str
    bands: tuple[tuple[str, Band, str], ...]
    agreed: tuple[Band, str] | None = None
    replaced_by: str = ""


def coding_disputes(session: Session, code: str, coders: Sequence[str] = ()) -> list[CodingDispute]:
    """Return the words in dispute under a code, by school and place.

    White space and punctuation alone are no dispute. Raises as ``coding_agreement``.
    """
    ((ref, members),) = codes_to_compare(session, code).items()
    names, sources, _ = shared_sources(session, coders)
    coded = _codings_by_source(session, members, names)
    labels = _case_by_source(session)
    return [
        item
        for source in sorted(sources, key=lambda source: (labels[source.key], source.ref))
        if source.key in coded
        for item in _disputes_in_source(
            session, source, ref.removesuffix(WITHOUT_CHILDREN), coded[source.key], labels[source.key]
        )
    ]


def _disputes_in_source(
    session: Session,
    source: SharedSource,
    code: str,
    coded: dict[str, list[tuple[Span, int]]],
    case: tuple[int, str, str],
) -> list[CodingDispute]:
    """Return the words of one source that are in dispute."""
    text = session.get_one(RevisionRow, source.revision).text
    return [
        CodingDispute(
            code,
            source.ref,
            case[1],
            case[2],
            item.span.start,
            item.span.end,
            text[item.span.start : item.span.end],
            tuple((coder, tuple(map(coding_id, numbers))) for coder, numbers in item.by.items()),
            item.others,
        )
        for item in find_disputed_stretches({name: coded.get(name, []) for name in source.coders}, text)
    ]


def _codings_by_source(
    session: Session, codes: Sequence[str], names: Sequence[str]
) -> dict[object, dict[str, list[tuple[Span, int]]]]:
    """Return places and numbers of the codings under some codes, by source and coder."""
    query = (
        select(driver_key(CODING.c.source_id), CODING.c.coder, CODING.c.start, CODING.c.end, CODING.c.number)
        .join(SOURCE, (CODING.c.source_id == SOURCE.c.id) & (CODING.c.revision_id == SOURCE.c.revision_id))
        .join(CODE, CODING.c.code_id == CODE.c.id)
        .where(CODE.c.ref.in_(codes), CODING.c.coder.in_(names))
    )
    found: dict[object, dict[str, list[tuple[Span, int]]]] = {}
    for source, coder, start, end, number in session.connection().execute(query):
        found.setdefault(source, {}).setdefault(coder, []).append((Span(start, end), number))
    return found


def _case_by_source(session: Session) -> dict[object, tuple[int, str, str]]:
    """Return the case of each source: its position in the table, short id and label."""
    place = {case.short: at for at, case in enumerate(records.case_rows(session))}
    query = select(driver_key(SOURCE.c.id), CASE.c.short, CASE.c.label).join(CASE, SOURCE.c.case_id == CASE.c.id)
    return {key: (place[short], short, label) for key, short, label in session.connection().execute(query)}


class RatingDisputes(NamedTuple):
    """The cells in dispute, and how many cells the reader may not see yet, as the study is rated blind."""

    cells: list[RatingDispute]
    hidden: int

    @property
    def sentence(self) -> str:
        """The words on the cells that are hidden; empty if none are."""
        words_on_hidden = (
            f"{count_with_noun(self.hidden, 'cell')} that two have rated and you have not: the study is rated blind"
        )
        return words_on_hidden if self.hidden else ""


def rating_disputes(
    session: Session, code: str = "", raters: Sequence[str] = (), viewer: str | None = None
) -> RatingDisputes:
    """Return the cells in dispute, by code and school, of one code or all. Raises as ``rating_agreement``.

    Parameters
    ----------
    viewer:
        Who reads. In a blind study the cells that she has not rated herself are hidden from her, unless she leads it.
        ``None`` is for the program's own use.
    """
    rated = find_double_rated_cells(session, code, raters, viewer)
    labels = {case.short: case.label for case in records.case_rows(session)}
    names = {each.ref: each.name for each in records.code_rows(session)}
    agreed = {cell: _find_agreed_band(given) for cell, given in bare_ratings_by_cell(session).items()}
    found = [
        RatingDispute(
            ref,
            names[ref],
            short,
            labels[short],
            tuple((rater, given.band, rating_id(given.number)) for rater, given in cell.items()),
            *agreed[ref, short],
        )
        for (ref, short), cell in rated.cells.items()
        if len({given.band for given in cell.values()}) > 1
    ]
    return RatingDisputes(found, rated.hidden)


def _find_agreed_band(given: Sequence[BareRating]) -> tuple[tuple[Band, str] | None, str]:
    """Return what raters last agreed on for a cell, and the id of the rating that has replaced it."""
    agreed, replaced_by = None, ""
    for rating in given:
        if rating.kind is RatingKind.AGREED:
            agreed, replaced_by = (rating.band, rating_id(rating.number)), ""
        elif agreed and rating.reason:
            replaced_by = rating_id(rating.number)
    return agreed, replaced_by
