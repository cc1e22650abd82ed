"""Find the particulars at the top of a transcript (``Date: ...``, ``Interviewer: M. Okafor``), which nobody says."""

from collections.abc import Iterator, Mapping, Sequence

from casecoder.importers.label_words import FIELD_WORDS
from casecoder.importers.line_layout import LineKind, LineLayout
from casecoder.importers.turn_openings import LabelStyle, TurnOpening

_TOP = 12
"""The number of lines from the top within which particulars begin, and the most lines that they take."""


def find_header_fields(candidates: Mapping[int, TurnOpening], layout: LineLayout) -> set[int]:
    """Return the numbers of the lines that hold particulars.

    They are the lines ``X: y`` at the head of a block near the top of which two at least, or the first, name
    a known field, down to the last such line, or to the block's end when all of it has that form. No label
    comes back among them.
    """
    found: set[int] = set()
    for block in _blocks(layout):
        if block[0] >= _TOP:
            break
        run = _first_run(block, candidates)
        fields = [line for line in run[:_TOP] if not FIELD_WORDS.isdisjoint(candidates[line].key.split())]
        if len(fields) < 2 and fields[:1] != run[:1]:
            continue
        is_all = run[-1:] == block[-1:] and len(run) <= _TOP and block[-1] < len(layout.kinds) - 1
        held = run if is_all else [line for line in run if fields and line <= fields[-1]]
        if len({candidates[line].key for line in held}) == len(held):
            found.update(held)
    return found


def _blocks(layout: LineLayout) -> Iterator[list[int]]:
    """Return the lines of each stretch without a gap, in order."""
    block: list[int] = []
    for line, kind in enumerate(layout.kinds):
        if kind is LineKind.FIRST or kind is LineKind.NEXT:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _first_run(block: Sequence[int], candidates: Mapping[int, TurnOpening]) -> list[int]:
    """Return the first lines of a block that have the form ``X: y``, up to one that has not."""
    run: list[int] = []
    for line in block:
        opening = candidates.get(line)
        if opening is not None and opening.style in {LabelStyle.COLON, LabelStyle.BOLD}:
            run.append(line)
        elif run:
            break
    return run
