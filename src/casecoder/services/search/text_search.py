"""Finding what was said: in all the sources by school, or in one."""

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
"""How many turns are read at a time."""
MOST_ROWS_SCANNED = 20_000
"""How many turns are found at once; of what is more common, the sources are looked into one after the other."""


_NEWEST = select(func.max(EVENT.c.number))


@dataclass(frozen=True, slots=True)
class SearchHit:
    """Words found. ``spans`` are the hits, ``words`` the turn they stand in from ``start``, in code points."""

    source: str
    case: str
    case_label: str
    turn: int
    speaker: str
    words: str
    start: int
    spans: tuple[Span, ...]

    def in_context(self, around: int = 60) -> str:
        """The first hit with some of the words on either side, on one line."""
        at = self.spans[0] if self.spans else Span(self.start, self.start)
        first, last = max(0, at.start - self.start - around), at.end - self.start + around
        before, after = "…" if first else "", "…" if last < len(self.words) else ""
        return before + " ".join(self.words[first:last].split()) + after


@dataclass(frozen=True, slots=True)
class SearchTally:
    """How much there is: turns by school's short id, and sources."""

    turns: Mapping[str, int]
    sources: int

    @property
    def total(self) -> int:
        """How many turns there are."""
        return sum(self.turns.values())


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found.

    Parameters
    ----------
    hits:
        One page of turns: the schools in the study's order, then by source and turn.
    next:
        Where the following page begins; ``None`` after the last.
    tally:
        How much there is in all; ``None`` if it is so much that counting it takes longer (see :func:`tally`).
    sought:
        For each word that was widened, all the words sought in its place.
    """

    hits: list[SearchHit]
    next: int | None
    tally: SearchTally | None
    sought: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SpellingMatches:
    """What slips of spelling would find: how many turns, with which words in place of those typed."""

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
    """The turns in which a query is found, by school, of the texts in force.

    Parameters
    ----------
    query:
        As :mod:`casecoder.core.coding.search_query` reads it.
    forms, spelling:
        Whether every plain word also stands for its other forms, and for words spelt like it.
    source:
        Only this source, by its short id or file name.
    begin:
        How many turns to pass over (``Found.next`` of the page before).
    limit:
        How many turns to give back; all when ``None``.

    Raises
    ------
    CaseCoderError
        If the query can't be read, or there is no such source.
    """
    with study.reading() as session:
        connection = session.connection()
        match, sought = expand_query(study, connection, query, forms=forms, spelling=spelling)
        shelf = _shelf(study, session, source)
        every = limit is None or search_index.reads_all_rows_first(match)
        rows = search_index.find_matching_rows(
            connection, match, *_reach(shelf, source), most=None if every else MOST_ROWS_SCANNED + 1
        )
        spread: Iterable[tuple[IndexedSource, int]]
        if every or len(rows) <= MOST_ROWS_SCANNED:
            tallied, spread = _tally(shelf, rows), _spread(shelf, rows)
        else:
            tallied, spread = None, _source_by_source(connection, match, shelf)
        page = list(islice(spread, begin, None if limit is None else begin + limit + 1))
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
    """How much :func:`find` has to find."""
    with study.reading() as session:
        connection = session.connection()
        match, _ = expand_query(study, connection, query, forms=forms, spelling=spelling)
        shelf = _shelf(study, session, source)
        return _tally(shelf, search_index.find_matching_rows(connection, match, *_reach(shelf, source)))


def search_source(
    study: StudyFile, source: str, query: str, *, forms: bool = False, spelling: bool = False
) -> list[Span]:
    """Where a query is found in one source, in order, in code points of its text.

    Raises
    ------
    CaseCoderError
        As :func:`find`.
    """
    found = search_texts(study, query, forms=forms, spelling=spelling, source=source, limit=None)
    return [span for hit in found.hits for span in hit.spans]


def search_similar_spellings(
    study: StudyFile, query: str, *, forms: bool = False, source: str = ""
) -> SpellingMatches | None:
    """What a query that found nothing finds when words spelt alike are sought too; ``None`` if nothing again."""
    found = search_texts(study, query, forms=forms, spelling=True, source=source, limit=1)
    if not found.hits:
        return None
    counts = found.tally or tally_search(study, query, forms=forms, spelling=True, source=source)
    return SpellingMatches(counts.total, tuple(word for _, *words in found.sought for word in words))


_shelves: WeakKeyDictionary[StudyFile, tuple[int | None, list[IndexedSource]]] = WeakKeyDictionary()
"""Where the sources of the open studies stand in the index, each with the event it was read after."""


def _shelf(study: StudyFile, session: Session, only: str) -> list[IndexedSource]:
    """The sources by school, read anew when anything was done in the study; or the one that is named."""
    newest = session.connection().execute(_NEWEST).scalar()
    known = _shelves.get(study)
    if known is None or known[0] != newest:
        known = _shelves[study] = (newest, search_index.find_indexed_sources(session.connection()))
    if not only:
        return known[1]
    ref = records.source_named(session, only).ref
    return [place for place in known[1] if place.ref == ref]


def _reach(shelf: Sequence[IndexedSource], only: str) -> tuple[int, ...]:
    """The rows to look at: those of the one source wanted, or all."""
    return (shelf[0].after, shelf[0].last) if only else ()


def _tally(shelf: Iterable[IndexedSource], rows: Sequence[int]) -> SearchTally:
    turns: Counter[str] = Counter()
    sources = 0
    for place in shelf:
        here = len(place.part_of(rows))
        turns[place.case] += here
        sources += here > 0
    return SearchTally(+turns, sources)


def _spread(shelf: Iterable[IndexedSource], rows: Sequence[int]) -> Iterator[tuple[IndexedSource, int]]:
    return ((place, rows[at]) for place in shelf for at in place.part_of(rows))


def _source_by_source(
    connection: Connection, match: str, shelf: Iterable[IndexedSource]
) -> Iterator[tuple[IndexedSource, int]]:
    for place in shelf:
        for row in search_index.find_matching_rows(connection, match, place.after, place.last):
            yield place, row
