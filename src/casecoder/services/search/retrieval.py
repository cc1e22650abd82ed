"""Retrieves the passages that a query over codes finds, a page at a time.

Sources are read in the order of the schools and only until the page is full. So a first page costs the same in a large
study as in a small one. Counting reads every source, and belongs in a thread of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlmodel import Session

from casecoder.core.coding.coding_filter import CodingFilter, parse_day
from casecoder.core.errors import CaseCoderError
from casecoder.core.outputs.extract import ExtractPassage
from casecoder.services.search.passage_search import FoundStretch, PassageSearch
from casecoder.services.sources.study_listings import parse_coding_filter
from casecoder.store import evidence as store
from casecoder.store.evidence import EvidenceFilter
from casecoder.store.study_file import StudyFile

PASSAGES_PER_PAGE = 50
"""The number of passages on a page."""

Stop = Callable[[], bool]


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class RetrievalPosition:
    """Where a retrieval goes on: a source, and how many of its passages have been shown."""

    source: str
    passed: int = 0


@dataclass(frozen=True, slots=True)
class PassagePage:
    """Passages by school and place. ``following`` is where the next page begins, ``None`` after the last."""

    passages: tuple[ExtractPassage, ...]
    following: RetrievalPosition | None


@dataclass(frozen=True, slots=True)
class PassageCount:
    """Numbers of passages, of those that counter their code (counted for single codings only), and of sources."""

    passages: int = 0
    against: int = 0
    sources: int = 0

    def __add__(self, other: "PassageCount") -> "PassageCount":
        return PassageCount(self.passages + other.passages, self.against + other.against, self.sources + other.sources)


CountsByCase = dict[str, PassageCount]
"""The number of passages in each school, by its short id."""


def retrieve_page(
    study: StudyFile,
    wanted: CodingFilter,
    *,
    size: int = PASSAGES_PER_PAGE,
    after: RetrievalPosition | None = None,
    stop: Stop = _never,
) -> PassagePage:
    """Return the first page of passages, or the page at a position.

    Parameters
    ----------
    stop:
        Called between sources. When it returns true, the page ends, full or not.

    Raises
    ------
    CaseCoderError
        If the query can't be read (the message says where), or names a code or anything else that is not in the study.
    """
    with study.reading() as session:
        search = PassageSearch(session.connection(), wanted.query, build_store_filter(session, wanted))
        begin = after or RetrievalPosition("")
        found: list[FoundStretch] = []
        following = None
        for batch in search.batches(begin.source):
            found += batch.found
            following = RetrievalPosition(batch.following) if batch.following else None
            if len(found) >= begin.passed + size or stop():
                break
        shown = found[begin.passed : begin.passed + size]
        if len(found) > begin.passed + size:
            following = _place_of(found, begin.passed + size)
        return PassagePage(tuple(search.passages(shown)), following)


def _place_of(found: Sequence[FoundStretch], number: int) -> RetrievalPosition:
    """Return the position of a stretch among those of its source."""
    source = found[number].source.ref
    return RetrievalPosition(source, sum(at.source.ref == source for at in found[:number]))


def retrieve_all(session: Session, wanted: CodingFilter) -> Iterator[ExtractPassage]:
    """Yield all passages as they are found. Raises as :func:`retrieve_page`."""
    search = PassageSearch(session.connection(), wanted.query, build_store_filter(session, wanted))
    for batch in search.batches():
        yield from search.passages(batch.found)


def count_passages(study: StudyFile, wanted: CodingFilter, stop: Stop = _never) -> CountsByCase:
    """Count the passages in each school. Raises as :func:`retrieve_page`."""
    with study.reading() as session:
        search = PassageSearch(session.connection(), wanted.query, build_store_filter(session, wanted))
        counted: CountsByCase = {}
        for case, passages, against in search.counts():
            counted[case] = counted.get(case, PassageCount()) + PassageCount(passages, against, 1)
            if stop():
                break
        return counted


def tally_passages(passages: Sequence[ExtractPassage], *, joined: bool) -> CountsByCase:
    """Count given passages as :func:`count_passages` does.

    Parameters
    ----------
    joined:
        :attr:`CodingFilter.joins` of the query that found them.
    """
    counted: CountsByCase = {}
    seen: set[str] = set()
    for passage in passages:
        against = not joined and passage.codings[0].counters
        count = PassageCount(1, int(against), int(passage.source not in seen))
        seen.add(passage.source)
        counted[passage.case] = counted.get(passage.case, PassageCount()) + count
    return counted


def list_coders(study: StudyFile) -> list[str]:
    """Return everybody who has coded. This reads every coding."""
    with study.reading() as session:
        return store.read_coder_names(session.connection())


def build_store_filter(session: Session, wanted: CodingFilter) -> EvidenceFilter:
    """Return the conditions of a filter, without its query, in the form that the store takes.

    Raises
    ------
    CaseCoderError
        If a word is not in its vocabulary, a day is not a date, or there is no such case or source.
    """
    found = parse_coding_filter(
        session,
        case=wanted.case,
        source=wanted.source,
        role=wanted.role,
        kind=wanted.kind,
        phase=wanted.phase,
        direction=wanted.direction,
        coder=wanted.coder,
    )
    after_last = parse_day(wanted.coded_until) + timedelta(days=1) if wanted.coded_until else None
    return replace(
        found,
        strength=_strength(wanted.strength) if wanted.strength else None,
        since=parse_day(wanted.since).isoformat() if wanted.since else "",
        until=parse_day(wanted.until).isoformat() if wanted.until else "",
        coded_since=datetime.combine(parse_day(wanted.coded_since), time()).astimezone()
        if wanted.coded_since
        else None,
        coded_before=datetime.combine(after_last, time()).astimezone() if after_last else None,
        outdated=bool(wanted.outdated),
        in_review=bool(wanted.in_review),
    )


def _strength(typed: str) -> int:
    if not typed.strip().isdecimal() or len(typed.strip()) > 3:
        raise CaseCoderError(f"{typed!r} is not a strength.", "A strength is a whole number, such as 2.")
    return int(typed)
