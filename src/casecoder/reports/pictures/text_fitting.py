"""How wide words are in a picture, how they go into lines, and which font has their letters."""

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
    """How wide a text is at so many points, in centimetres."""
    return sum(map(_width, text)) * size * _POINT


def wrap_text(text: str, width: float, size: float) -> list[str]:
    """The text in lines no wider than so many centimetres; a word that is wider alone is broken."""
    lines = [""]
    for word in _words(text, width, size):
        longer = lines[-1] + word
        if lines[-1] and measure_text(longer.rstrip(), size) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append(word.lstrip())
        else:
            lines[-1] = longer
    return [line.rstrip() for line in lines]


def fit_text(text: str, width: float, size: float, lines: int = 2) -> str:
    """The text in so many lines at most; what has no room is left out, which ``…`` says."""
    found = wrap_text(text, width, size)
    if len(found) <= lines:
        return "\n".join(found)
    last = " ".join(found[lines - 1 :])
    while last and measure_text(f"{last}…", size) > width:
        last = last[:-1]
    return "\n".join([*found[: lines - 1], f"{last.rstrip()}…"])


def text_fits(text: str, width: float, size: float, lines: int = 2) -> bool:
    """Whether a text has room in so many lines without any word being broken."""
    return len(wrap_text(text, width, size)) <= lines and all(measure_text(w, size) <= width for w in text.split())


def _words(text: str, width: float, size: float) -> Iterator[str]:
    """The words with the space after them; of a word that is too wide as much as has room, of Chinese each sign."""
    for word in text.split():
        piece = ""
        for letter in word:
            if piece and (measure_text(piece + letter, size) > width or east_asian_width(letter) == "W"):
                yield piece
                piece = ""
            piece += letter
        yield f"{piece} "


@cache
def _width(letter: str) -> float:
    """A letter's width, as a share of its size. One that our font lacks is taken to be as wide as high."""
    from matplotlib.ft2font import LoadFlags

    font = _own()
    if ord(letter) not in _own_letters():
        return 1.0
    font.set_size(_REFERENCE, 72)
    return float(font.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536 / _REFERENCE


def find_fonts(text: str) -> tuple[list[str], frozenset[str]]:
    """The fonts of this computer that have what our own lacks of a text, and the letters that none has.

    They are looked for only where letters are missing; among several the first by name is taken.
    """
    missing = frozenset(letter for letter in text if not letter.isspace() and ord(letter) not in _own_letters())
    private = frozenset(letter for letter in missing if category(letter) == "Co")  # a sign of one font alone
    faces, unknown = _others(missing - private)
    return faces, unknown | private


@cache
def _others(missing: frozenset[str]) -> tuple[list[str], frozenset[str]]:
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
    """Whether a font is upright and regular, and draws real letters: the last resort draws boxes."""
    return entry.style == "normal" and entry.weight in {400, "normal", "regular"} and "Last Resort" not in entry.name


def _letters(entry: "FontEntry") -> frozenset[str]:
    """The letters of a font that can be drawn at any size; none of one that is broken."""
    from matplotlib.font_manager import get_font

    try:
        font = get_font(entry.fname)
    except (OSError, RuntimeError):
        return frozenset()
    return frozenset(map(chr, font.get_charmap())) if font.scalable else frozenset()


@cache
def _own() -> "FT2Font":
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(findfont(FontProperties(family=[SANS])))


@cache
def _own_letters() -> frozenset[int]:
    return frozenset(_own().get_charmap())
