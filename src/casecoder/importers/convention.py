"""Which convention a transcript follows, decided over the whole of it, and so which lines begin a turn."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from casecoder.importers.labels import Opening, Style
from casecoder.importers.layout import Layout, LineKind
from casecoder.importers.voices import FIELDS, PERSONS, SURE, Shape, shape_of

_NAMES = frozenset({Shape.NAME, Shape.FULL, Shape.VOICE})
_TOP = 12
"""Particulars stand within so many lines of the top."""
_CLEAR = 12
"""So many openings settle it, however long the answers between them."""


@dataclass(slots=True)
class _Tally:
    """What speaks for one style in one document."""

    openings: dict[int, Opening] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def keys(self, shapes: Iterable[Shape], at_least: int = 1) -> list[str]:
        wanted = frozenset(shapes)
        return [key for key, n in self.counts.items() if n >= at_least and self.shapes[key] in wanted]

    def total(self, shapes: Iterable[Shape]) -> int:
        return sum(self.counts[key] for key in self.keys(shapes))


def openings_that_hold(
    candidates: Mapping[int, Opening], layout: Layout, researchers: frozenset[str] = frozenset()
) -> dict[int, Opening]:
    """The openings that begin a turn, by line.

    Support is counted over the whole document: a style counts when its labels come back, or when a short
    text consists of little else. Within a style that counts, a label heard once counts if it is plainly a
    voice, or looks like those that come back and stands where they stand.

    Parameters
    ----------
    candidates:
        What each line could open, by line number from 0.
    researchers:
        Names that are interviewers whatever they look like.
    """
    kept = {line: o for line, o in candidates.items() if line not in _particulars(candidates, layout)}
    tallies = _tallied(kept, researchers)
    paragraphs = sum(kind is LineKind.FIRST for kind in layout.kinds)
    spoken = [style for style, tally in tallies.items() if style is not Style.ALONE and _counts(style, tally, paragraphs)]
    if not spoken and not layout.rows and Style.ALONE in tallies and _comes_back(tallies[Style.ALONE]):
        return _standing_alone(tallies[Style.ALONE], layout)
    held: dict[int, Opening] = {}
    for style in spoken:
        held |= _held_in(tallies[style], style, layout)
    known = {opening.key for opening in held.values()}
    for style in {Style.BOLD, Style.COLON, Style.STAMPED} & tallies.keys():
        held |= {line: o for line, o in tallies[style].openings.items() if _is_kin(o, tallies[style], known)}
    return dict(sorted(held.items()))


def _tallied(candidates: Mapping[int, Opening], researchers: frozenset[str]) -> dict[Style, _Tally]:
    tallies: dict[Style, _Tally] = {}
    shapes: dict[str, Shape] = {}
    for line, opening in candidates.items():
        if opening.key not in shapes:
            shapes[opening.key] = shape_of(opening.label, researchers)
        tally = tallies.setdefault(opening.style, _Tally(shapes=shapes))
        tally.openings[line] = opening
        tally.counts[opening.key] += 1
    return tallies


def _counts(style: Style, tally: _Tally, paragraphs: int) -> bool:
    persons, total = tally.keys(PERSONS), tally.total(PERSONS)
    if total <= tally.total({Shape.NEVER}):
        return False
    regular = tally.keys({Shape.PHRASE}, at_least=3)
    if len(regular) > 1 and 4 * tally.total({Shape.PHRASE}) >= paragraphs:
        return True
    if tally.keys(PERSONS, at_least=2):
        share = 10 if len(persons) > 1 else 4
        if total >= 3 and (total >= _CLEAR or share * total >= paragraphs):
            return True
    covers = (3 if style is Style.STAMPED else 2) * total >= paragraphs
    has_voice = bool(tally.keys({Shape.VOICE}))
    is_bare = style in {Style.COLON, Style.BOLD} and len(persons) > 1 and not tally.keys({Shape.NEVER})
    return covers and (has_voice or is_bare) and style is not Style.TAB


def _held_in(tally: _Tally, style: Style, layout: Layout) -> dict[int, Opening]:
    """The openings of a style that counts."""
    many = set(tally.keys(PERSONS, at_least=2)) | set(tally.keys({Shape.PHRASE}, at_least=3))
    lines_of_many = [line for line, o in tally.openings.items() if o.key in many]
    needs_gap = _mostly(_is_after_gap(layout, line) for line in lines_of_many)
    in_use = {tally.shapes[key] for key in many} or set(PERSONS)
    if in_use & _NAMES and (style is Style.BOLD or Shape.NAME in in_use):
        in_use |= _NAMES
    elif Shape.VOICE in in_use:
        in_use |= {Shape.FULL}
    held = {}
    for line, opening in tally.openings.items():
        shape = tally.shapes[opening.key]
        stands_right = not needs_gap or _is_after_gap(layout, line)
        if opening.key in many or shape is Shape.VOICE or (shape in PERSONS & in_use and stands_right):
            held[line] = opening
    return held


def _is_kin(opening: Opening, tally: _Tally, known: set[str]) -> bool:
    """Whether the label is a known one in other marks, or shares a name with one (``Jerod``, ``Jerod Santo``)."""
    if opening.key in known:
        return True
    names = {word for key in known for word in key.split() if len(word) > 3}
    return tally.shapes[opening.key] in {Shape.NAME, Shape.FULL} and not names.isdisjoint(opening.key.split())


def _comes_back(tally: _Tally) -> bool:
    """Whether the same few labels come back alternately on lines of their own."""
    many = tally.keys(PERSONS, at_least=2)
    order = [o.key for o in tally.openings.values() if o.key in many]
    changes = sum(a != b for a, b in zip(order, order[1:], strict=False))
    return len(many) > 1 and len(order) >= 4 and 2 * changes >= len(order) - 1 and 2 * len(order) >= len(tally.openings)


def _standing_alone(tally: _Tally, layout: Layout) -> dict[int, Opening]:
    many = set(tally.keys(PERSONS, at_least=2))
    places = [line for line, o in tally.openings.items() if o.key in many]
    needs_gap = _mostly(_is_after_gap(layout, line) for line in places)
    needs_words_below = _mostly(_has_words_below(layout, line) for line in places)
    classes = {tally.shapes[key] for key in many} - {Shape.VOICE}
    held: dict[int, Opening] = {}
    last = -1
    for line, opening in tally.openings.items():
        stands_right = (not needs_gap or _is_after_gap(layout, line)) and (
            not needs_words_below or _has_words_below(layout, line)
        )
        shape = tally.shapes[opening.key]
        is_speaker = opening.key in many or shape is Shape.VOICE or (shape in classes and needs_gap and needs_words_below)
        follows_label = last >= 0 and all(kind is LineKind.BLANK for kind in layout.kinds[last + 1 : line])
        if is_speaker and stands_right and not follows_label:
            held[line] = opening
            last = line
    return held


def _particulars(candidates: Mapping[int, Opening], layout: Layout) -> set[int]:
    """The lines of ``Date: ...``, ``Interviewer: M. Okafor`` and their like at the top of a transcript."""
    found: set[int] = set()
    for block in _blocks(layout):
        if block[0] >= _TOP:
            break
        run = _first_run(block, candidates)
        fields = [line for line in run if _is_field(candidates[line])]
        if len(fields) < 2 and not (fields and fields[0] == run[0]):
            continue
        is_whole_block = run[-1] == block[-1] and block[-1] < len(layout.kinds) - 1 and len(run) <= _TOP
        upto = run if is_whole_block else [line for line in run if line <= fields[-1]]
        keys = [candidates[line].key for line in upto]
        if len(keys) == len(set(keys)):
            found.update(upto)
    return found


def _blocks(layout: Layout) -> list[list[int]]:
    blocks: list[list[int]] = [[]]
    for line, kind in enumerate(layout.kinds):
        if kind in {LineKind.FIRST, LineKind.NEXT}:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _first_run(block: Sequence[int], candidates: Mapping[int, Opening]) -> list[int]:
    """The first lines of a block that have the form ``X: y``, up to one that has not."""
    run: list[int] = []
    for line in block[: 2 * _TOP]:
        opening = candidates.get(line)
        if opening is not None and opening.style in {Style.COLON, Style.BOLD}:
            run.append(line)
        elif run:
            break
    return run


def _is_field(opening: Opening) -> bool:
    return not FIELDS.isdisjoint(opening.key.split())


def _is_after_gap(layout: Layout, line: int) -> bool:
    return line == 0 or layout.kinds[line - 1] in {LineKind.BLANK, LineKind.HEADING}


def _has_words_below(layout: Layout, line: int) -> bool:
    return line + 1 < len(layout.kinds) and layout.kinds[line + 1] in {LineKind.FIRST, LineKind.NEXT}


def _mostly(facts: Iterable[bool]) -> bool:
    known = list(facts)
    return bool(known) and 10 * sum(known) >= 9 * len(known)
