"""How a cell shows: a letter, a glyph, a word and a soft colour that also tells in grey."""

from typing import NamedTuple

from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.matrix import MatrixCell
from casecoder.core.vocabulary import NO_RATING_HOLDS, UNRATED_GLYPH, UNRATED_LETTER, Band

_FILLS = {Band.GREEN: "6DAF7E", Band.AMBER: "EBBE55", Band.RED: "F7CDC3", Band.NONE: "EEF0F2"}
"""The more is embedded, the darker: a black-and-white copy keeps the order, and black reads on all."""

NONE_HOLDS_DEFINITION = (
    "None has been given in this school yet, or raters are still to come to one; this says nothing about the school."
)


class LegendEntry(NamedTuple):
    """One line of the legend. ``fill`` is a colour as six hexadecimal digits."""

    letter: str
    glyph: str
    label: str
    definition: str
    fill: str


LEGEND_ENTRIES: dict[Band | None, LegendEntry] = {
    **{band: LegendEntry(band.letter, band.glyph, band.label, band.definition, _FILLS[band]) for band in Band},
    None: LegendEntry(UNRATED_LETTER, UNRATED_GLYPH, NO_RATING_HOLDS, NONE_HOLDS_DEFINITION, "FFFFFF"),
}
"""The legend in the order in which it is printed; ``None`` is for a cell in which no rating holds."""


def legend_entry_of_cell(cell: MatrixCell) -> LegendEntry | None:
    """The legend line of a rated or unrated cell; ``None`` for a figure."""
    return LEGEND_ENTRIES[cell.value] if cell.value is None or isinstance(cell.value, Band) else None


def legend_entry_of_rating(given: Judgement | None) -> tuple[LegendEntry, str]:
    """The legend line of a rating, or of none, and its letter as printed (``A*`` when stale)."""
    key = LEGEND_ENTRIES[given.band if given else None]
    return key, key.letter + ("*" if given and given.stale else "")


def matrix_cell_mark(cell: MatrixCell) -> str:
    """The cell as it is printed where colour may be lost: ``G ●``, ``A* ◐``, ``7``."""
    key = legend_entry_of_cell(cell)
    return f"{cell.text} {key.glyph}" if key else cell.text


def cell_sort_value(cell: MatrixCell) -> str:
    """What a cell is sorted by: its figure, or the place of its band from the least embedded up."""
    key = legend_entry_of_cell(cell)
    if key is None:
        return str(float(cell.value)) if isinstance(cell.value, float) else str(int(cell.value or 0))
    return str(len(LEGEND_ENTRIES) - 1 - list(LEGEND_ENTRIES.values()).index(key))


def cell_in_words(cell: MatrixCell) -> str:
    """The cell in words, for readers who hear the page: ``Amber, to be looked at again``."""
    key = legend_entry_of_cell(cell)
    if key is None:
        return cell.text
    return f"{key.label}, to be looked at again" if cell.stale else key.label
