"""The colour and the bars that a code is drawn with.

Short because six widgets draw codes, and a code looks the same in each.
"""

from functools import cache

from textual.color import Color

_GOLDEN = 0.61803398875
_BRIGHT, _DIM = 0.55, 0.40
"""The least brightness on a dark ground and the most on a light one, from 0 to 1."""


@cache
def code_colour(place: int, dark: bool) -> Color:
    """Return the colour of the code at a place: legible on its ground, and unlike its neighbours' colours."""
    hue = (0.58 + place * _GOLDEN) % 1.0
    lightness = (0.70, 0.62, 0.78)[place % 3] if dark else (0.36, 0.30, 0.42)[place % 3]
    saturation = 0.75 if dark else 0.85
    colour = Color.from_hsl(hue, saturation, lightness)
    while colour.brightness < _BRIGHT if dark else colour.brightness > _DIM:
        lightness += 0.02 if dark else -0.02
        colour = Color.from_hsl(hue, saturation, lightness)
    return colour


SUPPORTS_BAR, COUNTERS_BAR = "┃", "╎"
"""The bars of a coding that supports its code and of one that speaks against it."""
