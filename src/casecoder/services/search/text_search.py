"""Finds the turns in which words were said, in all sources or in one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, func, select
from sqlmodel import Session

from casecoder.core.transcripts.spans import Span
from casecoder.services.search.search_terms import expand_query
from casecoder.store import records, search_index
from casecoder.store.search_index import IndexedSource
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import EVENT

HITS_PER_PAGE = 60
"""The number of turns on a page."""
MOST_ROWS_SCANNED = 20_000
"""The most turns that are found with one statement. Of more common words, sources are searched one by one."""


_NEWEST = select(func.max(EVENT.c.number))


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A turn with hits. ``words`` is its text, which begins at ``start``; ``spans`` are the hits, in code points."""

    source: str
    case: str
    case_label: str
    turn: int
    speaker: str
    words: str
    start: int
    spans: tuple[Span, ...]

    def in_context(self, around: int = 60) -> str:
        """Return the first hit with some of the words on either side, on one line."""
        at = self.spans[0] if self.spans else Span(self.start, self.start)
        first, last = max(0, at.start - self.start - around), at.end - self.start + around
        before, after = "…" if first else "", "…" if last < len(self.words) else ""
        return before + " ".join(self.words[first:last].split()) + after


@dataclass(frozen=True, slots=True)
class SearchTally:
    """The number of turns in each school, by its short id, and the number of sources."""

    turns: Mapping[str, int]
    sources: int

    @property
    def total(self) -> int:
        """The number of turns."""
        return sum(self.turns.values())


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The turns that a search found.

    Parameters
    ----------
    hits:
        One page of turns, by school in the order of the study, source and turn.
    next:
        Where the next page begins; ``None`` after the last.
    tally:
        How much there is in all; ``None`` if there are so many that :func:`tally_search` has to count them.
    sought:
        For each expanded word, all the words that were searched for.
    """

    hits: list[SearchHit]
    next: int | None
    tally: SearchTally | None
    sought: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SpellingMatches:
    """The number of turns that similarly spelt words would find, and these words."""

    turns: int
    words: tuple[str, ...]


def search_texts(
    study: StudyFile,
    query: str,
    *,
    forms: bool = False,
    spelling: bool = False,
    source: str = "",
    begin: int = 0,
    limit: int | None = HITS_PER_PAGE,
) -> SearchResult:
    """Return the turns in which a query is found, by school. Only present texts are searched.

    Parameters
    ----------
    query:
        In the language of :mod:`casecoder.core.coding.search_query`.
    forms, spelling:
        Whether every plain word also stands for its other forms, or for words spelt like it.
    source:
        The only source to search, by its short id or file name; all when empty.
    begin:
        How many turns to skip (``SearchResult.next`` of the page before).
    limit:
        How many turns to return; all when ``None``.

    Raises
    ------
    CaseCoderError
        If the query can't be read, or there is no such source.
    """
    with study.reading() as session:
        connection = session.connection()
        match, sought = expand_query(study, connection, query, forms=forms, spelling=spelling)
        sources = _indexed_sources(study, session, source)
        every = limit is None or search_index.reads_all_rows_first(match)
        rows = search_index.find_matching_rows(
            connection, match, *_row_range(sources, source), most=None if every else MOST_ROWS_SCANNED + 1
        )
        ordered: Iterable[tuple[IndexedSource, int]]
        if every or len(rows) <= MOST_ROWS_SCANNED:
            tallied, ordered = _tally(sources, rows), _rows_by_source(sources, rows)
        else:
            tallied, ordered = None, _source_by_source(connection, match, sources)
        page = list(islice(ordered, begin, None if limit is None else begin + limit + 1))
        more = limit is not None and len(page) > limit
        page = page[:limit]
        read = search_index.read_hits_in_rows(connection, match, [row for _, row in page])
    hits = [
        SearchHit(place.ref, place.case, place.label, hit.turn, hit.speaker, hit.words, hit.start, hit.spans)
        for (place, _), hit in zip(page, read, strict=True)
    ]
    return SearchResult(hits, begin + len(hits) if more else None, tallied, sought)


def tally_search(
    study: StudyFile, query: str, *, forms: bool = False, spelling: bool = False, source: str = ""
) -> SearchTally:
    """Count what :func:`search_texts` would find in all."""
    with study.reading() as session:
        connection = session.connection()
        match, _ = expand_query(study, connection, query, forms=forms, spelling=spelling)
        sources = _indexed_sources(study, session, source)
        return _tally(sources, search_index.find_matching_rows(connection, match, *_row_range(sources, source)))


def search_source(
    study: StudyFile, source: str, query: str, *, forms: bool = False, spelling: bool = False
) -> list[Span]:
    """Return where a query is found in one source, in order, in code points of its text.

    Raises
    ------
    CaseCoderError
        As :func:`search_texts`.
    """
    found = search_texts(study, query, forms=forms, spelling=spelling, source=source, limit=None)
    return [span for hit in found.hits for span in hit.spans]


def search_similar_spellings(
    study: StudyFile, query: str, *, forms: bool = False, source: str = ""
) -> SpellingMatches | None:
    """Search again, also for words spelt alike, where a query found nothing; return ``None`` if that finds nothing."""
    found = search_texts(study, query, forms=forms, spelling=True, source=source, limit=1)
    if not found.hits:
        return None
    counts = found.tally or tally_search(study, query, forms=forms, spelling=True, source=source)
    return SpellingMatches(counts.total, tuple(word for _, *words in found.sought for word in words))


_places_of_sources: WeakKeyDictionary[StudyFile, tuple[int | None, list[IndexedSource]]] = WeakKeyDictionary()
"""The places of the sources in the index, for each open study, and the newest event when they were read."""


def _indexed_sources(study: StudyFile, session: Session, only: str) -> list[IndexedSource]:
    """Return the sources by school, or only the one that is named. They are read again after every change."""
    newest = session.connection().execute(_NEWEST).scalar()
    known = _places_of_sources.get(study)
    if known is None or known[0] != newest:
        known = _places_of_sources[study] = (newest, search_index.find_indexed_sources(session.connection()))
    if not only:
        return known[1]
    ref = records.source_named(session, only).ref
    return [place for place in known[1] if place.ref == ref]


def _row_range(sources: Sequence[IndexedSource], only: str) -> tuple[int, ...]:
    """Return the range of rows of the only source that is searched; an empty one for all sources."""
    return (sources[0].after, sources[0].last) if only else ()


def _tally(places: Iterable[IndexedSource], rows: Sequence[int]) -> SearchTally:
    """Count the rows of each school, and the sources that have any."""
    turns: Counter[str] = Counter()
    sources = 0
    for place in places:
        here = len(place.part_of(rows))
        turns[place.case] += here
        sources += here > 0
    return SearchTally(+turns, sources)


def _rows_by_source(sources: Iterable[IndexedSource], rows: Sequence[int]) -> Iterator[tuple[IndexedSource, int]]:
    """Yield the rows in the order of the sources."""
    return ((place, rows[at]) for place in sources for at in place.part_of(rows))


def _source_by_source(
    connection: Connection, match: str, sources: Iterable[IndexedSource]
) -> Iterator[tuple[IndexedSource, int]]:
    """Search one source after another, and yield its rows."""
    for place in sources:
        for row in search_index.find_matching_rows(connection, match, place.after, place.last):
            yield place, row
