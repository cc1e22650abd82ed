"""The four themes: dark, light, high contrast, and one without any colour."""

from dataclasses import replace
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import BUILTIN_THEMES, Theme

DARK, LIGHT, HIGH_CONTRAST, NO_COLOUR = "dark", "light", "high-contrast", "no-colour"

THEME_DESCRIPTIONS = {
    DARK: "Light words on a dark ground",
    LIGHT: "Dark words on a light ground",
    HIGH_CONTRAST: "White and bright words on black, nothing dimmed",
    NO_COLOUR: "Bold, underlined and reversed words in the terminal’s own two colours",
}

_BLACK, _WHITE, _SHADE = "#000000", "#ffffff", "#1c1c1c"

_HIGH_CONTRAST = Theme(
    name=HIGH_CONTRAST,
    primary="#6fe0ff",
    secondary="#6fe0ff",
    accent="#ffd866",
    warning="#ffd866",
    error="#ffb0b0",
    success="#8dffa8",
    foreground=_WHITE,
    background=_BLACK,
    surface=_BLACK,
    panel=_SHADE,
    boost=_SHADE,
    variables={
        "text": "auto 100%",
        "text-muted": "auto 90%",
        "text-disabled": "auto 80%",
        "foreground-muted": "#e0e0e0",
        "text-success": "#8dffa8",
        "text-warning": "#ffd866",
        "text-error": "#ffb0b0",
        "text-accent": "#ffd866",
        "success-muted": "#00330c",
        "warning-muted": "#332600",
        "error-muted": "#400000",
        "primary-muted": "#003340",
        "footer-key-foreground": "#ffd866",
        "footer-description-foreground": _WHITE,
        "input-selection-background": "#005a73",
        "border-blurred": "#808080",
        "block-cursor-blurred-background": "#003b4d",
    },
)

_NO_COLOUR = Theme(
    name=NO_COLOUR,
    primary=_WHITE,
    secondary=_WHITE,
    accent=_WHITE,
    warning=_WHITE,
    error=_WHITE,
    success=_WHITE,
    foreground=_WHITE,
    background=_BLACK,
    surface=_BLACK,
    panel=_BLACK,
    boost=_BLACK,
    variables={
        "text": "auto 100%",
        "text-muted": "auto 100%",
        "text-disabled": "auto 100%",
        "foreground-muted": _WHITE,
        **{f"text-{role}": _WHITE for role in ("primary", "secondary", "accent", "success", "warning", "error")},
        **{f"{role}-muted": _BLACK for role in ("primary", "secondary", "accent", "success", "warning", "error")},
        "footer-key-foreground": _WHITE,
        "footer-description-foreground": _WHITE,
        "border-blurred": _WHITE,
        "input-cursor-background": _WHITE,
        "input-cursor-foreground": _BLACK,
        "input-cursor-text-style": "none",
        "input-selection-background": _WHITE,
        "input-selection-foreground": _BLACK,
        "surface-active": _BLACK,
        "block-hover-background": _BLACK,
        "scrollbar": _WHITE,
        "block-cursor-blurred-background": _WHITE,
        "block-cursor-blurred-foreground": _BLACK,
        "scrollbar-background": _BLACK,
        "scrollbar-background-hover": _BLACK,
        "scrollbar-background-active": _BLACK,
    },
)

THEMES: dict[str, Theme] = {
    DARK: replace(BUILTIN_THEMES["textual-dark"], name=DARK),
    LIGHT: replace(BUILTIN_THEMES["textual-light"], name=LIGHT),
    HIGH_CONTRAST: _HIGH_CONTRAST,
    NO_COLOUR: _NO_COLOUR,
}


class UndimmedFilter(LineFilter):
    """A filter that shows dimmed words at full strength."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without dimming."""
        bright = Style(dim=False)
        return [Segment(text, style and style + bright, control) for text, style, control in segments]


class ColourlessFilter(LineFilter):
    """A filter that turns colours into attributes: a bright background is reversed, a shaded one underlined."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without colours."""
        return [Segment(text, style and _attributes(style), control) for text, style, control in segments]


@lru_cache(4096)
def _attributes(style: Style) -> Style:
    ground = Color.from_rich_color(style.bgcolor).brightness if style.bgcolor else 0.0
    if style.reverse and style.color:
        ground = Color.from_rich_color(style.color).brightness
    return Style(
        bold=style.bold,
        italic=style.italic,
        strike=style.strike,
        reverse=ground > _BRIGHT,
        underline=bool(style.underline or _SHADED < ground <= _BRIGHT),
        meta=style.meta,
        link=style.link,
    )


_SHADED, _BRIGHT = 0.04, 0.5
"""A background above these brightnesses (0 to 1) is shaded, and bright."""

THEME_FILTERS: dict[str, LineFilter] = {HIGH_CONTRAST: UndimmedFilter(), NO_COLOUR: ColourlessFilter()}
"""The filter that every line of a theme passes through."""
