"""The review list: codings that a correction has left without a sure place, and the decisions on them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import coding_id
from casecoder.core.transcripts.quote_matching import locate_quote, shorten_quote
from casecoder.core.transcripts.spans import Span
from casecoder.services.derived_fields import update_derived_fields
from casecoder.services.segments.coding_rules import (
    check_segment,
    current_source_text,
    delete_coding,
    refuse_duplicate_coding,
)
from casecoder.services.sources.coding_reanchoring import revision_text
from casecoder.store import records
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CODE, CODING, DISPLACED, SOURCE, CodeRow, CodingRow, DisplacedRow, SourceRow

_AROUND = 120
"""How many characters of context are shown on either side."""


@dataclass(frozen=True, slots=True)
class WordsInContext:
    """Words with some of the text around them."""

    span: Span
    before: str
    words: str
    after: str

    @classmethod
    def of(cls, text: str, span: Span) -> "WordsInContext":
        """Return a stretch of a text with some of what stands around it."""
        before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]
        whole_before = before if len(before) < _AROUND else before[before.find(" ") + 1 :]
        whole_after = after if len(after) < _AROUND else after[: after.rfind(" ") + 1]
        return cls(span, whole_before, text[span.start : span.end], whole_after)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A coding that waits for a decision.

    Parameters
    ----------
    before:
        Its words in the text they were coded in.
    proposed:
        The words in the text in force that are most like them; ``None`` when none are.
    likeness:
        How alike the two are, 0 to 100.
    """

    number: int
    code: str
    code_name: str
    coder: str
    source: str
    title: str
    before: WordsInContext
    proposed: WordsInContext | None
    likeness: float

    @property
    def id(self) -> str:
        """Return the coding's short id."""
        return coding_id(self.number)


def list_review_items(study: StudyFile, source: str = "") -> list[ReviewItem]:
    """Return the codings that wait for a decision, of one source or all, by source and place.

    Raises
    ------
    CaseCoderError
        If there is no such source.
    """
    query = (
        select(
            CODING.c.number,
            CODING.c.coder,
            CODING.c.revision_id,
            CODING.c.start,
            CODING.c.end,
            CODE.c.ref.label("code"),
            CODE.c.name,
            SOURCE.c.ref,
            SOURCE.c.title,
            DISPLACED.c.revision_id.label("present"),
            DISPLACED.c.start.label("from"),
            DISPLACED.c.end.label("to"),
            DISPLACED.c.likeness,
        )
        .join(CODING, CODING.c.id == DISPLACED.c.coding_id)
        .join(CODE, CODE.c.id == CODING.c.code_id)
        .join(SOURCE, SOURCE.c.id == CODING.c.source_id)
        .order_by(SOURCE.c.ref, CODING.c.start, CODING.c.number)
    )
    with study.reading() as session:
        if source:
            query = query.where(SOURCE.c.id == records.source_named(session, source).id)
        texts: dict[object, str] = {}
        found = []
        for row in session.connection().execute(query):
            for revision in (row.revision_id, row.present):
                if revision not in texts:
                    texts[revision] = revision_text(session.connection(), revision)
            found.append(_to_review_item(row, texts[row.revision_id], texts[row.present]))
        return found


def count_review_items(study: StudyFile) -> int:
    """Count the codings that wait for a decision."""
    with study.reading() as session:
        return int(session.connection().execute(select(func.count()).select_from(DISPLACED)).scalar_one())


def _to_review_item(row: Any, old: str, new: str) -> ReviewItem:
    start, end = row._mapping["from"], row._mapping["to"]
    return ReviewItem(
        row.number,
        row.code,
        row.name,
        row.coder,
        row.ref,
        row.title,
        WordsInContext.of(old, Span(row.start, row.end)),
        None if start is None else WordsInContext.of(new, Span(start, end)),
        row.likeness,
    )


def accept_review_item(study: StudyFile, number: int, span: Span | None = None, *, quote: str = "", coder: str) -> Span:
    """Give a coding on the review list its place in the present text.

    Parameters
    ----------
    span:
        The place; when ``None`` that of the quote, or, when that is empty too, the one that is proposed. White
        space at its ends is left out.
    quote:
        Words as the text in force has them, once.

    Returns
    -------
    Span
        Where it is now.

    Raises
    ------
    CaseCoderError
        If the coding is not on the review list, nothing is proposed and no place given, the quote stands
        nowhere or twice, the place lies outside the text or holds no words, or its coder has coded it so already.
    """
    with study.change("review", "", coder) as change:
        coding, held = _find_waiting(change.session, number)
        where, text = current_source_text(change, change.session.get_one(SourceRow, coding.source_id))
        if span is None:
            span = locate_quote(text, quote, where.ref) if quote else _proposed_place(held, where, number)
        place = check_segment(span, text, where.ref)
        refuse_duplicate_coding(
            change.connection, where, place, change.session.get_one(CodeRow, coding.code_id), coding.coder
        )
        words = text[place.start : place.end]
        change.delete(held)
        change.update(coding, revision_id=where.revision_id, start=place.start, end=place.end, quote=words)
        update_derived_fields(change)
        change.label = (
            f"Place {coding_id(number)} anew: “{shorten_quote(coding.quote, 30)}” is “{shorten_quote(words, 30)}”"
        )
    return place


def _proposed_place(held: DisplacedRow, where: SourceRow, number: int) -> Span:
    if held.start is None or held.end is None:
        raise CaseCoderError(
            f"Nothing in {where.ref} is like the words of {coding_id(number)}.",
            "Choose a place yourself, or drop the coding.",
        )
    return Span(held.start, held.end)


def drop_review_item(study: StudyFile, number: int, *, coder: str) -> None:
    """Remove a coding on the review list whose words are gone.

    Raises
    ------
    CaseCoderError
        If it is not on the review list.
    """
    with study.change("uncode", "", coder) as change:
        coding, _ = _find_waiting(change.session, number)
        delete_coding(change, coding)
        change.label = f"Remove {coding_id(number)} from the review list: “{shorten_quote(coding.quote, 40)}”"


def _find_waiting(session: Session, number: int) -> tuple[CodingRow, DisplacedRow]:
    coding = records.coding_numbered(session, number)
    held = session.scalars(select(DisplacedRow).where(DISPLACED.c.coding_id == coding.id)).first()
    if held is None:
        raise CaseCoderError(f"{coding_id(number)} is not on the review list.", "`casecoder review` shows the list.")
    return coding, held
