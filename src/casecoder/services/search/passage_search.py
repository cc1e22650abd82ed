"""Answers one query over codes: finds its stretches source by source, and reads their words."""

import uuid
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from casecoder.core.coding.code_query import CodeQuery, CodeQueryError, QueryTerm, parse_code_query, query_terms
from casecoder.core.coding.query_evaluation import QueryStretch, QueryStretches, evaluate_code_query
from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.extract import ExtractPassage
from casecoder.core.transcripts.spans import Span
from casecoder.store import evidence as store
from casecoder.store.evidence import CandidateSource, EvidenceFilter
from casecoder.store.tables import CODE, REVISION, TURN

_FIRST, _MOST = 2, 128
"""The number of sources read together: few at first, as they may be enough, then twice as many each time."""
_AT_ONCE = 1_000
"""The number of codings read with one statement."""


_CodingSpan = tuple[Any, ...]
"""A coding as :func:`store.find_coding_spans` gives it."""
_SOURCE, _NUMBER = 0, 4
"""Where such a coding has its source and its number."""


class FoundStretch(NamedTuple):
    """A stretch that was found, its source, and the revision whose text it is a stretch of."""

    source: CandidateSource
    revision: uuid.UUID
    stretch: QueryStretch


class PassageBatch(NamedTuple):
    """The stretches found in some sources. ``following`` is the short id of the next source, empty after the last."""

    found: list[FoundStretch]
    following: str


class PassageSearch:
    """A query, answered within one read transaction of the study.

    Parameters
    ----------
    query:
        In the language of :mod:`casecoder.core.coding.code_query`. An empty query finds every coding.
    narrowed:
        Which codings count.

    Raises
    ------
    CaseCoderError
        If the query can't be read or names an unknown code; it says where.
    """

    def __init__(self, connection: Connection, query: str, narrowed: EvidenceFilter) -> None:
        self._connection = connection
        self._narrowed = narrowed
        self._query = parse_code_query(query) if query.strip() else None
        self._families = _families(connection, self._query)
        named = {key for family in self._families.values() for key in family.values()}
        self._codes = named if self._query is not None else None
        self._revisions_in_review = store.find_revisions_in_review(connection)

    def batches(self, first: str = "") -> Iterator[PassageBatch]:
        """Yield what is found in batches of sources, beginning with the source ``first`` if there is one of that id."""
        sources = store.find_candidate_sources(self._connection, self._narrowed)
        at = next((place for place, source in enumerate(sources) if source.ref == first), 0)
        size = _FIRST
        while at < len(sources):
            some = sources[at : at + size]
            at, size = at + size, min(_MOST, 2 * size)
            yield PassageBatch(self._find_in(some), sources[at].ref if at < len(sources) else "")

    def counts(self) -> Iterator[tuple[str, int, int]]:
        """Yield for each source its case, the number of passages, and the number of those that counter their code."""
        if self._query is None or isinstance(self._query, QueryTerm):
            yield from store.count_evidence_by_source(self._connection, self._narrowed, self._codes)
            return
        for batch in self.batches():
            for source, found in groupby(batch.found, key=lambda at: at.source):
                yield source.case, len(list(found)), 0

    def _find_in(self, sources: Sequence[CandidateSource]) -> list[FoundStretch]:
        """Return what is found in some sources, by source and place. Stretches of an earlier text come last."""
        by_source: dict[object, list[_CodingSpan]] = {source.key: [] for source in sources}
        for coding in store.find_coding_spans(
            self._connection, self._narrowed, [source.id for source in sources], self._codes
        ):
            by_source[coding[_SOURCE]].append(coding)
        found = []
        for source in sources:
            of_source = self._by_earlier_text(by_source[source.key])
            for earlier in sorted(of_source, key=lambda revision: (revision is not None, str(revision))):
                revision = earlier or source.revision
                found += [
                    FoundStretch(source, revision, stretch) for stretch in self._stretches(revision, of_source[earlier])
                ]
        return found

    def _by_earlier_text(self, codings: list[_CodingSpan]) -> dict[uuid.UUID | None, list[_CodingSpan]]:
        """Return the codings of a source by the earlier text that they are in, ``None`` for the present one."""
        if not self._revisions_in_review:
            return {None: codings} if codings else {}
        found: dict[uuid.UUID | None, list[_CodingSpan]] = {}
        for coding in codings:
            found.setdefault(self._revisions_in_review.get(coding[_NUMBER]), []).append(coding)
        return found

    def _stretches(self, revision: uuid.UUID, codings: Sequence[_CodingSpan]) -> QueryStretches:
        """Return what is found in one text, given its codings under the codes of the query."""
        if self._query is None:
            return sorted([QueryStretch(start, end, (number,)) for _, _, start, end, number in codings])

        def stretches_of(term: QueryTerm) -> QueryStretches:
            family = self._families[term]
            return sorted(
                [QueryStretch(start, end, (number,)) for _, code, start, end, number in codings if code in family]
            )

        return evaluate_code_query(self._query, stretches_of, _Text(self._connection, revision))

    def passages(self, found: Sequence[FoundStretch]) -> list[ExtractPassage]:
        """Return the stretches as passages, with their words, their voices and their codings."""
        numbers = sorted({number for at in found for number in at.stretch.codings})
        codings: dict[int, Evidence] = {}
        for first in range(0, len(numbers), _AT_ONCE):
            some = EvidenceFilter(numbers=frozenset(numbers[first : first + _AT_ONCE]))
            codings |= {item.number: item for item in store.find_evidence_on_connection(self._connection, some)}
        texts: dict[uuid.UUID, _Text] = {}
        made = []
        for source, revision, stretch in found:
            behind = tuple(codings[number] for number in stretch.codings)
            text = texts.setdefault(revision, _Text(self._connection, revision))
            made.append(_passage(source.ref, stretch, behind, text))
        return made


class _Text:
    """A text of a source and its turns, read when they are first used."""

    def __init__(self, connection: Connection, revision: uuid.UUID) -> None:
        self._connection = connection
        self._revision = revision

    @cached_property
    def text(self) -> str:
        """The whole text."""
        found = self._connection.execute(select(REVISION.c.text).where(REVISION.c.id == self._revision))
        return str(found.scalar_one())

    @cached_property
    def turns(self) -> list[Span]:
        """The turns of the text, in order."""
        found = select(TURN.c.start, TURN.c.end).where(TURN.c.revision_id == self._revision).order_by(TURN.c.number)
        return [Span(*row) for row in self._connection.execute(found)]


def _families(connection: Connection, query: CodeQuery | None) -> dict[QueryTerm, dict[object, uuid.UUID]]:
    """Return the codes that each term of a query means: their ids by their keys as codings have them."""
    if query is None:
        return {}
    columns = (CODE.c.id, store.driver_key(CODE.c.id).label("key"), CODE.c.ref, CODE.c.parent_id)
    codes = connection.execute(select(*columns)).all()
    known = {row.ref.casefold(): row for row in codes}
    found: dict[QueryTerm, dict[object, uuid.UUID]] = {}
    for term in query_terms(query):
        named = known.get(term.code.casefold())
        if named is None:
            hint = _suggest_codes(term.code, [row.ref for row in codes])
            raise CodeQueryError(f"the study has no code {term.code}", term.at, hint)
        family, level = {named.key: named.id}, {named.id}
        while level and not term.alone:
            children = [row for row in codes if row.parent_id in level]
            family |= {row.key: row.id for row in children}
            level = {row.id for row in children}
        found[term] = family
    return found


def _suggest_codes(typed: str, known: Sequence[str]) -> str:
    """Return a hint that names codes like the one that was typed."""
    from rapidfuzz import process

    near = [name for name, *_ in process.extract(typed.upper(), known, limit=3, score_cutoff=60)]
    return f"Did you mean {' or '.join(near)}?" if near else "`casecoder codebook list` shows them."


def _passage(source: str, stretch: QueryStretch, codings: tuple[Evidence, ...], text: _Text) -> ExtractPassage:
    """Return a stretch as a passage. Its voice is that of the coding that covers most of it."""
    voice = max(codings, key=lambda item: min(item.end, stretch.end) - max(item.start, stretch.start))
    whole = (voice.start, voice.end) == (stretch.start, stretch.end)
    return ExtractPassage(
        source=source,
        source_title=voice.source_title,
        kind=voice.kind,
        date=voice.date,
        case=voice.case,
        case_label=voice.case_label,
        phase=voice.phase,
        start=stretch.start,
        end=stretch.end,
        words=voice.quote if whole else text.text[stretch.start : stretch.end],
        turn=voice.turn,
        pseudonym=voice.pseudonym,
        role=voice.role,
        codings=codings,
    )
