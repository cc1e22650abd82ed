"""The steps a caret takes through a text: character clusters and words."""

import re
import unicodedata

from casecoder.core.spans import Span

_JOINER = "\u200d"
_WORD = re.compile(r"\w+(?:['’\-]\w+)*")
_LONGEST_WORD = 256


def extends(char: str) -> bool:
    """Whether a character belongs to the one before it: marks, formats, skin tones, trailing jamo."""
    if char < "\x7f":
        return False
    return (
        unicodedata.category(char) in {"Mn", "Me", "Mc", "Cf"}
        or "\u1160" <= char <= "\u11ff"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
    )


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def next_cluster(text: str, at: int) -> int:
    """Where the character cluster that begins at ``at`` ends: what a reader takes for one character.

    A mark belongs to its letter, a joiner to both sides, two regional indicators make a flag. A line
    break is a cluster by itself.
    """
    end = at + 1
    if end >= len(text) or text[at] == "\n":
        return min(end, len(text))
    if _is_flag_half(text[at]) and _is_flag_half(text[end]):
        end += 1
    while end < len(text) and text[end] != "\n" and (text[end - 1] == _JOINER or extends(text[end])):
        end += 1
    return end


def previous_cluster(text: str, at: int) -> int:
    """Where the character cluster that ends at ``at`` begins."""
    if at <= 1:
        return 0
    start = at - 1
    while start > 0 and text[start - 1] != "\n" and text[start] != "\n" and (
        extends(text[start])
        or text[start - 1] == _JOINER
        or (_is_flag_half(text[start]) and (_is_flag_half(text[start - 1])))
    ):
        start -= 1
    while (end := next_cluster(text, start)) < at:
        start = end
    return start


def clusters(text: str, start: int, end: int) -> list[Span]:
    """The character clusters of a stretch that begins and ends between clusters."""
    found = []
    while start < end:
        after = min(next_cluster(text, start), end)
        found.append(Span(start, after))
        start = after
    return found


def word_end(text: str, at: int, limit: int) -> int:
    """The end of the word at ``at`` or of the next one, at most ``limit``."""
    match = _WORD.search(text, at, limit)
    return match.end() if match else limit


def word_start(text: str, at: int, limit: int) -> int:
    """The start of the word that ends at or holds ``at``, or of the one before, at least ``limit``."""
    reach = _LONGEST_WORD
    while True:
        low = max(limit, at - reach)
        found = [match.start() for match in _WORD.finditer(text, low, at)]
        if found and (found[-1] > low or low == limit):
            return found[-1]
        if low == limit:
            return limit
        reach *= 4


def word_at(text: str, at: int) -> Span:
    """The word that holds ``at``; where there is none, the cluster there."""
    low = max(text.rfind("\n", 0, at) + 1, at - _LONGEST_WORD)
    for match in _WORD.finditer(text, low):
        if match.start() > at:
            break
        if at < match.end():
            return Span(*match.span())
    return Span(at, next_cluster(text, at))
