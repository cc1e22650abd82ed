"""Pairing of the lines of a document with the lines that were printed in it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from rapidfuzz.distance import Indel, LCSseq

from casecoder.core.outputs.word_seals import WordSeal
from casecoder.core.verifying.current_lines import CurrentLine
from casecoder.core.verifying.printed_line import (
    CELL_MARK,
    CLAIM_BOOKMARK,
    QUOTE_BOOKMARK,
    WHOLE_LINE_MARK,
    PrintedLine,
)

_LEAST_ALIKE, _LEAST_ALIKE_OF_FEW = 0.6, 0.5
"""How much of their words two lines must share to be taken for one that somebody has changed; headings and captions
have few words."""
_MOST_PARTS = 4
"""Into more than so many paragraphs nobody breaks one."""

LinePair = tuple[PrintedLine, CurrentLine]


@dataclass(slots=True)
class LinePairing:
    """Printed lines beside those found.

    Parameters
    ----------
    changed:
        Those whose words, or claims, are not as they were printed.
    same:
        Those that are.
    gone:
        Printed, and no longer there.
    new:
        There, and not printed, or one seal of all their words was printed and they are changed.
    """

    same: list[LinePair] = field(default_factory=list)
    changed: list[LinePair] = field(default_factory=list)
    gone: list[PrintedLine] = field(default_factory=list)
    new: list[CurrentLine] = field(default_factory=list)


LineKey = tuple[str, tuple[str, ...]]
"""Headings and words, sealed: lines that have both in common are one line."""
WordsByBookmark = Mapping[str, Sequence[str]]
"""The seals of what was printed in the bookmark of each figure and rating."""


def pair_lines(
    lines: Sequence[PrintedLine], found: Sequence[CurrentLine], printed: WordsByBookmark, seal: WordSeal
) -> LinePairing:
    """Pair lines: those with the same words first, then those that hold the same claims, then those that are alike."""
    made = LinePairing()
    left, rest = [*lines], [*found]
    for of_both in (_words_with_marks(), _words_alone(printed, seal)):
        for anywhere in (False, True):
            left, rest = _pair_equal(left, rest, of_both, made.same, anywhere=anywhere)
    left, rest = _pair_broken(left, rest, printed, made.same)
    left, rest = _pair_joined(left, rest, printed, made.same)
    left, rest = _pair_by_claims(left, rest, made.changed)
    made.gone, made.new = _pair_by_likeness(left, rest, printed, made.changed)
    return made


def line_words_without_quotes(line: PrintedLine, printed: WordsByBookmark) -> tuple[str, ...]:
    """Return the words of a printed line with its figures and bands, and without its quotes."""
    words = (word for word in line.words if not word.startswith(QUOTE_BOOKMARK))
    found = [seal for word in words for seal in (printed.get(word, ()) if word.startswith(CLAIM_BOOKMARK) else (word,))]
    while found[-1:] == [CELL_MARK]:
        found.pop()
    return tuple(found)


class _ComparedWords(NamedTuple):
    """What must be the same of a printed line and of one that is found for the two to be one line."""

    printed: Callable[[PrintedLine], tuple[str, ...]]
    found: Callable[[CurrentLine], Iterable[tuple[str, ...]]]


def _words_with_marks() -> _ComparedWords:
    """Compare the words with the bookmarks of their claims."""
    return _ComparedWords(lambda line: line.words, lambda found: (found.seals,))


def _words_alone(printed: WordsByBookmark, seal: WordSeal) -> _ComparedWords:
    """Compare the words alone, or all of them together where a line was printed without a claim."""
    return _ComparedWords(
        lambda line: line_words_without_quotes(line, printed),
        lambda found: (found.bare, (WHOLE_LINE_MARK + seal.of_all(found.seals),)),
    )


def _pair_equal(
    left: list[PrintedLine], rest: list[CurrentLine], of_both: _ComparedWords, same: list[LinePair], *, anywhere: bool
) -> tuple[list[PrintedLine], list[CurrentLine]]:
    """Pair the lines of the same words, and of the same headings unless they may stand ``anywhere``."""
    places: dict[LineKey, list[int]] = defaultdict(list)
    for at, found in reversed([*enumerate(rest)]):
        for words in of_both.found(found):
            places["" if anywhere else found.under, words].append(at)
    taken: set[int] = set()
    still = []
    for line in left:
        here = places["" if anywhere else line.under, of_both.printed(line)]
        while here and here[-1] in taken:
            here.pop()
        if here:
            taken.add(here[-1])
            same.append((line, rest[here.pop()]))
        else:
            still.append(line)
    return still, [found for at, found in enumerate(rest) if at not in taken]


def _pair_broken(
    left: list[PrintedLine], rest: list[CurrentLine], printed: WordsByBookmark, same: list[LinePair]
) -> tuple[list[PrintedLine], list[CurrentLine]]:
    """Pair lines that somebody has broken into several, each with the first of them."""
    by_words = {line_words_without_quotes(line, printed): line for line in left}
    taken: set[int] = set()
    for first in range(len(rest)):
        words = rest[first].bare
        for last in range(first + 1, min(first + _MOST_PARTS, len(rest))):
            words += rest[last].bare
            line = by_words.pop(words, None) if words else None
            if line is not None:
                same.append((line, rest[first]))
                taken.update(range(first, last + 1))
    paired = {id(line) for line, _ in same}
    return [line for line in left if id(line) not in paired], [f for at, f in enumerate(rest) if at not in taken]


def _pair_joined(
    left: list[PrintedLine], rest: list[CurrentLine], printed: WordsByBookmark, same: list[LinePair]
) -> tuple[list[PrintedLine], list[CurrentLine]]:
    """Pair lines that somebody has joined."""
    by_words = {found.bare: found for found in rest}
    taken: set[int] = set()
    for first in range(len(left)):
        words = line_words_without_quotes(left[first], printed)
        for last in range(first + 1, min(first + _MOST_PARTS, len(left))):
            words += line_words_without_quotes(left[last], printed)
            found = by_words.pop(words, None) if words else None
            if found is not None:
                same += ((left[at], found) for at in range(first, last + 1))
                taken.update(range(first, last + 1))
    paired = {id(found) for _, found in same}
    return [line for at, line in enumerate(left) if at not in taken], [f for f in rest if id(f) not in paired]


def _pair_by_claims(
    left: Iterable[PrintedLine], rest: Sequence[CurrentLine], changed: list[LinePair]
) -> tuple[list[PrintedLine], list[CurrentLine]]:
    """Pair each line with the one that holds most of its claims."""
    holds = {mark: at for at, found in enumerate(rest) for mark in found.marks}
    taken: set[int] = set()
    still = []
    for line in left:
        votes = Counter(at for word in line.words if (at := holds.get(word)) is not None and at not in taken)
        if votes:
            [(at, _)] = votes.most_common(1)
            taken.add(at)
            changed.append((line, rest[at]))
        else:
            still.append(line)
    return still, [found for at, found in enumerate(rest) if at not in taken]


def _pair_by_likeness(
    left: Sequence[PrintedLine], rest: list[CurrentLine], printed: WordsByBookmark, changed: list[LinePair]
) -> tuple[list[PrintedLine], list[CurrentLine]]:
    """Pair each line with the one that shares most of its words, one under the same headings first."""
    still = [line for line in left if line.words[0].startswith(WHOLE_LINE_MARK)]
    for line in left:
        if line.words[0].startswith(WHOLE_LINE_MARK):
            continue
        likeness = partial(_likeness, line, line_words_without_quotes(line, printed))
        near = [found for found in rest if found.under == line.under and (found.row is None) == (not line.table)]
        best = max(near, key=likeness, default=None)
        if best is not None and likeness(best) >= (_LEAST_ALIKE_OF_FEW if best.heads else _LEAST_ALIKE):
            rest.remove(best)
            changed.append((line, best))
        else:
            still.append(line)
    return still, rest


def _likeness(line: PrintedLine, words: tuple[str, ...], found: CurrentLine) -> float:
    """Return how much of their words two lines share; of the printed one’s where a quote may be plain words now."""
    if any(word.startswith(QUOTE_BOOKMARK) for word in line.words):
        return LCSseq.similarity(words, found.bare) / max(1, len(words))
    return Indel.normalized_similarity(words, found.bare)
