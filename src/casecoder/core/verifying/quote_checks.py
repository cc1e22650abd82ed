"""Checks of the quotes of a document against the words of the codings they stand with."""

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

_LEAST_ALIKE, _LEAST_ALIKE_WITHOUT_ID = 75, 85
"""How alike, per cent, words must be to be taken for a quote that somebody changed; words that have no id and may be
none for words of a source."""


def verify_quotes(
    document: ReportDocument,
    facts: StudyFacts,
    standing: Mapping[str, BookmarkText] = MappingProxyType({}),
    since: Collection[str] = (),
) -> list[CheckedClaim]:
    """Check the quotes of a document, and those that were printed and are no longer in it.

    Parameters
    ----------
    standing:
        The words at the places of quotes that have lost their bookmarks.
    since:
        The places where somebody has written since. Words in quotation marks there are taken for a quote.
    """
    return _QuoteChecker(document, facts, standing, since).checked()


class _QuoteChecker:
    """Checks the quotes of one document."""

    def __init__(
        self, document: ReportDocument, facts: StudyFacts, standing: Mapping[str, BookmarkText], since: Collection[str]
    ) -> None:
        self._document, self._facts, self._standing, self._since = document, facts, standing, since
        self._claims = document.claims.quotes if document.claims else ()

    def checked(self) -> list[CheckedClaim]:
        """Return each quote, with what is wrong with it if anything is."""
        quotes = find_printed_quotes(self._document.blocks)
        by_mark = {claim.bookmark: claim for claim in self._claims}
        found = [self._check(quote, by_mark.get(quote.mark)) for quote in quotes]
        left = _unmatched_claims(self._claims, quotes)
        return [each for each in (*found, *map(self._find_printed_words, left)) if each is not None]

    def _check(self, quote: PrintedQuote, claim: QuoteClaim | None) -> CheckedClaim | None:
        codings = self._facts.codings
        beside = [codings[ref] for ref in quote.ids if ref in codings]
        printed = codings.get(claim.id) if claim else None
        candidates = beside or ([printed] if printed else [])
        if candidates:
            item = next(
                (item for item in candidates if is_faithful_quote(quote.words, item.quote, whole=quote.whole)), None
            )
            finding = (
                _consent_finding(item, quote.block.place) if item else self._wrong_words(quote, candidates, printed)
            )
            return _checked_quote(quote, item or candidates[0], finding)
        if quote.ids:
            return _checked_quote(quote, None, None, quote.ids[0])  # the id itself is wrong, and named as such
        if claim is not None:
            message = f"“{shorten_quote(quote.words)}” was printed as {claim.id}, which the study no longer has."
            return _checked_quote(
                quote, None, Finding(ClaimKind.QUOTE, claim.id, message, _places(quote), quote.words), claim.id
            )
        return self._without_id(quote)

    def _wrong_words(self, quote: PrintedQuote, candidates: Sequence[Evidence], printed: Evidence | None) -> Finding:
        """Return the finding on words that are not those of the codings they stand with."""
        if printed and printed not in candidates and is_faithful_quote(quote.words, printed.quote):
            return _swapped_quote(quote, candidates[0], printed)
        other = self._by_words.get(normalise_for_comparison(quote.words))
        if other is not None:
            return _swapped_quote(quote, candidates[0], other)
        item = max(candidates, key=lambda item: fuzz.ratio(quote.words, item.printed))
        found = _changed_words(quote.words, item, (quote.block.place,))
        near = self._nearest(quote.words) if (found.likeness or 0) < _LEAST_ALIKE else None
        if near is None or near == item:
            return found
        message = f"{found.message} Nearest to it is {near.id}, {measure_likeness(quote.words, near.printed)} % alike."
        return replace(found, message=message)

    @cached_property
    def _by_words(self) -> Mapping[str, Evidence]:
        return {normalise_for_comparison(item.printed): item for item in self._facts.codings.values()}

    def _nearest(self, words: str) -> Evidence | None:
        """Return the coding, of those the document names, whose words are likest."""
        quotes = {ref: item.printed for ref, item in self._facts.codings.items()}
        near = process.extractOne(words, quotes, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE)
        return self._facts.codings[near[2]] if near else None

    def _without_id(self, quote: PrintedQuote) -> CheckedClaim | None:
        """Check a quote without an id: its words have to be somewhere in the study."""
        quote_text = normalise_for_comparison(quote.words)
        part_of = next((item for words, item in self._by_words.items() if quote_text in words), None)
        if part_of is not None and is_faithful_quote(quote_text, part_of.quote, whole=False):
            return _checked_quote(quote, part_of, _consent_finding(part_of, quote.block.place))
        texts = self._facts.likeliest_sources.get(quote.words, ())
        for source, text in texts:
            if is_faithful_quote(quote.words, text, whole=False):
                return CheckedClaim(
                    ClaimKind.QUOTE, "", shorten_quote(quote.words), f"words of {source}, without an id", _places(quote)
                )
        near = self._nearest(quote.words)
        if near is not None:
            return _checked_quote(quote, near, _changed_words(quote.words, near, _places(quote)))
        likest = max((_likest_words(quote.words, *each) for each in texts), default=None)
        if likest is not None and likest.alike >= (_LEAST_ALIKE if quote.certain else _LEAST_ALIKE_WITHOUT_ID):
            reads, has = contrast_texts(quote.words, likest.words)
            message = f"The quote reads {reads} and has no id; {likest.source} has {has}, {likest.alike} % alike."
            found = Finding(ClaimKind.QUOTE, "", message, _places(quote), quote.words, likest.words, likest.alike)
            return _checked_quote(quote, None, found)
        if not quote.certain and (quote.block.place not in self._since or self._is_in_prose(quote_text)):
            return None
        message = f"“{shorten_quote(quote.words)}” has no id and stands nowhere in the study’s sources."
        return _checked_quote(quote, None, Finding(ClaimKind.QUOTE, "", message, _places(quote), quote.words))

    def _is_in_prose(self, quote_text: str) -> bool:
        """Tell whether the researchers themselves put words in quotation marks."""
        return any(quote_text in normalise_for_comparison(text) for text in self._facts.texts.values())

    def _find_printed_words(self, claim: QuoteClaim) -> CheckedClaim:
        """Find printed words that have lost their style and bookmark, in the plain text where their id stands."""
        item = self._facts.codings.get(claim.id)
        if item is None:
            message = f"The quote of {claim.id}, which the study no longer has, is no longer in the document."
            return _checked_claim(claim, None, (), Finding(ClaimKind.QUOTE, claim.id, message))
        near, printed = _text_near_id(claim.id, self._document), (item.printed, excerpt_quote(item.printed))
        stands = self._standing.get(claim.bookmark)
        if (
            stands
            and stands.text
            and comparable_words(stands.text) not in [comparable_words(words) for words in printed]
        ):
            quote_text = _as_written(comparable_words(stands.text), near.get(stands.place, ""))
            return _checked_claim(claim, item, (stands.place,), _changed_words(quote_text, item, (stands.place,)))
        for place, text in near.items():
            if any(normalise_for_comparison(words) in normalise_for_comparison(text) for words in printed):
                return _checked_claim(claim, item, (place,))
            if len(text) < min(map(len, printed)) / 2:
                continue  # of so few words, each would be taken for a part of the quote
            likest = max(_likest_words(words, place, text) for words in printed)
            if likest.alike >= _LEAST_ALIKE:
                return _checked_claim(claim, item, (place,), _changed_words(likest.words, item, (place,)))
        message = close_sentence(
            f"The quote of {claim.id} is no longer in the document: “{shorten_quote(item.printed)}”"
        )
        return _checked_claim(claim, item, (), Finding(ClaimKind.QUOTE, claim.id, message, (), coding=item))


class _LikestWords(NamedTuple):
    """The words of a source that are likest to some words, and how alike they are, per cent."""

    alike: int
    source: str
    words: str


def _likest_words(words: str, source: str, text: str) -> _LikestWords:
    quote_text, has = normalise_text(words).strip(" .,;:!?"), normalise_text(text)
    found = fuzz.partial_ratio_alignment(normalise_for_comparison(quote_text), normalise_for_comparison(has))
    if found is None:
        return _LikestWords(0, source, "")
    return _LikestWords(min(99, int(found.score)), source, _extend_to_words(has, found.dest_start, found.dest_end))


def _checked_quote(quote: PrintedQuote, item: Evidence | None, finding: Finding | None, ref: str = "") -> CheckedClaim:
    rests = item.place if item else ""
    return CheckedClaim(
        ClaimKind.QUOTE, item.id if item else ref, shorten_quote(quote.words), rests, _places(quote), finding, item
    )


def _places(quote: PrintedQuote) -> tuple[str, ...]:
    return (quote.block.place,)


def _checked_claim(
    claim: QuoteClaim, item: Evidence | None, places: tuple[str, ...], finding: Finding | None = None
) -> CheckedClaim:
    quote_text = shorten_quote(item.printed) if item and places else ""
    return CheckedClaim(ClaimKind.QUOTE, claim.id, quote_text, item.place if item else "", places, finding, item)


def _changed_words(words: str, item: Evidence, places: tuple[str, ...]) -> Finding:
    quote_text, has = contrast_texts(words, item.printed)
    alike = measure_likeness(words, item.printed)
    message = close_sentence(f"The quote of {item.id} reads {quote_text}, {alike} % alike; the study has {has}")
    return Finding(ClaimKind.QUOTE, item.id, message, places, words, item.printed, alike, item)


def _swapped_quote(quote: PrintedQuote, beside: Evidence, printed: Evidence) -> Finding:
    message = f"“{shorten_quote(quote.words)}” stands with {beside.id}, but is what {printed.id} says."
    return Finding(
        ClaimKind.QUOTE, beside.id, message, _places(quote), quote.words, beside.printed,
        measure_likeness(quote.words, beside.printed), beside,
    )  # fmt: skip


def _consent_finding(item: Evidence, place: str) -> Finding | None:
    """Return a finding on a quote that no document would print now; ``None`` if it may be quoted."""
    if is_quotable(item):
        return None
    message = (
        f"{item.id} is quoted, but waits on the review list: a correction has left its words without a sure place."
        if item.in_review
        else f"{item.id} is quoted, but whoever says it has not agreed to that (consent {item.consent.value})."
    )
    return Finding(ClaimKind.QUOTE, item.id, message, (place,), coding=item)


def _unmatched_claims(claims: Iterable[QuoteClaim], quotes: Iterable[PrintedQuote]) -> Iterator[QuoteClaim]:
    """Yield the claims that no quote stands for: none in their bookmark, none without a bookmark with their id."""
    marks = {quote.mark for quote in quotes}
    free = Counter(ref for quote in quotes if not quote.mark for ref in quote.ids)
    for claim in claims:
        if claim.bookmark in marks:
            continue
        if free[claim.id]:
            free[claim.id] -= 1
        else:
            yield claim


def _text_near_id(ref: str, document: ReportDocument) -> Mapping[str, str]:
    """Return the plain text of the paragraphs with an id and of those right after them, by place."""
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
    """Return words as a text has them, with the marks between and around them."""
    marks = r"[^\w\s]*"
    found = re.search(marks + r"\W+".join(map(re.escape, words)) + marks, normalise_for_comparison(text))
    return normalise_text(text)[found.start() : found.end()] if found else " ".join(words)


def _extend_to_words(text: str, start: int, end: int) -> str:
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]
