"""Decide over a whole transcript which convention it follows, and so which lines begin a turn."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from casecoder.importers.header_fields import find_header_fields
from casecoder.importers.label_shapes import PERSON_SHAPES, SPEAKING_SHAPES, LabelShape, classify_label
from casecoder.importers.line_layout import LineKind, LineLayout
from casecoder.importers.turn_openings import LabelStyle, TurnOpening

_CLEAR = 12
"""The number of openings that shows that a style is used, however long the answers between them."""
_REGULAR = 3
"""How often a label that doesn't look like a name must come back."""


@dataclass
class _Page:
    """The lines and their layout, which the decision rests on besides the openings themselves."""

    lines: Sequence[str]
    layout: LineLayout

    @cached_property
    def paragraphs(self) -> int:
        return sum(kind is LineKind.FIRST for kind in self.layout.kinds)

    @cached_property
    def common_words(self) -> frozenset[str]:
        """Return the words that the text writes without a capital."""
        return frozenset(re.findall(r"\b[^\W\d_A-Z]\w*", "\n".join(self.lines)))

    def is_after_gap(self, line: int) -> bool:
        above = self.layout.kinds[line - 1] if line else LineKind.BLANK
        return above is LineKind.BLANK or above is LineKind.HEADING

    def has_words_below(self, line: int) -> bool:
        below = self.layout.kinds[line + 1] if line + 1 < len(self.layout.kinds) else LineKind.BLANK
        return below is LineKind.FIRST or below is LineKind.NEXT


@dataclass
class _Tally:
    """The openings of one style, and what speaks for that style."""

    shapes: Mapping[str, LabelShape]
    openings: dict[int, TurnOpening] = field(default_factory=dict)

    @cached_property
    def counts(self) -> Counter[str]:
        return Counter(opening.key for opening in self.openings.values())

    def keys(self, shapes: Iterable[LabelShape], at_least: int = 1) -> set[str]:
        wanted = frozenset(shapes)
        return {key for key, n in self.counts.items() if n >= at_least and self.shapes[key] in wanted}

    def total(self, shapes: Iterable[LabelShape]) -> int:
        return sum(self.counts[key] for key in self.keys(shapes))

    @cached_property
    def regulars(self) -> set[str]:
        """Return the labels that come back."""
        return self.keys(PERSON_SHAPES, at_least=2) | self.keys({LabelShape.PHRASE}, at_least=_REGULAR)

    @property
    def lines_of_regulars(self) -> list[int]:
        return [line for line, opening in self.openings.items() if opening.key in self.regulars]


def choose_turn_openings(
    candidates: Mapping[int, TurnOpening],
    lines: Sequence[str],
    layout: LineLayout,
    researchers: frozenset[str] = frozenset(),
) -> dict[int, TurnOpening]:
    """Return the openings that begin a turn, by line and in order.

    Support is counted over the whole document: a style counts when its labels come back, or when a short
    text consists of little else. Within a style that counts, a label heard once counts if it is plainly a
    voice, or reads like a name and stands where the others stand.

    Parameters
    ----------
    candidates:
        What each line could open, by line number from 0.
    researchers:
        Names that are interviewers whatever they look like.
    """
    page = _Page(lines, layout)
    tallies = _tally_styles(candidates, find_header_fields(candidates, layout), researchers)
    alone = tallies.pop(LabelStyle.ALONE, None)
    held: dict[int, TurnOpening] = {}
    for style, tally in tallies.items():
        if _is_used(style, tally, page.paragraphs):
            held |= _accept_openings(tally, page)
    if held:
        return dict(sorted((held | _find_slips(tallies, held, page)).items()))
    if alone is not None and not layout.rows and _labels_alternate(alone):
        return _find_labels_alone(alone, page)
    return {}


def _tally_styles(
    candidates: Mapping[int, TurnOpening], but: set[int], researchers: frozenset[str]
) -> dict[LabelStyle, _Tally]:
    tallies: dict[LabelStyle, _Tally] = {}
    shapes: dict[str, LabelShape] = {}
    for line, opening in candidates.items():
        if line in but:
            continue
        if opening.key not in shapes:
            shapes[opening.key] = classify_label(opening.label, researchers)
        tally = tallies.get(opening.style)
        if tally is None:
            tally = tallies[opening.style] = _Tally(shapes)
        tally.openings[line] = opening
    return tallies


def _is_used(style: LabelStyle, tally: _Tally, paragraphs: int) -> bool:
    """Return whether the document uses this style."""
    persons, total = tally.keys(PERSON_SHAPES), tally.total(PERSON_SHAPES)
    phrases = tally.regulars - persons
    if len(phrases) > 1 and 4 * sum(tally.counts[key] for key in phrases) >= paragraphs:
        return True
    if total <= tally.total({LabelShape.NEVER}):
        return False
    if tally.regulars and total >= 3:
        share = 10 if len(persons) > 1 else 4
        if total >= _CLEAR or share * total >= paragraphs:
            return True
    if style is LabelStyle.TAB or (3 if style is LabelStyle.STAMPED else 2) * total < paragraphs:
        return False
    is_nothing_else = style is not LabelStyle.STAMPED and total >= paragraphs and not tally.keys({LabelShape.NEVER})
    return bool(tally.keys(SPEAKING_SHAPES)) or (is_nothing_else and len(persons) > 1)


def _accept_openings(tally: _Tally, page: _Page) -> dict[int, TurnOpening]:
    """Return the openings that are accepted in a style that counts."""
    needs_gap = _is_mostly_true(page.is_after_gap(line) for line in tally.lines_of_regulars)
    usual = {tally.shapes[key] for key in tally.regulars} - {LabelShape.ASKER}
    held = {}
    for line, opening in tally.openings.items():
        shape = tally.shapes[opening.key]
        holds = opening.key in tally.regulars or shape in SPEAKING_SHAPES
        if not holds and shape in PERSON_SHAPES and (not needs_gap or page.is_after_gap(line)):
            holds = _goes_with_usual(opening, shape, usual, page)
        if holds:
            held[line] = opening
    return held


def _goes_with_usual(opening: TurnOpening, shape: LabelShape, usual: set[LabelShape], page: _Page) -> bool:
    """Return whether a label heard once goes with those that come back, whose shapes are ``usual``."""
    if shape in usual or not usual:
        return True
    if shape is not LabelShape.NAME and shape is not LabelShape.FULL:
        return False
    return opening.style is LabelStyle.BOLD or not page.common_words.issuperset(opening.key.split())


def _find_slips(
    tallies: Mapping[LabelStyle, _Tally], held: Mapping[int, TurnOpening], page: _Page
) -> dict[int, TurnOpening]:
    """Return the openings in which only the marks differ: labels known, sure or coming back, in another style."""
    known = {opening.key for opening in held.values()}
    names = {word for key in known for word in key.split() if len(word) > 3}
    found = {}
    for style in tallies.keys() & {LabelStyle.BOLD, LabelStyle.COLON, LabelStyle.STAMPED}:
        for line, opening in tallies[style].openings.items():
            if opening.key in known:
                found[line] = opening
                continue
            shape = tallies[style].shapes[opening.key]
            shares_name = shape in {LabelShape.NAME, LabelShape.FULL} and not names.isdisjoint(opening.key.split())
            is_sure = style is not LabelStyle.STAMPED and (
                shape in SPEAKING_SHAPES or opening.key in tallies[style].regulars
            )
            if (shares_name or is_sure) and page.is_after_gap(line):
                found[line] = opening
    return found


def _labels_alternate(tally: _Tally) -> bool:
    """Return whether the same few labels come back alternately on lines of their own."""
    many = tally.keys(PERSON_SHAPES, at_least=2)
    order = [opening.key for opening in tally.openings.values() if opening.key in many]
    changes = sum(a != b for a, b in pairwise(order))
    is_alternating = len(many) > 1 and len(order) >= 4 and 2 * changes >= len(order) - 1
    return is_alternating and 2 * len(order) >= tally.total(PERSON_SHAPES)


def _find_labels_alone(tally: _Tally, page: _Page) -> dict[int, TurnOpening]:
    """Return the lines that are nothing but a label.

    A label right under a label is what that speaker said.
    """
    needs_gap = _is_mostly_true(page.is_after_gap(line) for line in tally.lines_of_regulars)
    needs_words = _is_mostly_true(page.has_words_below(line) for line in tally.lines_of_regulars)
    usual = {tally.shapes[key] for key in tally.regulars} - {LabelShape.ASKER} if needs_gap and needs_words else set()
    held: dict[int, TurnOpening] = {}
    last: int | None = None
    for line, opening in tally.openings.items():
        is_speaker = opening.key in tally.regulars or tally.shapes[opening.key] in SPEAKING_SHAPES | usual
        if not is_speaker or (needs_gap and not page.is_after_gap(line)):
            continue
        if needs_words and not page.has_words_below(line):
            continue
        if last is None or any(kind is not LineKind.BLANK for kind in page.layout.kinds[last + 1 : line]):
            held[line] = opening
            last = line
    return held


def _is_mostly_true(facts: Iterable[bool]) -> bool:
    known = list(facts)
    return bool(known) and 10 * sum(known) >= 9 * len(known)
