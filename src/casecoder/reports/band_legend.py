"""The legend of a matrix: a letter, a glyph, a word and a colour for each band.

The colours can be told apart in grey, too.
"""

from typing import NamedTuple

from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.matrix import MatrixCell
from casecoder.core.vocabulary import NO_RATING_HOLDS, UNRATED_GLYPH, UNRATED_LETTER, Band

_FILLS = {Band.GREEN: "6DAF7E", Band.AMBER: "EBBE55", Band.RED: "F7CDC3", Band.NONE: "EEF0F2"}
"""The further a benefit is embedded, the darker. A grey copy keeps the order, and black text is readable on all."""

NONE_HOLDS_DEFINITION = (
    "None has been given in this school yet, or raters are still to come to one; this says nothing about the school."
)


class LegendEntry(NamedTuple):
    """One line of the legend. ``fill`` is a colour in six hexadecimal digits."""

    letter: str
    glyph: str
    label: str
    definition: str
    fill: str


LEGEND_ENTRIES: dict[Band | None, LegendEntry] = {
    **{band: LegendEntry(band.letter, band.glyph, band.label, band.definition, _FILLS[band]) for band in Band},
    None: LegendEntry(UNRATED_LETTER, UNRATED_GLYPH, NO_RATING_HOLDS, NONE_HOLDS_DEFINITION, "FFFFFF"),
}
"""The legend in the order of print. ``None`` stands for a cell in which no rating holds."""


def legend_entry_of_cell(cell: MatrixCell) -> LegendEntry | None:
    """Return the legend entry of a cell of ratings, or ``None`` if the cell holds a figure."""
    return LEGEND_ENTRIES[cell.value] if cell.value is None or isinstance(cell.value, Band) else None


def legend_entry_of_rating(given: Judgement | None) -> tuple[LegendEntry, str]:
    """Return the legend entry of a rating, or of a missing one, and its letter as printed (``A*`` when stale)."""
    key = LEGEND_ENTRIES[given.band if given else None]
    return key, key.letter + ("*" if given and given.stale else "")


def matrix_cell_mark(cell: MatrixCell) -> str:
    """Return the text of a cell that needs no colour: ``G ●``, ``A* ◐``, ``7``."""
    key = legend_entry_of_cell(cell)
    return f"{cell.text} {key.glyph}" if key else cell.text


def cell_sort_value(cell: MatrixCell) -> str:
    """Return what a cell is sorted by: its figure, or the place of its band from the least embedded up."""
    key = legend_entry_of_cell(cell)
    if key is None:
        return str(float(cell.value)) if isinstance(cell.value, float) else str(int(cell.value or 0))
    return str(len(LEGEND_ENTRIES) - 1 - list(LEGEND_ENTRIES.values()).index(key))


def cell_in_words(cell: MatrixCell) -> str:
    """Return a cell in words, for readers who hear the page: ``Amber, to be looked at again``."""
    key = legend_entry_of_cell(cell)
    if key is None:
        return cell.text
    return f"{key.label}, to be looked at again" if cell.stale else key.label
