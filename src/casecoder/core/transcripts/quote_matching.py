"""Find a quote's place in a frozen text, and never guess it."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from casecoder.core.errors import CaseCoderError
from casecoder.core.frozen_text import LineIndex
from casecoder.core.transcripts.spans import Span

_SHOWN = 60
_LIKELY = 75
"""How alike, per cent, words must be to be offered as what was meant."""
_ALIKE = ("'’‘ʼ`´", '"“”„«»', "–—‑‐−-")
"""Marks that keyboards and word processors give for one another; a hyphen last, as in a character class."""
_AS_ONE = str.maketrans({mark: min(alike) for alike in _ALIKE for mark in alike})
_UNSEEN = str.maketrans(dict.fromkeys("\u00ad\u200b\u2060\ufeff"))
"""Where a line may or may not be broken: a hyphen that shows only there, and no width at all."""


def shorten_quote(quote: str, width: int = _SHOWN) -> str:
    """Return the quote on one line, cut for a message on a screen.

    Documents never cut quotes.
    """
    flat = " ".join(quote.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def cut_snippet(words: str, hits: Sequence[Span], before: int = 100, after: int = 240) -> tuple[str, tuple[Span, ...]]:
    """Return the words around the first of some hits, cut between words, and the hits within them.

    The result is short enough for a list.

    Parameters
    ----------
    hits:
        Stretches of ``words``, in order.
    before, after:
        How many characters to keep before the first hit and from it on.
    """
    first = hits[0].start if hits else 0
    start, end = max(0, first - before), min(len(words), first + after)
    if start:
        start = words.find(" ", start, first) + 1 or start
    if end < len(words):
        last = max((hit.end for hit in hits if hit.end <= end), default=first)
        cut = words.rfind(" ", last, end)
        end = cut if cut != -1 else end
    lead = "… " if start else ""
    shown = lead + words[start:end] + (" …" if end < len(words) else "")
    shift = len(lead) - start
    inside = tuple(Span(hit.start + shift, hit.end + shift) for hit in hits if start <= hit.start and hit.end <= end)
    return shown, inside


def normalise_text(text: str) -> str:
    """Return the text as readers see it.

    Letters and their accents are one, unseen characters go, and any white space becomes one space.
    """
    seen = text if text.isascii() else normalize("NFC", text).translate(_UNSEEN)
    return " ".join(seen.split())


def normalise_for_comparison(text: str) -> str:
    """Return the text as its words are compared.

    Besides :func:`normalise_text`, quotation marks and dashes are each of one sort. Each stays one character.
    """
    return normalise_text(text).translate(_AS_ONE)


def excerpt_differences(before: str, after: str, beside: int = 4, width: int = 100) -> tuple[str, str]:
    """Return two wordings of one thing, each cut to where they differ, to set beside one another on a screen.

    Parameters
    ----------
    beside:
        How many of the words they share are left on either side.
    width:
        How many characters each may have.
    """
    old, new = before.split(), after.split()
    ahead = _count_alike_words(old, new)
    behind = _count_alike_words(old[ahead:][::-1], new[ahead:][::-1])
    first, left = max(0, ahead - beside), max(0, behind - beside)

    def cut(words: list[str]) -> str:
        shown = ["…"] * bool(first) + words[first : len(words) - left] + ["…"] * bool(left)
        return shorten_quote(" ".join(shown), width)

    return cut(old), cut(new)


def _count_alike_words(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words are the same from the first on."""
    unlike = (place for place, (ours, theirs) in enumerate(zip(one, other, strict=False)) if ours != theirs)
    return next(unlike, min(len(one), len(other)))


def find_occurrences(text: str, quote: str) -> list[int]:
    """Return every offset at which the quote begins, overlapping ones included."""
    found, at = [], text.find(quote)
    while at != -1:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def find_quote(text: str, quote: str) -> list[Span]:
    """Return every place of a quote as it stands; if there is none, as it may have been typed.

    White space is then taken for any other (a line break in the transcript), straight for curly quotation marks, and
    one dash for another; words and other marks are never taken loosely.
    """
    exact = [Span(at, at + len(quote)) for at in find_occurrences(text, quote)]
    return exact or [Span(*match.span()) for match in re.finditer(_loose_pattern(quote), text)]


def locate_quote(text: str, quote: str, where: str) -> Span:
    """Return the one place of a quote, found as by :func:`find_quote`. What is stored is what the source has.

    Parameters
    ----------
    where:
        The source's id, for messages.

    Raises
    ------
    CaseCoderError
        If the quote is empty, stands nowhere (the hint gives the likeliest place) or more than once
        (the hint lists the places as ``--span`` values).
    """
    if not quote.strip():
        raise CaseCoderError("The quote is empty.", "Give the words to code, exactly as the source has them.")
    spans = find_quote(text, quote)
    if len(spans) == 1:
        return spans[0]
    if spans:
        index = LineIndex(text)
        places = ", ".join(f"--span {s.start}:{s.end} (line {index.line_of(s.start) + 1})" for s in spans[:5])
        raise CaseCoderError(
            f"The quote “{shorten_quote(quote)}” occurs {len(spans)} times in {where}.",
            f"Give more of its words, or one of its places: {places}.",
        )
    raise CaseCoderError(f"The quote “{shorten_quote(quote)}” does not occur in {where}.", _find_nearest(text, quote))


def _loose_pattern(quote: str) -> str:
    """Return a pattern for the quote that takes white space, quotation marks and dashes loosely."""
    words = ("".join(_character_pattern(character) for character in word) for word in quote.split())
    return r"\s+".join(words)


def _character_pattern(character: str) -> str:
    return next((f"[{alike}]" for alike in _ALIKE if character in alike), re.escape(character))


def _find_nearest(text: str, quote: str) -> str:
    from rapidfuzz import fuzz

    match = fuzz.partial_ratio_alignment(quote, text, score_cutoff=_LIKELY)
    if match is None or match.dest_end <= match.dest_start:
        return "Look for it with `casecoder search`."
    near = text[_word_edge(text, match.dest_start, -1) : _word_edge(text, match.dest_end, 1)]
    line = LineIndex(text).line_of(match.dest_start) + 1
    return (
        f"Nearest is “{shorten_quote(near)}” on line {line} ({match.score:.0f} % alike): quote it exactly as it stands."
    )


def _word_edge(text: str, at: int, step: int) -> int:
    """Return the nearest place from ``at`` on, backwards or forwards, that does not cut a word."""
    while 0 < at < len(text) and not (text[at - 1].isspace() or text[at].isspace()):
        at += step
    return at
