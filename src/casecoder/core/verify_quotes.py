"""The quotes of a document against the words of the codings they stand with."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz, process

from casecoder.core.evidence import Evidence
from casecoder.core.quote_check import contrast, is_true_to, likeness
from casecoder.core.quotes import folded, shorten
from casecoder.core.report_document import QuoteClaim, ReportDocument
from casecoder.core.report_passages import CODING, Quoted, plain_text, quotes_in
from casecoder.core.verification import About, Facts, Finding
from casecoder.core.vocabulary import Consent

_LIKELY = 75
"""How alike, per cent, words must be to be taken for a quote that somebody changed."""


def verify_quotes(document: ReportDocument, facts: Facts) -> tuple[int, list[Finding]]:
    """How many quotes there are, and those that no longer match."""
    quotes = quotes_in(document.blocks)
    claims = document.claims.quotes if document.claims else ()
    by_mark = {claim.bookmark: claim for claim in claims}
    checked = [_check(quote, by_mark.get(quote.mark), facts) for quote in quotes]
    left = list(_unmatched(claims, quotes))
    gone = [_look_for(claim, document, facts) for claim in left]
    return len(quotes) + len(left), [finding for finding in (*checked, *gone) if finding]


def _check(quote: Quoted, claim: QuoteClaim | None, facts: Facts) -> Finding | None:
    beside = [facts.codings[ref] for ref in quote.ids if ref in facts.codings]
    printed = facts.codings.get(claim.id) if claim else None
    candidates = beside or ([printed] if printed else [])
    if not candidates:
        return None if quote.ids else _without_id(quote, claim, facts)
    true_to = next((item for item in candidates if is_true_to(quote.words, item.quote, whole=quote.whole)), None)
    if true_to is not None:
        return _withheld(true_to, quote.block.place)
    if printed and printed not in beside and is_true_to(quote.words, printed.quote):
        return _swapped(quote, candidates[0], printed)
    return _differs(quote.words, _nearest(quote.words, candidates), (quote.block.place,))


def _nearest(words: str, candidates: Sequence[Evidence]) -> Evidence:
    return max(candidates, key=lambda item: fuzz.ratio(words, item.quote))


def _differs(words: str, item: Evidence, places: tuple[str, ...]) -> Finding:
    said, has = contrast(words, item.quote)
    alike = likeness(words, item.quote)
    message = f"The quote of {item.id} reads {said}, {alike} % alike; the study has {has}."
    return Finding(About.QUOTE, item.id, message, places, words, item.quote, alike, item)


def _swapped(quote: Quoted, beside: Evidence, printed: Evidence) -> Finding:
    message = f"“{shorten(quote.words)}” stands with {beside.id}, but is what {printed.id} says."
    return Finding(
        About.QUOTE, beside.id, message, (quote.block.place,), quote.words, beside.quote,
        likeness(quote.words, beside.quote), beside,
    )


def _withheld(item: Evidence, place: str) -> Finding | None:
    """A quote whose speaker no longer agrees that it is used."""
    if item.consent is Consent.GIVEN:
        return None
    message = f"{item.id} is quoted, but whoever says it has not agreed to that (consent {item.consent.value})."
    return Finding(About.QUOTE, item.id, message, (place,), coding=item)


def _without_id(quote: Quoted, claim: QuoteClaim | None, facts: Facts) -> Finding | None:
    """A quote with which no id stands: its words have to be somewhere in the study."""
    if claim is not None:
        message = f"“{shorten(quote.words)}” was printed as {claim.id}, which the study no longer has."
        return Finding(About.QUOTE, claim.id, message, (quote.block.place,), quote.words)
    if any(is_true_to(quote.words, text, whole=False) for text in facts.texts):
        return None
    words = {ref: item.quote for ref, item in facts.codings.items()}
    near = process.extractOne(quote.words, words, scorer=fuzz.ratio, score_cutoff=_LIKELY)
    if near is not None:
        return _differs(quote.words, facts.codings[near[2]], (quote.block.place,))
    message = f"“{shorten(quote.words)}” has no id and stands nowhere in the study’s sources."
    return Finding(About.QUOTE, "", message, (quote.block.place,), quote.words)


def _unmatched(claims: Iterable[QuoteClaim], quotes: Iterable[Quoted]) -> Iterator[QuoteClaim]:
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


def _look_for(claim: QuoteClaim, document: ReportDocument, facts: Facts) -> Finding | None:
    """Look for printed words that have lost their style and bookmark in the plain text where their id stands."""
    item = facts.codings.get(claim.id)
    for place, text in _near_id(claim.id, document).items():
        if folded(claim.words) in folded(text):
            still = item is None or is_true_to(claim.words, item.quote)
            return None if still or item is None else _differs(claim.words, item, (place,))
        if len(text) < len(claim.words) / 2:
            continue  # of so few words, each would be taken for a part of the quote
        found = fuzz.partial_ratio_alignment(claim.words, text, score_cutoff=_LIKELY)
        if found is not None and item is not None:
            return _differs(_whole_words(text, found.dest_start, found.dest_end), item, (place,))
    message = f"The quote of {claim.id} is no longer in the document: “{shorten(claim.words)}”."
    return Finding(About.QUOTE, claim.id, message, (), "", claim.words, coding=item)


def _near_id(ref: str, document: ReportDocument) -> Mapping[str, str]:
    """The plain text of the paragraphs with an id and of those right after them, by place."""
    found = {}
    before = False
    for block in document.blocks:
        text = plain_text(block)
        has = ref in CODING.findall(text)
        if (has or before) and text.strip():
            found[block.place] = text
        before = has
    return found


def _whole_words(text: str, start: int, end: int) -> str:
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start:end]


