"""Codes the words that a search found, and turns them into passages of a document."""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.errors import CaseCoderError
from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.extract import ExtractPassage
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Direction, Phase, Role, SourceKind
from casecoder.language import sentence_spans
from casecoder.services.search.text_search import SearchHit
from casecoder.services.segments.coding import apply_codes_to_many
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import (
    CASE,
    PARTICIPANT,
    REVISION,
    SOURCE,
    SPEAKER,
    TURN,
)


class HitExtent(StrEnum):
    """How much text is coded around the words that were found."""

    SENTENCE = "sentence"
    WORDS = "words"
    TURN = "turn"


class HitCodingResult(NamedTuple):
    """The codings that were made, and how many already existed."""

    made: list[Evidence]
    there_before: int


def code_hits(
    study: StudyFile,
    hits: Iterable[SearchHit],
    codes: Sequence[str],
    extent: HitExtent,
    *,
    coder: str,
    direction: Direction = Direction.SUPPORTS,
    note: str = "",
    strength: int | None = None,
) -> HitCodingResult:
    """Code some hits as one act. Two hits in the same sentence, or turn, make one coding of a code.

    Raises
    ------
    CaseCoderError
        If there is no hit, a code is unknown or retired, or a source has been corrected since the search.
    """
    hits = list(hits)
    _check_texts(study, hits)
    places = list(dict.fromkeys((hit.source, span) for hit in hits for span in hit_spans(hit, extent)))
    made = apply_codes_to_many(study, places, codes, coder=coder, direction=direction, note=note, strength=strength)
    return HitCodingResult(made, len(places) * len(set(codes)) - len(made))


def hit_spans(hit: SearchHit, extent: HitExtent) -> Iterator[Span]:
    """Yield the stretches of the source that coding a hit would cover, in code points of its text."""
    if extent is HitExtent.WORDS:
        yield from hit.spans
    elif extent is HitExtent.TURN:
        yield Span(hit.start, hit.start + len(hit.words))
    else:
        sentences = [Span(hit.start + start, hit.start + end) for start, end in sentence_spans(hit.words)]
        for span in hit.spans:
            touched = [sentence for sentence in sentences if sentence.overlaps(span)]
            yield Span(touched[0].start, touched[-1].end)


def passages_from_hits(session: Session, hits: Iterable[SearchHit]) -> list[ExtractPassage]:
    """Return the whole turns of some hits as passages of a document, with who says them."""
    found = []
    connection = session.connection()
    for ref, group in groupby(hits, key=lambda hit: hit.source):
        where = connection.execute(_SOURCE.where(SOURCE.c.ref == ref)).one()
        turns = {row.number: row for row in connection.execute(_VOICES.where(SOURCE.c.ref == ref))}
        for hit in group:
            voice = turns[hit.turn]
            role = voice.role or (where.role if voice.speaker and not voice.interviewer else "")
            found.append(
                ExtractPassage(
                    ref,
                    where.title,
                    SourceKind(where.kind),
                    where.date,
                    hit.case,
                    hit.case_label,
                    Phase(where.phase),
                    hit.start,
                    hit.start + len(hit.words),
                    hit.words,
                    hit.turn,
                    voice.pseudonym or "",
                    Role(role) if role else None,
                )
            )
    return found


_SOURCE = select(SOURCE, CASE.c.phase).join(CASE, SOURCE.c.case_id == CASE.c.id)
_VOICES = (
    select(TURN.c.number, TURN.c.speaker, SPEAKER.c.interviewer, PARTICIPANT.c.pseudonym, PARTICIPANT.c.role)
    .join(SOURCE, SOURCE.c.revision_id == TURN.c.revision_id)
    .outerjoin(SPEAKER, (SPEAKER.c.source_id == SOURCE.c.id) & (SPEAKER.c.label == TURN.c.speaker))
    .outerjoin(PARTICIPANT, SPEAKER.c.participant_id == PARTICIPANT.c.id)
)


def _check_texts(study: StudyFile, hits: Iterable[SearchHit]) -> None:
    """Raise if the text of a source has been corrected since it was searched."""
    with study.reading() as session:
        connection = session.connection()
        for ref, group in groupby(hits, key=lambda hit: hit.source):
            text = connection.execute(_TEXT.where(SOURCE.c.ref == ref)).scalar() or ""
            if any(text[hit.start : hit.start + len(hit.words)] != hit.words for hit in group):
                raise CaseCoderError(f"The text of {ref} has been changed since it was searched.", "Search again.")


_TEXT = select(REVISION.c.text).join(SOURCE, SOURCE.c.revision_id == REVISION.c.id)
