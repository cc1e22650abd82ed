"""Divide a frozen text into turns: who speaks where, or which paragraphs and headings notes have."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from casecoder.core.transcripts.transcript import Turn, TurnKind
from casecoder.importers.line_layout import LineKind, LineLayout, add_typed_headings, find_line_layout
from casecoder.importers.turn_conventions import choose_turn_openings
from casecoder.importers.turn_openings import TurnOpening, read_turn_opening


def find_turns(
    text: str,
    *,
    body: int = 0,
    layout: LineLayout | None = None,
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
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    front = bisect_left(starts, body)
    if layout is None:
        layout = find_line_layout(lines[front:])
    candidates = {line: o for line, o in _read_openings(lines[front:], layout) if o is not None}
    openings = choose_turn_openings(candidates, lines[front:], layout, researchers) | dict(layout.rows)
    if not openings:
        layout = add_typed_headings(layout, lines[front:])
    labels: dict[str, str] = {}
    for opening in openings.values():
        labels.setdefault(opening.key, opening.label)
    turns = _front_turn(text, body)
    for first, last in _group_lines(layout.kinds, openings):
        start, end = starts[front + first], starts[front + last + 1] - 1
        if opening_here := openings.get(first):
            turns.append(_spoken_turn(text, start, end, opening_here, labels[opening_here.key]))
        else:
            is_heading = layout.kinds[first] is LineKind.HEADING
            turns.append(_unspoken_turn(text, start, end, TurnKind.HEADING if is_heading else TurnKind.NOTE))
    return tuple(turns)


def _read_openings(lines: Sequence[str], layout: LineLayout) -> list[tuple[int, TurnOpening | None]]:
    shut = (LineKind.BLANK, LineKind.ROW, LineKind.CELL)
    return [(at, read_turn_opening(line)) for at, line in enumerate(lines) if layout.kinds[at] not in shut]


def _group_lines(kinds: Sequence[LineKind], openings: dict[int, TurnOpening]) -> list[list[int]]:
    """Return the numbers of the first and the last line of each turn that are not blank."""
    groups: list[list[int]] = []
    is_in_speech = False
    for line, kind in enumerate(kinds):
        if kind is LineKind.BLANK:
            continue
        is_opening = line in openings
        begins_paragraph = kind is LineKind.FIRST and not is_in_speech
        if not groups or is_opening or kind is LineKind.HEADING or begins_paragraph:
            groups.append([line, line])
            is_in_speech = is_opening and kind is not LineKind.ROW
        else:
            groups[-1][1] = line
    return groups


def _spoken_turn(text: str, start: int, end: int, opening: TurnOpening, speaker: str) -> Turn:
    """Return the turn in a stretch that begins with an opening.

    The speaker is spelt as the text first did.
    """
    end = _trimmed_end(text, start, end)
    words = _first_word(text, min(start + opening.length, end), end)
    return Turn(_first_word(text, start, end), words, end, speaker, opening.descriptor, opening.at)


def _unspoken_turn(text: str, start: int, end: int, kind: TurnKind) -> Turn:
    start = _first_word(text, start, end)
    return Turn(start, start, _trimmed_end(text, start, end), kind=kind)


def _front_turn(text: str, body: int) -> list[Turn]:
    return [_unspoken_turn(text, 0, body, TurnKind.NOTE)] if text[:body].strip() else []


def _first_word(text: str, start: int, end: int) -> int:
    """Return the first character in the stretch that is not white space, or its end if there is none."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _trimmed_end(text: str, start: int, end: int) -> int:
    """Return the stretch's end without the white space before it."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
