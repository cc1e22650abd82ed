"""Find character clusters and words, the steps that a caret takes through a text."""

import re
import unicodedata

from casecoder.core.transcripts.spans import Span

_JOINER = "\u200d"
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
)
"""Marks that stand within words, which ``\\w`` leaves out; the inside of a regular expression's class."""

_WORD = re.compile(f"\\w[\\w{_MARKS}]*(?:['’\\-]\\w[\\w{_MARKS}]*)*")
_LONGEST_WORD = 256


def extends_cluster(char: str) -> bool:
    """Return whether a character belongs to the one before it: marks, formats, skin tones, trailing jamo."""
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
    """Return the end of the character cluster that begins at ``at``: what a reader takes for one character.

    A mark belongs to its letter, a joiner to both sides, two regional indicators make a flag. A line
    break is a cluster by itself.
    """
    end = at + 1
    if end >= len(text) or text[at] == "\n":
        return min(end, len(text))
    if _is_flag_half(text[at]) and _is_flag_half(text[end]):
        end += 1
    while end < len(text) and text[end] != "\n" and (text[end - 1] == _JOINER or extends_cluster(text[end])):
        end += 1
    return end


def previous_cluster(text: str, at: int) -> int:
    """Return the start of the character cluster that ends at ``at``."""
    if at <= 1:
        return 0
    start = at - 1
    while (
        start > 0
        and text[start - 1] != "\n"
        and text[start] != "\n"
        and (
            extends_cluster(text[start])
            or text[start - 1] == _JOINER
            or (_is_flag_half(text[start]) and (_is_flag_half(text[start - 1])))
        )
    ):
        start -= 1
    while (end := next_cluster(text, start)) < at:
        start = end
    return start


def cluster_start(text: str, at: int) -> int:
    """Return the start of the character cluster that holds the character at ``at``, or ``at`` at the text's end."""
    return previous_cluster(text, at + 1) if 0 < at < len(text) else at


def split_into_clusters(text: str, start: int, end: int) -> list[Span]:
    """Split a stretch that begins and ends between clusters into its clusters."""
    found = []
    while start < end:
        after = min(next_cluster(text, start), end)
        found.append(Span(start, after))
        start = after
    return found


def word_end(text: str, at: int, limit: int) -> int:
    """Return the end of the word at ``at`` or of the next one, at most ``limit``."""
    match = _WORD.search(text, at, limit)
    return min(limit, _round_up(text, match.end())) if match else limit


def word_start(text: str, at: int, limit: int) -> int:
    """Return the start of the word that ends at or holds ``at``, or of the one before, at least ``limit``."""
    reach = _LONGEST_WORD
    while True:
        low = max(limit, at - reach)
        found = [match.start() for match in _WORD.finditer(text, low, at)]
        if found and (found[-1] > low or low == limit):
            return max(limit, cluster_start(text, found[-1]))
        if low == limit:
            return limit
        reach *= 4


def word_at(text: str, at: int) -> Span:
    """Return the word that holds ``at``, or the cluster there if no word does."""
    low = max(text.rfind("\n", 0, at) + 1, at - _LONGEST_WORD)
    for match in _WORD.finditer(text, low):
        if match.start() > at:
            break
        if at < match.end():
            return Span(cluster_start(text, match.start()), _round_up(text, match.end()))
    return Span(cluster_start(text, at), next_cluster(text, at))


def word_near(text: str, at: int, low: int, high: int) -> Span:
    """Return the word of a stretch that holds ``at`` or ends there; else the next, else the last, else the whole
    stretch.
    """
    found = Span(low, high)
    for match in _WORD.finditer(text, word_start(text, at, low), high):
        found = Span(max(low, cluster_start(text, match.start())), min(high, _round_up(text, match.end())))
        if match.end() >= at:
            break
    return found


def _round_up(text: str, at: int) -> int:
    """Return the first place between two clusters from ``at`` on."""
    start = cluster_start(text, at)
    return at if start == at else next_cluster(text, start)
