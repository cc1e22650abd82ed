"""The quotes of a document against the words of the codings they stand with."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from rapidfuzz import fuzz, process

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.excerpt import excerpt_quote
from casecoder.core.outputs.quote_choice import is_quotable
from casecoder.core.outputs.word_seals import comparable_words
from casecoder.core.phrases import close_sentence
from casecoder.core.transcripts.quote_matching import normalise_for_comparison, normalise_text, shorten_quote
from casecoder.core.verifying.figure_and_rating_checks import BookmarkText
from casecoder.core.verifying.quote_comparison import contrast_texts, is_faithful_quote, measure_likeness
from casecoder.core.verifying.quotes_and_ids import (
    CODING_ID_PATTERN,
    PrintedQuote,
    find_printed_quotes,
    text_beside_quotes,
)
from casecoder.core.verifying.report_document import QuoteClaim, ReportDocument
from casecoder.core.verifying.verification_results import CheckedClaim, ClaimKind, Finding, StudyFacts

_LIKELY, _PLAIN = 75, 85
"""How alike, per cent, words must be to be taken for a quote that somebody changed; words that have no id and may be
none for words of a source."""


def verify_quotes(
    document: ReportDocument,
    facts: StudyFacts,
    standing: Mapping[str, BookmarkText] = MappingProxyType({}),
    since: Collection[str] = (),
) -> list[CheckedClaim]:
    """The quotes of a document, and those that were printed and are no longer in it.

    Parameters
    ----------
    standing:
        The words that stand now where quotes were printed that have lost their bookmarks.
    since:
        The places where somebody has written since: what stands in quotation marks there is taken for a quote.
    """
    return _Quotes(document, facts, standing, since).checked()


class _Quotes:
    """Checks the quotes of one document."""

    def __init__(
        self, document: ReportDocument, facts: StudyFacts, standing: Mapping[str, BookmarkText], since: Collection[str]
    ) -> None:
        self._document, self._facts, self._standing, self._since = document, facts, standing, since
        self._claims = document.claims.quotes if document.claims else ()

    def checked(self) -> list[CheckedClaim]:
        """Each quote, and what is wrong with it if anything is."""
        quotes = find_printed_quotes(self._document.blocks)
        by_mark = {claim.bookmark: claim for claim in self._claims}
        found = [self._check(quote, by_mark.get(quote.mark)) for quote in quotes]
        left = _unmatched(self._claims, quotes)
        return [each for each in (*found, *map(self._look_for, left)) if each is not None]

    def _check(self, quote: PrintedQuote, claim: QuoteClaim | None) -> CheckedClaim | None:
        codings = self._facts.codings
        beside = [codings[ref] for ref in quote.ids if ref in codings]
        printed = codings.get(claim.id) if claim else None
        candidates = beside or ([printed] if printed else [])
        if candidates:
            item = next(
                (item for item in candidates if is_faithful_quote(quote.words, item.quote, whole=quote.whole)), None
            )
            finding = _withheld(item, quote.block.place) if item else self._wrong(quote, candidates, printed)
            return _of(quote, item or candidates[0], finding)
        if quote.ids:
            return _of(quote, None, None, quote.ids[0])  # the id itself is wrong, and named as such
        if claim is not None:
            message = f"“{shorten_quote(quote.words)}” was printed as {claim.id}, which the study no longer has."
            return _of(quote, None, Finding(ClaimKind.QUOTE, claim.id, message, _at(quote), quote.words), claim.id)
        return self._without_id(quote)

    def _wrong(self, quote: PrintedQuote, candidates: Sequence[Evidence], printed: Evidence | None) -> Finding:
        """What is wrong with words that are none of the codings they stand with."""
        if printed and printed not in candidates and is_faithful_quote(quote.words, printed.quote):
            return _swapped(quote, candidates[0], printed)
        other = self._by_words.get(normalise_for_comparison(quote.words))
        if other is not None:
            return _swapped(quote, candidates[0], other)
        item = max(candidates, key=lambda item: fuzz.ratio(quote.words, item.printed))
        found = _differs(quote.words, item, (quote.block.place,))
        near = self._nearest(quote.words) if (found.likeness or 0) < _LIKELY else None
        if near is None or near == item:
            return found
        message = f"{found.message} Nearest to it is {near.id}, {measure_likeness(quote.words, near.printed)} % alike."
        return replace(found, message=message)

    @cached_property
    def _by_words(self) -> Mapping[str, Evidence]:
        return {normalise_for_comparison(item.printed): item for item in self._facts.codings.values()}

    def _nearest(self, words: str) -> Evidence | None:
        """The coding, of those the document names, whose words are likest."""
        quotes = {ref: item.printed for ref, item in self._facts.codings.items()}
        near = process.extractOne(words, quotes, scorer=fuzz.ratio, score_cutoff=_LIKELY)
        return self._facts.codings[near[2]] if near else None

    def _without_id(self, quote: PrintedQuote) -> CheckedClaim | None:
        """A quote with which no id stands: its words have to be somewhere in the study."""
        said = normalise_for_comparison(quote.words)
        part_of = next((item for words, item in self._by_words.items() if said in words), None)
        if part_of is not None and is_faithful_quote(said, part_of.quote, whole=False):
            return _of(quote, part_of, _withheld(part_of, quote.block.place))
        texts = self._facts.near.get(quote.words, ())
        for source, text in texts:
            if is_faithful_quote(quote.words, text, whole=False):
                return CheckedClaim(
                    ClaimKind.QUOTE, "", shorten_quote(quote.words), f"words of {source}, without an id", _at(quote)
                )
        near = self._nearest(quote.words)
        if near is not None:
            return _of(quote, near, _differs(quote.words, near, _at(quote)))
        likest = max((_alignment(quote.words, *each) for each in texts), default=None)
        if likest is not None and likest.alike >= (_LIKELY if quote.certain else _PLAIN):
            reads, has = contrast_texts(quote.words, likest.words)
            message = f"The quote reads {reads} and has no id; {likest.source} has {has}, {likest.alike} % alike."
            found = Finding(ClaimKind.QUOTE, "", message, _at(quote), quote.words, likest.words, likest.alike)
            return _of(quote, None, found)
        if not quote.certain and (quote.block.place not in self._since or self._is_told(said)):
            return None
        message = f"“{shorten_quote(quote.words)}” has no id and stands nowhere in the study’s sources."
        return _of(quote, None, Finding(ClaimKind.QUOTE, "", message, _at(quote), quote.words))

    def _is_told(self, said: str) -> bool:
        """Whether the researchers themselves put words in quotation marks."""
        return any(said in normalise_for_comparison(text) for text in self._facts.told.values())

    def _look_for(self, claim: QuoteClaim) -> CheckedClaim:
        """Look for printed words that have lost their style and bookmark in the plain text where their id stands."""
        item = self._facts.codings.get(claim.id)
        if item is None:
            message = f"The quote of {claim.id}, which the study no longer has, is no longer in the document."
            return _claimed(claim, None, (), Finding(ClaimKind.QUOTE, claim.id, message))
        near, printed = _near_id(claim.id, self._document), (item.printed, excerpt_quote(item.printed))
        stands = self._standing.get(claim.bookmark)
        if (
            stands
            and stands.text
            and comparable_words(stands.text) not in [comparable_words(words) for words in printed]
        ):
            said = _as_written(comparable_words(stands.text), near.get(stands.place, ""))
            return _claimed(claim, item, (stands.place,), _differs(said, item, (stands.place,)))
        for place, text in near.items():
            if any(normalise_for_comparison(words) in normalise_for_comparison(text) for words in printed):
                return _claimed(claim, item, (place,))
            if len(text) < min(map(len, printed)) / 2:
                continue  # of so few words, each would be taken for a part of the quote
            likest = max(_alignment(words, place, text) for words in printed)
            if likest.alike >= _LIKELY:
                return _claimed(claim, item, (place,), _differs(likest.words, item, (place,)))
        message = close_sentence(
            f"The quote of {claim.id} is no longer in the document: “{shorten_quote(item.printed)}”"
        )
        return _claimed(claim, item, (), Finding(ClaimKind.QUOTE, claim.id, message, (), coding=item))


class _Likest(NamedTuple):
    """The words of a source that are likest to some words, and how alike they are, per cent."""

    alike: int
    source: str
    words: str


def _alignment(words: str, source: str, text: str) -> _Likest:
    said, has = normalise_text(words).strip(" .,;:!?"), normalise_text(text)
    found = fuzz.partial_ratio_alignment(normalise_for_comparison(said), normalise_for_comparison(has))
    if found is None:
        return _Likest(0, source, "")
    return _Likest(min(99, int(found.score)), source, _whole_words(has, found.dest_start, found.dest_end))


def _of(quote: PrintedQuote, item: Evidence | None, finding: Finding | None, ref: str = "") -> CheckedClaim:
    rests = item.place if item else ""
    return CheckedClaim(
        ClaimKind.QUOTE, item.id if item else ref, shorten_quote(quote.words), rests, _at(quote), finding, item
    )


def _at(quote: PrintedQuote) -> tuple[str, ...]:
    return (quote.block.place,)


def _claimed(
    claim: QuoteClaim, item: Evidence | None, places: tuple[str, ...], finding: Finding | None = None
) -> CheckedClaim:
    said = shorten_quote(item.printed) if item and places else ""
    return CheckedClaim(ClaimKind.QUOTE, claim.id, said, item.place if item else "", places, finding, item)


def _differs(words: str, item: Evidence, places: tuple[str, ...]) -> Finding:
    said, has = contrast_texts(words, item.printed)
    alike = measure_likeness(words, item.printed)
    message = close_sentence(f"The quote of {item.id} reads {said}, {alike} % alike; the study has {has}")
    return Finding(ClaimKind.QUOTE, item.id, message, places, words, item.printed, alike, item)


def _swapped(quote: PrintedQuote, beside: Evidence, printed: Evidence) -> Finding:
    message = f"“{shorten_quote(quote.words)}” stands with {beside.id}, but is what {printed.id} says."
    return Finding(
        ClaimKind.QUOTE, beside.id, message, _at(quote), quote.words, beside.printed,
        measure_likeness(quote.words, beside.printed), beside,
    )  # fmt: skip


def _withheld(item: Evidence, place: str) -> Finding | None:
    """A quote that no document would print now: its words have no sure place, or whoever says them doesn't agree."""
    if is_quotable(item):
        return None
    message = (
        f"{item.id} is quoted, but waits on the review list: a correction has left its words without a sure place."
        if item.in_review
        else f"{item.id} is quoted, but whoever says it has not agreed to that (consent {item.consent.value})."
    )
    return Finding(ClaimKind.QUOTE, item.id, message, (place,), coding=item)


def _unmatched(claims: Iterable[QuoteClaim], quotes: Iterable[PrintedQuote]) -> Iterator[QuoteClaim]:
    """The claims that no quote stands for: none in their bookmark, and none without bookmark with their id."""
    marks = {quote.mark for quote in quotes}
    free = Counter(ref for quote in quotes if not quote.mark for ref in quote.ids)
    for claim in claims:
        if claim.bookmark in marks:
            continue
        if free[claim.id]:
            free[claim.id] -= 1
        else:
            yield claim


def _near_id(ref: str, document: ReportDocument) -> Mapping[str, str]:
    """The plain text of the paragraphs with an id and of those right after them, by place."""
    found = {}
    before = False
    for block in document.blocks:
        text = text_beside_quotes(block)
        has = ref in CODING_ID_PATTERN.findall(text)
        if (has or before) and text.strip():
            found[block.place] = text
        before = has
    return found


def _as_written(words: Sequence[str], text: str) -> str:
    """Words as a text has them, with the marks between and around them."""
    marks = r"[^\w\s]*"
    found = re.search(marks + r"\W+".join(map(re.escape, words)) + marks, normalise_for_comparison(text))
    return normalise_text(text)[found.start() : found.end()] if found else " ".join(words)


def _whole_words(text: str, start: int, end: int) -> str:
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]
