"""Which line of a document is which of those that were printed in it."""

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

_ALIKE, _OF_FEW = 0.6, 0.5
"""How much of their words two lines must share to be taken for one that somebody has changed; headings and captions
have few words."""
_MOST = 4
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
    lines: Sequence[PrintedLine], found: Sequence[CurrentLine], said: WordsByBookmark, seal: WordSeal
) -> LinePairing:
    """Pair lines: those with the same words first, then those that hold the same claims, then those that are alike."""
    made = LinePairing()
    left, rest = [*lines], [*found]
    for of_both in (_whole(), _bare(said, seal)):
        for anywhere in (False, True):
            left, rest = _equal(left, rest, of_both, made.same, anywhere=anywhere)
    left, rest = _parted(left, rest, said, made.same)
    left, rest = _joined(left, rest, said, made.same)
    left, rest = _by_claims(left, rest, made.changed)
    made.gone, made.new = _by_likeness(left, rest, said, made.changed)
    return made


def line_words_without_quotes(line: PrintedLine, said: WordsByBookmark) -> tuple[str, ...]:
    """The words of a printed line, its claims' figures and bands among them, without quotes."""
    words = (word for word in line.words if not word.startswith(QUOTE_BOOKMARK))
    found = [seal for word in words for seal in (said.get(word, ()) if word.startswith(CLAIM_BOOKMARK) else (word,))]
    while found[-1:] == [CELL_MARK]:
        found.pop()
    return tuple(found)


class _Words(NamedTuple):
    """What of a printed line and what of one that is found has to be the same for them to be one line."""

    printed: Callable[[PrintedLine], tuple[str, ...]]
    found: Callable[[CurrentLine], Iterable[tuple[str, ...]]]


def _whole() -> _Words:
    """The words with the bookmarks of their claims."""
    return _Words(lambda line: line.words, lambda found: (found.seals,))


def _bare(said: WordsByBookmark, seal: WordSeal) -> _Words:
    """The words alone; all of them together where a line was printed without a claim."""
    return _Words(
        lambda line: line_words_without_quotes(line, said),
        lambda found: (found.bare, (WHOLE_LINE_MARK + seal.of_all(found.seals),)),
    )


def _equal(
    left: list[PrintedLine], rest: list[CurrentLine], of_both: _Words, same: list[LinePair], *, anywhere: bool
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


def _parted(
    left: list[PrintedLine], rest: list[CurrentLine], said: WordsByBookmark, same: list[LinePair]
) -> tuple[list[PrintedLine], list[CurrentLine]]:
    """Pair lines that somebody has broken into several, with the first of them."""
    wanted = {line_words_without_quotes(line, said): line for line in left}
    taken: set[int] = set()
    for first in range(len(rest)):
        words = rest[first].bare
        for last in range(first + 1, min(first + _MOST, len(rest))):
            words += rest[last].bare
            line = wanted.pop(words, None) if words else None
            if line is not None:
                same.append((line, rest[first]))
                taken.update(range(first, last + 1))
    paired = {id(line) for line, _ in same}
    return [line for line in left if id(line) not in paired], [f for at, f in enumerate(rest) if at not in taken]


def _joined(
    left: list[PrintedLine], rest: list[CurrentLine], said: WordsByBookmark, same: list[LinePair]
) -> tuple[list[PrintedLine], list[CurrentLine]]:
    """Pair lines that somebody has made one."""
    wanted = {found.bare: found for found in rest}
    taken: set[int] = set()
    for first in range(len(left)):
        words = line_words_without_quotes(left[first], said)
        for last in range(first + 1, min(first + _MOST, len(left))):
            words += line_words_without_quotes(left[last], said)
            found = wanted.pop(words, None) if words else None
            if found is not None:
                same += ((left[at], found) for at in range(first, last + 1))
                taken.update(range(first, last + 1))
    paired = {id(found) for _, found in same}
    return [line for at, line in enumerate(left) if at not in taken], [f for f in rest if id(f) not in paired]


def _by_claims(
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


def _by_likeness(
    left: Sequence[PrintedLine], rest: list[CurrentLine], said: WordsByBookmark, changed: list[LinePair]
) -> tuple[list[PrintedLine], list[CurrentLine]]:
    """Pair each line with the one that shares most of its words, one under the same headings first."""
    still = [line for line in left if line.words[0].startswith(WHOLE_LINE_MARK)]
    for line in left:
        if line.words[0].startswith(WHOLE_LINE_MARK):
            continue
        likeness = partial(_likeness, line, line_words_without_quotes(line, said))
        near = [found for found in rest if found.under == line.under and (found.row is None) == (not line.table)]
        best = max(near, key=likeness, default=None)
        if best is not None and likeness(best) >= (_OF_FEW if best.heads else _ALIKE):
            rest.remove(best)
            changed.append((line, best))
        else:
            still.append(line)
    return still, rest


def _likeness(line: PrintedLine, words: tuple[str, ...], found: CurrentLine) -> float:
    """How much of their words two lines share; of the printed one’s where a quote may have become plain words."""
    if any(word.startswith(QUOTE_BOOKMARK) for word in line.words):
        return LCSseq.similarity(words, found.bare) / max(1, len(words))
    return Indel.normalized_similarity(words, found.bare)
