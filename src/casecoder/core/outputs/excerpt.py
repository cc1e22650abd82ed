"""The shortening of a long quote: whole sentences from its beginning and its last one.

Words are left out in one place only, the place is marked, and everything else stays as it was. The
evidence appendix always has the whole.
"""

import re

OMISSION_MARK = "[…]"
"""Stands, with a space on either side, where words of a quote are left out."""
LONGEST_QUOTE = 600
"""Characters from which a quote is shortened: some nine lines of a page."""
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)")
_SHARE_OF_BEGINNING = 3 / 4
"""How much of the room the beginning may take; the rest is for the last sentence."""


def excerpt_quote(quote: str, most: int = LONGEST_QUOTE) -> str:
    """Return the quote, whole if it has at most ``most`` characters, else its beginning and its end.

    The end is the last sentence, where it fits. A beginning without a full stop in the room it has is cut
    between two words.
    """
    words = quote.rstrip()
    if len(words) <= most:
        return quote
    ends = [found.end() for found in _SENTENCE_END.finditer(words)]
    room = int(most * _SHARE_OF_BEGINNING)
    first = max((end for end in ends if end <= room), default=_between_words(words, room))
    last = ends[-1] if ends else len(words)
    tail = words[last:].lstrip()
    if last <= first or not tail or len(tail) > most - room:
        return f"{words[:first].rstrip()} {OMISSION_MARK}"
    return f"{words[:first].rstrip()} {OMISSION_MARK} {tail}"


def _between_words(words: str, room: int) -> int:
    """Return the last place up to ``room`` where a word ends; ``room`` itself within one endless word."""
    gaps = [found.start() for found in re.finditer(r"\s+", words[: room + 1])]
    return gaps[-1] if gaps and gaps[-1] > 0 else room
