"""From a frozen text to its turns: who speaks where, or which paragraphs and headings its notes have."""

from collections.abc import Sequence

from casecoder.core.transcript import Turn, TurnKind
from casecoder.importers.convention import openings_that_hold
from casecoder.importers.labels import Opening, read_opening
from casecoder.importers.layout import Layout, LineKind, layout_of, spans_of, with_typed_headings


def find_turns(
    text: str,
    *,
    body: int = 0,
    layout: Layout | None = None,
    researchers: frozenset[str] = frozenset(),
) -> tuple[Turn, ...]:
    """Divide a frozen text into turns.

    Every character that is not white space falls in exactly one turn. In a transcript a turn runs from its
    label to the next label or heading; in notes without speakers each paragraph and heading is one.

    Parameters
    ----------
    body:
        The code point at which the body begins, at a line's start; what stands before it (front matter)
        is one note.
    layout:
        What each line is, where the format says so; read from the text itself otherwise.
    researchers:
        The names of the study's researchers.
    """
    spans = spans_of(text)
    lines = [text[start:end] for start, end in spans]
    front = sum(start < body for start, _ in spans)
    if layout is None:
        layout = layout_of(lines[front:])
    candidates = {line: o for line, o in _candidates(lines[front:], layout) if o is not None}
    openings = openings_that_hold(candidates, lines[front:], layout, researchers) | dict(layout.rows)
    if not openings:
        layout = with_typed_headings(layout, lines[front:])
    groups = _groups(layout.kinds, openings)
    first_label = {}
    for opening in openings.values():
        first_label.setdefault(opening.key, opening.label)
    turns = [_turn(text, spans[front:], group, openings.get(group[0]), layout, first_label) for group in groups]
    return tuple([*_front_turn(text, body), *turns])


def _candidates(lines: Sequence[str], layout: Layout) -> list[tuple[int, Opening | None]]:
    shut = (LineKind.BLANK, LineKind.ROW, LineKind.CELL)
    return [(at, read_opening(line)) for at, line in enumerate(lines) if layout.kinds[at] not in shut]


def _groups(kinds: Sequence[LineKind], openings: dict[int, Opening]) -> list[list[int]]:
    """The numbers of the lines of each turn, blank ones left out."""
    groups: list[list[int]] = []
    for line, kind in enumerate(kinds):
        if kind is LineKind.BLANK:
            continue
        if not groups or _begins_turn(line, kind, openings, groups[-1][0], kinds):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _begins_turn(
    line: int, kind: LineKind, openings: dict[int, Opening], turn: int, kinds: Sequence[LineKind]
) -> bool:
    """Whether a line begins a turn, when the turn above it began on line ``turn``."""
    if line in openings or kind is LineKind.HEADING:
        return True
    is_spoken = turn in openings and kinds[turn] is not LineKind.ROW
    return kind is LineKind.FIRST and not is_spoken


def _turn(
    text: str,
    spans: Sequence[tuple[int, int]],
    group: list[int],
    opening: Opening | None,
    layout: Layout,
    first_label: dict[str, str],
) -> Turn:
    at, end = spans[group[0]][0], _trimmed_end(text, *spans[group[-1]])
    start = _first_word(text, at, end)
    if opening is None:
        kind = TurnKind.HEADING if layout.kinds[group[0]] is LineKind.HEADING else TurnKind.NOTE
        return Turn(start, start, end, kind=kind)
    words = _first_word(text, min(at + opening.length, end), end)
    return Turn(start, words, end, first_label[opening.key], opening.descriptor, opening.at)


def _front_turn(text: str, body: int) -> list[Turn]:
    start, end = _first_word(text, 0, body), _trimmed_end(text, 0, body)
    return [Turn(start, start, end, kind=TurnKind.NOTE)] if start < end else []


def _first_word(text: str, start: int, end: int) -> int:
    """The first character in the stretch that is not white space; its end if there is none."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _trimmed_end(text: str, start: int, end: int) -> int:
    """The stretch's end without the white space before it."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
