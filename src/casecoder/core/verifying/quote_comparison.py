"""Comparison of a quote in a document with the words that the study has."""

import re
from itertools import takewhile

from rapidfuzz import fuzz

from casecoder.core.transcripts.quote_matching import normalise_for_comparison, normalise_text

OMISSION_PATTERN = re.compile(r"\[\s*(?:…|\.\s?\.\s?\.)\s*\]")
"""What stands where words of a quote are left out."""
_END_MARKS = " .,;:!?-"
_CONTEXT_LENGTH = 28
"""How many characters are shown on either side of where two texts part."""
_LONGEST_EXCERPT = 150


def is_faithful_quote(quote: str, words: str, *, whole: bool = True) -> bool:
    """Tell whether a quote holds the words in order, and leaves some out only where ``[…]`` says so.

    One sort of quotation mark or dash counts as another and any white space as any other; all else is a change.

    Parameters
    ----------
    whole:
        Whether what is left out before or after has to be marked too; if not, the quote may be a part, as somebody
        puts it into a sentence: with another first letter, and the sentence's own punctuation at its end.
    """
    source, text = normalise_for_comparison(words), normalise_for_comparison(quote)
    if not whole:
        text = text.strip(_END_MARKS)
        return any(_matches(start, source, whole=False) for start in (text, _swap_first_case(text)))
    return _matches(text, source, whole=True)


def _swap_first_case(text: str) -> str:
    """Return the text with a small first letter for a capital, or the other way round."""
    return text[:1].swapcase() + text[1:]


def _matches(text: str, source: str, *, whole: bool) -> bool:
    if text == source or (len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" and text[1:-1].strip() == source):
        return True
    parts = [part.strip() for part in OMISSION_PATTERN.split(text)]
    if not any(parts):
        return False
    at = 0
    for number, part in enumerate(parts):
        first, last = number == 0, number == len(parts) - 1
        found = _find_part(part, source, at, from_start=first and whole, to_end=last and whole)
        if found is None:
            return False
        at = found
    return True


def _find_part(part: str, source: str, at: int, *, from_start: bool, to_end: bool) -> int | None:
    """Return where a part of a quote ends in the words, sought from a place on and never cutting a word."""
    if not part:
        return at
    if from_start and (to_end or not source.startswith(part)):  # all of it, and it was compared before
        return None
    begin = len(source) - len(part) if to_end else at
    if to_end and (begin < at or not source.endswith(part)):
        return None
    while (begin := source.find(part, begin)) != -1:
        end = begin + len(part)
        if not (_inside_word(source, begin) or _inside_word(source, end)):
            return end
        if from_start:
            return None
        begin += 1
    return None


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def measure_likeness(quote: str, words: str) -> int:
    """Return how alike two different texts are, per cent; never 100."""
    return min(99, int(fuzz.ratio(normalise_for_comparison(quote), normalise_for_comparison(words))))


def contrast_texts(quote: str, words: str) -> tuple[str, str]:
    """Return what each of two texts says around the place where they differ, to be shown side by side."""
    text, has = normalise_text(quote), normalise_text(words)
    before = _common_length(normalise_for_comparison(text), normalise_for_comparison(has))
    after = _common_length(normalise_for_comparison(text)[before:][::-1], normalise_for_comparison(has)[before:][::-1])
    return _excerpt(text, before, len(text) - after), _excerpt(has, before, len(has) - after)


def _common_length(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _excerpt(text: str, start: int, end: int) -> str:
    """Return a stretch with some words on either side, and marks where the text goes on."""
    left, right = max(0, start - _CONTEXT_LENGTH), min(len(text), end + _CONTEXT_LENGTH)
    while left > 0 and not text[left - 1].isspace():
        left -= 1
    while right < len(text) and not text[right].isspace():
        right += 1
    shown = text[left:right].strip()
    if len(shown) > _LONGEST_EXCERPT:
        shown = f"{shown[: _LONGEST_EXCERPT // 2].rstrip()} … {shown[-_LONGEST_EXCERPT // 2 :].lstrip()}"
    return f"“{'…' if left else ''}{shown}{'…' if right < len(text) else ''}”"
