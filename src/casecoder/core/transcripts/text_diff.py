"""Compare two texts: what stands unchanged, and what was replaced by what.

The result is exact, and the same both ways.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SENTENCE = re.compile(r"\S(?:[^.?!\n]++|\n(?!\s*\n))*+[.?!]*\s*|\s+")
_WORD = re.compile(r"\w+|[^\w\s]")
_RUN = 40
"""Lines and sentences match only in runs of so many characters: a ``Yes.`` that comes back may be another."""
_MOST = 6_000_000_000
"""Stretches whose pieces make more pairs than this are taken as replaced whole: comparing them takes too long."""


class DiffHunk(NamedTuple):
    """A stretch ``[start, end)`` of the old text that ``[new_start, new_end)`` replaces in the new one."""

    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def turned(self) -> "DiffHunk":
        """Return the same hunk as seen from the new text."""
        return DiffHunk(self.new_start, self.new_end, self.start, self.end)


class TextDiff:
    """Two texts and the hunks in which they differ.

    Between hunks every character is the same.

    Parameters
    ----------
    hunks:
        In order, disjoint. No two touch unless they were given so.
    """

    def __init__(self, old: str, new: str, hunks: Sequence[DiffHunk]) -> None:
        self.old, self.new, self.hunks = old, new, tuple(hunks)
        self._starts = [hunk.start for hunk in self.hunks]

    @cached_property
    def kept(self) -> int:
        """Return how many characters stand unchanged, without white space."""
        at, kept = 0, 0
        for hunk in (*self.hunks, DiffHunk(len(self.old), len(self.old), 0, 0)):
            kept += sum(map(len, self.old[at : hunk.start].split()))
            at = hunk.end
        return kept

    @property
    def likeness(self) -> float:
        """Return how alike the texts are, 0 to 100: the share of both that stands unchanged, without white space."""
        held = sum(map(len, self.old.split())) + sum(map(len, self.new.split()))
        return 200 * self.kept / held if held else 100.0

    def start(self, at: int) -> tuple[int, DiffHunk | None]:
        """Return where a stretch that begins at an offset begins in the new text, and the hunk in which it begins.

        What was inserted right before stays outside. Inside a hunk the hunk's beginning is given.
        """
        place = bisect_right(self._starts, at) - 1
        return self._new_offset(at, place, place >= 0 and at < self.hunks[place].end, first=True)

    def end(self, at: int) -> tuple[int, DiffHunk | None]:
        """Return where a stretch that ends at an offset ends in the new text, and the hunk in which it ends."""
        place = bisect_left(self._starts, at) - 1
        return self._new_offset(at, place, place >= 0 and at <= self.hunks[place].end, first=False)

    def _new_offset(self, at: int, place: int, is_inside: bool, *, first: bool) -> tuple[int, DiffHunk | None]:
        if place < 0:
            return at, None
        hunk = self.hunks[place]
        if is_inside:
            return (hunk.new_start if first else hunk.new_end), hunk
        return at + hunk.new_end - hunk.end, None

    def within(self, start: int, end: int) -> tuple[DiffHunk, ...]:
        """Return the hunks that touch a stretch of the old text.

        Insertions at its very edges do not.
        """
        first, last = bisect_right(self._starts, start) - 1, bisect_left(self._starts, end)
        return tuple(
            hunk for hunk in self.hunks[max(0, first) : last] if hunk.start < end and _reaches_beyond(hunk, start)
        )


def _reaches_beyond(hunk: DiffHunk, start: int) -> bool:
    return hunk.end > start or hunk.start > start


def diff_of_replacements(text: str, places: Sequence[tuple[int, int]], replacement: str) -> TextDiff:
    """Return the diff that comes from putting the same words for several stretches of a text, in order and disjoint."""
    parts, hunks, at, length = list[str](), list[DiffHunk](), 0, 0
    for start, end in places:
        length += start - at
        hunks.append(DiffHunk(start, end, length, length + len(replacement)))
        parts += [text[at:start], replacement]
        length += len(replacement)
        at = end
    return TextDiff(text, "".join([*parts, text[at:]]), hunks)


def compare_texts(old: str, new: str) -> TextDiff:
    """Return how two texts differ: by lines, inside changed lines by sentences, and inside those by words.

    Comparing them the other way round gives the very same hunks, turned. White space between words is no
    word: a line wrapped elsewhere differs in its breaks alone.
    """
    turned = (len(new), new) < (len(old), old)
    first, second = (new, old) if turned else (old, new)
    found = list(_join_hunks(first, second, _refine(first, second, DiffHunk(0, len(first), 0, len(second)), 0)))
    return TextDiff(old, new, [hunk.turned for hunk in found] if turned else found)


def compare_characters(old: str, new: str) -> TextDiff:
    """Return how two short strings differ by characters.

    The result is the same both ways.
    """
    turned = (len(new), new) < (len(old), old)
    first, second = (new, old) if turned else (old, new)
    found = [DiffHunk(*numbers) for equal, *numbers in _opcodes(first, second) if not equal]
    return TextDiff(old, new, [hunk.turned for hunk in found] if turned else found)


class _Piece(NamedTuple):
    start: int
    end: int
    key: Hashable


def _lines(text: str, start: int, end: int) -> list[_Piece]:
    return [_Piece(*found.span(), found[0]) for found in _LINE.finditer(text, start, end)]


def _sentences(text: str, start: int, end: int) -> list[_Piece]:
    return [_Piece(*found.span(), " ".join(found[0].split())) for found in _SENTENCE.finditer(text, start, end)]


def _words(text: str, start: int, end: int) -> list[_Piece]:
    return [_Piece(*found.span(), found[0]) for found in _WORD.finditer(text, start, end)]


_LEVELS: tuple[Callable[[str, int, int], list[_Piece]], ...] = (_lines, _sentences, _words)


def _refine(old: str, new: str, whole: DiffHunk, level: int) -> Iterator[DiffHunk]:
    """Return what differs within two stretches, found level by level."""
    trimmed = _trim_shared_lines(old, new, whole) if level == 0 else whole
    if old[trimmed.start : trimmed.end] == new[trimmed.new_start : trimmed.new_end]:
        return
    if level == len(_LEVELS) or trimmed.start == trimmed.end or trimmed.new_start == trimmed.new_end:
        yield trimmed
        return
    ours = _LEVELS[level](old, trimmed.start, trimmed.end)
    theirs = _LEVELS[level](new, trimmed.new_start, trimmed.new_end)
    if len(ours) * len(theirs) > _MOST:
        yield from _refine(old, new, trimmed, level + 1) if level + 1 < len(_LEVELS) else [trimmed]
        return
    for hunk in _split_by_matches(ours, theirs, trimmed, _RUN if level + 1 < len(_LEVELS) else 1):
        yield from _refine(old, new, hunk, level + 1)


def _split_by_matches(ours: list[_Piece], theirs: list[_Piece], whole: DiffHunk, least: int) -> Iterator[DiffHunk]:
    """Return the stretches before, between and after matching pieces, and matches that may differ in white space.

    Matches in runs of fewer characters than the least are left to the next level.
    """
    at, new_at = whole.start, whole.new_start
    for equal, i, j, k, _ in _opcodes([piece.key for piece in ours], [piece.key for piece in theirs]):
        if not equal or ours[j - 1].end - ours[i].start < least:
            continue
        for our, their in zip(ours[i:j], theirs[k : k + j - i], strict=True):
            yield DiffHunk(at, our.start, new_at, their.start)
            yield DiffHunk(our.start, our.end, their.start, their.end)
            at, new_at = our.end, their.end
    yield DiffHunk(at, whole.end, new_at, whole.new_end)


def _opcodes(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Return runs of both sequences in order, each with whether it is the same in both."""
    from rapidfuzz.distance import Levenshtein

    for tag, *numbers in Levenshtein.opcodes(old, new):
        start, end, new_start, new_end = (int(number) for number in numbers)
        yield tag == "equal", start, end, new_start, new_end


def _trim_shared_lines(old: str, new: str, whole: DiffHunk) -> DiffHunk:
    """Return the stretches without the whole lines that both begin and end with."""
    most = min(len(old), len(new))
    ahead = _greatest_length(lambda n: old[:n] == new[:n], most)
    ahead = old.rfind("\n", 0, ahead) + 1
    behind = _greatest_length(lambda n: old[len(old) - n :] == new[len(new) - n :], most - ahead)
    cut = old.find("\n", len(old) - behind) if behind else -1
    behind = len(old) - cut - 1 if cut >= 0 else 0
    return DiffHunk(ahead, whole.end - behind, ahead, whole.new_end - behind)


def _greatest_length(is_same: Callable[[int], bool], most: int) -> int:
    """Return the greatest length for which a condition holds, found by halving."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if is_same(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _join_hunks(old: str, new: str, hunks: Iterator[DiffHunk]) -> Iterator[DiffHunk]:
    """Return the hunks, those with nothing but white space between them as one.

    White space that both sides share at their ends is left out.
    """
    held: DiffHunk | None = None
    for hunk in hunks:
        if held is not None and _is_one(old, new, held, hunk):
            held = DiffHunk(held.start, hunk.end, held.new_start, hunk.new_end)
            continue
        if held is not None:
            yield from _strip_shared_space(old, new, held)
        held = hunk
    if held is not None:
        yield from _strip_shared_space(old, new, held)


def _is_one(old: str, new: str, first: DiffHunk, second: DiffHunk) -> bool:
    """Return whether nothing stands between two hunks, or only white space between words of which both were changed."""
    between = old[first.end : second.start]
    if between.strip():
        return False
    return not between or (_has_words(old, new, first) and _has_words(old, new, second) and "\n" not in between)


def _has_words(old: str, new: str, hunk: DiffHunk) -> bool:
    return bool(old[hunk.start : hunk.end].strip() or new[hunk.new_start : hunk.new_end].strip())


def _strip_shared_space(old: str, new: str, hunk: DiffHunk) -> Iterator[DiffHunk]:
    start, end, new_start, new_end = hunk
    while start < end and new_start < new_end and old[start] == new[new_start] and old[start].isspace():
        start, new_start = start + 1, new_start + 1
    while start < end and new_start < new_end and old[end - 1] == new[new_end - 1] and old[end - 1].isspace():
        end, new_end = end - 1, new_end - 1
    if start < end or new_start < new_end:
        yield DiffHunk(start, end, new_start, new_end)
