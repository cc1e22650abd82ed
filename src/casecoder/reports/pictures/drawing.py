"""Drawing with matplotlib so that the same figures give the same bytes, and print well in grey."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING, Any

from casecoder.reports.printable import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, RULE = "#1F3A5F", "#B8C4D0"
CENTIMETRES = 2.54
DOTS = 200
"""Dots an inch of a PNG."""
_SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans", "font.size": 9, "svg.fonttype": "path",
    "svg.hashsalt": "casecoder", "hatch.linewidth": 0.6, "axes.unicode_minus": False, "text.parse_math": False,
    "axes.edgecolor": RULE,
}
RAMP = ("#FFFFFF", "#E6ECF2", "#C5D3E3", "#9DB4CE", "#7192B5", "#4C719A", "#2F527B", "#1F3A5F")
"""Ever darker, so that a copy in grey keeps the order."""
LETTERS, _TITLE_LETTERS = 6.5, 4.4
"""How many letters of a foot and of a title go into a centimetre."""
LIGHTEST_DARK = 5
"""From which step of the ramp on white writing reads better than black."""


@contextmanager
def drawing(width: float, height: float) -> "Iterator[tuple[Figure, Axes]]":
    """A figure of so many centimetres with one pair of axes, away from any screen and any settings of the user's."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        figure = Figure(figsize=(width / CENTIMETRES, height / CENTIMETRES), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure, figure.add_subplot()


def titled(figure: "Figure", title: str, width: float) -> None:
    """Write the title at the left, in as many lines as it takes."""
    figure.suptitle(fill(printable(title), round(width * _TITLE_LETTERS)), x=0.01, ha="left", color=INK, fontsize=10,
                    fontweight="bold")


def footed(figure: "Figure", text: str) -> None:
    """Write small words at the foot."""
    figure.supxlabel(printable(text), x=0.01, ha="left", fontsize=7)


def png_and_svg(figure: "Figure", title: str, alt: str) -> tuple[bytes, bytes]:
    """The figure in both formats, with its title and what it shows in words, and without a date."""
    about = {"Title": printable(title), "Description": printable(alt)}
    raster, vector = BytesIO(), BytesIO()
    figure.savefig(raster, format="png", dpi=DOTS, metadata={**about, "Software": "casecoder"})
    figure.savefig(vector, format="svg", metadata={**about, "Creator": "casecoder", "Date": None})
    return raster.getvalue(), vector.getvalue()
