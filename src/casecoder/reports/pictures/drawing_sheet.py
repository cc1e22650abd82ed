"""Drawing with matplotlib so that the same figures give the same bytes, and print well in grey.

Things are set at places in centimetres, and words are measured before they are set: nothing is cut off, and nothing
is laid out twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from itertools import product
from typing import TYPE_CHECKING, Any

from casecoder.core.outputs.chart import PictureFormat
from casecoder.core.vocabulary import Band
from casecoder.reports.band_legend import LEGEND_ENTRIES
from casecoder.reports.pictures.text_fitting import SANS, find_fonts, wrap_text
from casecoder.reports.printable_text import REPLACEMENT, make_printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from PIL.Image import Image

INK, RULE = "#1F3A5F", "#B8C4D0"
CENTIMETRES_PER_INCH = 2.54
DOTS_PER_INCH = 200
"""Dots an inch of a PNG. Word makes pictures of more than 220 smaller when it saves a document."""
_SETTINGS: dict[Any, Any] = {
    "font.size": 8,
    "svg.fonttype": "path",
    "svg.hashsalt": "casecoder",
    "hatch.linewidth": 0.6,
    "axes.unicode_minus": False,
    "text.parse_math": False,
    "axes.edgecolor": RULE,
}
SHADES = ("#FFFFFF", "#E6ECF2", "#C5D3E3", "#9DB4CE", "#7192B5", "#4C719A", "#2F527B", "#1F3A5F")
"""Ever darker, so that a copy in grey keeps the order."""
FIRST_DARK_SHADE = 5
"""From which step of the ramp on white writing reads better than black."""
BAND_HATCHES: dict[Band | None, str] = {Band.GREEN: "", Band.AMBER: "///", Band.RED: "..", Band.NONE: "xx", None: ""}
"""What tells the bands apart in grey, besides their letters."""
_SHADES, _ALIKE = 8, 12
"""How many steps the edges of letters and lines have, and up to which difference Pillow may take one for another."""
_BETWEEN, _TITLE, _BOLD, _FOOT = 0.42, 10, 1.2, 7
"""Between two lines of a title, in centimetres; the size of a title, in points, and how much wider its bold letters are
than others; the size of a foot."""


Box = tuple[float, float, float, float]
"""A rectangle: its left, its top, its width and its height."""


@contextmanager
def open_drawing_sheet(width: float, height: float, words: Iterable[str]) -> "Iterator[DrawingSheet]":
    """A sheet of so many centimetres, away from any screen and any settings of the user's.

    Parameters
    ----------
    words:
        The names that are going to be written on it: letters that our own font lacks are taken from another one.
    """
    import matplotlib as mpl

    faces, unknown = find_fonts("".join(map(make_printable, words)))
    with mpl.rc_context():
        defaults = {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith("backend")}
        mpl.rcParams.update({**defaults, **_SETTINGS, "font.family": [SANS, *faces]})
        yield DrawingSheet(width, height, unknown, is_bold=not faces)


class DrawingSheet:
    """A picture being drawn. Places are centimetres from its left and from its top.

    Parameters
    ----------
    unknown:
        The letters that no font on this computer has. A name with one of them is written as a number, and whoever
        places the picture says in words what it stands for (``unwritten``).
    is_bold:
        Whether the fonts have the bold letters of a title.
    """

    def __init__(self, width: float, height: float, unknown: frozenset[str], *, is_bold: bool) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.width, self.height, self._unknown = width, height, unknown
        self._weight = "bold" if is_bold else "normal"
        self.unwritten: dict[str, str] = {}
        """The names that can't be written, by what stands for them."""
        self._figure = Figure(figsize=(width / CENTIMETRES_PER_INCH, height / CENTIMETRES_PER_INCH), dpi=DOTS_PER_INCH)
        self._canvas = FigureCanvasAgg(self._figure)
        inches = (
            Affine2D()
            .scale(1 / CENTIMETRES_PER_INCH, -1 / CENTIMETRES_PER_INCH)
            .translate(0, height / CENTIMETRES_PER_INCH)
        )
        self._places = inches + self._figure.dpi_scale_trans

    def axes(self, left: float, top: float, width: float, height: float) -> "Axes":
        """A pair of axes in a part of the sheet."""
        bottom = self.height - top - height
        across, up = self.width, self.height
        return self._figure.add_axes((left / across, bottom / up, width / across, height / up))

    def name(self, text: str) -> str:
        """A name as it can be written here."""
        said = make_printable(text)
        if self._unknown.isdisjoint(said):
            return said
        mark = next((mark for mark, name in self.unwritten.items() if name == said), f"({len(self.unwritten) + 1})")
        self.unwritten[mark] = said
        return mark

    def _known(self, text: str) -> str:
        return "".join(REPLACEMENT if letter in self._unknown else letter for letter in text)

    def write(self, x: float, y: float, text: str, size: float = 8, **look: Any) -> None:
        """Write, by default to the right of a place and centred on it from top to bottom."""
        look = {"va": "center", "linespacing": 1.05, **look}
        self._figure.text(x, y, text, fontsize=size, transform=self._places, **look)

    def boxes(self, places: Iterable[Box], **look: Any) -> None:
        """Rectangles that look alike, drawn at one go."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        corners = [
            corner for x, y, width, height in places
            for corner in ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
        ]  # fmt: skip
        steps = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * (len(corners) // 5)
        if corners:
            look = {"edgecolor": INK, "linewidth": 0.5, "transform": self._places, **look}
            self._figure.add_artist(PathPatch(Path(corners, steps), **look))

    def line(self, x: Sequence[float], y: Sequence[float], **look: Any) -> None:
        """A line from place to place."""
        from matplotlib.lines import Line2D

        self._figure.add_artist(Line2D(x, y, transform=self._places, **look))

    def title(self, text: str) -> None:
        """Write the title at the top left."""
        for at, line in enumerate(_title_lines(text, self.width)):
            self.write(0.2, 0.35 + at * _BETWEEN, self._known(line), _TITLE, color=INK, fontweight=self._weight)

    def foot(self, text: str) -> None:
        """Write small words at the foot, which has room for them by :func:`foot_height`."""
        lines = _foot_lines(text, self.width)
        for at, line in enumerate(reversed(lines)):
            self.write(0.2, self.height - 0.2 - at * 0.34, self._known(line), _FOOT)

    def saved(self, form: PictureFormat, title: str, alt: str) -> bytes:
        """The picture with its title and what it shows in words, and without a date."""
        about = {"Title": make_printable(title), "Description": make_printable(alt)}
        return self._dots(about) if form is PictureFormat.PNG else self._lines(about)

    def _dots(self, about: dict[str, str]) -> bytes:
        """In the few colours there are, which makes a third of the size."""
        from PIL import Image
        from PIL.PngImagePlugin import PngInfo

        canvas: Any = self._canvas
        canvas.draw()
        seen = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
        said, made = PngInfo(), BytesIO()
        for name, words in {**about, "Software": "casecoder"}.items():
            said.add_text(name, words)
        few = seen.convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE)
        few.save(made, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH), pnginfo=said)
        return made.getvalue()

    def _lines(self, about: dict[str, str]) -> bytes:
        made = BytesIO()
        self._figure.savefig(made, format="svg", metadata={**about, "Creator": "casecoder", "Date": None})
        return made.getvalue()


@cache
def _palette() -> "Image":
    """The colours that are drawn with, and on their way to white and to black, for the edges of letters and lines."""
    from PIL import Image

    drawn = [*SHADES, RULE, "#000000", *(f"#{key.fill}" for key in LEGEND_ENTRIES.values())]
    plain = [(int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)) for colour in dict.fromkeys(drawn)]
    found: list[tuple[int, ...]] = list(plain)
    for step, end, colour in product(range(1, _SHADES), (255, 0), plain):
        shade = tuple(round(part + (end - part) * step / _SHADES) for part in colour)
        if all(max(abs(one - other) for one, other in zip(shade, has, strict=True)) > _ALIKE for has in plain):
            found.append(shade)
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in found for part in colour])
    return made


def title_height(text: str, width: float) -> float:
    """How much room a title takes on a sheet of that width, in centimetres."""
    return 0.25 + _BETWEEN * len(_title_lines(text, width))


def foot_height(text: str, width: float) -> float:
    """How much room words at the foot take, in centimetres."""
    return 0.1 + 0.34 * len(_foot_lines(text, width))


def _title_lines(text: str, width: float) -> list[str]:
    return wrap_text(make_printable(text), width - 0.4, _TITLE * _BOLD)


def _foot_lines(text: str, width: float) -> list[str]:
    return [line for part in make_printable(text).split("\n") for line in wrap_text(part, width - 0.4, _FOOT)]
