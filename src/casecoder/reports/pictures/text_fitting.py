"""Measures text in a picture, breaks it into lines, and finds fonts for its letters."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category, east_asian_width

if TYPE_CHECKING:
    from matplotlib.font_manager import FontEntry
    from matplotlib.ft2font import FT2Font

SANS = "DejaVu Sans"
"""The font that comes with matplotlib, so that a picture is the same on every computer."""
_POINT = 2.54 / 72
_REFERENCE = 100


def measure_text(text: str, size: float) -> float:
    """Return the width of a text of ``size`` points, in centimetres."""
    return sum(map(_letter_width, text)) * size * _POINT


def wrap_text(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines of at most ``width`` centimetres. A word that is too wide is broken."""
    lines = [""]
    for word in _pieces(text, width, size):
        longer = lines[-1] + word
        if lines[-1] and measure_text(longer.rstrip(), size) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append(word.lstrip())
        else:
            lines[-1] = longer
    return [line.rstrip() for line in lines]


def fit_text(text: str, width: float, size: float, lines: int = 2) -> str:
    """Break a text into at most ``lines`` lines. ``…`` stands for what doesn't fit."""
    found = wrap_text(text, width, size)
    if len(found) <= lines:
        return "\n".join(found)
    last = " ".join(found[lines - 1 :])
    while last and measure_text(f"{last}…", size) > width:
        last = last[:-1]
    return "\n".join([*found[: lines - 1], f"{last.rstrip()}…"])


def text_fits(text: str, width: float, size: float, lines: int = 2) -> bool:
    """Return whether a text fits into ``lines`` lines without breaking a word."""
    return len(wrap_text(text, width, size)) <= lines and all(measure_text(w, size) <= width for w in text.split())


def _pieces(text: str, width: float, size: float) -> Iterator[str]:
    """Yield the pieces of a text between which a line may end.

    They are words with the space after them, single Chinese characters, and the parts of words that are too wide.
    """
    for word in text.split():
        piece = ""
        for letter in word:
            if piece and (measure_text(piece + letter, size) > width or east_asian_width(letter) == "W"):
                yield piece
                piece = ""
            piece += letter
        yield f"{piece} "


@cache
def _letter_width(letter: str) -> float:
    """Return the width of a letter as a share of its size. A letter that is not in our font counts as 1."""
    from matplotlib.ft2font import LoadFlags

    font = _our_font()
    if ord(letter) not in _our_letters():
        return 1.0
    font.set_size(_REFERENCE, 72)
    return float(font.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / _REFERENCE


def find_fonts(text: str) -> tuple[list[str], frozenset[str]]:
    """Return the fonts with the letters of a text that our font doesn't have, and the letters that no font has.

    Fonts are searched only where letters are missing. Among several the first by name is taken.
    """
    missing = frozenset(letter for letter in text if not letter.isspace() and ord(letter) not in _our_letters())
    # What fonts draw for private use differs from font to font.
    private = frozenset(letter for letter in missing if category(letter) == "Co")
    faces, unknown = _search_fonts(missing - private)
    return faces, unknown | private


@cache
def _search_fonts(missing: frozenset[str]) -> tuple[list[str], frozenset[str]]:
    """Return the fonts that have some of the letters, and the letters that none has."""
    if not missing:
        return [], missing
    from matplotlib.font_manager import fontManager

    faces: list[str] = []
    for entry in sorted(fontManager.ttflist, key=lambda entry: (entry.name, entry.fname)):
        if _is_plain(entry) and (found := missing & _letters(entry)):
            faces.append(entry.name)
            missing -= found
    return faces, missing


def _is_plain(entry: "FontEntry") -> bool:
    """Return whether a font is upright and regular. "Last Resort" draws boxes in place of letters."""
    return entry.style == "normal" and entry.weight in {400, "normal", "regular"} and "Last Resort" not in entry.name


def _letters(entry: "FontEntry") -> frozenset[str]:
    """Return the letters of a font that can be drawn at any size; none if the font is broken."""
    from matplotlib.font_manager import get_font

    try:
        font = get_font(entry.fname)
    except (OSError, RuntimeError):
        return frozenset()
    return frozenset(map(chr, font.get_charmap())) if font.scalable else frozenset()


@cache
def _our_font() -> "FT2Font":
    """Return the font that comes with matplotlib."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(findfont(FontProperties(family=[SANS])))


@cache
def _our_letters() -> frozenset[int]:
    """Return the code points of the letters in our font."""
    return frozenset(_our_font().get_charmap())
