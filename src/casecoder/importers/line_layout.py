"""Tell what each line of a text is, before speakers are looked for: blank, heading or paragraph."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from casecoder.importers.turn_openings import TurnOpening

_ATX = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_UNDERLINE = re.compile(r" {0,3}(?:={3,}|-{3,})\s*")
_WRAPPED_AT = 100
"""Nobody wraps lines by hand beyond this column; a longer line is a whole paragraph."""
_HEADING_CHARACTERS, _HEADING_WORDS = 70, 10


class LineKind(Enum):
    """What one line is."""

    BLANK = auto()
    HEADING = auto()
    FIRST = auto()
    """The first line of a paragraph."""
    NEXT = auto()
    """A further line of the paragraph or heading above."""
    ROW = auto()
    """The first line of a row of a Word table of speakers."""
    CELL = auto()
    """A further line of such a row: the speaker's, whatever it looks like."""


_GAPS = (LineKind.BLANK, LineKind.HEADING)


@dataclass(frozen=True, slots=True)
class LineLayout:
    """The kinds of a text's lines.

    Parameters
    ----------
    kinds:
        One for each line.
    rows:
        For each line of kind ``ROW``, what the table says of its speaker.
    typed:
        Whether the text was typed without styles, so that headings may be recognised by their look.
    """

    kinds: tuple[LineKind, ...]
    rows: Mapping[int, TurnOpening] = field(default_factory=dict)
    typed: bool = False


def find_line_layout(lines: list[str]) -> LineLayout:
    """Return the layout of plain or Markdown text.

    A paragraph is a run of lines that are not blank if the text was wrapped by hand, and a line if it
    was not. A heading is Markdown's, with ``#`` or underlined; a Markdown table is one paragraph.
    """
    is_wrapped = all(len(line) <= _WRAPPED_AT for line in lines)
    kinds: list[LineKind] = []
    after_gap, is_underline = True, False
    for at, line in enumerate(lines):
        if not line or line.isspace():
            kinds.append(LineKind.BLANK)
        elif is_underline:
            kinds.append(LineKind.NEXT)
        elif _ATX.match(line):
            kinds.append(LineKind.HEADING)
        elif after_gap:
            is_heading = at + 1 < len(lines) and _is_underlined(line, lines[at + 1])
            kinds.append(LineKind.HEADING if is_heading else LineKind.FIRST)
        else:
            goes_on = is_wrapped or (line.startswith("|") and lines[at - 1].startswith("|"))
            kinds.append(LineKind.NEXT if goes_on else LineKind.FIRST)
        after_gap = is_underline or kinds[-1] in _GAPS
        is_underline = kinds[-1] is LineKind.HEADING and at + 1 < len(lines) and _is_underlined(line, lines[at + 1])
    return LineLayout(tuple(kinds), typed=True)


def _is_underlined(line: str, below: str) -> bool:
    """Return whether the line below makes this line a heading, as in Markdown."""
    if not below or len(line) > _HEADING_CHARACTERS or _UNDERLINE.fullmatch(below) is None:
        return False
    return _UNDERLINE.fullmatch(line) is None and _ATX.match(line) is None


def add_typed_headings(layout: LineLayout, lines: list[str]) -> LineLayout:
    """Return the layout of notes without speakers, with headings known by their look.

    A heading is short, begins with a capital, ends without a stop and stands above a gap or above a whole
    paragraph. Where more than half of the paragraphs would be headings, none is: that is a list.
    """
    if not layout.typed:
        return layout
    found = [at for at in range(len(lines)) if _looks_like_heading(layout.kinds, lines, at)]
    paragraphs = sum(kind is LineKind.FIRST for kind in layout.kinds)
    if 2 * len(found) > paragraphs:
        return layout
    kinds = list(layout.kinds)
    for at in found:
        kinds[at] = LineKind.HEADING
        if at + 1 < len(kinds) and kinds[at + 1] is LineKind.NEXT:
            kinds[at + 1] = LineKind.FIRST
    return LineLayout(tuple(kinds), layout.rows, layout.typed)


def _looks_like_heading(kinds: tuple[LineKind, ...], lines: list[str], at: int) -> bool:
    line = lines[at].strip()
    if kinds[at] is not LineKind.FIRST or (at and kinds[at - 1] is LineKind.FIRST) or len(line) > _HEADING_CHARACTERS:
        return False
    is_title_like = line[:1].isupper() and line[-1] not in ".,;!?…" and len(line.split()) <= _HEADING_WORDS
    if not is_title_like or at + 1 == len(lines):
        return False
    is_first = all(kind is LineKind.BLANK for kind in kinds[:at])
    stands_alone = kinds[at + 1] is LineKind.BLANK and any(kind is not LineKind.BLANK for kind in kinds[at + 1 :])
    above_paragraph = kinds[at + 1] in {LineKind.FIRST, LineKind.NEXT} and len(lines[at + 1]) > _HEADING_CHARACTERS
    return is_first or stands_alone or above_paragraph
