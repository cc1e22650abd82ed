"""A sheet to draw on with matplotlib: the same figures give the same bytes, and grey copies stay readable.

Everything has a place in centimetres, and text is measured before it is placed. So nothing is cut off, and nothing is
laid out twice.
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
"""The resolution of a PNG. Word shrinks pictures of more than 220 when it saves a document."""
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
"""The steps of the ramp, from light to dark, so that a grey copy keeps their order."""
FIRST_DARK_SHADE = 5
"""The first step of the ramp on which white text reads better than black."""
BAND_HATCHES: dict[Band | None, str] = {Band.GREEN: "", Band.AMBER: "///", Band.RED: "..", Band.NONE: "xx", None: ""}
"""The hatching that tells the bands apart in grey, besides their letters."""
_EDGE_STEPS, _SAME_COLOUR = 8, 12
"""The number of shades at the edges of letters and lines, and the difference up to which two colours are one."""
_BETWEEN, _TITLE, _BOLD, _FOOT = 0.42, 10, 1.2, 7
"""The distance between two lines of a title, in centimetres; the size of a title, in points; how much wider bold
letters are than others; the size of a foot, in points."""


Box = tuple[float, float, float, float]
"""A rectangle: left, top, width and height."""


@contextmanager
def open_drawing_sheet(width: float, height: float, words: Iterable[str]) -> "Iterator[DrawingSheet]":
    """Open a sheet of a size in centimetres, without any screen and without the settings of the user.

    Parameters
    ----------
    words:
        The names that will be written. Letters that are not in our font are taken from another.
    """
    import matplotlib as mpl

    faces, unknown = find_fonts("".join(map(make_printable, words)))
    with mpl.rc_context():
        defaults = {name: value for name, value in mpl.rcParamsDefault.items() if not name.startswith("backend")}
        mpl.rcParams.update({**defaults, **_SETTINGS, "font.family": [SANS, *faces]})
        yield DrawingSheet(width, height, unknown, is_bold=not faces)


class DrawingSheet:
    """A picture that is being drawn. Places are centimetres from the left and from the top.

    Parameters
    ----------
    unknown:
        The letters that no font on this computer has. A name with one of them is written as a number, and the
        document explains the numbers beside the picture (``unwritten``).
    is_bold:
        Whether the fonts have bold letters, for the title.
    """

    def __init__(self, width: float, height: float, unknown: frozenset[str], *, is_bold: bool) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self.width, self.height, self._unknown = width, height, unknown
        self._weight = "bold" if is_bold else "normal"
        self.unwritten: dict[str, str] = {}
        """The names that can't be written, by the numbers that stand for them."""
        self._figure = Figure(figsize=(width / CENTIMETRES_PER_INCH, height / CENTIMETRES_PER_INCH), dpi=DOTS_PER_INCH)
        self._canvas = FigureCanvasAgg(self._figure)
        inches = (
            Affine2D()
            .scale(1 / CENTIMETRES_PER_INCH, -1 / CENTIMETRES_PER_INCH)
            .translate(0, height / CENTIMETRES_PER_INCH)
        )
        self._places = inches + self._figure.dpi_scale_trans

    def axes(self, left: float, top: float, width: float, height: float) -> "Axes":
        """Add a pair of axes in a part of the sheet."""
        bottom = self.height - top - height
        across, up = self.width, self.height
        return self._figure.add_axes((left / across, bottom / up, width / across, height / up))

    def name(self, text: str) -> str:
        """Return a name as it can be written on this sheet."""
        printable = make_printable(text)
        if self._unknown.isdisjoint(printable):
            return printable
        mark = next(
            (mark for mark, name in self.unwritten.items() if name == printable), f"({len(self.unwritten) + 1})"
        )
        self.unwritten[mark] = printable
        return mark

    def _without_unknown(self, text: str) -> str:
        """Return a text with a replacement for each letter that no font has."""
        return "".join(REPLACEMENT if letter in self._unknown else letter for letter in text)

    def write(self, x: float, y: float, text: str, size: float = 8, **look: Any) -> None:
        """Write a text, by default to the right of a place and centred on its height."""
        look = {"va": "center", "linespacing": 1.05, **look}
        self._figure.text(x, y, text, fontsize=size, transform=self._places, **look)

    def boxes(self, places: Iterable[Box], **look: Any) -> None:
        """Draw rectangles that look alike as one path."""
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
        """Draw a line from place to place."""
        from matplotlib.lines import Line2D

        self._figure.add_artist(Line2D(x, y, transform=self._places, **look))

    def title(self, text: str) -> None:
        """Write the title at the top left."""
        for at, line in enumerate(_title_lines(text, self.width)):
            self.write(
                0.2, 0.35 + at * _BETWEEN, self._without_unknown(line), _TITLE, color=INK, fontweight=self._weight
            )

    def foot(self, text: str) -> None:
        """Write a small text at the foot. :func:`foot_height` gives its height."""
        lines = _foot_lines(text, self.width)
        for at, line in enumerate(reversed(lines)):
            self.write(0.2, self.height - 0.2 - at * 0.34, self._without_unknown(line), _FOOT)

    def finish(self, form: PictureFormat, title: str, alt: str) -> bytes:
        """Return the file of the picture, with its title and its description and without a date."""
        about = {"Title": make_printable(title), "Description": make_printable(alt)}
        return self._as_png(about) if form is PictureFormat.PNG else self._as_svg(about)

    def _as_png(self, about: dict[str, str]) -> bytes:
        """Return a PNG with the few colours that are used, which makes it a third of the size."""
        from PIL import Image
        from PIL.PngImagePlugin import PngInfo

        canvas: Any = self._canvas
        canvas.draw()
        seen = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
        text_chunks, made = PngInfo(), BytesIO()
        for name, words in {**about, "Software": "casecoder"}.items():
            text_chunks.add_text(name, words)
        few = seen.convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE)
        few.save(made, "PNG", dpi=(DOTS_PER_INCH, DOTS_PER_INCH), pnginfo=text_chunks)
        return made.getvalue()

    def _as_svg(self, about: dict[str, str]) -> bytes:
        """Return an SVG without a date."""
        made = BytesIO()
        self._figure.savefig(made, format="svg", metadata={**about, "Creator": "casecoder", "Date": None})
        return made.getvalue()


@cache
def _palette() -> "Image":
    """Return an image whose palette has all colours in use, and their mixtures with white and black for soft edges."""
    from PIL import Image

    drawn = [*SHADES, RULE, "#000000", *(f"#{key.fill}" for key in LEGEND_ENTRIES.values())]
    plain = [(int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)) for colour in dict.fromkeys(drawn)]
    found: list[tuple[int, ...]] = list(plain)
    for step, end, colour in product(range(1, _EDGE_STEPS), (255, 0), plain):
        shade = tuple(round(part + (end - part) * step / _EDGE_STEPS) for part in colour)
        if all(max(abs(one - other) for one, other in zip(shade, has, strict=True)) > _SAME_COLOUR for has in plain):
            found.append(shade)
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in found for part in colour])
    return made


def title_height(text: str, width: float) -> float:
    """Return the height of a title on a sheet of a given width, in centimetres."""
    return 0.25 + _BETWEEN * len(_title_lines(text, width))


def foot_height(text: str, width: float) -> float:
    """Return the height of a text at the foot, in centimetres."""
    return 0.1 + 0.34 * len(_foot_lines(text, width))


def _title_lines(text: str, width: float) -> list[str]:
    return wrap_text(make_printable(text), width - 0.4, _TITLE * _BOLD)


def _foot_lines(text: str, width: float) -> list[str]:
    return [line for part in make_printable(text).split("\n") for line in wrap_text(part, width - 0.4, _FOOT)]
