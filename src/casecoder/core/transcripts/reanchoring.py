"""Carry stretches of a text to their places in its corrected version, and say how sure each place is.

A stretch whose words stand unchanged is *kept*. Where words in it were replaced but both its edges are certain
and most of it stands (or what changed are the same words put for the same words throughout), it is *changed*:
it goes where it certainly belongs, and is shown. In all other cases it is *unsure*: it gets a proposal at most,
and somebody decides.
"""

import re
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from casecoder.core.transcripts.spans import Span
from casecoder.core.transcripts.text_diff import DiffHunk, TextDiff, compare_characters

LEAST_UNCHANGED = 66.0
"""So much of its words, per cent, must stand for a stretch to be carried without a decision."""
_PHRASE = 5
"""A replacement of no more words than this for another is a phrase for a phrase, so its edges correspond."""
_UNIQUE = 30
"""Words of this length that stand once in both texts are the same words, wherever they went."""
_NEAR = 2_000
"""How far round the place where a stretch is expected it is sought first."""
_FAR = 100_000_000
"""How many characters, in all, are searched for stretches that are not near where they are expected (a second)."""
_LIKELY = 50.0
"""How alike words must be, per cent, to be proposed."""
_SHORT, _LONG = 5_000, 20_000
"""Up to where stretches are compared letter by letter, and up to where they are sought by likeness."""
_WIDE = 1_000
"""A hunk of more characters is no phrase, and not looked into."""
_BREAK = re.compile(r"\w{4}[.?!]\s|\n")
_PSEUDONYM = re.compile(r"[A-Z]{1,3}\d{1,3}|[A-Z]|[\[(].*[\])]|[A-Za-z]+ \d{1,3}|X+")


class ReanchoringOutcome(StrEnum):
    """The degrees to which a stretch's place in the new text is sure."""

    KEPT = "kept"
    CHANGED = "changed"
    UNSURE = "unsure"


class ReanchoredSpan(NamedTuple):
    """The place of a stretch in the new text.

    Parameters
    ----------
    span:
        Its place, or, where unsure, the likeliest; ``None`` when nothing is like it.
    likeness:
        How alike its words are to those before, 0 to 100.
    """

    outcome: ReanchoringOutcome
    span: Span | None
    likeness: float


class SpanReanchorer:
    """Carries stretches from the old text of a diff to the new one.

    Parameters
    ----------
    exact:
        The hunks are what somebody asked for, place by place, and no guess: all of them correspond.
    """

    def __init__(self, diff: TextDiff, *, exact: bool = False) -> None:
        self._diff = diff
        self._exact = exact
        self._far = _FAR

    def carry(self, span: Span) -> ReanchoredSpan:
        """Return where one stretch belongs in the new text.

        A place that would not lead back to the stretch, were the correction taken back, is not certain.
        """
        placed = self._find_place(span)
        if self._exact or placed.span is None or placed.outcome is ReanchoringOutcome.UNSURE:
            return placed
        back = self._reverse._find_place(placed.span)
        leads_back = back.outcome is ReanchoringOutcome.UNSURE or back.span == span.trimmed(self._diff.old)
        return placed if leads_back else placed._replace(outcome=ReanchoringOutcome.UNSURE)

    @cached_property
    def _reverse(self) -> "SpanReanchorer":
        return SpanReanchorer(TextDiff(self._diff.new, self._diff.old, [hunk.turned for hunk in self._diff.hunks]))

    def _find_place(self, span: Span) -> ReanchoredSpan:
        old, new = self._diff.old[span.start : span.end], self._diff.new
        if (whole := self._verbatim(span, old)) is not None:
            return ReanchoredSpan(ReanchoringOutcome.KEPT, whole, 100.0)
        place, is_sure = self._map_edges(span)
        if place is not None and is_sure:
            if _same(old, new[place.start : place.end]):
                return ReanchoredSpan(ReanchoringOutcome.KEPT, place, 100.0)
            likeness = self._likeness(span, place)
            if self._exact or likeness >= LEAST_UNCHANGED or self._is_throughout(span):
                return ReanchoredSpan(ReanchoringOutcome.CHANGED, place, likeness)
            return ReanchoredSpan(ReanchoringOutcome.UNSURE, place, likeness)
        if len(old) >= _UNIQUE and self._diff.old.count(old) == 1 and new.count(old) == 1:
            at = new.index(old)
            return ReanchoredSpan(ReanchoringOutcome.KEPT, Span(at, at + len(old)), 100.0)
        return self._proposal(span, place)

    def _verbatim(self, span: Span, words: str) -> Span | None:
        """Return the place of the words as they are, at an edge that stands unchanged."""
        start, first = self._diff.start(span.start)
        end, last = self._diff.end(span.end)
        ways = [Span(start, start + len(words))] if first is None else []
        ways += [Span(end - len(words), end)] if last is None and end >= len(words) else []
        old, new = self._diff.old, self._diff.new
        for way in ways:
            cuts_no_more = all(
                not _cuts_word(new, there) or _cuts_word(old, here) for here, there in zip(span, way, strict=True)
            )
            if cuts_no_more and new.startswith(words, way.start):
                return way
        return None

    def _map_edges(self, span: Span) -> tuple[Span | None, bool]:
        """Return the stretch between the places of both edges, and whether both are certain; ``None`` if no words are
        left.
        """
        start, first = self._diff.start(span.start)
        end, last = self._diff.end(span.end)
        sure = True
        if first is not None:
            start, sure = self._edge(first, span.start, first.start, start)
        if last is not None:
            end, also = self._edge(last, span.end, last.end, end)
            sure = sure and also
        place = Span(start, max(start, end)).trimmed(self._diff.new)
        return (place, sure) if place.start < place.end else (None, False)

    def _edge(self, hunk: DiffHunk, at: int, outer: int, mapped: int) -> tuple[int, bool]:
        """Return the place of an edge inside or at the border of a hunk, and whether that place is certain."""
        if max(hunk.end - hunk.start, hunk.new_end - hunk.new_start) > _WIDE:
            return mapped, self._exact
        old, new = self._sides(hunk)
        if self._exact or not (old + new).strip():
            return mapped, True
        if at == outer:
            return mapped, _is_phrase(old, new)
        inside = self._map_inside_word(hunk, old, new, at, at_start=outer == hunk.start)
        return (mapped, False) if inside is None else (inside, True)

    def _map_inside_word(self, hunk: DiffHunk, old: str, new: str, at: int, *, at_start: bool) -> int | None:
        """Return the place of an edge within a word some of whose letters were changed, if the letters tell it."""
        if not _is_phrase(old, new):
            return None
        letters = compare_characters(old, new)
        if letters.likeness < LEAST_UNCHANGED:
            return None
        offset = at - hunk.start
        found, touched = letters.start(offset) if at_start else letters.end(offset)
        return hunk.new_start + found if touched is None and 0 < found < len(new) else None

    def _sides(self, hunk: DiffHunk) -> tuple[str, str]:
        return self._diff.old[hunk.start : hunk.end], self._diff.new[hunk.new_start : hunk.new_end]

    def _likeness(self, span: Span, place: Span) -> float:
        """Return how alike the words in both stretches are.

        For long ones it is how much stands unchanged.
        """
        if span.end - span.start <= _SHORT and place.end - place.start <= _SHORT:
            return _ratio(self._diff.old[span.start : span.end], self._diff.new[place.start : place.end])
        gone = come = 0
        for hunk in self._diff.within(*span):
            ours = Span(max(hunk.start, span.start), min(hunk.end, span.end))
            theirs = Span(max(hunk.new_start, place.start), min(hunk.new_end, place.end))
            gone += _letters(self._diff.old[ours.start : ours.end])
            come += _letters(self._diff.new[theirs.start : max(theirs)])
        before = _letters(self._diff.old[span.start : span.end])
        after = _letters(self._diff.new[place.start : place.end])
        return 100 * (before - gone + after - come) / (before + after)

    def _is_throughout(self, span: Span) -> bool:
        """Return whether all that changed in a stretch are words that were replaced alike wherever they stood."""
        pairs = {self._pair(hunk) for hunk in self._diff.within(*span)}
        return all(self._replaces(old, new) for old, new in pairs)

    def _replaces(self, old: str, new: str) -> bool:
        names = bool(_PSEUDONYM.fullmatch(old) or _PSEUDONYM.fullmatch(new))
        put = self._count_replacements.get(old, Counter())
        if len(put) != 1 or put[new] < (1 if names else 2):
            return False
        return re.search(rf"(?<!\w){re.escape(old)}(?!\w)", self._diff.new) is None

    @cached_property
    def _count_replacements(self) -> dict[str, Counter[str]]:
        """Return for each phrase that was replaced what it was replaced by, and how often."""
        found: dict[str, Counter[str]] = {}
        for hunk in self._diff.hunks:
            if hunk.end - hunk.start <= _WIDE and _is_phrase(*self._sides(hunk)):
                old, new = self._pair(hunk)
                found.setdefault(old, Counter())[new] += 1
        return found

    def _pair(self, hunk: DiffHunk) -> tuple[str, str]:
        old, new = self._sides(hunk)
        return " ".join(old.split()), " ".join(new.split())

    def _proposal(self, span: Span, place: Span | None) -> ReanchoredSpan:
        """Return the likeliest place: where the edges lead, or where the words are more alike."""
        if place is not None and self._is_throughout(span):
            return ReanchoredSpan(ReanchoringOutcome.UNSURE, place, self._likeness(span, place))
        found = self._search_place(self._diff.old[span.start : span.end], self._diff.start(span.start)[0])
        is_like = place is not None and place.end - place.start <= 4 * (span.end - span.start)
        likeness = self._likeness(span, place) if place is not None and is_like else 0.0
        return (
            found
            if likeness < max(found.likeness, _LIKELY)
            else ReanchoredSpan(ReanchoringOutcome.UNSURE, place, likeness)
        )

    def _search_place(self, words: str, expected: int) -> ReanchoredSpan:
        """Return the place whose words are most alike, near where it is expected or, failing that, anywhere."""
        new = self._diff.new
        reach = _NEAR + len(words)
        found = _likeliest(words, new, Span(max(0, expected - reach), min(len(new), expected + reach)))
        if found is None and self._far >= len(new):
            self._far -= len(new)
            found = _likeliest(words, new, Span(0, len(new)))
        return ReanchoredSpan(ReanchoringOutcome.UNSURE, *(found or (None, 0.0)))


def reanchor_spans(spans: Iterable[Span], diff: TextDiff, *, exact: bool = False) -> list[ReanchoredSpan]:
    """Return where each stretch belongs in the new text of a diff (see :class:`SpanReanchorer`)."""
    carrier = SpanReanchorer(diff, exact=exact)
    return [carrier.carry(span) for span in spans]


def _ratio(old: str, new: str) -> float:
    from rapidfuzz import fuzz

    return float(fuzz.ratio(old, new))


def _likeliest(words: str, text: str, window: Span) -> tuple[Span, float] | None:
    from rapidfuzz import fuzz

    if len(words) > _LONG:
        return None
    part = text[window.start : window.end]
    match = fuzz.partial_ratio_alignment(words, part, score_cutoff=_LIKELY)
    if match is None or len(words) > len(part) or match.dest_end <= match.dest_start:
        return None
    start, end = _word_edges(part, match.dest_start, match.dest_end)
    place = Span(window.start + start, window.start + end).trimmed(text)
    likeness = fuzz.ratio(words, text[place.start : place.end], score_cutoff=_LIKELY)
    return (place, likeness) if likeness else None


def _word_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch with the words that it cuts: taken in where most of a word is in it, else left out."""
    for word in re.finditer(r"\S+", text[max(0, start - 40) : start + 40]):
        first, last = (max(0, start - 40) + at for at in word.span())
        if first < start < last:
            start = first if last - start >= start - first else last
            break
    for word in re.finditer(r"\S+", text[max(0, end - 40) : end + 40]):
        first, last = (max(0, end - 40) + at for at in word.span())
        if first < end < last:
            end = last if end - first >= last - end else first
            break
    return start, max(start, end)


def _is_phrase(old: str, new: str) -> bool:
    """Return whether a few words were replaced by a few, within a line and a sentence."""
    return all(0 < len(side.split()) <= _PHRASE and not _BREAK.search(side) for side in (old, new))


def _cuts_word(text: str, at: int) -> bool:
    """Return whether a place lies within a word."""
    return 0 < at < len(text) and (text[at - 1] + text[at]).isalnum()


def _same(old: str, new: str) -> bool:
    return old == new or old.split() == new.split()


def _letters(text: str) -> int:
    return sum(map(len, text.split()))
